/**
 * Kubernetes resource quantities.
 *
 * Source: k8s.io/apiserver/pkg/cel/library/quantity.go and cost.go. `sign` is a function there, not a method, whatever
 * the documentation says.
 */
import { fn, type FunctionDeclaration, type Library, method, type Overload } from '../../library.ts';
import { BOOL, DOUBLE, INT, opaque, STRING } from '../../types.ts';
import { CelError, type CelValue, double, int, Opaque } from '../../values.ts';
import { walk } from '../shared/cost.ts';
import { addAmounts, type Amount, asDouble, asInt64, compareAmounts, negate, signOf } from './amount.ts';
import { canonical } from './canonical.ts';
import { type Notation, parseQuantity } from './parse.ts';

/** `kubernetes.Quantity` */
export class Quantity extends Opaque {
  override readonly typeName = 'kubernetes.Quantity';
  readonly amount: Amount;
  readonly notation: Notation;
  constructor(amount: Amount, notation: Notation) {
    super();
    this.amount = amount;
    this.notation = notation;
  }
  override equals(other: Opaque): boolean {
    return other instanceof Quantity && compareAmounts(this.amount, other.amount) === 0;
  }
  /** The canonical text, which may differ from the text it was made of. */
  override toString(): string { return canonical(this.amount, this.notation); }
  /** The sum, in the notation of this quantity unless it is zero. @throws CelError where it gets too long. */
  add(amount: Amount, notation: Notation): Quantity {
    return new Quantity(addAmounts(this.amount, amount), this.amount.value === 0n ? notation : this.notation);
  }
}

export const QUANTITY_TYPE = opaque('kubernetes.Quantity');

/** @throws CelError for a text that is not a quantity. */
export function quantityOf(text: string): Quantity {
  const { amount, notation } = parseQuantity(text);
  return new Quantity(amount, notation);
}

function isQuantity(text: string): boolean {
  try {
    parseQuantity(text);
    return true;
  } catch (error) {
    if (error instanceof CelError) return false;
    throw error;
  }
}

function toInteger(quantity: Quantity): CelValue {
  const value = asInt64(quantity.amount);
  if (value === undefined) throw new CelError('cannot convert value to integer');
  return int(value);
}

const amountOf = (value: CelValue | undefined): Amount => (value as Quantity).amount;
const ofInt = (value: CelValue | undefined): Amount => ({ value: BigInt(value as number | bigint), scale: 0, small: true });
const compare = (a: CelValue | undefined, b: CelValue | undefined): number => compareAmounts(amountOf(a), amountOf(b));
const add = (a: CelValue | undefined, b: CelValue | undefined, sign: 1 | -1): Quantity =>
  (a as Quantity).add(sign === 1 ? amountOf(b) : negate(amountOf(b)), (b as Quantity).notation);
const addInt = (a: CelValue | undefined, b: CelValue | undefined, sign: 1 | -1): Quantity =>
  (a as Quantity).add(sign === 1 ? ofInt(b) : negate(ofInt(b)), 'decimalExponent');

const once = (args: readonly CelValue[]): number => walk(args[0]);
const declare = (name: string, ...overloads: Overload[]): FunctionDeclaration => ({ name, overloads });
const Q = QUANTITY_TYPE;

export const quantityLibrary: Library = {
  name: 'kubernetes.quantity',
  functions: [
    declare('quantity', fn('string_to_quantity', [STRING], Q, (text) => quantityOf(text as string), once)),
    declare('isQuantity', fn('is_quantity_string', [STRING], BOOL, (text) => isQuantity(text as string), once)),
    declare('sign', fn('quantity_sign', [Q], INT, (q) => signOf(amountOf(q)))),
    declare('isInteger', method('quantity_is_integer', [Q], BOOL, (q) => asInt64(amountOf(q)) !== undefined)),
    declare('asInteger', method('quantity_get_int', [Q], INT, (q) => toInteger(q as Quantity))),
    declare('asApproximateFloat', method('quantity_get_float', [Q], DOUBLE, (q) => double(asDouble(amountOf(q))))),
    declare('isGreaterThan', method('quantity_is_greater_than', [Q, Q], BOOL, (a, b) => compare(a, b) > 0)),
    declare('isLessThan', method('quantity_is_less_than', [Q, Q], BOOL, (a, b) => compare(a, b) < 0)),
    declare('compareTo', method('quantity_compare_to', [Q, Q], INT, (a, b) => compare(a, b))),
    declare('add',
      method('quantity_add', [Q, Q], Q, (a, b) => add(a, b, 1)),
      method('quantity_add_int', [Q, INT], Q, (a, b) => addInt(a, b, 1))),
    declare('sub',
      method('quantity_sub', [Q, Q], Q, (a, b) => add(a, b, -1)),
      method('quantity_sub_int', [Q, INT], Q, (a, b) => addInt(a, b, -1))),
  ],
};
