/**
 * What the clauses of `format` print in the API server, which has version 2 of the strings library: numbers are
 * written for the locale en_US (`1,234.50`, `1.5×10⁰³`), and values inside of lists and maps as CEL literals.
 *
 * Source: cel-go ext/formatting.go; k8s.io/apiserver/pkg/cel/environment/base.go (`ext.StringsVersion(2)`).
 * `%.Ne` always has six digits after the point there and is padded to N characters: the precision is used as a width.
 */
import { CelError, CelMap, type CelObject, type CelValue, doubleValue, Duration, isDouble, isInt, isObject, Timestamp, TypeValue, UInt } from '../../values.ts';
import { fixed, scientific, shortestGeneral } from '../shared/decimal.ts';
import { MAX_PRECISION } from '../shared/decimal.ts';
import { compareText } from '../shared/text.ts';
import { durationText, timestampText } from '../shared/time.ts';
import { runtimeTypeName } from '../shared/type-names.ts';
import type { Clauses } from './format.ts';
import { binary, checkDepth, decimalError, fixedError, hex, octal, scientificError, stringError, wholeNumber } from './format-numbers.ts';
import { entriesOf } from './format-spec.ts';
import { goQuote, goQuoteBytes } from './quote.ts';

const DEFAULT_PRECISION = 6;

/** NaN and the infinities as Go's fmt writes them. */
function goDouble(value: number, finite: (value: number) => string): string {
  if (Number.isNaN(value)) return 'NaN';
  if (!Number.isFinite(value)) return value > 0 ? '+Inf' : '-Inf';
  return finite(value);
}

/** `%s` at the top: text as it is, lists and maps as literals. */
function textOf(value: CelValue): string {
  if (typeof value === 'string') return value;
  if (isDouble(value)) return goDouble(doubleValue(value), shortestGeneral);
  if (value instanceof Duration) return durationText(value.nanos);
  if (value instanceof Timestamp) return timestampText(value.nanos);
  if (value instanceof Uint8Array) {
    try {
      return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(value);
    } catch {
      throw new CelError('could not convert argument "invalid UTF-8 in bytes, cannot convert to string" to string');
    }
  }
  return literalOf(value, 0);
}

/** A value inside of a list or map, as a CEL literal. */
function literalOf(value: CelValue, depth: number): string {
  checkDepth(depth);
  if (value === null) return 'null';
  if (typeof value === 'string') return goQuote(value);
  if (typeof value === 'boolean') return String(value);
  if (isInt(value)) return `${value}`;
  if (isDouble(value)) {
    const number = doubleValue(value);
    return Number.isFinite(number) ? fixed(number, DEFAULT_PRECISION) : goQuote(goDouble(number, String));
  }
  if (value instanceof UInt) return `${value.value}`;
  if (value instanceof Uint8Array) return `b${goQuoteBytes(value)}`;
  if (value instanceof Duration) return `duration(${goQuote(durationText(value.nanos))})`;
  if (value instanceof Timestamp) return `timestamp(${goQuote(timestampText(value.nanos))})`;
  if (value instanceof TypeValue) return value.typeName;
  if (Array.isArray(value)) return `[${(value as readonly CelValue[]).map((element) => literalOf(element, depth + 1)).join(', ')}]`;
  if (value instanceof CelMap || isObject(value)) return mapLiteral(value, depth);
  throw depth === 0 ? stringError(value) : new CelError(`no formatting function for ${runtimeTypeName(value)}`);
}

function mapLiteral(value: CelMap | CelObject, depth: number): string {
  const entries = entriesOf(value).map(([key, entry]) => [literalOf(key, depth + 1), literalOf(entry, depth + 1)] as const);
  entries.sort((a, b) => compareText(a[0], b[0]));
  return `{${entries.map(([key, entry]) => `${key}:${entry}`).join(', ')}}`;
}

/** The number that `%f` and `%e` take: a double, or the name of a value that has no literal. */
function numberOf(value: CelValue, error: (value: CelValue) => CelError): number {
  if (isDouble(value)) return doubleValue(value);
  if (value === 'NaN' || value === 'Infinity' || value === '-Infinity') return Number(value);
  throw error(value);
}

/** NaN and the infinities for en_US; a zero has no sign. */
function localDouble(value: number, finite: (value: number) => string): string {
  if (Number.isNaN(value)) return 'NaN';
  if (!Number.isFinite(value)) return value > 0 ? '∞' : '-∞';
  return finite(value === 0 ? 0 : value);
}

/** A comma before every third digit of the whole part. */
function grouped(text: string): string {
  const from = text.startsWith('-') ? 1 : 0;
  const point = text.indexOf('.');
  const whole = text.slice(from, point < 0 ? text.length : point);
  const groups: string[] = [whole.slice(0, whole.length % 3 || 3)];
  for (let i = whole.length % 3 || 3; i < whole.length; i += 3) groups.push(whole.slice(i, i + 3));
  return text.slice(0, from) + groups.join(',') + text.slice(from + whole.length);
}

const SUPERSCRIPTS = '⁰¹²³⁴⁵⁶⁷⁸⁹';

function localScientific(value: number): string {
  const [mantissa, exponent] = scientific(value, DEFAULT_PRECISION);
  const digits = `${Math.abs(exponent)}`.padStart(2, '0').replace(/\d/g, (digit) => SUPERSCRIPTS[Number(digit)] as string);
  return `${mantissa}×10${exponent < 0 ? '⁻' : ''}${digits}`;
}

export const KUBERNETES_CLAUSES: Clauses = {
  s: textOf,
  d: (value) => {
    const whole = wholeNumber(value);
    if (whole === undefined) throw decimalError(value);
    return `${whole}`;
  },
  f: (value, precision = DEFAULT_PRECISION) => localDouble(numberOf(value, fixedError), (number) => grouped(fixed(number, precision))),
  e: (value, width = DEFAULT_PRECISION) => {
    if (width > MAX_PRECISION) throw new CelError(`precision ${width} is more than the ${MAX_PRECISION} allowed`);
    return localDouble(numberOf(value, scientificError), localScientific).padStart(width, ' ');
  },
  b: binary,
  o: octal,
  x: hex,
  X: (value) => hex(value).toUpperCase(),
};
