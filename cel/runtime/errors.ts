/** Errors of evaluation. They are made without a stack trace: an expression may raise many, and nobody reads it. */
import type { CostMeter } from '../program.ts';
import { CelCostError, CelError, type CelValue } from '../values.ts';
import { runtimeTypeName } from '../libraries/shared/type-names.ts';

/** Price of an error that an operator makes disappear: raising and catching it is more work than its expression costs. */
const ERROR_COST = 10;

function bare<T>(make: () => T): T {
  const limit = Error.stackTraceLimit;
  Error.stackTraceLimit = 0;
  try { return make(); } finally { Error.stackTraceLimit = limit; }
}

/** A CelError without a stack trace. */
export const celError = (message: string): CelError => bare(() => new CelError(message));

/** The name of the type of a value, or of a value that is not there. */
export const describe = (value: CelValue | undefined): string => (value === undefined ? 'nothing' : runtimeTypeName(value));

/** @throws CelError that no overload of a function takes these arguments. */
export function noOverload(name: string, ...args: (CelValue | undefined)[]): never {
  throw celError(`no such overload: ${name}(${args.map(describe).join(', ')})`);
}

/** @throws CelError for a variable without a value. */
export function unbound(name: string): never { throw celError(`no such attribute: '${name}' has no value`); }

/** @throws CelCostError */
export function overBudget(): never {
  throw bare(() => new CelCostError('cost limit exceeded: the expression does more work than its budget allows'));
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
