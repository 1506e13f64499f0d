/** Literals of which all parts are literals are made once, at compile time. */
import type { MapNode, Node } from '../checker/ir.ts';
import { staticType } from '../static-type.ts';
import { CelMap, type CelValue } from '../values.ts';
import { insert } from '../runtime/build.ts';

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

export const typeOfConstant = staticType;
