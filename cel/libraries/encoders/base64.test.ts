import fc from 'fast-check';
import { expect, it } from 'vitest';
import { CelError } from '../../values.ts';
import { decodeBase64, encodeBase64 } from './base64.ts';

it('encodes as Node does, and decodes with and without padding', () => {
  fc.assert(fc.property(fc.uint8Array({ maxLength: 40 }), (bytes) => {
    const text = encodeBase64(bytes);
    expect(text).toBe(Buffer.from(bytes).toString('base64'));
    expect(decodeBase64(text)).toEqual(bytes);
    expect(decodeBase64(text.replace(/=/g, ''))).toEqual(bytes);
    expect(decodeBase64(text.replace(/(.{4})/g, '$1\r\n'))).toEqual(bytes);
  }));
});

it.each(['a', 'a=', '=', 'ab=c', 'ab===', 'a b=', 'a-_='])('refuses %j', (text) => {
  expect(() => decodeBase64(text)).toThrow(CelError);
});
