/**
 * `+ - * / %` and unary minus, on any operands.
 * Source: "Arithmetic" of the CEL language definition: 64-bit integers whose overflow is an error, IEEE doubles,
 * no mixing of types; concatenation of strings, bytes and lists; instants and spans.
 */
import type { CostMeter } from '../program.ts';
import { CelError, type CelValue, Duration, Timestamp, UInt, double, doubleValue, int, isDouble, isInt } from '../values.ts';
import { charge, traversal } from './cost.ts';
import { noOverload } from './errors.ts';
import { makeDuration, makeTimestamp } from './time.ts';

/** The longest string, list or bytes that an expression may build. */
const MAX_LENGTH = 10_000_000;

/** A uint. @throws CelError outside of 64 bits. */
export function uint(value: bigint): UInt {
  if (value < 0n || value > 18446744073709551615n) throw new CelError('unsigned integer overflow');
  return new UInt(value);
}

function divisor(b: bigint, what: string): bigint {
  if (b === 0n) throw new CelError(what);
  return b;
}

type Op = '+' | '-' | '*' | '/' | '%';

/** Integer arithmetic of any width. @throws CelError on division by zero. */
function integers(op: Op, a: bigint, b: bigint): bigint {
  switch (op) {
    case '+': return a + b;
    case '-': return a - b;
    case '*': return a * b;
    case '/': return a / divisor(b, 'division by zero');
    default: return a % divisor(b, 'modulus by zero');
  }
}

function doubles(op: Op, a: number, b: number): number {
  switch (op) {
    case '+': return a + b;
    case '-': return a - b;
    case '*': return a * b;
    default: return a / b;
  }
}

/** Two numbers of one type; undefined where they are not. */
function numbers(op: Op, a: CelValue, b: CelValue): CelValue | undefined {
  if (isInt(a)) return isInt(b) ? int(integers(op, BigInt(a), BigInt(b))) : undefined;
  if (a instanceof UInt) return b instanceof UInt ? uint(integers(op, a.value, b.value)) : undefined;
  if (isDouble(a) && isDouble(b) && op !== '%') return double(doubles(op, doubleValue(a), doubleValue(b)));
  return undefined;
}

const fits = (n: number): boolean => n <= Number.MAX_SAFE_INTEGER && n >= Number.MIN_SAFE_INTEGER;
const bothSafe = (a: CelValue, b: CelValue): boolean => Number.isSafeInteger(a) && Number.isSafeInteger(b);

/** `a + b`. @throws CelError, CelCostError (before anything large is built) */
export function add(a: CelValue, b: CelValue, m: CostMeter): CelValue {
  if (typeof a === 'string' && typeof b === 'string') return concatenate(a, b, m);
  if (bothSafe(a, b)) {
    const sum = (a as number) + (b as number);
    if (fits(sum)) return sum;
  }
  const sum = numbers('+', a, b);
  if (sum !== undefined) return sum;
  if (Array.isArray(a) && Array.isArray(b)) return join(a as CelValue[], b as CelValue[], m);
  if (a instanceof Duration) {
    if (b instanceof Duration) return makeDuration(a.nanos + b.nanos);
    if (b instanceof Timestamp) return makeTimestamp(a.nanos + b.nanos);
  }
  if (a instanceof Timestamp && b instanceof Duration) return makeTimestamp(a.nanos + b.nanos);
  if (a instanceof Uint8Array && b instanceof Uint8Array) return joinBytes(a, b, m);
  return noOverload('_+_', a, b);
}

/** String concatenation. @throws CelCostError, CelError where the result is too long. */
export function concatenate(a: string, b: string, m: CostMeter): string {
  const length = a.length + b.length;
  charge(m, traversal(length));
  if (length > MAX_LENGTH) throw new CelError(`string of ${length} characters is too long`);
  return a + b;
}

/** List concatenation: 0.25 an element, where cel-go, which shares the parts, charges nothing. */
export function join(a: readonly CelValue[], b: readonly CelValue[], m: CostMeter): readonly CelValue[] {
  const length = a.length + b.length;
  charge(m, length >> 2);
  if (a.length === 0) return b;
  return b.length === 0 ? a : a.concat(b);
}

function joinBytes(a: Uint8Array, b: Uint8Array, m: CostMeter): Uint8Array {
  charge(m, traversal(a.length + b.length));
  if (a.length + b.length > MAX_LENGTH) throw new CelError(`bytes of length ${a.length + b.length} are too long`);
  const out = new Uint8Array(a.length + b.length);
  out.set(a);
  out.set(b, a.length);
  return out;
}

/** `a - b`. @throws CelError */
export function subtract(a: CelValue, b: CelValue): CelValue {
  if (bothSafe(a, b)) {
    const difference = (a as number) - (b as number);
    if (fits(difference)) return difference;
  }
  const difference = numbers('-', a, b);
  if (difference !== undefined) return difference;
  if (b instanceof Duration) {
    if (a instanceof Timestamp) return makeTimestamp(a.nanos - b.nanos);
    if (a instanceof Duration) return makeDuration(a.nanos - b.nanos);
  }
  if (a instanceof Timestamp && b instanceof Timestamp) return makeDuration(a.nanos - b.nanos);
  return noOverload('_-_', a, b);
}

/** `a * b`. @throws CelError */
export function multiply(a: CelValue, b: CelValue): CelValue {
  if (bothSafe(a, b)) {
    const product = (a as number) * (b as number);
    if (fits(product)) return product + 0;
  }
  return numbers('*', a, b) ?? noOverload('_*_', a, b);
}

/** `a / b`: integers truncate towards zero. @throws CelError */
export function divide(a: CelValue, b: CelValue): CelValue {
  if (bothSafe(a, b) && b !== 0) return Math.trunc((a as number) / (b as number)) + 0;
  return numbers('/', a, b) ?? noOverload('_/_', a, b);
}

/** `a % b`: the sign is that of a. @throws CelError */
export function modulo(a: CelValue, b: CelValue): CelValue {
  if (bothSafe(a, b) && b !== 0) return ((a as number) % (b as number)) + 0;
  return numbers('%', a, b) ?? noOverload('_%_', a, b);
}

/** `-a`. @throws CelError */
export function negate(a: CelValue): CelValue {
  if (isInt(a)) return int(-BigInt(a));
  if (isDouble(a)) return double(-doubleValue(a));
  if (a instanceof Duration) return makeDuration(-a.nanos);
  return noOverload('-_', a);
}

