/**
 * `==`: never an error, false for values of different types, numbers by value across types.
 * Source: "Equality" of the CEL language definition.
 */
import type { CostMeter } from '../program.ts';
import { Boxed, CelMap, type CelValue, Duration, Opaque, Optional, Timestamp, TypeValue, isObject } from '../values.ts';
import { charge, keysCost, traversal } from './cost.ts';
import { compareNumbers, numeric } from './numbers.ts';

/** Whether two values are equal. Walking structures is charged. @throws CelCostError */
export function equals(a: CelValue, b: CelValue, m: CostMeter): boolean {
  if (typeof a === 'string') return textEquals(a, b, m);
  if (typeof a === 'boolean' || a === null) return a === b;
  const x = numeric(a);
  if (x !== undefined) {
    const y = numeric(b);
    return y !== undefined && compareNumbers(x, y) === 0;
  }
  if (typeof b !== 'object' || b === null) return false;
  return a instanceof Boxed ? boxedEquals(a, b, m) : structureEquals(a, b, m);
}

/** Strings of different lengths differ at once; others are walked. */
export function textEquals(a: string, b: CelValue, m: CostMeter): boolean {
  if (typeof b !== 'string' || a.length !== b.length) return false;
  if (a.length > 10) charge(m, traversal(a.length) - 1);
  return a === b;
}

function boxedEquals(a: Boxed, b: CelValue, m: CostMeter): boolean {
  if (a instanceof Optional) return b instanceof Optional && a.present === b.present && (!a.present || equals(a.value, b.value, m));
  if (a instanceof Timestamp) return b instanceof Timestamp && a.nanos === b.nanos;
  if (a instanceof Duration) return b instanceof Duration && a.nanos === b.nanos;
  if (a instanceof TypeValue) return b instanceof TypeValue && a.typeName === b.typeName;
  if (a instanceof Opaque) return b instanceof Opaque && a.typeName === b.typeName && a.equals(b);
  if (a instanceof CelMap) return mapEquals(a, b, m);
  return a === b;
}

function structureEquals(a: CelValue, b: CelValue, m: CostMeter): boolean {
  if (Array.isArray(a)) {
    if (!Array.isArray(b) || a.length !== b.length) return false;
    charge(m, a.length >> 1);
    for (let i = 0; i < a.length; i++) if (!equals(a[i] as CelValue, b[i] as CelValue, m)) return false;
    return true;
  }
  if (a instanceof Uint8Array) return b instanceof Uint8Array && bytesEqual(a, b);
  if (b instanceof CelMap) return mapEquals(b, a, m);
  return isObject(a) && isObject(b) && objectEquals(a, b, m);
}

function objectEquals(a: { readonly [key: string]: CelValue }, b: { readonly [key: string]: CelValue }, m: CostMeter): boolean {
  const keys = Object.keys(a);
  charge(m, keys.length + keysCost(keys.length));
  if (keys.length !== Object.keys(b).length) return false;
  for (const key of keys) if (!Object.hasOwn(b, key) || !equals(a[key] as CelValue, b[key] as CelValue, m)) return false;
  return true;
}

function mapEquals(a: CelMap, b: CelValue, m: CostMeter): boolean {
  charge(m, a.entries.size + keysCost(a.entries.size));
  if (b instanceof CelMap) {
    if (a.entries.size !== b.entries.size) return false;
    for (const [key, entry] of a.entries) {
      const other = b.entries.get(key);
      if (other === undefined || !equals(entry[1], other[1], m)) return false;
    }
    return true;
  }
  if (!isObject(b) || a.entries.size !== Object.keys(b).length) return false;
  for (const [key, value] of a.entries.values()) {
    if (typeof key !== 'string' || !Object.hasOwn(b, key) || !equals(value, b[key] as CelValue, m)) return false;
  }
  return true;
}

function bytesEqual(a: Uint8Array, b: Uint8Array): boolean {
  if (a.length !== b.length) return false;
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false;
  return true;
}
