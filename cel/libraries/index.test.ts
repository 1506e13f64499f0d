import { describe, expect, it } from 'vitest';
import type { Overload } from '../library.ts';
import { type CelValue, Optional } from '../values.ts';
import { celSpecLibraries, everythingForKubernetes, everythingForSpec, kubernetesLibraries, mutationLibraries } from './index.ts';
import { blockOf } from './network/block.ts';
import { sizeOf, traversalCost } from './shared/cost.ts';

describe.each(Object.entries({ kubernetesLibraries, mutationLibraries, celSpecLibraries, everythingForKubernetes, everythingForSpec }))('%s', (_, libraries) => {
  const overloads = libraries.flatMap((library) => library.functions.flatMap(({ name, overloads }) => overloads.map((overload) => ({ name, overload }))));
  it('has every overload once', () => {
    const ids = overloads.map(({ overload }) => overload.id);
    expect(ids.filter((id, i) => ids.indexOf(id) !== i)).toEqual([]);
  });
  it('has a receiver in every member', () => {
    for (const { overload } of overloads) if (overload.member) expect(overload.params.length).toBeGreaterThan(0);
  });
});

it('gives a ValidatingAdmissionPolicy what the API server gives it, no more', () => {
  const names = new Set(kubernetesLibraries.flatMap((library) => library.functions.map(({ name }) => name)));
  for (const name of ['quantity', 'isCIDR', 'format.named', 'semver', 'lists.range', 'sets.contains', 'findAll', 'check', 'getQuery']) expect(names).toContain(name);
  for (const name of ['math.greatest', 'base64.encode', 'regex.extract', 'jsonpatch.escapeKey']) expect(names).not.toContain(name);
});

const priceOf = (id: string, ...args: CelValue[]): number => {
  const found = everythingForKubernetes.flatMap((library) => library.functions.flatMap(({ overloads }) => overloads)).find((overload) => overload.id === id) as Overload;
  return found.cost === undefined ? 1 : found.cost(args);
};
const text = (length: number): string => 'x'.repeat(length);
const list = (length: number): CelValue[] => new Array<CelValue>(length).fill(1);

/** Source: k8s.io/apiserver/pkg/cel/library/cost.go (CallCost); cel-go ext/lists.go, ext/sets.go (cost trackers). */
describe('prices', () => {
  it.each<[string, CelValue[], number]>([
    ['string_lower_ascii', [text(101)], 11], ['string_trim', [''], 0], ['string_substring_int', [text(20), 3], 2],
    ['string_replace_string_string', [text(101), 'x', 'y'], 21], ['string_split_string', [text(101), ','], 21],
    ['list_join', [[text(10), text(5)]], 3], ['string_index_of_string', [text(109), 'y'], 10], ['string_char_at_int', [text(999), 0], 1],
    ['string_format', ['%s and more text', [1]], 2], ['strings_quote', [text(15)], 2],
    ['string_find_string', [text(99), text(9)], 30], ['string_find_string', ['', ''], 0],
    ['string_to_url', [text(25)], 3], ['is_ip', ['127.0.0.1'], 1], ['ip_is_canonical', ['127.0.0.1'], 2], ['string_to_quantity', ['12345678901'], 2],
    ['cidr_contains_ip_string', [blockOf('10.0.0.0/8'), '10.0.0.1'], 2], ['cidr_contains_cidr', [blockOf('10.0.0.0/8'), blockOf('10.1.0.0/16')], 3],
    ['list_int_sum_int', [list(7)], 7], ['list_a_index_of_int', [[text(25), text(25)], 'y'], 4], ['list_slice', [list(9), 2, 5], 14],
    ['list_flatten', [list(3)], 14], ['lists_range', [100], 111], ['list_int_sort', [list(10)], 211], ['list_string_sort', [[text(1), text(1)]], 19],
    ['list_distinct', [list(10)], 211], ['list_sets_contains_list', [list(10), list(5)], 51], ['list_sets_equivalent_list', [list(10), list(5)], 101],
    ['resourcecheck_check', [], 350000], ['authorizer_labelselector', [null, 'app=example'], 312], ['quantity_add', [], 1], ['url_get_host', [], 1],
  ])('%s', (id, args, price) => { expect(priceOf(id, ...args)).toBe(price); });

  it('include the result where it outgrows the input', () => {
    expect(priceOf('string_replace_string_string', text(1000), 'x', text(1000))).toBe(100_000);
    expect(priceOf('string_format', '%s', [text(100_000)])).toBe(10_001);
  });
  it('know the size of every value', () => {
    expect([sizeOf('a😀'), sizeOf(new Uint8Array(3)), sizeOf({ a: 1, b: 2 }), sizeOf(Optional.of('abc')), sizeOf(blockOf('::/17')), sizeOf(true)]).toEqual([2, 3, 2, 3, 3, 1]);
    expect(traversalCost({ a: [1, 2, text(50)], [text(20)]: true })).toBe(10);
  });
});
