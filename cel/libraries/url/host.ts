/** The host of a URL, with its port. Source: parseHost of Go net/url; RFC 3986 section 3.2.2, RFC 6874. */
import { parseColons } from '../network/address.ts';
import { goQuote } from '../strings/quote.ts';
import { percentDecode, UrlError } from './encoding.ts';

/** @throws UrlError for a host or port that Go does not take. */
export function parseHost(scheme: string, host: string): string {
  const open = host.lastIndexOf('[');
  if (open > 0) throw new UrlError('invalid IP-literal');
  if (open === 0) return parseLiteral(host);
  const first = host.indexOf(':');
  if (first >= 0) {
    // Only http and https are strict about further colons: database URLs list several hosts.
    const strict = scheme === 'http' || scheme === 'https';
    checkPort(host.slice(strict ? first : host.lastIndexOf(':')));
  }
  return percentDecode(host, 'host');
}

function checkPort(port: string): void {
  if (!/^(:\d*)?$/.test(port)) throw new UrlError(`invalid port ${goQuote(port)} after host`);
}

/** `[::1]:80`, with a zone after `%25`. */
function parseLiteral(host: string): string {
  const close = host.lastIndexOf(']');
  if (close < 0) throw new UrlError("missing ']' in host");
  const port = host.slice(close + 1);
  checkPort(port);
  const inside = host.slice(1, close);
  const zoneAt = inside.indexOf('%25');
  const address = percentDecode(zoneAt < 0 ? inside : inside.slice(0, zoneAt), 'host');
  const zone = zoneAt < 0 ? '' : percentDecode(inside.slice(zoneAt), 'zone');
  const [bare = '', ownZone] = address.split('%', 2);
  if (!bare.includes(':') || parseColons(bare) === undefined || ownZone === '' || zone === '%') {
    throw new UrlError(/^[\d.]+$/.test(address) ? 'invalid IP-literal' : `invalid host: ${goQuote(address + zone)} is not an IPv6 address`);
  }
  return `[${address}${zone}]${port}`;
}

/** The host without port and brackets. Source: Go net/url URL.Hostname. */
export function hostnameOf(host: string): string {
  const { name } = splitPort(host);
  return name.startsWith('[') && name.endsWith(']') ? name.slice(1, -1) : name;
}

/** The port without colon, empty where there is none. */
export const portOf = (host: string): string => splitPort(host).port;

function splitPort(host: string): { name: string; port: string } {
  const match = /:(\d*)$/.exec(host);
  if (match === null) return { name: host, port: '' };
  return { name: host.slice(0, match.index), port: match[1] as string };
}
