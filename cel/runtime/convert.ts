/**
 * `int()`, `uint()`, `double()`, `string()`, `bytes()`, `bool()`, `timestamp()`, `duration()`, `type()`.
 * Source: "Type Conversions" of the CEL language definition; cel-go common/types for the accepted texts and ranges.
 */
import type { CostMeter } from '../program.ts';
import { CelError, type CelValue, Duration, Opaque, Timestamp, TypeValue, UInt, double, doubleValue, int, isDouble, isInt } from '../values.ts';
import { shortestGeneral } from '../libraries/shared/decimal.ts';
import { durationText, timestampText } from '../libraries/shared/time.ts';
import { runtimeTypeName } from '../libraries/shared/type-names.ts';
import { uint } from './arithmetic.ts';
import { charge, traversal } from './cost.ts';
import { noOverload } from './errors.ts';
import { SECOND, makeTimestamp, parseDuration, parseTimestamp } from './time.ts';

const invalid = (what: string, text: string): never => { throw new CelError(`type conversion error: ${JSON.stringify(text.slice(0, 64))} is not ${what}`); };
const floorSeconds = (nanos: bigint): bigint => (nanos - (((nanos % SECOND) + SECOND) % SECOND)) / SECOND;

/** @throws CelError */
export function toInt(v: CelValue): CelValue {
  if (isInt(v)) return v;
  if (v instanceof UInt) return int(v.value);
  if (isDouble(v)) {
    const n = doubleValue(v);
    // The limits themselves are out: neither is known to be exact (cel-go doubleToInt64Checked).
    if (!(n > -(2 ** 63) && n < 2 ** 63)) throw new CelError('integer overflow: double is out of the range of int');
    return int(BigInt(Math.trunc(n)));
  }
  if (typeof v === 'string') return v.length <= 64 && /^[+-]?\d+$/.test(v) ? int(BigInt(v.startsWith('+') ? v.slice(1) : v)) : invalid('an int', v);
  if (v instanceof Timestamp) return int(floorSeconds(v.nanos));
  if (v instanceof Duration) return int(v.nanos);
  return noOverload('int', v);
}

/** @throws CelError */
export function toUint(v: CelValue): CelValue {
  if (v instanceof UInt) return v;
  if (isInt(v)) return uint(BigInt(v));
  if (isDouble(v)) {
    const n = doubleValue(v);
    if (!(n >= 0 && n < 2 ** 64)) throw new CelError('unsigned integer overflow: double is out of the range of uint');
    return uint(BigInt(Math.trunc(n)));
  }
  if (typeof v === 'string') return v.length <= 64 && /^\d+$/.test(v) ? uint(BigInt(v)) : invalid('a uint', v);
  return noOverload('uint', v);
}

const DOUBLE = /^[+-]?(?:(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?|inf(?:inity)?|nan)$/i;

/** @throws CelError */
export function toDouble(v: CelValue): CelValue {
  if (isDouble(v)) return v;
  if (isInt(v)) return double(Number(v));
  if (v instanceof UInt) return double(Number(v.value));
  if (typeof v !== 'string') return noOverload('double', v);
  if (v.length > 512 || !DOUBLE.test(v)) return invalid('a double', v);
  const word = /^([+-]?)(inf|nan)/i.exec(v);
  if (word) return word[2]!.toLowerCase() === 'nan' ? Number.NaN : word[1] === '-' ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY;
  const n = Number(v);
  return Number.isFinite(n) ? double(n) : invalid('in the range of double', v);
}

/** Doubles as Go's `%g` writes them, which cel-go uses: shortest digits, an exponent below 1e-4 and from 1e6 on. */
export function doubleText(n: number): string {
  if (Number.isNaN(n)) return 'NaN';
  if (!Number.isFinite(n)) return n > 0 ? '+Inf' : '-Inf';
  return shortestGeneral(n);
}

const strictDecoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
const encoder = new TextEncoder();

/** @throws CelError, CelCostError */
export function toText(v: CelValue, m: CostMeter): CelValue {
  if (typeof v === 'string') return v;
  if (typeof v === 'boolean') return v ? 'true' : 'false';
  if (isInt(v)) return String(v);
  if (v instanceof UInt) return String(v.value);
  if (isDouble(v)) return doubleText(doubleValue(v));
  if (v instanceof Timestamp) return timestampText(v.nanos);
  if (v instanceof Duration) return durationText(v.nanos);
  if (!(v instanceof Uint8Array)) return noOverload('string', v);
  charge(m, traversal(v.length));
  try {
    return strictDecoder.decode(v);
  } catch {
    throw new CelError('invalid UTF-8 in bytes, cannot convert to string');
  }
}

/** @throws CelError, CelCostError */
export function toBytes(v: CelValue, m: CostMeter): CelValue {
  if (v instanceof Uint8Array) return v;
  if (typeof v !== 'string') return noOverload('bytes', v);
  charge(m, traversal(v.length));
  return encoder.encode(v);
}

const TRUE = new Set(['1', 't', 'true', 'T', 'TRUE', 'True']);
const FALSE = new Set(['0', 'f', 'false', 'F', 'FALSE', 'False']);

/** @throws CelError */
export function toBool(v: CelValue): CelValue {
  if (typeof v === 'boolean') return v;
  if (typeof v !== 'string') return noOverload('bool', v);
  return TRUE.has(v) ? true : FALSE.has(v) ? false : invalid('a bool', v);
}

/** Price of reading an instant or a span; their texts are short. */
const PARSE_COST = 10;

/** @throws CelError, CelCostError */
export function toTimestamp(v: CelValue, m: CostMeter): CelValue {
  if (v instanceof Timestamp) return v;
  if (typeof v === 'string') { charge(m, PARSE_COST); return parseTimestamp(v); }
  return isInt(v) ? makeTimestamp(BigInt(v) * SECOND) : noOverload('timestamp', v);
}

/** @throws CelError, CelCostError. An int is declared as an argument, and cel-go ends in an error for each. */
export function toDuration(v: CelValue, m: CostMeter): CelValue {
  if (v instanceof Duration) return v;
  if (typeof v === 'string') { charge(m, PARSE_COST); return parseDuration(v); }
  if (isInt(v)) throw new CelError("type conversion error from 'int' to 'google.protobuf.Duration'");
  return noOverload('duration', v);
}

/** `type(v)`. */
export const typeOfValue = (v: CelValue): TypeValue => new TypeValue(v instanceof Opaque ? v.typeName : runtimeTypeName(v));
