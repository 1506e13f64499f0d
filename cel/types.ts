/**
 * The static types of CEL, as the checker sees them.
 *
 * Source: the "Gradual Type Checking" and "Values" chapters of the CEL language definition.
 */
export type CelType =
  | { readonly kind: PrimitiveKind }
  | { readonly kind: 'list'; readonly element: CelType }
  | { readonly kind: 'map'; readonly key: CelType; readonly value: CelType }
  /** A type that only its library can look into: `optional_type(T)`, `kubernetes.Quantity`, `net.IP`, ... */
  | { readonly kind: 'opaque'; readonly name: string; readonly params: readonly CelType[] }
  /** Named fields known to the checker. `fields` undefined means: any field, of type dyn. */
  | { readonly kind: 'struct'; readonly name: string; readonly fields?: Readonly<Record<string, CelType>> }
  /** The type of types. */
  | { readonly kind: 'type'; readonly of: CelType }
  /** A primitive or null: what `google.protobuf.Int64Value` and its like hold. */
  | { readonly kind: 'wrapper'; readonly of: CelType }
  /** A type variable of a generic overload, such as T in `list(T)`. */
  | { readonly kind: 'param'; readonly name: string };

export type PrimitiveKind =
  | 'dyn' | 'null' | 'bool' | 'int' | 'uint' | 'double' | 'string' | 'bytes' | 'timestamp' | 'duration';

export const DYN: CelType = { kind: 'dyn' };
export const NULL: CelType = { kind: 'null' };
export const BOOL: CelType = { kind: 'bool' };
export const INT: CelType = { kind: 'int' };
export const UINT: CelType = { kind: 'uint' };
export const DOUBLE: CelType = { kind: 'double' };
export const STRING: CelType = { kind: 'string' };
export const BYTES: CelType = { kind: 'bytes' };
export const TIMESTAMP: CelType = { kind: 'timestamp' };
export const DURATION: CelType = { kind: 'duration' };

export const listOf = (element: CelType): CelType => ({ kind: 'list', element });
export const mapOf = (key: CelType, value: CelType): CelType => ({ kind: 'map', key, value });
export const opaque = (name: string, ...params: CelType[]): CelType => ({ kind: 'opaque', name, params });
export const optionalOf = (value: CelType): CelType => opaque('optional_type', value);
export const typeOf = (of: CelType): CelType => ({ kind: 'type', of });
export const wrapperOf = (of: CelType): CelType => ({ kind: 'wrapper', of });
export const param = (name: string): CelType => ({ kind: 'param', name });
export const struct = (name: string, fields?: Readonly<Record<string, CelType>>): CelType =>
  fields === undefined ? { kind: 'struct', name } : { kind: 'struct', name, fields };

/** Type names as `type()` and error messages print them: `int`, `list(string)`, `optional_type(dyn)`. */
export function typeName(type: CelType): string {
  switch (type.kind) {
    case 'list': return `list(${typeName(type.element)})`;
    case 'map': return `map(${typeName(type.key)}, ${typeName(type.value)})`;
    case 'opaque': return type.params.length === 0 ? type.name : `${type.name}(${type.params.map(typeName).join(', ')})`;
    case 'struct': case 'param': return type.name;
    case 'type': return `type(${typeName(type.of)})`;
    case 'wrapper': return `wrapper(${typeName(type.of)})`;
    case 'null': return 'null_type';
    case 'timestamp': return 'google.protobuf.Timestamp';
    case 'duration': return 'google.protobuf.Duration';
    default: return type.kind;
  }
}

/** Types as messages of the checker print them. Source: cel-go checker/format.go (FormatCELType). */
export function shownType(type: CelType): string {
  switch (type.kind) {
    case 'list': return `list(${shownType(type.element)})`;
    case 'map': return `map(${shownType(type.key)}, ${shownType(type.value)})`;
    case 'opaque': return type.params.length === 0 ? type.name : `${type.name}(${type.params.map(shownType).join(', ')})`;
    case 'type': return `type(${shownType(type.of)})`;
    case 'null': case 'timestamp': case 'duration': return type.kind;
    default: return typeName(type);
  }
}
