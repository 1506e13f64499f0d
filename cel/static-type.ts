/** Types of values that are at hand. */
import { runtimeTypeName } from './libraries/shared/type-names.ts';
import { BOOL, BYTES, type CelType, DOUBLE, DURATION, DYN, INT, NULL, STRING, TIMESTAMP, UINT, listOf, mapOf, typeOf } from './types.ts';
import { CelMap, type CelValue, isObject } from './values.ts';

const PRIMITIVES: Readonly<Record<string, CelType>> = {
  null_type: NULL, bool: BOOL, int: INT, uint: UINT, double: DOUBLE, string: STRING, bytes: BYTES,
  'google.protobuf.Timestamp': TIMESTAMP, 'google.protobuf.Duration': DURATION, type: typeOf(DYN),
};

/** The static type of a value: its elements count where they agree. */
export function staticType(v: CelValue): CelType {
  if (Array.isArray(v)) return listOf(common((v as readonly CelValue[]).map(staticType)));
  if (v instanceof CelMap) {
    const entries = [...v.entries.values()];
    return mapOf(common(entries.map(([key]) => staticType(key))), common(entries.map(([, value]) => staticType(value))));
  }
  if (isObject(v)) return mapOf(STRING, common(Object.keys(v).map((key) => staticType(v[key] as CelValue))));
  const typeName = runtimeTypeName(v);
  return Object.hasOwn(PRIMITIVES, typeName) ? PRIMITIVES[typeName]! : DYN;
}

function common(types: readonly CelType[]): CelType {
  const [first] = types;
  return first !== undefined && types.every((t) => JSON.stringify(t) === JSON.stringify(first)) ? first : DYN;
}
