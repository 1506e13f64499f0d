/**
 * List functions of Kubernetes: isSorted, sum, min, max, indexOf, lastIndexOf.
 *
 * Source: k8s.io/apiserver/pkg/cel/library/lists.go and cost.go.
 */
import { type FunctionDeclaration, type Library, method, type Overload } from '../../library.ts';
import { add } from '../../runtime/arithmetic.ts';
import {
  BOOL, BYTES, type CelType, DOUBLE, DURATION, INT, listOf, param, STRING, TIMESTAMP, UINT,
} from '../../types.ts';
import { CelError, type CelValue, double, Duration, UInt } from '../../values.ts';
import { traversalCost } from '../shared/cost.ts';
import { equality, ordering, workMeter } from '../shared/work.ts';

type List = readonly CelValue[];

const SUMMABLE: readonly (readonly [string, CelType, CelValue])[] = [
  ['int', INT, 0], ['uint', UINT, new UInt(0n)], ['double', DOUBLE, double(0)], ['duration', DURATION, new Duration(0n)],
];

const COMPARABLE: readonly (readonly [string, CelType])[] = [
  ['int', INT], ['uint', UINT], ['double', DOUBLE], ['bool', BOOL], ['duration', DURATION], ['timestamp', TIMESTAMP],
  ['string', STRING], ['bytes', BYTES],
];

/** Whether no element is smaller than the one before it. @throws CelError for elements that cannot be compared. */
export function isSorted(list: List): boolean {
  const compare = ordering('isSorted');
  for (let i = 1; i < list.length; i++) {
    if (compare(list[i - 1] as CelValue, list[i] as CelValue) > 0) return false;
  }
  return true;
}

/** The sum, `zero` for no elements. @throws CelError on overflow and for elements that cannot be added. */
export function sum(list: List, zero: CelValue): CelValue {
  const meter = workMeter();
  let total = zero;
  for (const element of list) total = add(total, element, meter);
  return total;
}

/** The first smallest (sign -1) or largest (sign 1) element. @throws CelError for an empty list. */
export function extreme(list: List, name: 'min' | 'max'): CelValue {
  if (list.length === 0) throw new CelError(`${name} called on empty list`);
  const compare = ordering(name);
  let best = list[0] as CelValue;
  for (let i = 1; i < list.length; i++) {
    const order = compare(list[i] as CelValue, best);
    if (name === 'min' ? order < 0 : order > 0) best = list[i] as CelValue;
  }
  return best;
}

/** Position of the first equal element, -1 where there is none. */
export function indexIn(list: List, item: CelValue): number {
  const equals = equality();
  return list.findIndex((element) => equals(element, item));
}

/** Position of the last equal element, -1 where there is none. */
export function lastIndexIn(list: List, item: CelValue): number {
  const equals = equality();
  return list.findLastIndex((element) => equals(element, item));
}

const A = param('A');
const walked = (args: readonly CelValue[]): number => traversalCost(args[0] as CelValue);
const comparable = (name: string, make: (type: string, t: CelType) => Overload): FunctionDeclaration =>
  ({ name, overloads: COMPARABLE.map(([type, t]) => make(type, t)) });

export const kubernetesLists: Library = {
  name: 'kubernetes.lists',
  functions: [
    comparable('isSorted', (type, t) => method(`list_${type}_is_sorted_bool`, [listOf(t)], BOOL, (list) => isSorted(list as List), walked)),
    comparable('max', (type, t) => method(`list_${type}_max_${type}`, [listOf(t)], t, (list) => extreme(list as List, 'max'), walked)),
    comparable('min', (type, t) => method(`list_${type}_min_${type}`, [listOf(t)], t, (list) => extreme(list as List, 'min'), walked)),
    {
      name: 'sum',
      overloads: SUMMABLE.map(([type, t, zero]) =>
        method(`list_${type}_sum_${type}`, [listOf(t)], t, (list) => sum(list as List, zero), walked)),
    },
    { name: 'indexOf', overloads: [method('list_a_index_of_int', [listOf(A), A], INT, (list, item) => indexIn(list as List, item as CelValue), walked)] },
    {
      name: 'lastIndexOf',
      overloads: [method('list_a_last_index_of_int', [listOf(A), A], INT, (list, item) => lastIndexIn(list as List, item as CelValue), walked)],
    },
  ],
};
