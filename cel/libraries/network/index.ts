/**
 * The IP and CIDR libraries, in Kubernetes and in the CEL specification (network extension) alike.
 *
 * Source: k8s.io/apiserver/pkg/cel/library/ip.go, cidr.go, cost.go; cel-spec tests/simple/testdata/network_ext.textproto.
 */
import { fn, type FunctionDeclaration, type Library, method, type Overload } from '../../library.ts';
import { BOOL, INT, opaque, STRING, typeOf } from '../../types.ts';
import { CelError, type CelValue, TypeValue } from '../../values.ts';
import { TRAVERSAL, sizeOf, walk } from '../shared/cost.ts';
import { addressOf, type IpAddress } from './address.ts';
import { blockOf, type CidrBlock } from './block.ts';
import { isGlobalUnicast, isLinkLocalMulticast, isLinkLocalUnicast, isLoopback, isUnspecified } from './kinds.ts';

export const IP_TYPE = opaque('net.IP');
export const CIDR_TYPE = opaque('net.CIDR');

const once = (args: readonly CelValue[]): number => walk(args[0]);
const twice = (args: readonly CelValue[]): number => walk(args[0], 2);

/** Whether a parser takes a text. */
function parses(parse: (text: string) => unknown, text: string): boolean {
  try {
    parse(text);
    return true;
  } catch (error) {
    if (error instanceof CelError) return false;
    throw error;
  }
}

const declare = (name: string, ...overloads: Overload[]): FunctionDeclaration => ({ name, overloads });
const test = (name: string, id: string, is: (ip: IpAddress) => boolean): FunctionDeclaration =>
  declare(name, method(id, [IP_TYPE], BOOL, (ip) => is(ip as IpAddress)));

export const ipLibrary: Library = {
  name: 'kubernetes.net.ip',
  constants: { 'net.IP': { type: typeOf(IP_TYPE), value: new TypeValue('net.IP') } },
  functions: [
    declare('ip', fn('string_to_ip', [STRING], IP_TYPE, (text) => addressOf(text as string), once)),
    declare('isIP', fn('is_ip', [STRING], BOOL, (text) => parses(addressOf, text as string), once)),
    declare('ip.isCanonical', fn('ip_is_canonical', [STRING], BOOL, (text) => addressOf(text as string).toString() === text, twice)),
    declare('family', method('ip_family', [IP_TYPE], INT, (ip) => (ip as IpAddress).family)),
    test('isUnspecified', 'ip_is_unspecified', isUnspecified),
    test('isLoopback', 'ip_is_loopback', isLoopback),
    test('isLinkLocalMulticast', 'ip_is_link_local_multicast', isLinkLocalMulticast),
    test('isLinkLocalUnicast', 'ip_is_link_local_unicast', isLinkLocalUnicast),
    test('isGlobalUnicast', 'ip_is_global_unicast', isGlobalUnicast),
    declare('string', fn('ip_to_string', [IP_TYPE], STRING, (ip) => (ip as IpAddress).toString())),
  ],
};

/** Comparing prefixes: the bytes of both. */
const compared = (block: CelValue | undefined): number => Math.ceil(2 * sizeOf(block) * TRAVERSAL);
const ipCost = ([block]: readonly CelValue[]): number => compared(block);
const ipTextCost = ([block, text]: readonly CelValue[]): number => compared(block) + walk(text);
const blockCost = ([block]: readonly CelValue[]): number => compared(block) + walk(block) + 1;
const blockTextCost = ([block, text]: readonly CelValue[]): number => blockCost([block as CelValue]) + walk(text);

export const cidrLibrary: Library = {
  name: 'kubernetes.net.cidr',
  constants: { 'net.CIDR': { type: typeOf(CIDR_TYPE), value: new TypeValue('net.CIDR') } },
  functions: [
    declare('cidr', fn('string_to_cidr', [STRING], CIDR_TYPE, (text) => blockOf(text as string), once)),
    declare('isCIDR', fn('is_cidr', [STRING], BOOL, (text) => parses(blockOf, text as string), once)),
    declare('containsIP',
      method('cidr_contains_ip_string', [CIDR_TYPE, STRING], BOOL,
        (block, text) => (block as CidrBlock).containsIp(addressOf(text as string)), ipTextCost),
      method('cidr_contains_ip_ip', [CIDR_TYPE, IP_TYPE], BOOL, (block, ip) => (block as CidrBlock).containsIp(ip as IpAddress), ipCost)),
    declare('containsCIDR',
      method('cidr_contains_cidr_string', [CIDR_TYPE, STRING], BOOL,
        (block, text) => (block as CidrBlock).containsBlock(blockOf(text as string)), blockTextCost),
      method('cidr_contains_cidr', [CIDR_TYPE, CIDR_TYPE], BOOL,
        (block, other) => (block as CidrBlock).containsBlock(other as CidrBlock), blockCost)),
    declare('ip', method('cidr_ip', [CIDR_TYPE], IP_TYPE, (block) => (block as CidrBlock).ip)),
    declare('prefixLength', method('cidr_prefix_length', [CIDR_TYPE], INT, (block) => (block as CidrBlock).prefixLength)),
    declare('masked', method('cidr_masked', [CIDR_TYPE], CIDR_TYPE, (block) => (block as CidrBlock).masked())),
    declare('string', fn('cidr_to_string', [CIDR_TYPE], STRING, (block) => (block as CidrBlock).toString())),
  ],
};
