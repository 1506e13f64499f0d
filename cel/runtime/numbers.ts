/**
 * Numbers of different types side by side.
 * Source: "Numeric Values" of the CEL language definition; cel-go common/types/compare.go (a double beside an integer
 * is compared as doubles, so precision above 2^53 is lost there too).
 */
import { type CelValue, Double, UInt } from '../values.ts';

/** Integers (of both kinds) as bigint or safe number, doubles as number; undefined for what is no number. */
export function numeric(v: CelValue | undefined): number | bigint | undefined {
  if (typeof v === 'number' || typeof v === 'bigint') return v;
  if (v instanceof Double || v instanceof UInt) return v.value;
  return undefined;
}

/** -1, 0 or 1; NaN where one of them is NaN. */
export function compareNumbers(a: number | bigint, b: number | bigint): number {
  // A number outside of the safe integers is a double: the other side becomes one.
  const x = typeof a === 'bigint' && typeof b === 'number' && !Number.isSafeInteger(b) ? Number(a) : a;
  const y = typeof b === 'bigint' && typeof a === 'number' && !Number.isSafeInteger(a) ? Number(b) : b;
  if (x < y) return -1;
  if (x > y) return 1;
  return x >= y ? 0 : Number.NaN;
}
