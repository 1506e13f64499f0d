/**
 * The math library of the CEL specification; the API server does not have it.
 *
 * Source: cel-go ext/math.go. `math.greatest` and `math.least` are macros there, for any number of arguments; here they
 * are overloads for one list, and for up to {@link MAX_ARGUMENTS} numbers.
 */
import { fn, type FunctionDeclaration, type Library, type Overload } from '../../library.ts';
import { BOOL, type CelType, DOUBLE, DYN, INT, listOf, UINT } from '../../types.ts';
import { type CelValue, double } from '../../values.ts';
import { notInt, notUint, onInts, onUints, shiftIntLeft, shiftIntRight, shiftUintLeft, shiftUintRight } from './bits.ts';
import { abs, extreme, numberOf, round, sign, sqrt } from './numbers.ts';

/** Most numbers that `math.greatest` and `math.least` take outside of a list. */
export const MAX_ARGUMENTS = 16;

const NUMBERS: readonly (readonly [string, CelType])[] = [['double', DOUBLE], ['int', INT], ['uint', UINT]];
const declare = (name: string, ...overloads: Overload[]): FunctionDeclaration => ({ name, overloads });

type Binary = (a: CelValue, b: CelValue) => CelValue;
const unary = (call: (value: CelValue) => CelValue): Overload['call'] => (value) => call(value as CelValue);
const binary = (call: Binary): Overload['call'] => (a, b) => call(a as CelValue, b as CelValue);

const rounding = (name: string, call: (value: number) => number): FunctionDeclaration =>
  declare(`math.${name}`, fn(`math_${name}_double`, [DOUBLE], DOUBLE, unary((value) => double(call(numberOf(value))))));
const test = (name: string, is: (value: number) => boolean): FunctionDeclaration =>
  declare(`math.${name}`, fn(`math_${name}_double`, [DOUBLE], BOOL, unary((value) => is(numberOf(value)))));
const perType = (name: string, call: (value: CelValue) => CelValue, result?: CelType): FunctionDeclaration =>
  declare(`math.${name}`, ...NUMBERS.map(([type, t]) => fn(`math_${name}_${type}`, [t], result ?? t, unary(call))));
const bitwise = (name: string, operation: (a: bigint, b: bigint) => bigint): FunctionDeclaration => declare(`math.${name}`,
  fn(`math_${name}_int_int`, [INT, INT], INT, binary(onInts(operation))),
  fn(`math_${name}_uint_uint`, [UINT, UINT], UINT, binary(onUints(operation))));
const shift = (name: string, ofInt: Binary, ofUint: Binary): FunctionDeclaration => declare(`math.${name}`,
  fn(`math_${name}_int_int`, [INT, INT], INT, binary(ofInt)),
  fn(`math_${name}_uint_int`, [UINT, INT], UINT, binary(ofUint)));

function extremes(name: 'greatest' | 'least'): FunctionDeclaration {
  const target = name === 'greatest' ? 'math.@max' : 'math.@min';
  const id = `math_${target.slice('math.'.length)}`;
  const ofAll = (...values: CelValue[]): CelValue => extreme(values, target);
  const ofList = (list: CelValue): CelValue => extreme(list as readonly CelValue[], target);
  const walked = ([list]: readonly CelValue[]): number => Math.max(1, (list as readonly CelValue[]).length);
  const overloads: Overload[] = [];
  for (const [type, t] of NUMBERS) {
    overloads.push(fn(`${id}_${type}`, [t], t, ofAll), { ...fn(`${id}_list_${type}`, [listOf(t)], t, unary(ofList), walked), anyElements: true });
    for (const [other, o] of NUMBERS) overloads.push(fn(`${id}_${type}_${other}`, [t, o], type === other ? t : DYN, ofAll));
  }
  for (let count = 3; count <= MAX_ARGUMENTS; count++) {
    overloads.push(fn(`${id}_${count}`, new Array<CelType>(count).fill(DYN), DYN, ofAll, () => count));
  }
  return { name: `math.${name}`, overloads };
}

export const mathLibrary: Library = {
  name: 'cel.lib.ext.math',
  functions: [
    extremes('greatest'),
    extremes('least'),
    rounding('ceil', Math.ceil),
    rounding('floor', Math.floor),
    rounding('round', round),
    rounding('trunc', Math.trunc),
    test('isInf', (value) => value === Number.POSITIVE_INFINITY || value === Number.NEGATIVE_INFINITY),
    test('isNaN', Number.isNaN),
    test('isFinite', Number.isFinite),
    perType('abs', abs),
    perType('sign', sign),
    perType('sqrt', sqrt, DOUBLE),
    bitwise('bitAnd', (a, b) => a & b),
    bitwise('bitOr', (a, b) => a | b),
    bitwise('bitXor', (a, b) => a ^ b),
    declare('math.bitNot', fn('math_bitNot_int_int', [INT], INT, unary(notInt)), fn('math_bitNot_uint_uint', [UINT], UINT, unary(notUint))),
    shift('bitShiftLeft', shiftIntLeft, shiftUintLeft),
    shift('bitShiftRight', shiftIntRight, shiftUintRight),
  ],
};
