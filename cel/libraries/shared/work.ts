/**
 * A limit for what one library call may do on top of its price: comparing deep values, scanning text again and again.
 * It ends the evaluation as the cost budget does.
 */
import { CostMeter } from '../../program.ts';
import { compare as order } from '../../runtime/order.ts';
import { equals } from '../../runtime/equality.ts';
import type { CelValue } from '../../values.ts';

/** Cost units that comparisons inside of one call may use: that of a whole policy. */
const WORK_LIMIT = 10_000_000;

/** A meter for one call. */
export const workMeter = (): CostMeter => new CostMeter(WORK_LIMIT);

/** `==` under a fresh limit. @throws CelCostError */
export function equality(): (a: CelValue, b: CelValue) => boolean {
  const meter = workMeter();
  return (a, b) => equals(a, b, meter);
}

/** Order of two values of one type under a fresh limit. @throws CelError for types without an order, CelCostError */
export function ordering(name: string): (a: CelValue, b: CelValue) => number {
  const meter = workMeter();
  return (a, b) => order(a, b, name, meter);
}
