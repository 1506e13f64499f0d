/** The clauses that print numbers in a base, the same in every version of the library. Source: cel-go ext/formatting.go. */
import { CelError, type CelValue, isInt, UInt } from '../../values.ts';
import { runtimeTypeName } from '../shared/type-names.ts';

/** The whole number behind an int or uint, else undefined. */
export function wholeNumber(value: CelValue): bigint | undefined {
  if (value instanceof UInt) return value.value;
  return isInt(value) ? BigInt(value) : undefined;
}

export const decimalError = (value: CelValue): CelError =>
  new CelError(`decimal clause can only be used on integers, was given ${runtimeTypeName(value)}`);
export const fixedError = (value: CelValue): CelError =>
  new CelError(`fixed-point clause can only be used on doubles, was given ${runtimeTypeName(value)}`);
export const scientificError = (value: CelValue): CelError =>
  new CelError(`scientific clause can only be used on doubles, was given ${runtimeTypeName(value)}`);
export const stringError = (value: CelValue): CelError => new CelError(
  'string clause can only be used on strings, bools, bytes, ints, doubles, maps, lists, types, durations, and timestamps, '
  + `was given ${runtimeTypeName(value)}`);

/** `%b`: ints, uints and bools. */
export function binary(value: CelValue): string {
  if (typeof value === 'boolean') return value ? '1' : '0';
  const whole = wholeNumber(value);
  if (whole === undefined) throw new CelError(`only integers and bools can be formatted as binary, was given ${runtimeTypeName(value)}`);
  return whole.toString(2);
}

/** `%o`: ints and uints. */
export function octal(value: CelValue): string {
  const whole = wholeNumber(value);
  if (whole === undefined) throw new CelError(`octal clause can only be used on integers, was given ${runtimeTypeName(value)}`);
  return whole.toString(8);
}

/** `%x`: ints, uints, and the bytes of strings and bytes. */
export function hex(value: CelValue): string {
  if (typeof value === 'string') return hexBytes(new TextEncoder().encode(value));
  if (value instanceof Uint8Array) return hexBytes(value);
  const whole = wholeNumber(value);
  if (whole === undefined) {
    throw new CelError(`only integers, byte buffers, and strings can be formatted as hex, was given ${runtimeTypeName(value)}`);
  }
  return whole.toString(16);
}

function hexBytes(bytes: Uint8Array): string {
  let out = '';
  for (const byte of bytes) out += byte.toString(16).padStart(2, '0');
  return out;
}

/** Deepest nesting of lists and maps that is printed. */
const MAX_DEPTH = 100;

/** @throws CelError where lists and maps are nested deeper than is printed. */
export function checkDepth(depth: number): void {
  if (depth > MAX_DEPTH) throw new CelError(`lists and maps are nested deeper than ${MAX_DEPTH}`);
}
