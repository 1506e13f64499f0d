import { describe, expect, it } from 'vitest';
import { type Json, fromTypedJson, toPlainJson, toTypedJson } from './typed-json.ts';
import { CelMap, type CelValue, Double, Duration, Optional, Timestamp, TypeValue, UInt } from './values.ts';
import { insert } from './runtime/build.ts';

const map = (...entries: [CelValue, CelValue][]): CelMap => { const m = new CelMap(); for (const [k, v] of entries) insert(m, k, v); return m; };

const both: readonly (readonly [Json, CelValue])[] = [
  [{ type: 'null', value: null }, null], [{ type: 'bool', value: true }, true], [{ type: 'string', value: 'é' }, 'é'], [{ type: 'int', value: '-5' }, -5], [{ type: 'int', value: '9223372036854775807' }, 9223372036854775807n],
  [{ type: 'uint', value: '18446744073709551615' }, new UInt(18446744073709551615n)], [{ type: 'double', value: '2' }, new Double(2)], [{ type: 'double', value: '0.5' }, 0.5], [{ type: 'double', value: '-Infinity' }, Number.NEGATIVE_INFINITY], [{ type: 'double', value: '-0' }, new Double(-0)],
  [{ type: 'bytes', base64: 'AP8=' }, Uint8Array.of(0, 255)], [{ type: 'type', value: 'int' }, new TypeValue('int')], [{ type: 'list', value: [{ type: 'int', value: '1' }] }, [1]],
  [{ type: 'map', entries: [[{ type: 'int', value: '1' }, { type: 'string', value: 'a' }]] }, map([1, 'a'])], [{ type: 'optional', value: { type: 'int', value: '1' } }, Optional.of(1)], [{ type: 'optional' }, Optional.NONE],
  [{ type: 'message', value: { '[type.googleapis.com/google.protobuf.Duration]': { seconds: '-1', nanos: '-500000000' } } }, new Duration(-1_500_000_000n)],
  [{ type: 'message', value: { '[type.googleapis.com/google.protobuf.Timestamp]': {} } }, new Timestamp(0n)],
];

describe('typed', () => {
  it.each(both)('%o', (json, value) => { expect(fromTypedJson(json)).toEqual(value); expect(toTypedJson(value)).toEqual(json); });
  it('other spellings are read', () => {
    expect(fromTypedJson({ type: 'double', value: '1.0e1' })).toEqual(new Double(10));
    expect(fromTypedJson({ type: 'double', value: 'inf' })).toBe(Number.POSITIVE_INFINITY);
    expect(fromTypedJson({ type: 'message', value: { '[type.googleapis.com/google.protobuf.Struct]': { fields: [{ key: '__proto__', value: { string_value: 'x' } }] } } })).toEqual(Object.defineProperty({}, '__proto__', { value: 'x', enumerable: true }));
    expect(fromTypedJson({ type: 'message', value: { '[type.googleapis.com/google.protobuf.Value]': { list_value: { values: [{ number_value: '1.0' }] } } } })).toEqual([new Double(1)]);
  });
  it('objects are written as maps', () => { expect(toTypedJson({ a: 1 })).toEqual({ type: 'map', entries: [[{ type: 'string', value: 'a' }, { type: 'int', value: '1' }]] }); });
  it.each<[Json, string]>([
    [1, 'an object with "type" expected'], [{}, 'unknown type null'], [{ type: 'int', value: '1.5' }, 'is not an integer'], [{ type: 'int', value: '9223372036854775808' }, 'integer overflow'], [{ type: 'uint', value: '-1' }, 'overflow'], [{ type: 'double', value: 'x' }, 'is not a double'],
    [{ type: 'bool', value: 'true' }, 'bool needs'], [{ type: 'map', entries: [[{ type: 'double', value: '1.5' }, { type: 'null' }]] }, 'unsupported key type'], [{ type: 'map', entries: [1] }, 'an entry is a pair'], [{ type: 'message', value: { '[type.googleapis.com/x.Y]': {} } }, 'is not known'], [{ type: 'struct' }, 'unknown type'],
  ])('%j is refused', (json, message) => { expect(() => fromTypedJson(json)).toThrow(message); });
  it('depth is bounded', () => {
    let json: Json = { type: 'int', value: '1' };
    for (let i = 0; i < 1002; i++) json = { type: 'list', value: [json] };
    expect(() => fromTypedJson(json)).toThrow('nested more than');
  });
});

describe('plain', () => {
  it.each<[CelValue, Json]>([
    [1, 1], [9223372036854775807n, '9223372036854775807'], [new UInt(3n), 3], [new UInt(2n ** 63n), '9223372036854775808'], [new Double(2), 2], [Number.NaN, 'NaN'], [Uint8Array.of(1), 'AQ=='], [map([1, 'a'], [true, 2]), { 1: 'a', true: 2 }], [Optional.NONE, null], [Optional.of([1]), [1]],
    [new Timestamp(0n), '1970-01-01T00:00:00Z'], [new Duration(1_500_000_000n), '1.5s'], [new TypeValue('int'), 'int'], [{ a: [null] }, { a: [null] }],
  ])('%o', (value, json) => { expect(toPlainJson(value)).toEqual(json); });
  it('keys that collide are refused', () => { expect(() => toPlainJson(map([1, 'a'], ['1', 'b']))).toThrow('collide'); });
});
