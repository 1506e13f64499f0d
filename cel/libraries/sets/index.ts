/** Lists as sets. Source: cel-go ext/sets.go, prices included. */
import { fn, type Library } from '../../library.ts';
import { BOOL, listOf, param } from '../../types.ts';
import type { CelValue } from '../../values.ts';
import { equality } from '../shared/work.ts';

type List = readonly CelValue[];

/** Whether every element of `part` is in `whole`. */
export function contains(whole: List, part: List): boolean {
  const equals = equality();
  return part.every((element) => whole.some((other) => equals(other, element)));
}

/** Whether the lists have the same elements, however often. */
export const equivalent = (a: List, b: List): boolean => contains(a, b) && contains(b, a);

/** Whether the lists have an element in common. */
export function intersects(a: List, b: List): boolean {
  const equals = equality();
  return a.some((element) => b.some((other) => equals(other, element)));
}

const LIST_T = listOf(param('T'));
const crossed = (factor: number) => ([a, b]: readonly CelValue[]): number => 1 + (a as List).length * (b as List).length * factor;

export const setsLibrary: Library = {
  name: 'cel.lib.ext.sets',
  functions: [
    { name: 'sets.contains', overloads: [fn('list_sets_contains_list', [LIST_T, LIST_T], BOOL, (a, b) => contains(a as List, b as List), crossed(1))] },
    { name: 'sets.equivalent', overloads: [fn('list_sets_equivalent_list', [LIST_T, LIST_T], BOOL, (a, b) => equivalent(a as List, b as List), crossed(2))] },
    { name: 'sets.intersects', overloads: [fn('list_sets_intersects_list', [LIST_T, LIST_T], BOOL, (a, b) => intersects(a as List, b as List), crossed(1))] },
  ],
};
