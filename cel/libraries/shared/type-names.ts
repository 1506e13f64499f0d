/** The CEL type of a value at run time. */
import {
  type CelValue, Duration, isDouble, isInt, LazyStruct, Opaque, Optional, Timestamp, TypeValue, UInt,
} from '../../values.ts';

/** The name that `type()` gives, for error messages. */
export function runtimeTypeName(value: CelValue): string {
  if (value === null) return 'null_type';
  if (typeof value === 'string') return 'string';
  if (typeof value === 'boolean') return 'bool';
  if (isInt(value)) return 'int';
  if (isDouble(value)) return 'double';
  if (value instanceof UInt) return 'uint';
  if (value instanceof Uint8Array) return 'bytes';
  if (Array.isArray(value)) return 'list';
  if (value instanceof Timestamp) return 'google.protobuf.Timestamp';
  if (value instanceof Duration) return 'google.protobuf.Duration';
  if (value instanceof TypeValue) return 'type';
  if (value instanceof Optional) return 'optional_type';
  if (value instanceof Opaque) return value.typeName;
  if (value instanceof LazyStruct) return 'struct';
  return 'map';
}
