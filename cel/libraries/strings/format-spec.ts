/**
 * What the clauses of `format` print by the CEL specification.
 *
 * Source: cel-spec doc/extensions/strings.md and cel-go ext/formatting_v2.go (strings library version 4).
 */
import { CelMap, type CelObject, type CelValue, doubleValue, Duration, isDouble, isInt, isObject, Timestamp, TypeValue, UInt } from '../../values.ts';
import { exponential, fixed, fixedInt, shortestFixed } from '../shared/decimal.ts';
import { compareText } from '../shared/text.ts';
import { durationText, timestampText } from '../shared/time.ts';
import type { Clauses } from './format.ts';
import { binary, checkDepth, decimalError, fixedError, hex, octal, scientificError, stringError, wholeNumber } from './format-numbers.ts';

const DEFAULT_PRECISION = 6;

/** NaN and the infinities by name, other doubles by `finite`. */
function namedDouble(value: number, finite: (value: number) => string): string {
  if (Number.isNaN(value)) return 'NaN';
  if (!Number.isFinite(value)) return value > 0 ? 'Infinity' : '-Infinity';
  return finite(value);
}

/** `%s` of any value. @throws CelError for values that have no text, such as opaque ones. */
export function textOf(value: CelValue, depth = 0): string {
  checkDepth(depth);
  if (value === null) return 'null';
  if (typeof value === 'string') return value;
  if (typeof value === 'boolean') return String(value);
  if (isInt(value)) return `${value}`;
  if (isDouble(value)) return namedDouble(doubleValue(value), shortestFixed);
  if (value instanceof UInt) return `${value.value}`;
  if (value instanceof Uint8Array) return new TextDecoder().decode(value);
  if (value instanceof Duration) return durationText(value.nanos);
  if (value instanceof Timestamp) return timestampText(value.nanos);
  if (value instanceof TypeValue) return value.typeName;
  if (Array.isArray(value)) return `[${(value as readonly CelValue[]).map((element) => textOf(element, depth + 1)).join(', ')}]`;
  if (value instanceof CelMap || isObject(value)) return mapText(value, depth);
  throw stringError(value);
}

function mapText(value: CelMap | CelObject, depth: number): string {
  const entries = entriesOf(value).map(([key, entry]) => [textOf(key, depth + 1), textOf(entry, depth + 1)] as const);
  entries.sort((a, b) => compareText(a[0], b[0]));
  return `{${entries.map(([key, entry]) => `${key}: ${entry}`).join(', ')}}`;
}

/** The entries of either kind of map. */
export const entriesOf = (value: CelMap | CelObject): (readonly [CelValue, CelValue])[] =>
  value instanceof CelMap ? [...value.entries.values()] : Object.entries(value);

function decimal(value: CelValue): string {
  if (isDouble(value)) return namedDouble(doubleValue(value), shortestFixed);
  const whole = wholeNumber(value);
  if (whole === undefined) throw decimalError(value);
  return `${whole}`;
}

export const SPEC_CLAUSES: Clauses = {
  s: (value) => textOf(value),
  d: decimal,
  f: (value, precision = DEFAULT_PRECISION) => {
    const whole = wholeNumber(value);
    if (whole !== undefined) return fixedInt(whole, precision);
    if (!isDouble(value)) throw fixedError(value);
    return namedDouble(doubleValue(value), (number) => fixed(number, precision));
  },
  e: (value, precision = DEFAULT_PRECISION) => {
    const whole = wholeNumber(value);
    if (whole !== undefined) return exponential(Number(whole), precision);
    if (!isDouble(value)) throw scientificError(value);
    return namedDouble(doubleValue(value), (number) => exponential(number, precision));
  },
  b: binary,
  o: octal,
  x: hex,
  X: (value) => hex(value).toUpperCase(),
};
