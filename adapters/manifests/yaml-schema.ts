/**
 * How plain YAML scalars become values: exactly as kubectl reads them. kubectl uses sigs.k8s.io/yaml, which is
 * go.yaml.in/yaml/v2: resolve.go there is the source of every rule below (YAML 1.1 booleans, Go's integer prefixes,
 * no base 60), followed by encoding to JSON, which refuses infinities and null keys.
 */
import { defineMappingTag, defineScalarTag, mergeTag, NOT_RESOLVED, Schema, seqTag, strTag } from 'js-yaml';

const TRUE = new Set(['y', 'Y', 'yes', 'Yes', 'YES', 'true', 'True', 'TRUE', 'on', 'On', 'ON']);
const FALSE = new Set(['n', 'N', 'no', 'No', 'NO', 'false', 'False', 'FALSE', 'off', 'Off', 'OFF']);
const NULL = new Set(['', '~', 'null', 'Null', 'NULL']);
const NOT_JSON = /^(?:[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN))$/;
const INTEGER = /^[-+]?(?:0[xX][0-9a-fA-F]+|0[bB][01]+|0[oO]?[0-7]+|0|[1-9][0-9]*)$/;
const FLOAT = /^[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?$/;
const DIGITS = [...'0123456789'];

const MAX_INT64 = 2n ** 63n - 1n;
const MAX_UINT64 = 2n ** 64n - 1n;
const MIN_INT64 = -(2n ** 63n);

/**
 * An integer as the API server keeps it: exact within int64 (a bigint where a double would lose digits), a double
 * beyond (k8s.io/apimachinery/pkg/util/json: Int64, else Float64).
 */
export function exactInteger(value: bigint): number | bigint {
  const number = Number(value);
  if (Number.isSafeInteger(number)) return number;
  return value >= MIN_INT64 && value <= MAX_INT64 ? value : number;
}

/** strconv.ParseInt(text, 0, 64) of Go, after underscores were removed. */
function integer(source: string): number | bigint | typeof NOT_RESOLVED {
  const plain = source.includes('_') ? source.replaceAll('_', '') : source;
  if (!INTEGER.test(plain)) return NOT_RESOLVED;
  const negative = plain[0] === '-';
  const digits = negative || plain[0] === '+' ? plain.slice(1) : plain;
  if (digits.length < 16 && (digits[0] !== '0' || digits === '0')) return negative ? 0 - Number(digits) : Number(digits);
  // The longest integer of 64 bits is 0b and 64 digits; what is longer is a float or text.
  if (digits.length > 66) return NOT_RESOLVED;
  // Go reads 017 as octal; BigInt wants 0o17.
  const magnitude = BigInt(/^0[0-7]/.test(digits) ? `0o${digits.slice(1)}` : digits);
  const value = negative ? -magnitude : magnitude;
  return value < MIN_INT64 || value > MAX_UINT64 ? NOT_RESOLVED : exactInteger(value);
}

function float(source: string): number | typeof NOT_RESOLVED {
  if (NOT_JSON.test(source)) throw new Error(`${source} cannot be written as JSON, which the API server takes`);
  const plain = source.includes('_') && source[0] !== '.' ? source.replaceAll('_', '') : source;
  if (!FLOAT.test(plain)) return NOT_RESOLVED;
  const value = Number(plain);
  return Number.isFinite(value) ? value : NOT_RESOLVED;
}

const nullTag = defineScalarTag<null>('tag:yaml.org,2002:null', {
  implicit: true, implicitFirstChars: ['', '~', 'n', 'N'],
  resolve: (source) => (NULL.has(source) ? null : NOT_RESOLVED), identify: () => false,
});
const boolTag = defineScalarTag<boolean>('tag:yaml.org,2002:bool', {
  implicit: true, implicitFirstChars: [...'yYnNtTfFoO'],
  resolve: (source) => (TRUE.has(source) ? true : FALSE.has(source) ? false : NOT_RESOLVED), identify: () => false,
});
const intTag = defineScalarTag<number | bigint>('tag:yaml.org,2002:int', {
  implicit: true, implicitFirstChars: ['-', '+', ...DIGITS], resolve: integer, identify: () => false,
});
const floatTag = defineScalarTag<number>('tag:yaml.org,2002:float', {
  implicit: true, implicitFirstChars: ['-', '+', '.', ...DIGITS], resolve: float, identify: () => false,
});
// A date stays a string: decode.go keeps it so "for backward compatibility" when the target has no type.
const timestampTag = defineScalarTag<string>('tag:yaml.org,2002:timestamp', { resolve: (source) => source, identify: () => false });

type Mapping = Record<string, unknown>;

/** Keys become strings as sigs.k8s.io/yaml convertToJSONableObject makes them. */
const keyText = (key: unknown): string => (typeof key === 'string' ? key : String(key));

const mapTag = defineMappingTag<Mapping>('tag:yaml.org,2002:map', {
  create: () => ({}),
  addPair: (mapping, key, value) => {
    if (key === null) return 'a key is empty (null); the API server takes only text';
    if (typeof key === 'object') return 'a key is a list or a mapping; the API server takes only text';
    const name = keyText(key);
    if (name === '__proto__') Object.defineProperty(mapping, name, { value, enumerable: true, configurable: true, writable: true });
    else mapping[name] = value;
    return '';
  },
  has: (mapping, key) => (key === null || typeof key !== 'object') && Object.hasOwn(mapping, keyText(key)),
  keys: (mapping) => Object.keys(mapping),
  get: (mapping, key) => mapping[keyText(key)],
  identify: () => false,
});

export const KUBECTL_SCHEMA = new Schema([strTag, seqTag, mapTag, nullTag, boolTag, intTag, floatTag, timestampTag, mergeTag]);
