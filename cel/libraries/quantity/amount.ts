/**
 * Exact decimal amounts: value × 10^scale.
 *
 * Source: int64Amount and infDecAmount of k8s.io/apimachinery/pkg/api/resource/amount.go. Which of the two forms an
 * amount has can be seen from outside (`isInteger` is true for the first form only), so both are kept apart here.
 */
import { CelError } from '../../values.ts';

export interface Amount {
  readonly value: bigint;
  /** Power of ten, an int32. */
  readonly scale: number;
  /** Whether upstream would hold it as int64 with a scale; otherwise it is a decimal of any size. */
  readonly small: boolean;
}

/** Most digits that an amount may have when written out. Upstream has no limit, and hangs. */
export const MAX_DIGITS = 1000;

const INT64_MAX = 2n ** 63n - 1n;
const INT64_MIN = -(2n ** 63n);
export const fitsInt64 = (value: bigint): boolean => value >= INT64_MIN && value <= INT64_MAX;

const digitsOf = (value: bigint): number => `${value < 0n ? -value : value}`.length;

/** value × 10^power. @throws CelError where that would have more than {@link MAX_DIGITS} digits. */
export function scaleUp(value: bigint, power: number): bigint {
  if (value === 0n || power === 0) return value;
  if (power + digitsOf(value) > MAX_DIGITS) throw new CelError(`quantity has more than ${MAX_DIGITS} digits`);
  return value * 10n ** BigInt(power);
}

/** -1, 0 or 1. Never writes out the zeros of a huge scale: numbers of different magnitude differ by magnitude. */
export function compareAmounts(a: Amount, b: Amount): -1 | 0 | 1 {
  const signs = signOf(a) - signOf(b);
  if (signs !== 0) return signs < 0 ? -1 : 1;
  if (a.value === 0n) return 0;
  const magnitude = digitsOf(a.value) + a.scale - digitsOf(b.value) - b.scale;
  if (magnitude !== 0) return (magnitude < 0) === (a.value > 0n) ? -1 : 1;
  const scale = Math.min(a.scale, b.scale);
  const x = scaleUp(a.value, a.scale - scale);
  const y = scaleUp(b.value, b.scale - scale);
  return x === y ? 0 : x < y ? -1 : 1;
}

export const signOf = (amount: Amount): -1 | 0 | 1 => (amount.value === 0n ? 0 : amount.value < 0n ? -1 : 1);

/** a + b. The sum is small where upstream adds int64s without overflow. @throws CelError where it gets too long. */
export function addAmounts(a: Amount, b: Amount): Amount {
  if (a.small && b.small) {
    if (b.value === 0n) return a;
    if (a.value === 0n) return b;
  }
  const scale = Math.min(a.scale, b.scale);
  const x = scaleUp(a.value, a.scale - scale);
  const y = scaleUp(b.value, b.scale - scale);
  const value = x + y;
  const small = a.small && b.small && fitsInt64(x) && fitsInt64(y) && fitsInt64(value);
  return { value, scale, small };
}

/** -a. The most negative int64 stays as it is in upstream's small form, where negating overflows. */
export const negate = (amount: Amount): Amount =>
  ({ ...amount, value: amount.small && amount.value === INT64_MIN ? amount.value : -amount.value });

/** The int64 that a small amount is, undefined for fractions (even `1000m`) and for everything else. */
export function asInt64(amount: Amount): bigint | undefined {
  if (!amount.small || amount.scale < 0) return undefined;
  if (amount.value === 0n) return 0n;
  if (amount.scale > 18) return undefined;
  const value = amount.value * 10n ** BigInt(amount.scale);
  return fitsInt64(value) ? value : undefined;
}

/** The nearest double, multiplied by a power of ten as upstream does, infinite where it is too large. */
export function asDouble(amount: Amount): number {
  const base = Number(amount.value);
  return amount.scale === 0 ? base : base * powerOfTen(amount.scale);
}

/** Go's math.Pow10: a product of two table entries, and so not always the nearest double; 0 below -323, infinite above 308. */
function powerOfTen(exponent: number): number {
  if (exponent < -323) return 0;
  if (exponent > 308) return Number.POSITIVE_INFINITY;
  const size = Math.abs(exponent);
  const [large, small] = [size - (size % 32), Number(`1e${size % 32}`)];
  return exponent < 0 ? Number(`1e-${large}`) / small : Number(`1e${large}`) * small;
}
