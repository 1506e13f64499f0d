/** List, map and message literals. */
import type { ListNode, MapNode, Node } from '../checker/ir.ts';
import { CelMap, type CelValue } from '../values.ts';
import { insert } from '../runtime/build.ts';
import { atom, optional, value } from './emit.ts';
import type { Emitter, Operand } from './emitter.ts';

/** The value of a node that is the same whenever it is evaluated; undefined for any other, and for what fails. */
export function constantOf(node: Node): CelValue | undefined {
  if (node.kind === 'const') return node.value;
  if (node.kind === 'list') {
    const values: CelValue[] = [];
    for (const { value: element, optional: isOpt } of node.elements) {
      const constant = isOpt ? undefined : constantOf(element);
      if (constant === undefined) return undefined;
      values.push(constant);
    }
    return values;
  }
  return node.kind === 'map' ? constantMap(node) : undefined;
}

function constantMap(node: MapNode): CelValue | undefined {
  const map = new CelMap();
  for (const entry of node.entries) {
    const key = entry.optional ? undefined : constantOf(entry.key);
    const entryValue = key === undefined ? undefined : constantOf(entry.value);
    if (entryValue === undefined) return undefined;
    try { insert(map, key!, entryValue); } catch { return undefined; } // what fails has to fail at run time
  }
  return simplified(map);
}

/** A map whose keys are all strings as an object, whose fields are read faster. */
function simplified(map: CelMap): CelValue {
  const entries = [...map.entries.values()];
  if (!entries.every(([key]) => typeof key === 'string')) return map;
  const object = {};
  for (const [key, entryValue] of entries) Object.defineProperty(object, key as string, { value: entryValue, enumerable: true });
  return object;
}

/** Literals cost their base price; long ones a little for each element, as they are made anew each time. */
const literalCost = (base: number, size: number): number => base + (size >> 4);

export function emitList(g: Emitter, node: ListNode): Operand {
  g.charge(literalCost(10, node.elements.length));
  const type = g.typeOf(node);
  if (!node.elements.some((element) => element.optional)) {
    return { code: g.assign(`[${node.elements.map((element) => value(g, element.value).code).join(', ')}]`), type };
  }
  const list = g.assign('[]');
  for (const element of node.elements) {
    if (element.optional) {
      const code = optional(g, element.value);
      g.line(`if (${code} !== undefined) ${list}.push(${code});`);
    } else g.line(`${list}.push(${value(g, element.value).code});`);
  }
  return { code: list, type };
}

export function emitMap(g: Emitter, node: MapNode): Operand {
  g.charge(literalCost(30, node.entries.length));
  const map = g.assign(`new ${g.use('CelMap')}()`);
  for (const entry of node.entries) {
    const key = atom(g, entry.key).code;
    const code = entry.optional ? optional(g, entry.value) : value(g, entry.value).code;
    g.risky(`${entry.optional ? `if (${code} !== undefined) ` : ''}${g.use('insert')}(${map}, ${key}, ${code});`);
  }
  return { code: map, type: g.typeOf(node) };
}

export function emitMessage(g: Emitter, node: Extract<Node, { kind: 'message' }>): Operand {
  g.charge(40);
  const fields = node.fields.map((field) => `[${JSON.stringify(field.name)}, ${field.optional ? optional(g, field.value) : value(g, field.value).code}]`);
  const target = g.temp();
  g.risky(`${target} = ${g.use('message')}(${JSON.stringify(node.name)}, [${fields.join(', ')}]);`);
  return { code: target, type: g.typeOf(node) };
}

