/** Errors of evaluation. */
import type { CostMeter } from '../program.ts';
import { CelCostError, CelError, type CelValue } from '../values.ts';
import { runtimeTypeName } from '../libraries/shared/type-names.ts';

/** Price of an error that an operator makes disappear: raising and catching it is more work than its expression costs. */
const ERROR_COST = 10;

/** The name of the type of a value, or of a value that is not there. */
export const describe = (value: CelValue | undefined): string => (value === undefined ? 'nothing' : runtimeTypeName(value));

/** @throws CelError that no overload of a function takes these arguments. */
export function noOverload(name: string, ...args: (CelValue | undefined)[]): never {
  throw new CelError(`no such overload: ${name}(${args.map(describe).join(', ')})`);
}

/** @throws CelError for a variable without a value. */
export function unbound(name: string): never { throw new CelError(`no such attribute: '${name}' has no value`); }

/** @throws CelCostError */
export function overBudget(): never {
  throw new CelCostError('cost limit exceeded: the expression does more work than its budget allows');
}

/**
 * What `||`, `&&` and the quantifiers do with an error of an operand: keep it, unless it is none of CEL's own.
 * @throws CelCostError
 */
export function absorb(error: unknown, m: CostMeter): CelError {
  if (!(error instanceof CelError)) throw error;
  if ((m.remaining -= ERROR_COST) < m.floor) overBudget();
  return error;
}
