/**
 * How CEL values are held in memory. The layout is chosen so that a parsed JSON object is a CEL value as it is:
 * no conversion happens when an object enters an expression.
 *
 * | CEL        | JavaScript                                                                            |
 * | ---        | ---                                                                                   |
 * | null, bool, string | the same                                                                      |
 * | int        | a `number` that is a safe integer (never -0); outside of that range a `bigint`        |
 * | uint       | {@link UInt}                                                                          |
 * | double     | a `number` that is not a safe integer (fraction, NaN, infinity, huge), else {@link Double} |
 * | bytes      | `Uint8Array`                                                                          |
 * | list       | a JavaScript array                                                                    |
 * | map        | a plain object (string keys, JSON) or {@link CelMap} (any CEL key)                    |
 * | timestamp, duration, type, optional | {@link Timestamp}, {@link Duration}, {@link TypeValue}, {@link Optional} |
 * | opaque     | a subclass of {@link Opaque}                                                          |
 * | struct with lazily computed fields (`variables`) | a subclass of {@link LazyStruct}                |
 */

export type CelValue =
  | null | boolean | string | number | bigint
  | UInt | Double | Uint8Array | readonly CelValue[] | CelMap | CelObject
  | Timestamp | Duration | TypeValue | Optional | Opaque | LazyStruct;

/** A JSON object: own enumerable string keys only are entries. */
export interface CelObject { readonly [key: string]: CelValue }

/** An error without a stack trace: an expression may raise many, and nobody reads where in the engine it was. */
class QuietError extends Error {
  constructor(message?: string) {
    const limit = Error.stackTraceLimit;
    Error.stackTraceLimit = 0;
    super(message);
    Error.stackTraceLimit = limit;
  }
}

/** An error that CEL semantics knows: `||`, `&&` and `?:` may absorb it, `failurePolicy` decides about what is left. */
export class CelError extends QuietError {
  override readonly name: string = 'CelError';
}

/** The cost budget is used up. Never absorbed by an operator. */
export class CelCostError extends QuietError {
  override readonly name: string = 'CelCostError';
}

/** Base of every value held in a class of ours. One `instanceof` against it tells a JSON object from all of them. */
export abstract class Boxed {}

/** A double that looks like an int (2.0, -0.0, 1e15): the wrapper keeps the two apart. Use {@link double} to make one. */
export class Double extends Boxed {
  readonly value: number;
  constructor(value: number) { super(); this.value = value; }
}

/** An unsigned 64-bit integer, 0 <= value <= 2^64-1. */
export class UInt extends Boxed {
  readonly value: bigint;
  constructor(value: bigint) { super(); this.value = value; }
}

/** An instant: nanoseconds since the Unix epoch. Range 0001-01-01T00:00:00Z to 9999-12-31T23:59:59.999999999Z. */
export class Timestamp extends Boxed {
  readonly nanos: bigint;
  constructor(nanos: bigint) { super(); this.nanos = nanos; }
}

/** A signed span in nanoseconds, within int64. */
export class Duration extends Boxed {
  readonly nanos: bigint;
  constructor(nanos: bigint) { super(); this.nanos = nanos; }
}

/** A type as a value: what `type(x)` gives and what `int`, `string`, ... denote. Equality is by name, without parameters. */
export class TypeValue extends Boxed {
  readonly typeName: string;
  constructor(typeName: string) { super(); this.typeName = typeName; }
}

/** `optional_type(T)`. */
export class Optional extends Boxed {
  static readonly NONE = new Optional(false, null);
  readonly present: boolean;
  readonly value: CelValue;
  private constructor(present: boolean, value: CelValue) { super(); this.present = present; this.value = value; }
  static of(value: CelValue): Optional { return new Optional(true, value); }
}

/** A map with keys of any CEL key type (bool, int, uint, string); numeric keys that are equal as numbers are one key. */
export class CelMap extends Boxed {
  /** Canonical key (see {@link mapKey}) to the entry as written, in order of insertion. */
  readonly entries = new Map<string | number | bigint | boolean, readonly [key: CelValue, value: CelValue]>();
}

/** A value of a type that a library brings (quantity, URL, IP, ...). */
export abstract class Opaque extends Boxed {
  /** The full type name, e.g. `kubernetes.Quantity`. */
  abstract readonly typeName: string;
  abstract equals(other: Opaque): boolean;
}

/** A struct whose fields are computed when first read, such as the `variables` of a policy. */
export abstract class LazyStruct extends Boxed {
  abstract has(field: string): boolean;
  /** @throws CelError where the field is not there, or computing it failed. */
  abstract get(field: string): CelValue;
}

/** A double of any value, wrapped where a bare number would read as an int. */
export function double(value: number): number | Double {
  return Number.isSafeInteger(value) ? new Double(value) : value;
}

const INT64_MIN = -(2n ** 63n);
const INT64_MAX = 2n ** 63n - 1n;

/** An int from a bigint. @throws CelError outside of int64. */
export function int(value: bigint): number | bigint {
  if (value < INT64_MIN || value > INT64_MAX) throw new CelError('integer overflow');
  return value >= -9007199254740991n && value <= 9007199254740991n ? Number(value) : value;
}

export const isInt = (v: unknown): v is number | bigint => typeof v === 'bigint' || Number.isSafeInteger(v);
export const isDouble = (v: unknown): v is number | Double =>
  v instanceof Double || (typeof v === 'number' && !Number.isSafeInteger(v));
/** The number behind a double. */
export const doubleValue = (v: number | Double): number => (typeof v === 'number' ? v : v.value);

/** Whether a value is a plain JSON object that CEL treats as a map. */
export function isObject(v: unknown): v is CelObject {
  return typeof v === 'object' && v !== null && !Array.isArray(v) && (Object.getPrototypeOf(v) === Object.prototype || Object.getPrototypeOf(v) === null);
}

/** The form of a map key under which equal keys are one. @throws CelError for a type that cannot be a key. */
export function mapKey(key: CelValue): string | number | bigint | boolean {
  switch (typeof key) {
    case 'string': return `s${key}`;
    case 'boolean': case 'bigint': return key;
    case 'number': if (Number.isSafeInteger(key)) return key; break;
    default: if (key instanceof UInt) return key.value <= 9007199254740991n ? Number(key.value) : key.value;
  }
  throw new CelError('unsupported key type');
}

