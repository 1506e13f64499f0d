/**
 * What operations cost.
 * Source: cel-go interpreter/runtimecost.go and common/cost.go; k8s.io/apiserver/pkg/cel/library/cost.go.
 * Where the real work of an operation can outgrow its price there (concatenating lists, comparing trees), the size
 * of the operands is charged on top, so that the budget bounds time and memory.
 */
import type { CostMeter } from '../program.ts';
import { overBudget } from './errors.ts';

export const CALL_COST = 1;
export const LIST_COST = 10;
export const MAP_COST = 30;
export const STRUCT_COST = 40;

/** Take an amount (a whole number) off the budget. @throws CelCostError where the budget is used up. */
export function charge(meter: CostMeter, amount: number): void {
  if ((meter.remaining -= amount) < meter.floor) overBudget();
}

/** Price of listing the keys of a map on top of the operation itself: nothing for maps of usual size, 4 a key for large ones. */
export const keysCost = (size: number): number => (size > 128 ? 4 * size : 0);

/** Price of walking `length` characters or bytes: 0.1 each, rounded up. */
export const traversal = (length: number): number => Math.ceil(length / 10);
