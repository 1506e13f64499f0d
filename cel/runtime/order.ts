/**
 * `<`, `<=`, `>`, `>=`.
 * Source: "Ordering" of the CEL language definition, with numbers comparable across types as Kubernetes enables it.
 */
import type { CostMeter } from '../program.ts';
import { type CelValue, Duration, Timestamp } from '../values.ts';
import { compareText } from '../libraries/shared/text.ts';
import { charge, traversal } from './cost.ts';
import { noOverload } from './errors.ts';
import { compareNumbers, numeric } from './numbers.ts';

function compareBytes(a: Uint8Array, b: Uint8Array): number {
  const end = Math.min(a.length, b.length);
  for (let i = 0; i < end; i++) if (a[i] !== b[i]) return a[i]! < b[i]! ? -1 : 1;
  return Math.sign(a.length - b.length);
}

const sign = (a: bigint, b: bigint): number => (a < b ? -1 : a > b ? 1 : 0);

/** -1, 0, 1, or NaN (nothing compares to NaN). @throws CelError for types without an order, CelCostError */
export function compare(a: CelValue, b: CelValue, name: string, m: CostMeter): number {
  if (typeof a === 'string' && typeof b === 'string') {
    charge(m, traversal(Math.min(a.length, b.length)));
    return compareText(a, b);
  }
  const x = numeric(a);
  if (x !== undefined) {
    const y = numeric(b);
    return y === undefined ? noOverload(name, a, b) : compareNumbers(x, y);
  }
  if (typeof a === 'boolean' && typeof b === 'boolean') return Number(a) - Number(b);
  if (a instanceof Timestamp && b instanceof Timestamp) return sign(a.nanos, b.nanos);
  if (a instanceof Duration && b instanceof Duration) return sign(a.nanos, b.nanos);
  if (a instanceof Uint8Array && b instanceof Uint8Array) {
    charge(m, traversal(Math.min(a.length, b.length)));
    return compareBytes(a, b);
  }
  return noOverload(name, a, b);
}

export const less = (a: CelValue, b: CelValue, m: CostMeter): boolean => compare(a, b, '_<_', m) < 0;
export const lessEqual = (a: CelValue, b: CelValue, m: CostMeter): boolean => compare(a, b, '_<=_', m) <= 0;
export const greater = (a: CelValue, b: CelValue, m: CostMeter): boolean => compare(a, b, '_>_', m) > 0;
export const greaterEqual = (a: CelValue, b: CelValue, m: CostMeter): boolean => compare(a, b, '_>=_', m) >= 0;
