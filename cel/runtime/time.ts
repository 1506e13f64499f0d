/**
 * Instants and spans.
 * Source: "Timestamp" and "Duration" of the CEL language definition (ranges), RFC 3339 with the checks of Go's
 * time.Parse, Go's time.ParseDuration for spans.
 */
import { CelError, Duration, Timestamp } from '../values.ts';

export const SECOND = 1_000_000_000n;
const MIN_SECONDS = -62135596800n;
const MAX_SECONDS = 253402300799n;
const INT64_MAX = 2n ** 63n - 1n;

/** @throws CelError outside of the years 1 to 9999. */
export function makeTimestamp(nanos: bigint): Timestamp {
  if (nanos < MIN_SECONDS * SECOND || nanos >= (MAX_SECONDS + 1n) * SECOND) throw new CelError('timestamp overflow: years 0001 to 9999 are in range');
  return new Timestamp(nanos);
}

/** @throws CelError outside of 64 bits of nanoseconds (about 292 years). */
export function makeDuration(nanos: bigint): Duration {
  if (nanos > INT64_MAX || nanos < -INT64_MAX - 1n) throw new CelError('duration overflow: out of range of 64-bit nanoseconds');
  return new Duration(nanos);
}

const RFC3339 = /^(\d{4})-(\d{2})-(\d{2})T(\d{2}):(\d{2}):(\d{2})(?:[.,](\d+))?(?:Z|([+-])(\d{2}):(\d{2}))$/;

const daysIn = (year: number, month: number): number => new Date(Date.UTC(2000 + (year % 400), month, 0)).getUTCDate();

/** An RFC 3339 text. @throws CelError */
export function parseTimestamp(text: string): Timestamp {
  const parts = text.length <= 64 ? RFC3339.exec(text) : null;
  const invalid = (): never => { throw new CelError(`invalid timestamp ${JSON.stringify(text.slice(0, 64))}: RFC 3339 expected`); };
  if (!parts) return invalid();
  const [year, month, day, hour, minute, second] = parts.slice(1, 7).map(Number) as [number, number, number, number, number, number];
  const [zoneHour, zoneMinute] = [Number(parts[9] ?? 0), Number(parts[10] ?? 0)];
  if (month < 1 || month > 12 || day < 1 || day > daysIn(year, month) || hour > 23 || minute > 59 || second > 59 || zoneHour > 23 || zoneMinute > 59) return invalid();
  const date = new Date(0);
  date.setUTCFullYear(year, month - 1, day);
  date.setUTCHours(hour, minute, second);
  const offset = (parts[8] === '-' ? -1 : 1) * (zoneHour * 3600 + zoneMinute * 60);
  const fraction = BigInt((parts[7] ?? '').slice(0, 9).padEnd(9, '0'));
  return makeTimestamp(BigInt(date.getTime() / 1000 - offset) * SECOND + fraction);
}

const UNITS: Readonly<Record<string, bigint>> = { ns: 1n, us: 1000n, 'µs': 1000n, 'μs': 1000n, ms: 1_000_000n, s: SECOND, m: 60n * SECOND, h: 3600n * SECOND };
const SPAN = /^[+-]?(?:0|(?:(?:\d+\.?\d*|\.\d+)(?:ns|us|µs|μs|ms|s|m|h))+)$/;
const SPAN_PART = /(\d*)(?:\.(\d*))?(ns|us|µs|μs|ms|s|m|h)/g;

/** A span like `1h30m`, `-1.5s`. @throws CelError */
export function parseDuration(text: string): Duration {
  if (text.length > 128 || !SPAN.test(text)) throw new CelError(`invalid duration ${JSON.stringify(text.slice(0, 64))}: a form such as "1h30m" expected`);
  let nanos = 0n;
  for (const [, whole, fraction, unit] of text.matchAll(SPAN_PART)) {
    const scale = UNITS[unit!]!;
    nanos += BigInt(whole || '0') * scale;
    if (fraction) nanos += (BigInt(fraction) * scale) / 10n ** BigInt(fraction.length);
  }
  return makeDuration(text.startsWith('-') ? -nanos : nanos);
}
