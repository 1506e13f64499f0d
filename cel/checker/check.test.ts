import { describe, expect, it } from 'vitest';
import { BOOL, DOUBLE, DURATION, DYN, INT, STRING, TIMESTAMP, listOf, mapOf, optionalOf, struct, typeName } from '../types.ts';
import { issues, program } from '../testing.ts';

const user = struct('User', { name: STRING, groups: listOf(STRING), age: INT, extra: mapOf(STRING, listOf(STRING)) });
const types = { user, any: DYN, n: INT, s: STRING, d: DOUBLE, t: TIMESTAMP, names: listOf(STRING), ages: mapOf(STRING, INT), maybe: optionalOf(INT), open: struct('Open') };

describe('deduced types', () => {
  it.each([
    ['1 + n', 'int'], ["s + 'x'", 'string'], ['d * 2.0', 'double'], ['t - t', 'google.protobuf.Duration'], ["t + duration('1s')", 'google.protobuf.Timestamp'],
    ['[1, 2]', 'list(int)'], ["[1, 'a']", 'list(dyn)'], ['[]', 'list(dyn)'], ['[[], [1]]', 'list(list(int))'], ["{'a': 1}", 'map(string, int)'], ["{'a': 1, 2: 'b'}", 'map(dyn, dyn)'],
    ['user.name', 'string'], ['user.groups[0]', 'string'], ["user.extra['a'][0]", 'string'], ['open.whatever', 'dyn'],
    ['names.map(x, x.size())', 'list(int)'], ['names.filter(x, true)', 'list(string)'], ['ages.map(k, k)', 'list(string)'], ['ages.all(k, v, v > 0)', 'bool'],
    ['ages.transformMap(k, v, string(v))', 'map(string, string)'], ["names.transformMapEntry(i, v, {v: i})", 'map(string, int)'], ['names.transformList(i, v, i)', 'list(int)'],
    ['any.a.b', 'dyn'], ['any + 1', 'int'], ['any == 1', 'bool'], ['any ? 1 : 2', 'int'], ['n > 0 ? any : 1', 'dyn'],
    ['ages.?x', 'optional_type(int)'], ['ages.?x.orValue(0)', 'int'], ['user.?name.optMap(x, x.size())', 'optional_type(int)'], ['names[?0]', 'optional_type(string)'],
    ['maybe.optFlatMap(x, optional.of(string(x)))', 'optional_type(string)'], ['optional.none()', 'optional_type(dyn)'], ['[?maybe]', 'list(int)'], ["{?'a': maybe}", 'map(string, int)'],
    ['type(1)', 'type(int)'], ['int', 'type(int)'], ["cel.bind(x, [n], x[0])", 'int'], ['dyn(1)', 'dyn'],
    ['n > 0 ? t : null', 'google.protobuf.Timestamp'], ['google.protobuf.Int64Value{value: 1}', 'wrapper(int)'],
    ['[1].exists_one(x, x == 1)', 'bool'], ["'a' in ages", 'bool'], ['size(any)', 'int'],
  ])('%s is %s', (source, expected) => { expect(typeName(program(source, { types }).resultType)).toBe(expected); });
});

describe('mistakes', () => {
  it.each([
    ['1 + 1.0', "1:3 found no matching overload for '_+_' applied to '(int, double)'"],
    ["1 == 'a'", "1:3 found no matching overload for '_==_' applied to '(int, string)'"],
    ['1 == 1.0', "1:3 found no matching overload for '_==_' applied to '(int, double)'"],
    ['!1', "1:1 found no matching overload for '!_' applied to '(int)'"],
    ['s.startsWith(1)', "1:13 found no matching overload for 'startsWith' applied to 'string.(int)'"],
    ["n.startsWith('a')", "1:13 found no matching overload for 'startsWith' applied to 'int.(string)'"],
    ['nothing', "1:1 undeclared reference to 'nothing' (in container '')"],
    ['nothing.at.all', "1:1 undeclared reference to 'nothing' (in container '')"],
    ['nothing(1)', "1:8 undeclared reference to 'nothing' (in container '')"],
    ['user.nme', "1:5 undefined field 'nme'"],
    ['has(user.nme)', "1:4 undefined field 'nme'"],
    ['n.field', "1:2 type 'int' does not support field selection"],
    ['names.field', "1:6 type 'list(string)' does not support field selection"],
    ['n.all(x, true)', "1:1 expression of type 'int' cannot be range of a comprehension (must be list, map, or dynamic)"],
    ['names.all(x, x)', "1:14 expected type 'bool' in all but found 'string'"],
    ['n && true', "1:1 expected type 'bool' in _&&_ but found 'int'"],
    ['n ? 1 : 2', "1:3 found no matching overload for '_?_:_' applied to '(int, int, int)'"],
    ["true ? 1 : 'a'", "1:6 found no matching overload for '_?_:_' applied to '(bool, int, string)'"],
    ['[?1]', "1:3 expected type 'optional_type' but found 'int'"],
    ["names['a']", "1:6 found no matching overload for '_[_]' applied to '(list(string), string)'"],
    ['ages[1]', "1:5 found no matching overload for '_[_]' applied to '(map(string, int), int)'"],
    ["1 in ['a']", "1:3 found no matching overload for '@in' applied to '(int, list(string))'"],
    ['n.orValue(1)', "1:10 found no matching overload for 'orValue' applied to 'int.(int)'"],
    ['n < s', "1:3 found no matching overload for '_<_' applied to '(int, string)'"],
    ['Thing{a: 1}', "1:1 undeclared reference to 'Thing' (in container '')"],
    ['google.protobuf.Int64Value{valu: 1}', "1:28 undefined field 'valu'"],
    ["google.protobuf.Int64Value{value: 'a'}", "1:35 expected type 'int' in field 'value' but found 'string'"],
    ['n.optMap(x, x)', "1:1 expected type 'optional_type(dyn)' in optMap but found 'int'"],
    ['n == null', "1:3 found no matching overload for '_==_' applied to '(int, null)'"],
  ])('%s', (source, issue) => { expect(issues(source, { types })).toEqual([issue]); });

  it('all of them are reported, up to a limit', () => {
    expect(issues('x && y && z')).toHaveLength(3);
    expect(issues(Array(200).fill('x').join('&&'))).toHaveLength(50);
  });
  it('numbers of different types have an order', () => { expect(typeName(program('n < d', { types }).resultType)).toBe(typeName(BOOL)); });
  it('timestamps may be null', () => { expect(issues('t == null', { types })).toEqual([]); expect(typeName(DURATION)).toBe('google.protobuf.Duration'); });
});

describe('names in a container', () => {
  const setting = (expression: string): readonly string[] => issues(expression, { types: { 'a.b.x': INT, x: STRING, 'a.y': INT }, options: { container: 'a.b' } });
  it('the innermost namespace comes first', () => {
    expect(setting('x + 1')).toEqual([]);
    expect(setting('y + 1')).toEqual([]);
    expect(setting(".x + 'a'")).toEqual([]);
    expect(setting('b.x + 1')).toEqual([]);
  });
  it('variables of macros hide them', () => { expect(setting("['s'].all(x, x == 's')")).toEqual([]); });
});

describe('hostile types', () => {
  it('types do not grow by being used twice', () => {
    const source = Array.from({ length: 60 }, (_, i) => `cel.bind(x${i + 1}, {x${i}: x${i}}, `).join('');
    const started = performance.now();
    program(`cel.bind(x0, {'a': 1}, ${source}x60${')'.repeat(61)}`);
    expect(performance.now() - started).toBeLessThan(2000);
  });
});
