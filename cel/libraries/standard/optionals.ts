/** Optional values. Source: cel-go cel/library.go (OptionalTypes). */
import type { FunctionDeclaration } from '../../library.ts';
import { BOOL, optionalOf, param } from '../../types.ts';
import { CelError, CelMap, type CelValue, Double, Duration, Optional, Timestamp, UInt, isObject } from '../../values.ts';
import { global, member } from './declare.ts';

const T = param('T');
const OPTIONAL = optionalOf(T);

/** Whether a value is the zero of its type: what `optional.ofNonZeroValue` turns into none. */
export function isZero(v: CelValue): boolean {
  if (v === null || v === false || v === '' || v === 0) return true;
  if (v instanceof UInt) return v.value === 0n;
  if (v instanceof Double) return v.value === 0;
  if (v instanceof Duration || v instanceof Timestamp) return v.nanos === (v instanceof Duration ? 0n : -62135596800000000000n);
  if (v instanceof CelMap) return v.entries.size === 0;
  if (v instanceof Optional) return !v.present;
  if (Array.isArray(v) || v instanceof Uint8Array) return v.length === 0;
  return isObject(v) && Object.keys(v).length === 0;
}

/** The value inside. @throws CelError where there is none. */
export function optionalValue(o: Optional): CelValue {
  if (!o.present) throw new CelError('optional.none() dereference');
  return o.value;
}

export const optionals: readonly FunctionDeclaration[] = [
  { name: 'optional.of', overloads: [global('optional_of', [T], OPTIONAL, (v: never) => Optional.of(v))] },
  { name: 'optional.ofNonZeroValue', overloads: [global('optional_ofNonZeroValue', [T], OPTIONAL, (v: never) => (isZero(v) ? Optional.NONE : Optional.of(v)))] },
  { name: 'optional.none', overloads: [global('optional_none', [], OPTIONAL, () => Optional.NONE)] },
  { name: 'hasValue', overloads: [member('optional_hasValue', [OPTIONAL], BOOL, (o: Optional) => o.present)] },
  { name: 'value', overloads: [member('optional_value', [OPTIONAL], T, optionalValue)] },
  { name: 'or', overloads: [member('optional_or_optional', [OPTIONAL, OPTIONAL], OPTIONAL, (o: Optional, other: Optional) => (o.present ? o : other))] },
  { name: 'orValue', overloads: [member('optional_orValue_value', [OPTIONAL, T], T, (o: Optional, other: CelValue) => (o.present ? o.value : other))] },
];
