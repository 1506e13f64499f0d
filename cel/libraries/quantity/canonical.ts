/**
 * The canonical text of a quantity.
 *
 * Source: CanonicalizeBytes of k8s.io/apimachinery/pkg/api/resource/quantity.go: no precision is lost, the exponent is
 * as large as possible and a multiple of 3 (or of 1024), and no fraction is written.
 */
import { type Amount, compareAmounts, scaleUp } from './amount.ts';
import type { Notation } from './parse.ts';

const DECIMAL: Readonly<Record<number, string>> = { [-9]: 'n', [-6]: 'u', [-3]: 'm', 0: '', 3: 'k', 6: 'M', 9: 'G', 12: 'T', 15: 'P', 18: 'E' };
const BINARY = ['', 'Ki', 'Mi', 'Gi', 'Ti', 'Pi', 'Ei'];

const whole = (value: bigint): Amount => ({ value, scale: 0, small: true });

/** Canonical text in the given notation; binary quantities below 1024 and fractions are written as decimal ones. */
export function canonical(amount: Amount, notation: Notation): string {
  if (amount.value === 0n) return '0';
  if (notation !== 'binarySI') return decimalText(amount, notation);
  const inside = compareAmounts(amount, whole(-1024n)) > 0 && compareAmounts(amount, whole(1024n)) < 0;
  const units = inside ? undefined : wholeUnits(amount);
  return units === undefined ? decimalText(amount, 'decimalSI') : binaryText(units);
}

/** The amount as a whole number, undefined where it has a fraction. */
function wholeUnits(amount: Amount): bigint | undefined {
  if (amount.scale >= 0) return scaleUp(amount.value, amount.scale);
  const divisor = 10n ** BigInt(-amount.scale);
  return amount.value % divisor === 0n ? amount.value / divisor : undefined;
}

function decimalText(amount: Amount, notation: Notation): string {
  let { value, scale } = amount;
  while (value % 10n === 0n) { value /= 10n; scale++; }
  while (scale % 3 !== 0) { value *= 10n; scale--; }
  if (notation === 'decimalExponent') return scale === 0 ? `${value}` : `${value}e${scale}`;
  return `${value}${DECIMAL[scale] ?? ''}`;
}

function binaryText(units: bigint): string {
  let value = units;
  let power = 0;
  while (value % 1024n === 0n && power < BINARY.length - 1) { value /= 1024n; power++; }
  return `${value}${BINARY[power]}`;
}
