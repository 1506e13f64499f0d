/**
 * Instants and spans as text.
 *
 * Source: cel-go common/types/timestamp.go (RFC 3339 with nanoseconds, UTC) and duration.go (seconds as a double).
 */
import { shortestFixed } from './decimal.ts';

const SECOND = 1_000_000_000n;

/** `2020-01-01T00:00:00.12Z`: trailing zeros of the fraction are left out. */
export function timestampText(nanos: bigint): string {
  const fraction = ((nanos % SECOND) + SECOND) % SECOND;
  const seconds = Number((nanos - fraction) / SECOND);
  const date = new Date(seconds * 1000).toISOString().replace(/\.\d+Z$/, '').replace(/^\+00/, '');
  return `${date}${fraction === 0n ? '' : `.${`${fraction}`.padStart(9, '0').replace(/0+$/, '')}`}Z`;
}

/** `5400s`, `1.5s`. */
export const durationText = (nanos: bigint): string =>
  `${shortestFixed(Number(nanos / SECOND) + Number(nanos % SECOND) / 1e9)}s`;
