/**
 * The lists library of cel-go: slice, flatten, sort, distinct, reverse, lists.range, and what the macro `sortBy` calls.
 *
 * Source: cel-go ext/lists.go (version 3), prices included; cel/library.go for `first`, `last` and `unwrapOpt`, which come
 * with optional values there.
 */
import { fn, type FunctionDeclaration, type Library, method, type Overload } from '../../library.ts';
import { BOOL, BYTES, type CelType, DOUBLE, DURATION, DYN, INT, listOf, optionalOf, param, STRING, TIMESTAMP, typeName, UINT } from '../../types.ts';
import { CelError, type CelValue, Optional } from '../../values.ts';
import { LIST_CREATE, TRAVERSAL } from '../shared/cost.ts';
import { runtimeTypeName } from '../shared/type-names.ts';
import { equality, ordering } from '../shared/work.ts';

type List = readonly CelValue[];
type Int = number | bigint;

/** Most elements of a list that a function makes. */
export const MAX_ELEMENTS = 1_000_000;
/** Deepest nesting that `flatten` looks into. */
const MAX_DEPTH = 100;

/** The elements from `start` up to, not including, `end`. @throws CelError for a range that is not within the list. */
export function slice(list: List, start: Int, end: Int): List {
  const call = `cannot slice(${start}, ${end})`;
  if (start < 0 || end < 0) throw new CelError(`${call}, negative indexes not supported`);
  if (start > end) throw new CelError(`${call}, start index must be less than or equal to end index`);
  if (end > list.length) throw new CelError(`${call}, list is length ${list.length}`);
  return list.slice(Number(start), Number(end));
}

/** Lists inside of the list replaced by their elements, `depth` levels deep. @throws CelError */
export function flatten(list: List, depth: Int): List {
  if (depth < 0) throw new CelError('level must be non-negative');
  const out: CelValue[] = [];
  const into = (elements: List, level: number): void => {
    if (level > MAX_DEPTH) throw new CelError(`lists are nested deeper than ${MAX_DEPTH}`);
    for (const element of elements) {
      if (Array.isArray(element) && level < Number(depth)) into(element as List, level + 1);
      else if (out.push(element) > MAX_ELEMENTS) throw tooLong('flatten');
    }
  };
  into(list, 0);
  return out;
}

const tooLong = (what: string): CelError => new CelError(`${what}: the list would have more than ${MAX_ELEMENTS} elements`);

/** The elements in the order of their keys; equal keys keep their order. @throws CelError for keys of several types. */
export function sortByKeys(list: List, keys: List): List {
  if (list.length !== keys.length) {
    throw new CelError(`@sortByAssociatedKeys() expected a list of the same size as the associated keys list, but got ${list.length} and ${keys.length} elements respectively`);
  }
  if (list.length === 0) return list;
  const type = runtimeTypeName(keys[0] as CelValue);
  if (!COMPARABLE_NAMES.has(type)) throw new CelError('list elements must be comparable');
  if (keys.some((key) => runtimeTypeName(key) !== type)) throw new CelError('list elements must have the same type');
  const compare = ordering('sort');
  const order = keys.map((_, i) => i).sort((i, j) => compare(keys[i] as CelValue, keys[j] as CelValue) || 0);
  return order.map((i) => list[i] as CelValue);
}

/** The first of each set of equal elements. */
export function distinct(list: List): List {
  const equals = equality();
  const out: CelValue[] = [];
  for (const element of list) if (!out.some((other) => equals(other, element))) out.push(element);
  return out;
}

/** 0, 1, ... n - 1. @throws CelError for more than {@link MAX_ELEMENTS}. */
export function range(n: Int): List {
  if (n > MAX_ELEMENTS) throw tooLong('lists.range');
  return Array.from({ length: Math.max(0, Number(n)) }, (_, i) => i);
}

const T = param('T');
const LIST_T = listOf(T);
const COMPARABLE: readonly CelType[] = [INT, UINT, DOUBLE, BOOL, DURATION, TIMESTAMP, STRING, BYTES];
const COMPARABLE_NAMES = new Set(COMPARABLE.map(typeName));

/** The element at a position counted as `Array.at` does, none for an empty list. */
const elementAt = (list: List, at: 0 | -1): Optional => (list.length === 0 ? Optional.NONE : Optional.of(list.at(at) as CelValue));

/** The values of the optionals that have one. */
const unwrap = (list: List): List => list.flatMap((element) => (element instanceof Optional && element.present ? [element.value] : []));

/** Price of a call that makes a list: the size of the work, the call and the list. */
const making = (size: number): number => Math.floor(size) + 1 + LIST_CREATE;
const lengthOf = (value: CelValue | undefined): number => (value as List).length;
/** Comparing every element with every other. */
function selfCompared(value: CelValue | undefined): number {
  const list = value as List;
  const first = list[0];
  return making(list.length ** 2 * (2 + (typeof first === 'string' || first instanceof Uint8Array ? TRAVERSAL : 0)));
}

const declare = (name: string, ...overloads: Overload[]): FunctionDeclaration => ({ name, overloads });

export const listsLibrary: Library = {
  name: 'cel.lib.ext.lists',
  functions: [
    declare('slice', method('list_slice', [LIST_T, INT, INT], LIST_T, (list, i, j) => slice(list as List, i as Int, j as Int),
      ([, i, j]) => making(Math.max(0, Number(j) - Number(i))))),
    declare('flatten',
      method('list_flatten', [listOf(LIST_T)], LIST_T, (list) => flatten(list as List, 1), ([list]) => making(lengthOf(list))),
      method('list_flatten_int', [listOf(DYN), INT], listOf(DYN), (list, depth) => flatten(list as List, depth as Int),
        ([list, depth]) => making(lengthOf(list) * Math.max(0, Number(depth))))),
    declare('sort', ...COMPARABLE.map((type) =>
      method(`list_${typeName(type)}_sort`, [listOf(type)], listOf(type), (list) => sortByKeys(list as List, list as List), ([list]) => selfCompared(list)))),
    declare('@sortByAssociatedKeys', ...COMPARABLE.map((type) =>
      method(`list_${typeName(type)}_sortByAssociatedKeys`, [LIST_T, listOf(type)], LIST_T,
        (list, keys) => sortByKeys(list as List, keys as List), ([, keys]) => selfCompared(keys)))),
    declare('lists.range', fn('lists_range', [INT], listOf(INT), (n) => range(n as Int), ([n]) => making(Math.max(0, Number(n))))),
    declare('reverse', method('list_reverse', [LIST_T], LIST_T, (list) => (list as List).toReversed(), ([list]) => making(lengthOf(list)))),
    declare('first', method('list_first', [LIST_T], optionalOf(T), (list) => elementAt(list as List, 0))),
    declare('last', method('list_last', [LIST_T], optionalOf(T), (list) => elementAt(list as List, -1))),
    declare('optional.unwrap', fn('optional_unwrap', [listOf(optionalOf(T))], LIST_T, (list) => unwrap(list as List), ([list]) => making(lengthOf(list)))),
    declare('unwrapOpt', method('optional_unwrapOpt', [listOf(optionalOf(T))], LIST_T, (list) => unwrap(list as List), ([list]) => making(lengthOf(list)))),
    declare('distinct', method('list_distinct', [LIST_T], LIST_T, (list) => distinct(list as List), ([list]) => selfCompared(list))),
  ],
};
