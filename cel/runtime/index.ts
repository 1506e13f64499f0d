/** Everything that emitted code may call, by the name it calls it by. */
import { CelError, Boxed, CelMap, type CelValue, Optional } from '../values.ts';
import { isZero, optionalValue } from '../libraries/standard/optionals.ts';
import { find, findIndex, indexOf, isIn, select, size } from './access.ts';
import { add, divide, modulo, multiply, negate, subtract } from './arithmetic.ts';
import { insert, insertAll } from './build.ts';
import { charge } from './cost.ts';
import { equals } from './equality.ts';
import { absorb, noOverload, overBudget, unbound } from './errors.ts';
import { elements, values } from './iterate.ts';
import { message } from './messages.ts';
import { greater, greaterEqual, less, lessEqual } from './order.ts';

export const runtime: Readonly<Record<string, unknown>> = {
  Boxed, CelMap, Optional,
  /** Stands in for what has no fields to read. */
  NOTHING: Object.freeze(Object.create(null)),
  absorb, charge, noOverload, overBudget, unbound,
  fail: (text: string): never => { throw new CelError(text); },
  noValue: () => optionalValue(Optional.NONE),
  wrap: (v: CelValue | undefined) => (v === undefined ? Optional.NONE : Optional.of(v)),
  unwrap: (v: CelValue) => (v instanceof Optional ? (v.present ? v.value : undefined) : noOverload('optional', v)),
  isZero, find, findIndex, indexOf, isIn, select, size, add, divide, modulo, multiply, negate, subtract,
  insert, insertAll, equals, elements, values, message, greater, greaterEqual, less, lessEqual,
};
