/**
 * IP addresses as 32 or 128 bits.
 *
 * Source: Go net/netip (ParseAddr, String, IsLoopback, ...) and RFC 5952 for the canonical text; the rules that
 * Kubernetes adds (no zones, no IPv4-mapped addresses) are parseIPAddr of k8s.io/apiserver/pkg/cel/library/ip.go.
 */
import { CelError, Opaque } from '../../values.ts';
import { goQuote } from '../strings/quote.ts';

const MAX_ADDRESS_LENGTH = 100;

/** `net.IP` */
export class IpAddress extends Opaque {
  override readonly typeName = 'net.IP';
  readonly bits: bigint;
  readonly family: 4 | 6;
  constructor(bits: bigint, family: 4 | 6) {
    super();
    this.bits = bits;
    this.family = family;
  }
  /** Width in bits. */
  get width(): 32 | 128 { return this.family === 4 ? 32 : 128; }
  /** Width in bytes, which is what walking the address costs. */
  get size(): number { return this.width / 8; }
  override equals(other: Opaque): boolean {
    return other instanceof IpAddress && other.family === this.family && other.bits === this.bits;
  }
  /** The canonical text. */
  override toString(): string { return this.family === 4 ? dotted(this.bits) : colons(this.bits); }
}

/** Why a text is not an address, for error messages. */
export class AddressError extends Error {}

/**
 * The address that a text denotes.
 * @throws AddressError for what is not an address, has a zone or is an IPv4-mapped IPv6 address.
 */
export function parseAddress(text: string): IpAddress {
  const invalid = (reason: string): AddressError =>
    new AddressError(`IP Address ${goQuote(text.slice(0, MAX_ADDRESS_LENGTH))} parse error during conversion from string: ${reason}`);
  if (text.length > MAX_ADDRESS_LENGTH) throw invalid('too long');
  const first = /[.:%]/.exec(text)?.[0];
  if (first === '.') {
    const bits = parseDotted(text);
    if (bits === undefined) throw invalid('not four numbers from 0 to 255 without leading zeros');
    return new IpAddress(bits, 4);
  }
  if (first !== ':') throw invalid(first === '%' ? 'missing IPv6 address' : 'unable to parse IP');
  const zoneAt = text.indexOf('%');
  const bits = parseColons(zoneAt < 0 ? text : text.slice(0, zoneAt));
  if (bits === undefined || zoneAt === text.length - 1) throw invalid('not eight groups of up to four hexadecimal digits');
  if (zoneAt >= 0) throw new AddressError(`IP address ${goQuote(text)} with zone value is not allowed`);
  if (bits >> 32n === 0xffffn) throw new AddressError(`IPv4-mapped IPv6 address ${goQuote(text)} is not allowed`);
  return new IpAddress(bits, 6);
}

/** Like {@link parseAddress}. @throws CelError */
export function addressOf(text: string): IpAddress {
  try {
    return parseAddress(text);
  } catch (error) {
    if (error instanceof AddressError) throw new CelError(error.message);
    throw error;
  }
}

/** The 32 bits of four dotted numbers, undefined where the text is something else. */
function parseDotted(text: string): bigint | undefined {
  const parts = text.split('.');
  if (parts.length !== 4) return undefined;
  let bits = 0n;
  for (const part of parts) {
    if (!/^(0|[1-9]\d{0,2})$/.test(part) || Number(part) > 255) return undefined;
    bits = (bits << 8n) | BigInt(part);
  }
  return bits;
}

/** The 128 bits of an IPv6 text without zone, undefined where the text is something else. */
export function parseColons(text: string): bigint | undefined {
  const halves = text.split('::');
  if (halves.length > 2) return undefined;
  const head = groups(halves[0] as string, halves.length === 1);
  const tail = halves.length === 2 ? groups(halves[1] as string, true) : [];
  if (head === undefined || tail === undefined) return undefined;
  const missing = 8 - head.length - tail.length;
  if (halves.length === 1 ? missing !== 0 : missing < 1) return undefined;
  let bits = 0n;
  for (const group of [...head, ...new Array<number>(missing).fill(0), ...tail]) bits = (bits << 16n) | BigInt(group);
  return bits;
}

/** 16-bit groups between colons; the last may be a dotted IPv4 address, which is two of them. */
function groups(text: string, dottedAllowed: boolean): number[] | undefined {
  if (text === '') return [];
  const out: number[] = [];
  const parts = text.split(':');
  for (const [i, part] of parts.entries()) {
    if (/^[0-9a-fA-F]{1,4}$/.test(part)) {
      out.push(Number.parseInt(part, 16));
      continue;
    }
    const dotted4 = dottedAllowed && i === parts.length - 1 ? parseDotted(part) : undefined;
    if (dotted4 === undefined) return undefined;
    out.push(Number(dotted4 >> 16n), Number(dotted4 & 0xffffn));
  }
  return out;
}

const dotted = (bits: bigint): string => [24n, 16n, 8n, 0n].map((shift) => `${(bits >> shift) & 0xffn}`).join('.');

/** Lower case, no leading zeros, the first longest run of two or more zero groups as `::`. */
function colons(bits: bigint): string {
  const all = Array.from({ length: 8 }, (_, i) => Number((bits >> BigInt(112 - 16 * i)) & 0xffffn));
  let start = -1;
  let length = 1;
  for (let i = 0; i < 8; i++) {
    let end = i;
    while (end < 8 && all[end] === 0) end++;
    if (end - i > length) { start = i; length = end - i; }
  }
  const text = (part: readonly number[]): string => part.map((group) => group.toString(16)).join(':');
  return start < 0 ? text(all) : `${text(all.slice(0, start))}::${text(all.slice(start + length))}`;
}
