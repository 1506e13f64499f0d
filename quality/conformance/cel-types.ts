/** Types as the conformance cases of the CEL specification write them. */
import type { JsonObject } from '#cel/typed-json.ts';
import {
  BOOL, BYTES, type CelType, DOUBLE, DURATION, DYN, INT, NULL, STRING, TIMESTAMP, UINT, listOf, mapOf, opaque, param, struct, wrapperOf,
} from '#cel/types.ts';

const PRIMITIVES: Readonly<Record<string, CelType>> = { BOOL, INT64: INT, UINT64: UINT, DOUBLE, STRING, BYTES };
const MESSAGES: Readonly<Record<string, CelType>> = {
  'google.protobuf.BoolValue': wrapperOf(BOOL), 'google.protobuf.DoubleValue': wrapperOf(DOUBLE), 'google.protobuf.StringValue': wrapperOf(STRING),
  'google.protobuf.UInt32Value': wrapperOf(UINT), 'google.protobuf.UInt64Value': wrapperOf(UINT), 'google.protobuf.Duration': DURATION,
  'google.protobuf.Struct': mapOf(STRING, DYN), 'google.protobuf.Value': DYN, 'google.protobuf.Any': DYN,
};

export function typeFromJson(json: JsonObject): CelType {
  const [kind, value] = Object.entries(json)[0]!;
  const inner = value as JsonObject;
  switch (kind) {
    case 'primitive': return PRIMITIVES[String(value)]!;
    case 'wrapper': return wrapperOf(PRIMITIVES[String(value)]!);
    case 'well_known': return value === 'DURATION' ? DURATION : value === 'TIMESTAMP' ? TIMESTAMP : DYN;
    case 'list_type': return listOf(typeFromJson(inner['elem_type'] as JsonObject));
    case 'map_type': return mapOf(typeFromJson(inner['key_type'] as JsonObject), typeFromJson(inner['value_type'] as JsonObject));
    case 'abstract_type': return opaque(String(inner['name']), ...([inner['parameter_types']].flat() as JsonObject[]).map(typeFromJson));
    case 'type_param': return param(String(value));
    case 'message_type': return MESSAGES[String(value)] ?? struct(String(value), {});
    case 'null': return NULL;
    case 'dyn': return DYN;
    default: throw new Error(`unknown form of type: ${kind}`);
  }
}
