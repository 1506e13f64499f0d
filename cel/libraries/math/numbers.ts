/** Rounding, signs and extremes of numbers. Source: cel-go ext/math.go. */
import { compareNumbers, numeric } from '../../runtime/numbers.ts';
import { CelError, type CelValue, double, doubleValue, int, isDouble, isInt, UInt } from '../../values.ts';
import { runtimeTypeName } from '../shared/type-names.ts';

export const numberOf = (value: CelValue): number => doubleValue(value as Parameters<typeof doubleValue>[0]);

/** Halves away from zero, as Go's math.Round. */
export function round(value: number): number {
  const whole = Math.trunc(value);
  return Math.abs(value - whole) >= 0.5 ? whole + Math.sign(value) : whole;
}

/** |a| of a number of any type. @throws CelError for the smallest int, whose absolute value is no int. */
export function abs(value: CelValue): CelValue {
  if (value instanceof UInt) return value;
  if (isDouble(value)) return double(Math.abs(doubleValue(value)));
  const whole = BigInt(value as number | bigint);
  return int(whole < 0n ? -whole : whole);
}

/** -1, 0 or 1 in the type of the number; NaN stays. */
export function sign(value: CelValue): CelValue {
  if (value instanceof UInt) return new UInt(value.value === 0n ? 0n : 1n);
  if (isDouble(value)) {
    const number = doubleValue(value);
    return double(Number.isNaN(number) ? number : number > 0 ? 1 : number < 0 ? -1 : 0);
  }
  const whole = value as number | bigint;
  return whole > 0 ? 1 : whole < 0 ? -1 : 0;
}

/** The square root as a double. */
export const sqrt = (value: CelValue): CelValue => double(Math.sqrt(Number(numeric(value))));

/**
 * The first largest (or smallest) of numbers of any types, as it is.
 * @throws CelError for no numbers, and for something that is not a number.
 */
export function extreme(values: readonly CelValue[], name: 'math.@max' | 'math.@min'): CelValue {
  if (values.length === 0) throw new CelError(`${name}(list) argument must not be empty`);
  for (const value of values) {
    if (!isInt(value) && !isDouble(value) && !(value instanceof UInt)) {
      throw new CelError(`no such overload: ${name}(${runtimeTypeName(value)})`);
    }
  }
  let best = values[0] as CelValue;
  for (const value of values.slice(1)) {
    const order = compareNumbers(numeric(value) as number | bigint, numeric(best) as number | bigint);
    if (name === 'math.@max' ? order > 0 : order < 0) best = value;
  }
  return best;
}
