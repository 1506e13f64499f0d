/**
 * The values of well-known protobuf messages.
 * Source: "Protocol Buffer Data Conversion" of the CEL language definition.
 */
import { CelError, CelMap, type CelValue, double, isInt, isObject, UInt, isDouble, doubleValue } from '../values.ts';
import { noOverload } from './errors.ts';
import { SECOND, makeDuration, makeTimestamp } from './time.ts';

type Fields = readonly (readonly [name: string, value: CelValue | undefined])[];

const EMPTY: Readonly<Record<string, CelValue>> = {
  BoolValue: false, BytesValue: new Uint8Array(), StringValue: '', DoubleValue: double(0), FloatValue: double(0),
  Int32Value: 0, Int64Value: 0, UInt32Value: new UInt(0n), UInt64Value: new UInt(0n), ListValue: [], Struct: {}, Value: null,
};
const ACCEPTS: Readonly<Record<string, (v: CelValue) => boolean>> = {
  BoolValue: (v) => typeof v === 'boolean', BytesValue: (v) => v instanceof Uint8Array, StringValue: (v) => typeof v === 'string',
  DoubleValue: isDouble, FloatValue: isDouble, Int32Value: isInt, Int64Value: isInt,
  UInt32Value: (v) => v instanceof UInt, UInt64Value: (v) => v instanceof UInt,
  ListValue: Array.isArray, Struct: (v) => v instanceof CelMap ? [...v.entries.values()].every(([key]) => typeof key === 'string') : isObject(v), Value: () => true,
};

const number = (v: CelValue | undefined): bigint => (v === undefined ? 0n : isInt(v) ? BigInt(v) : noOverload('message field', v));

/** The value of a message literal; fields that are undefined were optional and absent. @throws CelError */
export function message(fullName: string, fields: Fields): CelValue {
  const name = fullName.slice('google.protobuf.'.length);
  const given = fields.filter(([, v]) => v !== undefined);
  if (name === 'Timestamp' || name === 'Duration') {
    const part = (field: string): bigint => number(given.find(([key]) => key === field)?.[1]);
    const nanos = part('seconds') * SECOND + part('nanos');
    return name === 'Timestamp' ? makeTimestamp(nanos) : makeDuration(nanos);
  }
  const last = given.at(-1)?.[1];
  if (last === undefined) return EMPTY[name]!;
  if (!ACCEPTS[name]!(last)) throw new CelError(`unsupported field type for ${fullName}`);
  return narrow(name, last);
}

/** Values as the narrower numbers of some messages hold them. @throws CelError where they cannot. */
function narrow(name: string, v: CelValue): CelValue {
  if (name === 'FloatValue') return double(Math.fround(doubleValue(v as number)));
  const fits = name === 'Int32Value' ? Number(v) >= -(2 ** 31) && Number(v) < 2 ** 31 : name === 'UInt32Value' ? (v as UInt).value < 2n ** 32n : true;
  if (!fits) throw new CelError(`value is out of the range of ${name}`);
  return v;
}
