import { describe, expect, it } from 'vitest';
import { DYN, listOf, optionalOf, STRING } from '../types.ts';
import { issues, program } from '../testing.ts';

const types = { any: DYN, s: STRING, names: listOf(STRING), maybe: optionalOf(STRING) };
const found = (source: string, validateLiterals = true): readonly string[] => issues(source, { types, options: { validateLiterals } });

describe('literals the API server refuses', () => {
  it.each([
    ["duration('1 hour')", '1:10 invalid duration argument'],
    ['timestamp(253402300800) > any', '1:11 invalid timestamp argument'],
    ["timestamp('2024-02-30T00:00:00Z')", '1:11 invalid timestamp argument'],
    ["s.matches('[a')", '1:11 invalid matches argument'],
    ["matches('[', s)", '1:9 invalid matches argument'],
    ["names.exists(n, n.matches('(?<=a)'))", '1:27 invalid matches argument'],
    ["[1, 'a', true]", "1:5 expected type 'int' but found 'string'"],
    ["[any.x, 'a']", "1:9 expected type 'dyn' but found 'string'"],
    ['[1, null]', "1:5 expected type 'int' but found 'null'"],
    ['[1, 2.0]', "1:5 expected type 'int' but found 'double'"],
    ['[int, string]', "1:7 expected type 'type(int)' but found 'type(string)'"],
    ["[['a'], [1]]", "1:9 expected type 'list(string)' but found 'list(int)'"],
    ["['a', ?any.?b]", "1:11 expected type 'string' but found 'dyn'"],
    ["{'a': 1, 2: 'b'}", "1:10 expected type 'string' but found 'int'", "1:13 expected type 'int' but found 'string'"],
    ["{'a': 1, 'b': 'x', 'c': true}", "1:15 expected type 'int' but found 'string'", "1:25 expected type 'int' but found 'bool'"],
    ['duration(5)', '1:10 invalid duration argument'],
    ["{'%s'.format([1, 'a']): 1, 'b': [1, 'a']}", "1:33 expected type 'int' but found 'list(dyn)'", "1:37 expected type 'int' but found 'string'"],
  ])('%s', (source, ...expected) => { expect(found(source)).toEqual(expected); });
});

describe('what is right stays', () => {
  it.each([
    "duration('1h')", 'duration(s)', "timestamp('2024-02-29T00:00:00Z')", 'timestamp(0)', "s.matches('^[a-z]+$')", 's.matches(s)', "matches(s, '[')",
    '[]', '[[], [1]]', "['a', ?maybe]", '[any.a, any.b]', "[dyn(1), dyn('a')]", "{'a': [1], 'b': []}", "{}", '[duration(s), duration(s)]',
    "'%s %d'.format(['a', 1])", "'%s'.format([[1, 'a'], {'b': 1, 2: 'c'}])", "'%d'.format([s == '' ? [1, 'a'].size() : 0])",
  ])('%s', (source) => { expect(found(source)).toEqual([]); });
});

it('mistakes are told in the order of the source', () => {
  expect(found("[1, 'a'].size() > 0 && duration('x') == duration('1h') && s.matches('(')")).toEqual([
    "1:5 expected type 'int' but found 'string'", '1:33 invalid duration argument', '1:69 invalid matches argument',
  ]);
});

it('mistakes of type come first', () => { expect(found("duration('x') == 1")).toEqual(["1:15 found no matching overload for '_==_' applied to '(duration, int)'"]); });

it('nothing is refused where it was not asked for, or where checking is off', () => {
  expect(found("[1, 'a', duration('x')]", false)).toEqual([]);
  expect(program("[1, 'a']", { options: { validateLiterals: true, disableCheck: true } }).run([], { remaining: 100, floor: 0 })).toEqual([1, 'a']);
});
