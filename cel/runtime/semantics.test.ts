/** The behaviour of operators and functions over values, through expressions. */
import { describe, expect, it } from 'vitest';
import { evaluate } from '../testing.ts';
import { type CelValue, Double, Duration, Timestamp, UInt, double } from '../values.ts';

const both = (source: string, variables: Readonly<Record<string, CelValue>> = {}): CelValue => {
  const checked = evaluate(source, { variables });
  expect(evaluate(source, { variables, options: { disableCheck: true } }), 'the same with checking off').toEqual(checked);
  return checked;
};
const table = (rows: readonly (readonly [source: string, expected: CelValue])[]): void => {
  it.each(rows)('%s', (source, expected) => { expect(both(source)).toEqual(expected); });
};
const failures = (rows: readonly (readonly [source: string, message: string])[]): void => {
  it.each(rows)('%s fails', (source, message) => { expect(() => both(source)).toThrow(message); });
};

describe('int', () => {
  table([
    ['9007199254740991 + 1', 9007199254740992n], ['9007199254740992 - 1', 9007199254740991], ['4611686018427387904 + 4611686018427387903 - 1', 9223372036854775806n],
    ['-7 / 2', -3], ['-7 % 2', -1], ['7 % -2', 1], ['0 * -1', 0], ['-(0)', 0], ['5 - 5 == -0', true], ['-9223372036854775808 / 1', -9223372036854775808n],
    ['9223372036854775807 == 9223372036854775807', true], ['9223372036854775807 > 9223372036854775806', true], ['9007199254740993 == 9007199254740992', false],
  ]);
  failures([
    ['9223372036854775807 + 1', 'integer overflow'], ['-9223372036854775808 - 1', 'integer overflow'], ['-(-9223372036854775808)', 'integer overflow'],
    ['-9223372036854775808 / -1', 'integer overflow'], ['4611686018427387904 * 2', 'integer overflow'], ['1 / 0', 'division by zero'], ['1 % 0', 'modulus by zero'],
  ]);
});

describe('uint', () => {
  table([['1u + 2u', new UInt(3n)], ['18446744073709551615u - 1u', new UInt(18446744073709551614n)], ['7u / 2u', new UInt(3n)], ['7u % 4u', new UInt(3n)], ['2u > 1u', true]]);
  failures([['1u - 2u', 'unsigned integer overflow'], ['18446744073709551615u + 1u', 'unsigned integer overflow'], ['1u / 0u', 'division by zero']]);
});

describe('double', () => {
  table([
    ['1.0 + 1.0', new Double(2)], ['0.1 + 0.2', 0.30000000000000004], ['1.0 / 0.0', Number.POSITIVE_INFINITY], ['-1.0 / 0.0', Number.NEGATIVE_INFINITY], ['0.0 / 0.0', Number.NaN],
    ['-(0.0)', new Double(-0)], ['1.5 * 2.0', new Double(3)], ['0.0 == -0.0', true], ['0.0 / 0.0 == 0.0 / 0.0', false], ['0.0 / 0.0 < 1.0', false], ['[0.0 / 0.0] == [0.0 / 0.0]', false],
  ]);
});

describe('numbers of different types', () => {
  table([
    ['1 < 1.5', true], ['2u > 1', true], ['1u <= 1.0', true], ['dyn(1) == 1u', true], ['dyn(1.0) == 1', true], ['dyn(1) == 1.5', false], ['dyn(1u) == 1.0', true],
    ['[1, 1.0, 1u].all(a, [1, 1.0, 1u].all(b, a == b))', true], ['{1: "a"}[dyn(1u)] == "a"', true], ['{1u: "a"}[dyn(1.0)] == "a"', true], ['dyn(1.0) in {1: 2}', true], ['dyn(1.5) in {1: 2}', false],
    ['-1 < 0u', true], ['9223372036854775807 < 18446744073709551615u', true], ['dyn(1152921504606846976) == 1152921504606846976.0', true], ['dyn(1152921504606846976.0) == 1152921504606846976', true],
  ]);
  failures([['dyn(1) + 1.0', 'no such overload'], ['dyn(1) + 1u', 'no such overload'], ['dyn(1.5) % 1', 'no such overload']]);
});

describe('strings and bytes', () => {
  table([
    ["'a' + 'b'", 'ab'], ["size('🐱é')", 2], ["'🐱'.size()", 1], ["b'🐱'.size()", 4], ["'a' < 'b'", true], ["'\\uffff' < '\\U00010000'", true], ["'b' >= 'a'", true], ["'' < 'a'", true],
    ["b'ab' + b'c' == b'abc'", true], ["b'a' < b'b'", true], ["'hello'.contains('ell')", true], ["'hello'.startsWith('he')", true], ["'hello'.endsWith('lo')", true], ["''.startsWith('')", true],
    ["'é' == 'e\\u0301'", false], ["bytes('é') == b'é'", true], ["string(b'\\303\\251')", 'é'],
  ]);
  failures([["string(b'\\xff')", 'invalid UTF-8'], ["dyn('a') < 1", 'no such overload'], ["dyn('a') + 1", 'no such overload']]);
});

