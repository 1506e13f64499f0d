/** List, map and message literals. */
import type { ListNode, MapNode, Node } from '../checker/ir.ts';
import { LIST_COST, MAP_COST, STRUCT_COST } from '../runtime/cost.ts';
import { listOf, mapOf } from '../types.ts';
import { declared, joinAll } from './certain.ts';
import { atom, optional, value } from './emit.ts';
import type { Emitter, Operand } from './emitter.ts';

/** Literals cost their base price; long ones a little for each element, as they are made anew each time. */
const literalCost = (base: number, size: number): number => base + (size >> 4);

export function emitList(g: Emitter, node: ListNode): Operand {
  g.charge(literalCost(LIST_COST, node.elements.length));
  if (!node.elements.some((element) => element.optional)) {
    const elements = node.elements.map((element) => value(g, element.value));
    return { code: g.assign(`[${elements.map(({ code }) => code).join(', ')}]`), type: listOf(joinAll(elements.map(({ type }) => type))) };
  }
  const list = g.assign('[]');
  const types = node.elements.map((element) => {
    const { code, type } = element.optional ? optional(g, element.value) : value(g, element.value);
    g.line(`${element.optional ? `if (${code} !== undefined) ` : ''}${list}.push(${code});`);
    return type;
  });
  return { code: list, type: listOf(joinAll(types)) };
}

export function emitMap(g: Emitter, node: MapNode): Operand {
  g.charge(literalCost(MAP_COST, node.entries.length));
  const map = g.assign(`new ${g.use('CelMap')}()`);
  const types = node.entries.map((entry) => {
    const key = atom(g, entry.key);
    const entryValue = entry.optional ? optional(g, entry.value) : value(g, entry.value);
    g.risky(`${entry.optional ? `if (${entryValue.code} !== undefined) ` : ''}${g.use('insert')}(${map}, ${key.code}, ${entryValue.code});`);
    return { key: key.type, value: entryValue.type };
  });
  return { code: map, type: mapOf(joinAll(types.map(({ key }) => key)), joinAll(types.map((entry) => entry.value))) };
}

export function emitMessage(g: Emitter, node: Extract<Node, { kind: 'message' }>): Operand {
  g.charge(STRUCT_COST);
  const fields = node.fields.map((field) => `[${JSON.stringify(field.name)}, ${(field.optional ? optional : value)(g, field.value).code}]`);
  const target = g.temp();
  g.risky(`${target} = ${g.use('message')}(${JSON.stringify(node.name)}, [${fields.join(', ')}]);`);
  return { code: target, type: declared(node.type) };
}

