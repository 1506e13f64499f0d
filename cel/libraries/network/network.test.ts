import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CelError } from '../../values.ts';
import { addressOf, IpAddress } from './address.ts';
import { blockOf } from './block.ts';

const address = fc.oneof(
  fc.bigInt({ min: 0n, max: 2n ** 32n - 1n }).map((bits) => new IpAddress(bits, 4)),
  fc.bigInt({ min: 0n, max: 2n ** 128n - 1n }).filter((bits) => bits >> 32n !== 0xffffn).map((bits) => new IpAddress(bits, 6)),
  fc.array(fc.constantFrom(0, 0, 0, 1, 0xffff), { minLength: 8, maxLength: 8 })
    .map((groups) => groups.reduce((bits, group) => (bits << 16n) | BigInt(group), 0n))
    .filter((bits) => bits >> 32n !== 0xffffn).map((bits) => new IpAddress(bits, 6)),
);

describe('addresses', () => {
  it('are read back from their canonical text', () => {
    fc.assert(fc.property(address, (ip) => addressOf(ip.toString()).equals(ip)));
  });
  it('have the text of RFC 5952', () => {
    expect(new IpAddress(0n, 6).toString()).toBe('::');
    expect(addressOf('2001:db8:0:1:1:1:1:1').toString()).toBe('2001:db8:0:1:1:1:1:1');
    expect(addressOf('2001:0:0:1:0:0:0:1').toString()).toBe('2001:0:0:1::1');
    expect(addressOf('2001:db8:0:0:1:0:0:1').toString()).toBe('2001:db8::1:0:0:1');
  });
  it.each(['', '.', ':', '::%', '1.2.3.4.5', '1..2.3', '+1.2.3.4', '1:2:3', '::1::', '::g', '1.2.3.4::', '::1.2.3', '::256.1.1.1', '1:2:3:4:5:6:7:1.2.3.4', 'x'.repeat(1_000_000)])('reject %.20s', (text) => {
    expect(() => addressOf(text)).toThrow(CelError);
  });
});

describe('blocks', () => {
  it('contain what they mask', () => {
    fc.assert(fc.property(address, fc.integer({ min: 0, max: 32 }), (ip, length) => {
      const block = blockOf(`${ip}/${length}`);
      return block.containsIp(ip) && block.masked().containsBlock(block) && block.containsBlock(block.masked()) && block.masked().masked().equals(block.masked());
    }));
  });
  it('say why a text is none', () => {
    expect(() => blockOf('10.0.0.0/33')).toThrow('network address parse error during conversion from string: prefix length out of range');
    expect(() => blockOf('10.0.0.0')).toThrow(/no '\/' in/);
    expect(() => blockOf('fe80::1%en0/24')).toThrow(/zone/);
  });
});
