/**
 * Prices of library calls, in CEL cost units.
 *
 * Source: k8s.io/apiserver/pkg/cel/library/cost.go (CallCost), cel-go common/cost.go and interpreter/runtimecost.go.
 * Where a result can be far larger than the arguments, the size of the result is charged too: upstream leaves that
 * to whoever walks the result, which would let one call allocate gigabytes for the price of its input.
 */
import { CelMap, type CelValue, isObject, Opaque, Optional } from '../../values.ts';
import { compileCost } from './regex-size.ts';
import { codePointLength, utf8Length } from './text.ts';

/** Price of walking one character (cel-go common.StringTraversalCostFactor). */
export const TRAVERSAL = 0.1;
/** Price of one character of a regular expression (cel-go common.RegexStringLengthCostFactor). */
export const REGEX = 0.25;
/** Price of making a list (cel-go common.ListCreateBaseCost). */
export const LIST_CREATE = 10;
/** Price of making a struct (cel-go common.StructCreateBaseCost). */
export const STRUCT_CREATE = 40;

/** An opaque value that has a size of its own, such as the bytes of an address. */
export interface Sized { readonly size: number }

const isSized = (value: Opaque): value is Opaque & Sized => 'size' in value && typeof value.size === 'number';

/**
 * What `actualSize` of cel-go gives: characters of a string, bytes, elements, entries; 1 for everything else.
 */
export function sizeOf(value: CelValue | undefined): number {
  if (typeof value === 'string') return codePointLength(value);
  if (value instanceof Uint8Array) return value.length;
  if (Array.isArray(value)) return value.length;
  if (value instanceof CelMap) return value.entries.size;
  if (value instanceof Opaque) return isSized(value) ? value.size : 1;
  if (value instanceof Optional && value.present) return sizeOf(value.value);
  if (isObject(value)) return Object.keys(value).length;
  return 1;
}

/** Price of walking a string (or anything with a size) once, or `times` over. */
export const walk = (value: CelValue | undefined, times = 1): number => Math.ceil(sizeOf(value) * times * TRAVERSAL);

/** Work below this price is free where upstream gives it away; from there on it is charged. */
const FREE_WORK = 100;

/** Price of a call that upstream sells for `base` whatever its size, while it walks this much. */
export const flat = (base: number, walked: number): number => (walked > FREE_WORK ? base + walked : base);

/** Price of running a pattern over a text: linear in both, as RE2 is, and what compiling a pattern with large counts takes. */
export const regexCost = (text: CelValue | undefined, pattern: CelValue | undefined): number =>
  Math.ceil((1 + sizeOf(text)) * TRAVERSAL) * Math.ceil(sizeOf(pattern) * REGEX)
  + (typeof pattern === 'string' ? compileCost(pattern) : 0);

/** Price of walking a value as a tree (traversalCost of k8s library/cost.go). The walk stops once the price passes `limit`. */
export function traversalCost(value: CelValue, limit = 10_000_000): number {
  if (typeof value === 'string') return Math.floor(utf8Length(value) * TRAVERSAL);
  if (value instanceof Uint8Array) return Math.floor(value.length * TRAVERSAL);
  let cost = 0;
  if (Array.isArray(value)) {
    for (const element of value as readonly CelValue[]) {
      cost += traversalCost(element, limit - cost);
      if (cost > limit) break;
    }
    return cost;
  }
  if (value instanceof CelMap) {
    for (const [key, entry] of value.entries.values()) {
      cost += traversalCost(key, limit) + traversalCost(entry, limit - cost);
      if (cost > limit) break;
    }
    return cost;
  }
  if (isObject(value)) {
    for (const key of Object.keys(value)) {
      cost += traversalCost(key, limit) + traversalCost(value[key] as CelValue, limit - cost);
      if (cost > limit) break;
    }
    return cost;
  }
  return 1;
}
