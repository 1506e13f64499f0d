/** Type conversions and type denotations. Source: "List of Standard Definitions" of the CEL language definition. */
import type { FunctionDeclaration } from '../../library.ts';
import {
  BOOL, BYTES, type CelType, DOUBLE, DURATION, DYN, INT, NULL, STRING, TIMESTAMP, UINT, listOf, mapOf, optionalOf, param, typeName, typeOf,
} from '../../types.ts';
import { type CelValue, TypeValue } from '../../values.ts';
import { toBool, toBytes, toDouble, toDuration, toInt, toText, toTimestamp, toUint, typeOfValue } from '../../runtime/convert.ts';
import { type Metered, global } from './declare.ts';

const T = param('T');
const convert = (name: string, result: CelType, from: readonly CelType[], run: Metered): FunctionDeclaration => ({
  name,
  overloads: from.map((t) => global(`${typeName(t).replace('google.protobuf.', '').toLowerCase()}_to_${name}`, [t], result, run)),
});

export const conversions: readonly FunctionDeclaration[] = [
  convert('int', INT, [INT, UINT, DOUBLE, STRING, TIMESTAMP, DURATION], toInt),
  convert('uint', UINT, [UINT, INT, DOUBLE, STRING], toUint),
  convert('double', DOUBLE, [DOUBLE, INT, UINT, STRING], toDouble),
  convert('string', STRING, [STRING, BOOL, INT, UINT, DOUBLE, BYTES, TIMESTAMP, DURATION], toText),
  convert('bytes', BYTES, [BYTES, STRING], toBytes),
  convert('bool', BOOL, [BOOL, STRING], toBool),
  convert('timestamp', TIMESTAMP, [TIMESTAMP, STRING, INT], toTimestamp),
  convert('duration', DURATION, [DURATION, STRING, INT], toDuration),
  { name: 'dyn', overloads: [global('to_dyn', [T], DYN, (v: never) => v)] },
  { name: 'type', overloads: [global('type', [T], typeOf(T), (v: never) => typeOfValue(v))] },
];

const denote = (type: CelType, name: string): { type: CelType; value: CelValue } => ({ type: typeOf(type), value: new TypeValue(name) });

/** Names that denote types. */
export const denotations: Readonly<Record<string, { readonly type: CelType; readonly value: CelValue }>> = {
  bool: denote(BOOL, 'bool'), int: denote(INT, 'int'), uint: denote(UINT, 'uint'), double: denote(DOUBLE, 'double'),
  string: denote(STRING, 'string'), bytes: denote(BYTES, 'bytes'), null_type: denote(NULL, 'null_type'),
  list: denote(listOf(DYN), 'list'), map: denote(mapOf(DYN, DYN), 'map'), type: denote(typeOf(DYN), 'type'),
  optional_type: denote(optionalOf(DYN), 'optional_type'),
  'google.protobuf.Timestamp': denote(TIMESTAMP, 'google.protobuf.Timestamp'),
  'google.protobuf.Duration': denote(DURATION, 'google.protobuf.Duration'),
  'google.protobuf.NullValue.NULL_VALUE': { type: NULL, value: null },
};
