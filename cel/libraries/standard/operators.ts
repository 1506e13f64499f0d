/**
 * The overloads of operators, for the checker. The compiler emits code of its own for each of them.
 * Source: "List of Standard Definitions" of the CEL language definition; cel-go common/stdlib/standard.go for the
 * comparisons across numeric types.
 */
import type { FunctionDeclaration, Overload } from '../../library.ts';
import {
  BOOL, BYTES, type CelType, DOUBLE, DURATION, INT, STRING, TIMESTAMP, UINT, listOf, mapOf, optionalOf, param, typeName,
} from '../../types.ts';
import { isIn, indexOf, indexOptional } from '../../runtime/access.ts';
import { add, divide, modulo, multiply, negate, subtract } from '../../runtime/arithmetic.ts';
import { equals } from '../../runtime/equality.ts';
import { noOverload } from '../../runtime/errors.ts';
import { greater, greaterEqual, less, lessEqual } from '../../runtime/order.ts';
import { type Metered, global } from './declare.ts';

const [A, B] = [param('A'), param('B')];
const label = (t: CelType): string => typeName(t).replace('google.protobuf.', '').toLowerCase();
const same = (name: string, types: readonly CelType[], run: Metered): Overload[] =>
  types.map((t) => global(`${name}_${label(t)}`, [t, t], t, run));

function comparison(name: string, run: Metered): Overload[] {
  const own = [BOOL, INT, UINT, DOUBLE, STRING, BYTES, TIMESTAMP, DURATION].map((t) => global(`${name}_${label(t)}`, [t, t], BOOL, run));
  const numbers = [INT, UINT, DOUBLE];
  const mixed = numbers.flatMap((x) => numbers.filter((y) => x !== y).map((y) => global(`${name}_${label(x)}_${label(y)}`, [x, y], BOOL, run)));
  return [...own, ...mixed];
}

const NUMBERS = [INT, UINT, DOUBLE];

export const operators: readonly FunctionDeclaration[] = [
  { name: '_==_', overloads: [global('equals', [A, A], BOOL, equals)] },
  { name: '_!=_', overloads: [global('not_equals', [A, A], BOOL, (a: never, b: never, m: never) => !equals(a, b, m))] },
  { name: '_<_', overloads: comparison('less', less) },
  { name: '_<=_', overloads: comparison('less_equals', lessEqual) },
  { name: '_>_', overloads: comparison('greater', greater) },
  { name: '_>=_', overloads: comparison('greater_equals', greaterEqual) },
  { name: '_+_', overloads: [
    ...same('add', [...NUMBERS, STRING, BYTES, DURATION], add),
    global('add_list', [listOf(A), listOf(A)], listOf(A), add),
    global('add_timestamp_duration', [TIMESTAMP, DURATION], TIMESTAMP, add),
    global('add_duration_timestamp', [DURATION, TIMESTAMP], TIMESTAMP, add),
  ] },
  { name: '_-_', overloads: [
    ...same('subtract', [...NUMBERS, DURATION], subtract),
    global('subtract_timestamp_timestamp', [TIMESTAMP, TIMESTAMP], DURATION, subtract),
    global('subtract_timestamp_duration', [TIMESTAMP, DURATION], TIMESTAMP, subtract),
  ] },
  { name: '_*_', overloads: same('multiply', NUMBERS, multiply) },
  { name: '_/_', overloads: same('divide', NUMBERS, divide) },
  { name: '_%_', overloads: same('modulo', [INT, UINT], modulo) },
  { name: '-_', overloads: [INT, DOUBLE, DURATION].map((t) => global(`negate_${label(t)}`, [t], t, negate)) },
  { name: '!_', overloads: [global('logical_not', [BOOL], BOOL, (a: never) => (typeof a === 'boolean' ? !a : noOverload('!_', a)))] },
  { name: '@in', overloads: [global('in_list', [A, listOf(A)], BOOL, isIn), global('in_map', [A, mapOf(A, B)], BOOL, isIn)] },
  { name: '_[_]', overloads: [
    global('index_list', [listOf(A), INT], A, indexOf),
    global('index_map', [mapOf(A, B), A], B, indexOf),
    global('optional_list_index_int', [optionalOf(listOf(A)), INT], optionalOf(A), indexOf),
    global('optional_map_index_value', [optionalOf(mapOf(A, B)), A], optionalOf(B), indexOf),
  ] },
  { name: '_[?_]', overloads: [
    global('list_optindex_optional_int', [listOf(A), INT], optionalOf(A), indexOptional),
    global('optional_list_optindex_optional_int', [optionalOf(listOf(A)), INT], optionalOf(A), indexOptional),
    global('map_optindex_optional_value', [mapOf(A, B), A], optionalOf(B), indexOptional),
    global('optional_map_optindex_optional_value', [optionalOf(mapOf(A, B)), A], optionalOf(B), indexOptional),
  ] },
];
