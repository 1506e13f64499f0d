/** What an address is for. Source: Go net/netip Addr.IsLoopback, IsGlobalUnicast, ... and the RFCs they name. */
import type { IpAddress } from './address.ts';

const top = (ip: IpAddress, bits: number): bigint => ip.bits >> BigInt(ip.width - bits);

/** 0.0.0.0 and ::. */
export const isUnspecified = (ip: IpAddress): boolean => ip.bits === 0n;

/** 127.0.0.0/8 and ::1. */
export const isLoopback = (ip: IpAddress): boolean => (ip.family === 4 ? top(ip, 8) === 127n : ip.bits === 1n);

/** 224.0.0.0/4 and ff00::/8. */
const isMulticast = (ip: IpAddress): boolean => (ip.family === 4 ? top(ip, 4) === 0xen : top(ip, 8) === 0xffn);

/** 224.0.0.0/24, and IPv6 multicast of link-local scope whatever its flags (ff02::/16, ff12::/16, ...). */
export const isLinkLocalMulticast = (ip: IpAddress): boolean =>
  ip.family === 4 ? top(ip, 24) === 0xe00000n : (top(ip, 16) & 0xff0fn) === 0xff02n;

/** 169.254.0.0/16 and fe80::/10. */
export const isLinkLocalUnicast = (ip: IpAddress): boolean =>
  ip.family === 4 ? top(ip, 16) === 0xa9fen : top(ip, 10) === 0x3fan;

/** Everything else, private addresses included, without 255.255.255.255. */
export const isGlobalUnicast = (ip: IpAddress): boolean =>
  !isUnspecified(ip) && !isLoopback(ip) && !isMulticast(ip) && !isLinkLocalUnicast(ip)
  && !(ip.family === 4 && ip.bits === 0xffffffffn);
