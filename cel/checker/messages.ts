/**
 * The messages of protobuf that every CEL environment knows: their fields and what they are as values.
 * Source: "Protocol Buffer Data Conversion" of the CEL language definition.
 */
import { BOOL, BYTES, type CelType, DOUBLE, DURATION, DYN, INT, NULL, STRING, TIMESTAMP, UINT, listOf, mapOf, wrapperOf } from '../types.ts';

export interface WellKnown { readonly type: CelType; readonly fields: Readonly<Record<string, CelType>> }

const wrapper = (of: CelType): WellKnown => ({ type: wrapperOf(of), fields: { value: of } });

export const WELL_KNOWN: ReadonlyMap<string, WellKnown> = new Map(Object.entries({
  BoolValue: wrapper(BOOL), BytesValue: wrapper(BYTES), StringValue: wrapper(STRING), DoubleValue: wrapper(DOUBLE), FloatValue: wrapper(DOUBLE),
  Int32Value: wrapper(INT), Int64Value: wrapper(INT), UInt32Value: wrapper(UINT), UInt64Value: wrapper(UINT),
  ListValue: { type: listOf(DYN), fields: { values: listOf(DYN) } },
  Struct: { type: mapOf(STRING, DYN), fields: { fields: mapOf(STRING, DYN) } },
  Value: { type: DYN, fields: { null_value: NULL, number_value: DOUBLE, string_value: STRING, bool_value: BOOL, struct_value: mapOf(STRING, DYN), list_value: listOf(DYN) } },
  Timestamp: { type: TIMESTAMP, fields: { seconds: INT, nanos: INT } },
  Duration: { type: DURATION, fields: { seconds: INT, nanos: INT } },
} satisfies Record<string, WellKnown>).map(([name, message]) => [`google.protobuf.${name}`, message]));
