/** What comprehensions walk: the elements of a list, the keys of a map. */
import type { CostMeter } from '../program.ts';
import { CelMap, type CelValue, isObject } from '../values.ts';
import { charge, keysCost } from './cost.ts';
import { noOverload } from './errors.ts';

/** The elements of a list or the keys of a map, as an array. @throws CelError for anything else, CelCostError */
export function elements(range: CelValue, m: CostMeter): readonly CelValue[] {
  return Array.isArray(range) ? (range as readonly CelValue[]) : keys(range, m);
}

/** The keys of a map. @throws CelError for anything else, CelCostError */
export function keys(range: CelValue, m: CostMeter): readonly CelValue[] {
  if (range instanceof CelMap) {
    charge(m, keysCost(range.entries.size));
    return Array.from(range.entries.values(), (entry) => entry[0]);
  }
  if (!isObject(range)) return noOverload('comprehension', range);
  const names = Object.keys(range);
  charge(m, keysCost(names.length));
  return names;
}

/** The values of a map, in the order of {@link keys}. The range was accepted by `keys`. */
export function values(range: CelValue, m: CostMeter): readonly CelValue[] {
  if (range instanceof CelMap) {
    charge(m, keysCost(range.entries.size));
    return Array.from(range.entries.values(), (entry) => entry[1]);
  }
  const object = range as { readonly [key: string]: CelValue };
  const names = Object.keys(object);
  charge(m, keysCost(names.length));
  return names.map((key) => object[key] as CelValue);
}
