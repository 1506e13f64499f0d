/** Well-known protobuf messages in typed JSON: `{"[type.googleapis.com/google.protobuf.Duration]": {"seconds": "1"}}`. */
import { WELL_KNOWN } from './checker/messages.ts';
import { uint } from './runtime/arithmetic.ts';
import { message } from './runtime/messages.ts';
import { SECOND } from './runtime/time.ts';
import { type Json, type JsonObject, parseDouble } from './typed-json.ts';
import { CelError, type CelValue, Duration, type Timestamp, double, int } from './values.ts';

const URL = /^\[type\.googleapis\.com\/(google\.protobuf\.\w+)\]$/;
const unsupported = (what: string): never => { throw new CelError(`typed value: ${what}`); };
const isRecord = (json: Json | undefined): json is JsonObject => typeof json === 'object' && json !== null && !Array.isArray(json);

/** The value of a message. @throws CelError for messages that are not well known. */
export function messageFromJson(json: Json): CelValue {
  const [key, fields] = isRecord(json) ? Object.entries(json)[0] ?? [] : [];
  const name = key === undefined ? undefined : URL.exec(key)?.[1];
  if (name === undefined || !WELL_KNOWN.has(name) || !isRecord(fields)) return unsupported(`message ${JSON.stringify(key ?? null)} is not known`);
  return fromFields(name, fields);
}

function fromFields(name: string, fields: JsonObject): CelValue {
  if (name === 'google.protobuf.Struct') return structFields(fields['fields'] ?? []);
  if (name === 'google.protobuf.Value') return valueField(fields);
  if (name === 'google.protobuf.ListValue') return listValues(fields);
  return message(name, Object.entries(fields).map(([field, text]) => [field, scalar(name, field, text)] as const));
}

const asArray = (json: Json | undefined): readonly Json[] => (json === undefined ? [] : Array.isArray(json) ? (json as readonly Json[]) : [json]);

function structFields(json: Json): CelValue {
  const object: Record<string, CelValue> = {};
  for (const entry of asArray(json)) {
    if (!isRecord(entry) || typeof entry['key'] !== 'string' || !isRecord(entry['value'])) return unsupported('Struct needs fields with key and value');
    Object.defineProperty(object, entry['key'], { value: valueField(entry['value']), enumerable: true });
  }
  return object;
}

const listValues = (fields: JsonObject): CelValue => asArray(fields['values']).map((v) => (isRecord(v) ? valueField(v) : unsupported('ListValue needs values')));

function valueField(fields: JsonObject): CelValue {
  const [kind, v] = Object.entries(fields)[0] ?? ['null_value', null];
  switch (kind) {
    case 'null_value': return null;
    case 'bool_value': return String(v) === 'true';
    case 'string_value': return String(v);
    case 'number_value': return double(parseDouble(String(v)));
    case 'list_value': return isRecord(v) ? listValues(v) : [];
    case 'struct_value': return isRecord(v) ? structFields(v['fields'] ?? []) : {};
    default: return unsupported(`Value has no field ${kind}`);
  }
}

function scalar(name: string, field: string, json: Json): CelValue {
  const declared = WELL_KNOWN.get(name)!.fields;
  const kind = Object.hasOwn(declared, field) ? declared[field]!.kind : undefined;
  const text = String(json);
  switch (kind) {
    case 'bool': return text === 'true';
    case 'string': return text;
    case 'double': return double(parseDouble(text));
    case 'int': return int(BigInt(text));
    case 'uint': return uint(BigInt(text));
    case 'bytes': return isRecord(json) && typeof json['$bytes_b64'] === 'string' ? Uint8Array.from(Buffer.from(json['$bytes_b64'], 'base64')) : new TextEncoder().encode(text);
    default: return unsupported(`${name} has no field ${field}`);
  }
}

/** The message of an instant or a span: seconds and nanos, those that are 0 left out. */
export function messageToJson(v: Timestamp | Duration): JsonObject {
  const isSpan = v instanceof Duration;
  const nanos = isSpan ? v.nanos % SECOND : ((v.nanos % SECOND) + SECOND) % SECOND;
  const seconds = (v.nanos - nanos) / SECOND;
  const fields: Record<string, Json> = {};
  if (seconds !== 0n) fields['seconds'] = String(seconds);
  if (nanos !== 0n) fields['nanos'] = String(nanos);
  return { [`[type.googleapis.com/google.protobuf.${isSpan ? 'Duration' : 'Timestamp'}]`]: fields };
}
