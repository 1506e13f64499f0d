/**
 * CEL values as JSON. Two encodings:
 * - typed, `{"type": "int", "value": "2"}`, which loses nothing: the form of `breakwater policy eval --typed` and of
 *   the conformance cases (lists with `value`, maps with `entries`, bytes with `base64`, messages with a type URL);
 * - plain, what a JSON document holds: {@link toPlainJson}.
 */
import { messageFromJson, messageToJson } from './typed-messages.ts';
import {
  CelError, CelMap, type CelValue, Duration, LazyStruct, Opaque, Optional, Timestamp, TypeValue, UInt, double, doubleValue, int, isDouble, isInt, isObject,
} from './values.ts';
import { uint } from './runtime/arithmetic.ts';
import { insert } from './runtime/build.ts';
import { doubleText } from './runtime/convert.ts';
import { durationText, timestampText } from './libraries/shared/time.ts';

export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };
export type JsonObject = { readonly [key: string]: Json };

/** Nesting of an encoded value; deeper ones are refused. */
const MAX_DEPTH = 1000;

const malformed = (what: string): never => { throw new CelError(`typed value: ${what}`); };

/** A double as text, in all spellings of protobuf text and of JavaScript. @throws CelError */
export function parseDouble(text: string): number {
  switch (text.toLowerCase().replace(/^\+/, '')) {
    case 'inf': case 'infinity': return Number.POSITIVE_INFINITY;
    case '-inf': case '-infinity': return Number.NEGATIVE_INFINITY;
    case 'nan': return Number.NaN;
    default: {
      const value = text.trim() === '' ? Number.NaN : Number(text);
      return Number.isNaN(value) ? malformed(`${JSON.stringify(text)} is not a double`) : value;
    }
  }
}

function integer(text: string): bigint {
  if (!/^-?\d{1,20}$/.test(text)) malformed(`${JSON.stringify(text.slice(0, 40))} is not an integer`);
  return BigInt(text);
}

/** The value of a typed encoding. @throws CelError where it is malformed. */
export function fromTypedJson(json: Json, depth = 0): CelValue {
  if (depth > MAX_DEPTH) malformed(`nested more than ${MAX_DEPTH} levels deep`);
  if (typeof json !== 'object' || json === null || Array.isArray(json)) return malformed('an object with "type" expected');
  const { type, value, base64, entries } = json as JsonObject;
  switch (type) {
    case 'null': return null;
    case 'bool': return typeof value === 'boolean' ? value : malformed('bool needs true or false');
    case 'string': return typeof value === 'string' ? value : malformed('string needs a string');
    case 'int': return int(integer(String(value)));
    case 'uint': return uint(integer(String(value)));
    case 'double': return double(parseDouble(String(value)));
    case 'bytes': return typeof base64 === 'string' ? Uint8Array.from(Buffer.from(base64, 'base64')) : malformed('bytes needs "base64"');
    case 'type': return new TypeValue(String(value));
    case 'timestamp': case 'duration': return malformed(`${type} is written as a message`);
    case 'list': return Array.isArray(value) ? value.map((element) => fromTypedJson(element as Json, depth + 1)) : malformed('list needs an array');
    case 'map': return Array.isArray(entries) ? mapFrom(entries as readonly Json[], depth) : malformed('map needs "entries"');
    case 'optional': return value === undefined ? Optional.NONE : Optional.of(fromTypedJson(value, depth + 1));
    case 'message': return messageFromJson(value ?? null);
    default: return malformed(`unknown type ${JSON.stringify(type ?? null)}`);
  }
}

function mapFrom(entries: readonly Json[], depth: number): CelMap {
  const map = new CelMap();
  for (const entry of entries) {
    if (!Array.isArray(entry) || entry.length !== 2) return malformed('an entry is a pair of key and value');
    insert(map, fromTypedJson(entry[0] as Json, depth + 1), fromTypedJson(entry[1] as Json, depth + 1));
  }
  return map;
}

/** A double as text that JavaScript, Python and protobuf all read back. */
const doubleName = (n: number): string => (Number.isFinite(n) ? doubleText(n) : String(n));

/** The typed encoding of a value. @throws CelError for a value that only its library can look into. */
export function toTypedJson(v: CelValue): JsonObject {
  if (v === null) return { type: 'null', value: null };
  if (typeof v === 'boolean') return { type: 'bool', value: v };
  if (typeof v === 'string') return { type: 'string', value: v };
  if (isInt(v)) return { type: 'int', value: String(v) };
  if (v instanceof UInt) return { type: 'uint', value: String(v.value) };
  if (isDouble(v)) return { type: 'double', value: doubleName(doubleValue(v)) };
  if (v instanceof Uint8Array) return { type: 'bytes', base64: Buffer.from(v).toString('base64') };
  if (Array.isArray(v)) return { type: 'list', value: (v as readonly CelValue[]).map(toTypedJson) };
  if (v instanceof CelMap) return { type: 'map', entries: [...v.entries.values()].map(([key, value]) => [toTypedJson(key), toTypedJson(value)]) };
  if (v instanceof TypeValue) return { type: 'type', value: v.typeName };
  if (v instanceof Timestamp || v instanceof Duration) return { type: 'message', value: messageToJson(v) };
  if (v instanceof Optional) return v.present ? { type: 'optional', value: toTypedJson(v.value) } : { type: 'optional' };
  if (isObject(v)) return { type: 'map', entries: Object.keys(v).map((key) => [toTypedJson(key), toTypedJson(v[key] as CelValue)]) };
  throw new CelError(`a value of type ${v instanceof Opaque ? v.typeName : 'struct'} has no encoding`);
}

/**
 * A value as plain JSON. Integers beyond 2^53, and doubles that JSON has no number for, become strings of their
 * digits, so that nothing is lost; bytes become base64, timestamps and durations their text, an absent optional null.
 * @throws CelError for a value that only its library can look into, and for map keys that would collide.
 */
export function toPlainJson(v: CelValue): Json {
  if (v === null || typeof v === 'boolean' || typeof v === 'string') return v;
  if (isInt(v)) return typeof v === 'number' ? v : String(v);
  if (v instanceof UInt) return v.value <= BigInt(Number.MAX_SAFE_INTEGER) ? Number(v.value) : String(v.value);
  if (isDouble(v)) { const n = doubleValue(v); return Number.isFinite(n) ? n : doubleText(n); }
  if (v instanceof Uint8Array) return Buffer.from(v).toString('base64');
  if (Array.isArray(v)) return (v as readonly CelValue[]).map(toPlainJson);
  if (v instanceof TypeValue) return v.typeName;
  if (v instanceof Timestamp) return timestampText(v.nanos);
  if (v instanceof Duration) return durationText(v.nanos);
  if (v instanceof Optional) return v.present ? toPlainJson(v.value) : null;
  if (v instanceof CelMap || isObject(v)) return plainMap(v);
  throw new CelError(`a value of type ${v instanceof Opaque ? v.typeName : v instanceof LazyStruct ? 'struct' : 'unknown'} has no JSON form`);
}

function plainMap(v: CelMap | { readonly [key: string]: CelValue }): JsonObject {
  const object: Record<string, Json> = {};
  const entries = v instanceof CelMap ? [...v.entries.values()] : Object.keys(v).map((key) => [key, v[key] as CelValue] as const);
  for (const [key, value] of entries) {
    const name = key instanceof UInt ? String(key.value) : String(key);
    if (Object.hasOwn(object, name)) throw new CelError(`map keys collide as JSON: ${name}`);
    Object.defineProperty(object, name, { value: toPlainJson(value), enumerable: true, configurable: true, writable: true });
  }
  return object;
}