describe('equality is never an error', () => {
  table([
    ["dyn(1) == 'a'", false], ["dyn('1') == 1", false], ['dyn(null) == 0', false], ['dyn(null) == null', true], ["dyn([1]) == {'a': 1}", false], ["[1, 'a', null] == [1, 'a', null]", true],
    ["{'a': [1, {'b': 2}]} == {'a': [1, {'b': 2}]}", true], ["{'a': 1} == {'a': 2}", false], ["{'a': 1} == {'b': 1}", false], ["{'a': 1, 'b': 2} == {'b': 2, 'a': 1}", true], ['dyn({1: 1}) == {1u: 1.0}', true],
    ['type(1) == int', true], ['type(type(1)) == type', true], ["type('') == type(b'')", false], ['optional.of(1) == optional.of(1)', true], ['optional.none() == optional.none()', true], ["dyn(true) == 'true'", false], ['dyn(true) != 1', true],
  ]);
  it('objects of a document and maps of an expression', () => {
    expect(both("x == {'a': 1}", { x: { a: 1 } })).toBe(true);
    expect(both('x == {string("a"): 1}', { x: { a: 1 } })).toBe(true);
    expect(both('x == {1: 1}', { x: { 1: 1 } })).toBe(false);
  });
});

describe('order has to exist', () => {
  failures([['dyn(null) < dyn(null)', 'no such overload'], ['dyn([1]) < dyn([2])', 'no such overload'], ['dyn({}) <= dyn({})', 'no such overload']]);
  table([['false < true', true], ['true <= true', true], ['true > false', true]]);
});

describe('conversions', () => {
  table([
    ["int('-42')", -42], ['int(3.99)', 3], ['int(-3.99)', -3], ['int(5u)', 5], ["uint('7')", new UInt(7n)], ['uint(3.9)', new UInt(3n)], ["double('1e3')", new Double(1000)], ['double(5)', new Double(5)],
    ["double('NaN') == double('NaN')", false], ["double('-inf')", Number.NEGATIVE_INFINITY], ['string(1.0)', '1'], ['string(1e21)', '1e+21'], ['string(1000000.0)', '1e+06'], ['string(123456.5)', '123456.5'], ['string(1234567.5)', '1.2345675e+06'], ['string(1e-7)', '1e-07'], ['string(0.0001)', '0.0001'], ['string(-0.0)', '-0'],
    ['string(true)', 'true'], ['string(5u)', '5'], ['string(9223372036854775807)', '9223372036854775807'], ["bool('TRUE')", true], ["bool('f')", false],
    ["string(timestamp('2023-01-02T03:04:05.120Z'))", '2023-01-02T03:04:05.12Z'], ["string(duration('1h1m1.5s'))", '3661.5s'], ["int(timestamp('1969-12-31T23:59:59.5Z'))", -1], ["timestamp(0) == timestamp('1970-01-01T00:00:00Z')", true],
  ]);
  failures([
    ["int('1.5')", 'is not an int'], ["int('')", 'is not an int'], ["int('9223372036854775808')", 'integer overflow'], ['int(1e19)', 'integer overflow'], ["int(double('nan'))", 'integer overflow'], ['uint(-1)', 'unsigned integer overflow'],
    ["uint('-1')", 'is not a uint'], ["uint('+1')", 'is not a uint'], ["double('x')", 'is not a double'], ["bool('yes')", 'is not a bool'], ['dyn(null).size()', 'no such overload'], ['int(dyn(true))', 'no such overload'],
  ]);
});

describe('time', () => {
  const stamp = (seconds: bigint): Timestamp => new Timestamp(seconds * 1_000_000_000n);
  const span = (nanos: bigint): Duration => new Duration(nanos);
  table([
    ["timestamp('2024-02-29T12:00:00+02:00')", stamp(1709200800n)], ["timestamp('0001-01-01T00:00:00Z')", stamp(-62135596800n)], ["duration('1h30m')", span(5_400_000_000_000n)], ["duration('-1.5s')", span(-1_500_000_000n)],
    ["duration('1us') + duration('1ns')", span(1001n)], ["timestamp(10) - timestamp(4) == duration('6s')", true], ["timestamp(10) - duration('4s') == timestamp(6)", true], ["duration('4s') + timestamp(6) == timestamp(10)", true],
    ["timestamp('2024-03-10T15:04:05.678Z').getHours()", 15], ["timestamp('2024-03-10T15:04:05.678Z').getMilliseconds()", 678], ["timestamp('2024-12-31T00:00:00Z').getDayOfYear()", 365], ["timestamp('2024-03-10T00:00:00Z').getDayOfWeek()", 0],
    ["timestamp('2024-07-01T00:00:00Z').getHours('Europe/Berlin')", 2], ["timestamp('2024-01-01T00:00:00Z').getHours('Europe/Berlin')", 1], ["timestamp('2024-01-01T00:00:00Z').getDate('-00:30')", 31], ["timestamp('2024-01-01T00:00:00Z').getMinutes('Asia/Kolkata')", 30],
    ["duration('3h4m').getHours()", 3], ["duration('3h4m').getMinutes()", 184], ["duration('1.234s').getMilliseconds()", 234], ["timestamp('1500-01-01T00:00:00Z').getFullYear('+01:00')", 1500],
  ]);
  failures([
    ["timestamp('2023-02-29T00:00:00Z')", 'invalid timestamp'], ["timestamp('2024-01-01')", 'invalid timestamp'], ["timestamp('2024-01-01T25:00:00Z')", 'invalid timestamp'], ['timestamp(253402300800)', 'timestamp overflow'],
    ["duration('1 h')", 'invalid duration'], ["duration('1d')", 'invalid duration'], ["duration('300000000000s')", 'duration overflow'], ["timestamp(0).getHours('Mars/Base')", 'unknown time zone'], ["timestamp(0).getHours('../etc')", 'unknown time zone'],
  ]);
});

describe('double()', () => { it('wraps only what reads as an int', () => { expect(double(1.5)).toBe(1.5); expect(double(2)).toEqual(new Double(2)); }); });
