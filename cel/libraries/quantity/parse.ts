/**
 * Reading quantities: `1.5Gi`, `200m`, `12e6`.
 *
 * Source: ParseQuantity of k8s.io/apimachinery/pkg/api/resource/quantity.go and suffix.go. Fractions below a nano are
 * rounded away from zero; binary quantities are capped at 2^63-1.
 */
import { CelError } from '../../values.ts';
import { type Amount, fitsInt64, MAX_DIGITS, scaleUp } from './amount.ts';

export type Notation = 'decimalSI' | 'binarySI' | 'decimalExponent';

export interface Parsed { readonly amount: Amount; readonly notation: Notation }

const DECIMAL: Readonly<Record<string, number>> = { n: -9, u: -6, m: -3, '': 0, k: 3, M: 6, G: 9, T: 12, P: 15, E: 18 };
const BINARY: Readonly<Record<string, number>> = { Ki: 10, Mi: 20, Gi: 30, Ti: 40, Pi: 50, Ei: 60 };

/** Smallest power of ten that is kept. */
const NANO = -9;
/** Digits that upstream's int64 form takes (maxInt64Factors). */
const SMALL_DIGITS = 18;
const MAX_BINARY = 2n ** 63n - 1n;

/** @throws CelError for what is not a quantity, or has more than {@link MAX_DIGITS} digits. */
export function parseQuantity(text: string): Parsed {
  if (text.length > MAX_DIGITS) throw new CelError(`quantity has more than ${MAX_DIGITS} digits`);
  const wrong = (): CelError =>
    new CelError("quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'");
  if (text === '') throw wrong();
  const negative = text.startsWith('-');
  const wholeFrom = negative || text.startsWith('+') ? 1 : 0;
  const wholeTo = endOfDigits(text, wholeFrom);
  const pointed = text[wholeTo] === '.';
  const fractionTo = pointed ? endOfDigits(text, wholeTo + 1) : wholeTo;
  // A number without digits counts as 0 upstream where it fits the small form: "Mi" and "-" are quantities, "Ei" is none.
  const whole = text.slice(wholeFrom, wholeTo).replace(/^0+/, '') || '0';
  const fraction = pointed ? text.slice(wholeTo + 1, fractionTo) : '';
  const suffix = text.slice(fractionTo);
  if (!/^[eEinumkKMGTP]*[-+]?\d*$/.test(suffix)) throw wrong();
  const { notation, exponent } = readSuffix(suffix);
  const small = notation === 'binarySI' ? smallBinary(whole, fraction, exponent) : smallDecimal(whole, fraction, exponent);
  if (small !== undefined) return { notation, amount: negative ? { ...small, value: -small.value } : small };
  if (!/\d/.test(text.slice(0, fractionTo))) throw new CelError('unable to parse numeric part of quantity');
  return large(BigInt(whole + fraction), fraction.length, exponent, notation, negative);
}

function endOfDigits(text: string, from: number): number {
  let at = from;
  while (at < text.length && text.charCodeAt(at) >= 48 && text.charCodeAt(at) <= 57) at++;
  return at;
}

function readSuffix(suffix: string): { notation: Notation; exponent: number } {
  if (Object.hasOwn(DECIMAL, suffix)) return { notation: 'decimalSI', exponent: DECIMAL[suffix] as number };
  if (Object.hasOwn(BINARY, suffix)) return { notation: 'binarySI', exponent: BINARY[suffix] as number };
  if (/^[eE][-+]?\d+$/.test(suffix) && fitsInt64(BigInt(suffix.slice(1).replace('+', '')))) {
    // Upstream cuts the exponent to 32 bits.
    return { notation: 'decimalExponent', exponent: Number(BigInt.asIntN(32, BigInt(suffix.slice(1).replace('+', '')))) };
  }
  throw new CelError("unable to parse quantity's suffix");
}

/** The int64 form of a decimal quantity, undefined where it does not fit. */
function smallDecimal(whole: string, fraction: string, exponent: number): Amount | undefined {
  const scale = exponent - fraction.length;
  if (whole.length + fraction.length > SMALL_DIGITS || scale < NANO) return undefined;
  return { value: BigInt(whole + fraction), scale, small: true };
}

/** The int64 form of a binary quantity without fraction, undefined where upstream does not try it. */
function smallBinary(whole: string, fraction: string, exponent: number): Amount | undefined {
  const room = 15 - whole.length - Math.trunc(Math.fround(Math.fround(exponent) * 3) / 10) - 1;
  if (fraction !== '' || room < 0) return undefined;
  const value = BigInt(whole) * 2n ** BigInt(exponent);
  return fitsInt64(value) ? { value, scale: 0, small: true } : undefined;
}

/** The form of any size: rounded up to a nano, capped if binary. */
function large(digits: bigint, fraction: number, exponent: number, notation: Notation, negative: boolean): Parsed {
  const binary = notation === 'binarySI';
  let value = binary ? digits * 2n ** BigInt(exponent) : digits;
  let scale = binary ? -fraction : exponent - fraction;
  if (value !== 0n) ({ value, scale } = roundToNano(value, scale));
  let as = notation;
  if (binary && value > 0n) {
    const unit = 10n ** BigInt(-scale);
    if (value > MAX_BINARY * unit) { value = MAX_BINARY; scale = 0; } else if (value < unit) as = 'decimalSI';
  }
  return { notation: as, amount: { value: negative ? -value : value, scale, small: false } };
}

/** To a whole number of nanos, away from zero. @throws CelError where the zeros of a large scale are too many. */
function roundToNano(value: bigint, scale: number): { value: bigint; scale: number } {
  if (scale >= NANO) return { value: scaleUp(value, scale - NANO), scale: NANO };
  const drop = NANO - scale;
  if (drop > 2 * MAX_DIGITS) return { value: 1n, scale: NANO };
  const divisor = 10n ** BigInt(drop);
  return { value: (value + divisor - 1n) / divisor, scale: NANO };
}
