/** Whole numbers as 64 bits. Source: cel-go ext/math.go (bitAnd, bitShiftLeft, ...). */
import { CelError, type CelValue, int, UInt } from '../../values.ts';

type Int = number | bigint;

const ofInt = (value: CelValue): bigint => BigInt(value as Int);
const ofUint = (value: CelValue): bigint => (value as UInt).value;
const asInt = (value: bigint): Int => int(BigInt.asIntN(64, value));
const asUint = (value: bigint): UInt => new UInt(BigInt.asUintN(64, value));

type Operation = (a: bigint, b: bigint) => bigint;

/** A binary operation over ints. */
export const onInts = (operation: Operation) => (a: CelValue, b: CelValue): CelValue => asInt(operation(ofInt(a), ofInt(b)));
/** A binary operation over uints. */
export const onUints = (operation: Operation) => (a: CelValue, b: CelValue): CelValue => asUint(operation(ofUint(a), ofUint(b)));

export const notInt = (a: CelValue): CelValue => asInt(~ofInt(a));
export const notUint = (a: CelValue): CelValue => asUint(~ofUint(a));

/** How far to shift; 64 and more leave no bit. @throws CelError for a negative distance. */
function distance(name: string, by: CelValue): bigint {
  const bits = by as Int;
  if (bits < 0) throw new CelError(`${name}() negative offset: ${bits}`);
  return bits >= 64 ? 64n : BigInt(bits);
}

export const shiftIntLeft = (a: CelValue, by: CelValue): CelValue => asInt(ofInt(a) << distance('math.bitShiftLeft', by));
export const shiftUintLeft = (a: CelValue, by: CelValue): CelValue => asUint(ofUint(a) << distance('math.bitShiftLeft', by));
/** Zeros come in from the left, also for negative numbers. */
export const shiftIntRight = (a: CelValue, by: CelValue): CelValue =>
  asInt(BigInt.asUintN(64, ofInt(a)) >> distance('math.bitShiftRight', by));
export const shiftUintRight = (a: CelValue, by: CelValue): CelValue => asUint(ofUint(a) >> distance('math.bitShiftRight', by));
