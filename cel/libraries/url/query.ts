/** Query parameters. Source: ParseQuery of Go net/url: malformed pairs are left out, and all of them where they are too many. */
import { percentDecode, UrlError } from './encoding.ts';

/** Most parameters that are read (Go's defaultMaxParams). */
const MAX_PARAMETERS = 10_000;

/** The values of each key in the order of the query, unescaped. */
export function parseQuery(query: string): Readonly<Record<string, readonly string[]>> {
  const out: Record<string, string[]> = Object.create(null) as Record<string, string[]>;
  const pairs = query.split('&');
  if (pairs.length > MAX_PARAMETERS) return out;
  for (const pair of pairs) {
    if (pair === '' || pair.includes(';')) continue;
    const equals = pair.indexOf('=');
    try {
      const key = percentDecode(equals < 0 ? pair : pair.slice(0, equals), 'query');
      const value = equals < 0 ? '' : percentDecode(pair.slice(equals + 1), 'query');
      (out[key] ??= []).push(value);
    } catch (error) {
      if (!(error instanceof UrlError)) throw error;
    }
  }
  return out;
}
