/**
 * Fields, entries and elements. A JSON object is read by its own properties only: `__proto__`, `constructor` and the
 * like are entries where the document has them and absent where it has not.
 * Source: "Field Selection" and "Indexing" of the CEL language definition; cel-go interpreter/attributes.go for
 * what a selection on null or a scalar is: an error, in `has()` and `.?` too.
 */
import type { CostMeter } from '../program.ts';
import { CelError, CelMap, type CelValue, Double, LazyStruct, Optional, UInt, isObject, mapKey } from '../values.ts';
import { charge, keysCost } from './cost.ts';
import { noOverload } from './errors.ts';
import { equals } from './equality.ts';
import { codePointLength } from '../libraries/shared/text.ts';

const noSuchKey = (key: CelValue): never => { throw new CelError(`no such key: ${typeof key === 'object' && key !== null ? String((key as { value?: unknown }).value ?? '') : String(key)}`); };

/** `a.field`, any `a`. The value of an optional is selected from as if by `.?`. @throws CelError */
export function select(a: CelValue | undefined, field: string): CelValue {
  if (a instanceof Optional) return selectOptional(a, field);
  const value = find(a, field);
  return value === undefined ? noSuchKey(field) : value;
}

/** `a.?field`, as an optional. @throws CelError where `a` has no fields at all. */
export function selectOptional(a: CelValue | undefined, field: string): Optional {
  const value = find(a, field);
  return value === undefined ? Optional.NONE : Optional.of(value);
}

/** The value of a field, undefined where `a` does not have it. @throws CelError where `a` has no fields at all. */
export function find(a: CelValue | undefined, field: string): CelValue | undefined {
  if (isObject(a)) return Object.hasOwn(a, field) ? a[field] : undefined;
  if (a instanceof CelMap) return a.entries.get(`s${field}`)?.[1];
  if (a instanceof LazyStruct) return a.has(field) ? a.get(field) : undefined;
  if (a instanceof Optional) return a.present ? find(a.value, field) : undefined;
  if (a === undefined) throw new CelError('no such attribute');
  return noOverload(`select '${field}'`, a);
}

/** The position that an index means: doubles and uints count where they are whole. @throws CelError */
function position(index: CelValue): number {
  if (typeof index === 'number' && Number.isSafeInteger(index)) return index;
  if (index instanceof Double && Number.isInteger(index.value)) return index.value;
  if (index instanceof UInt) return Number(index.value);
  if (typeof index === 'bigint') return Number(index);
  throw new CelError(`invalid list index: a whole number expected`);
}

/** The entry or element, undefined where there is none. @throws CelError where `a` cannot be indexed so. */
export function findIndex(a: CelValue, index: CelValue): CelValue | undefined {
  if (Array.isArray(a)) {
    const at = position(index);
    return at >= 0 && at < a.length ? (a[at] as CelValue) : undefined;
  }
  if (isObject(a)) {
    if (typeof index === 'string') return Object.hasOwn(a, index) ? a[index] : undefined;
    checkKey(index);
    return undefined;
  }
  if (a instanceof CelMap) return a.entries.get(checkKey(index) as string)?.[1];
  if (a instanceof Optional) return a.present ? findIndex(a.value, index) : undefined;
  if (a instanceof LazyStruct && typeof index === 'string') return a.has(index) ? a.get(index) : undefined;
  return noOverload('_[_]', a, index);
}

/** The canonical key for a lookup; a double that is whole finds the integer key. @throws CelError */
function checkKey(index: CelValue): string | number | bigint | boolean {
  if (typeof index === 'number') return index;
  if (index instanceof Double) return index.value + 0;
  return mapKey(index);
}

/** `a[index]`. @throws CelError */
export function indexOf(a: CelValue, index: CelValue): CelValue {
  if (a instanceof Optional) return indexOptional(a, index);
  const value = findIndex(a, index);
  if (value !== undefined) return value;
  if (Array.isArray(a)) throw new CelError(`index out of bounds: ${String(position(index))}`);
  return noSuchKey(index);
}

/** `a[?index]`, as an optional. @throws CelError */
export function indexOptional(a: CelValue, index: CelValue): Optional {
  const value = findIndex(a, index);
  return value === undefined ? Optional.NONE : Optional.of(value);
}

/** `a in b`. A list is walked at 1 an element. @throws CelError, CelCostError */
export function isIn(a: CelValue, b: CelValue, m: CostMeter): boolean {
  if (Array.isArray(b)) {
    charge(m, b.length);
    if (typeof a === 'string') return b.includes(a);
    for (const element of b as readonly CelValue[]) if (equals(a, element, m)) return true;
    return false;
  }
  charge(m, 1);
  if (isObject(b)) return typeof a === 'string' && Object.hasOwn(b, a);
  if (b instanceof CelMap) {
    if (a instanceof Double || typeof a === 'number') return b.entries.has(checkKey(a));
    return (typeof a === 'string' || typeof a === 'boolean' || typeof a === 'bigint' || a instanceof UInt) && b.entries.has(mapKey(a));
  }
  return noOverload('@in', a, b);
}

/** `size(a)`: code points, bytes, elements, entries. @throws CelError, CelCostError */
export function size(a: CelValue, m: CostMeter): number {
  if (Array.isArray(a) || a instanceof Uint8Array) return a.length;
  if (typeof a === 'string') {
    charge(m, a.length >> 6);
    return codePointLength(a);
  }
  if (a instanceof CelMap) return a.entries.size;
  if (!isObject(a)) return noOverload('size', a);
  const { length } = Object.keys(a);
  charge(m, keysCost(length));
  return length;
}
