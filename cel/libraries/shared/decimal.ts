/**
 * Doubles as decimal text, exactly, the way Go writes them: halves round to even on the exact binary value.
 * JavaScript's toFixed rounds halves up and switches to an exponent at 1e21, so it cannot be used.
 *
 * Source: Go strconv.FormatFloat with the formats 'f', 'e' and 'g'.
 */
import { CelError } from '../../values.ts';

/** Most digits after the point that a format may ask for; every double is exact with 1,074. */
export const MAX_PRECISION = 1100;

/** An exact finite decimal: digits × 10^-scale, digits without sign. */
interface Exact { readonly negative: boolean; readonly digits: bigint; readonly scale: number }

/** The exact decimal value of a finite double. */
function exact(value: number): Exact {
  const view = new DataView(new ArrayBuffer(8));
  view.setFloat64(0, value);
  const bits = view.getBigUint64(0);
  const negative = bits >> 63n === 1n;
  const exponent = Number((bits >> 52n) & 0x7ffn);
  const fraction = bits & 0xfffffffffffffn;
  const mantissa = exponent === 0 ? fraction : fraction | 0x10000000000000n;
  const power = (exponent === 0 ? 1 : exponent) - 1075;
  if (power >= 0) return { negative, digits: mantissa << BigInt(power), scale: 0 };
  return { negative, digits: mantissa * 5n ** BigInt(-power), scale: -power };
}

/** digits / 10^drop, halves to even. */
function roundHalfEven(digits: bigint, drop: number): bigint {
  if (drop <= 0) return digits * 10n ** BigInt(-drop);
  const divisor = 10n ** BigInt(drop);
  const quotient = digits / divisor;
  const twice = (digits % divisor) * 2n;
  return twice > divisor || (twice === divisor && (quotient & 1n) === 1n) ? quotient + 1n : quotient;
}

function checkPrecision(precision: number): void {
  if (precision > MAX_PRECISION) throw new CelError(`precision ${precision} is more than the ${MAX_PRECISION} allowed`);
}

/** Fixed point: `12.50`. The value must be finite. @throws CelError for a precision above {@link MAX_PRECISION}. */
export function fixed(value: number, precision: number): string {
  checkPrecision(precision);
  const { negative, digits, scale } = exact(value);
  return (negative ? '-' : '') + fixedDigits(roundHalfEven(digits, scale - precision), precision);
}

/** Fixed point of a whole number of any size. */
export function fixedInt(value: bigint, precision: number): string {
  checkPrecision(precision);
  return precision === 0 ? `${value}` : `${value}.${'0'.repeat(precision)}`;
}

function fixedDigits(units: bigint, precision: number): string {
  const text = `${units}`.padStart(precision + 1, '0');
  return precision === 0 ? text : `${text.slice(0, -precision)}.${text.slice(-precision)}`;
}

/** Mantissa and exponent of scientific notation: `["-1.23", 5]`. The value must be finite. */
export function scientific(value: number, precision: number): readonly [mantissa: string, exponent: number] {
  checkPrecision(precision);
  const { negative, digits, scale } = exact(value);
  const sign = negative ? '-' : '';
  if (digits === 0n) return [sign + fixedDigits(0n, precision), 0];
  let length = `${digits}`.length;
  let rounded = roundHalfEven(digits, length - 1 - precision);
  if (`${rounded}`.length > precision + 1) { rounded /= 10n; length += 1; }
  return [sign + fixedDigits(rounded, precision), length - 1 - scale];
}

/** `1.5e+06`, two digits of exponent at least. */
export function exponential(value: number, precision: number): string {
  const [mantissa, exponent] = scientific(value, precision);
  return `${mantissa}e${exponent < 0 ? '-' : '+'}${`${Math.abs(exponent)}`.padStart(2, '0')}`;
}

/** The shortest text that reads back as the same double, without an exponent ('f', -1). */
export function shortestFixed(value: number): string {
  const { sign, digits, point } = shortest(value);
  if (point <= 0) return `${sign}0${digits === '0' ? '' : `.${'0'.repeat(-point)}${digits}`}`;
  if (digits.length <= point) return sign + digits.padEnd(point, '0');
  return `${sign}${digits.slice(0, point)}.${digits.slice(point)}`;
}

/** The shortest text in the form of Go's `%g`: with an exponent below 1e-4 and from 1e6 on. */
export function shortestGeneral(value: number): string {
  const { sign, digits, point } = shortest(value);
  const exponent = point - 1;
  if (digits !== '0' && (exponent < -4 || exponent >= 6)) return general(sign, digits, exponent);
  return shortestFixed(value);
}

function general(sign: string, digits: string, exponent: number): string {
  const fraction = digits.length > 1 ? `.${digits.slice(1)}` : '';
  return `${sign}${digits[0]}${fraction}e${exponent < 0 ? '-' : '+'}${`${Math.abs(exponent)}`.padStart(2, '0')}`;
}

/** Shortest digits of a finite double: value = 0.digits × 10^point. */
function shortest(value: number): { sign: string; digits: string; point: number } {
  const sign = value < 0 || Object.is(value, -0) ? '-' : '';
  const [mantissa, exponent] = Math.abs(value).toExponential().split('e') as [string, string];
  return { sign, digits: mantissa.replace('.', ''), point: Number(exponent) + 1 };
}
