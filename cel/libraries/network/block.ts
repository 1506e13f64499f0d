/**
 * Blocks of addresses in CIDR notation.
 *
 * Source: Go net/netip (ParsePrefix, Contains, Overlaps, Masked) and k8s.io/apiserver/pkg/cel/library/cidr.go. A block
 * whose address has bits after the prefix, such as 192.168.0.1/16, is valid and keeps them.
 */
import { CelError, Opaque } from '../../values.ts';
import { goQuote } from '../strings/quote.ts';
import { AddressError, IpAddress, parseAddress } from './address.ts';

/** `net.CIDR` */
export class CidrBlock extends Opaque {
  override readonly typeName = 'net.CIDR';
  readonly ip: IpAddress;
  readonly prefixLength: number;
  constructor(ip: IpAddress, prefixLength: number) {
    super();
    this.ip = ip;
    this.prefixLength = prefixLength;
  }
  /** Bytes of the prefix, which is what walking the block costs. */
  get size(): number { return Math.ceil(this.prefixLength / 8); }
  override equals(other: Opaque): boolean {
    return other instanceof CidrBlock && other.prefixLength === this.prefixLength && other.ip.equals(this.ip);
  }
  override toString(): string { return `${this.ip}/${this.prefixLength}`; }
  /** The same block without the bits after the prefix. */
  masked(): CidrBlock {
    const rest = BigInt(this.ip.width - this.prefixLength);
    return new CidrBlock(new IpAddress((this.ip.bits >> rest) << rest, this.ip.family), this.prefixLength);
  }
  /** Whether an address of the same family has the prefix of this block. */
  containsIp(ip: IpAddress): boolean {
    const rest = BigInt(this.ip.width - this.prefixLength);
    return ip.family === this.ip.family && ip.bits >> rest === this.ip.bits >> rest;
  }
  /** Whether every address of the other block is in this one. */
  containsBlock(other: CidrBlock): boolean {
    return other.prefixLength >= this.prefixLength && this.containsIp(other.ip);
  }
}

/** The block that a text denotes. @throws CelError for what is not a block, has a zone or is IPv4-mapped. */
export function blockOf(text: string): CidrBlock {
  const invalid = (reason: string): CelError => new CelError(`network address parse error during conversion from string: ${reason}`);
  const slash = text.lastIndexOf('/');
  if (slash < 0) throw invalid(`no '/' in ${goQuote(text.slice(0, 100))}`);
  let ip: IpAddress;
  try {
    ip = parseAddress(text.slice(0, slash));
  } catch (error) {
    if (error instanceof AddressError) throw invalid(error.message);
    throw error;
  }
  const length = text.slice(slash + 1);
  if (!/^(0|[1-9]\d{0,2})$/.test(length)) throw invalid(`bad bits after slash: ${goQuote(length.slice(0, 100))}`);
  if (Number(length) > ip.width) throw invalid('prefix length out of range');
  return new CidrBlock(ip, Number(length));
}
