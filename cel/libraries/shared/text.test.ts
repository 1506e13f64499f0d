import fc from 'fast-check';
import { expect, it } from 'vitest';
import { codePointLength, codePointOffset, compareText, unitOffset, utf8Length } from './text.ts';

const anyText = fc.string({ unit: 'binary', maxLength: 30 });

it('counts code points', () => {
  fc.assert(fc.property(anyText, (text) => codePointLength(text) === [...text].length));
  expect(codePointLength('a\ud800b')).toBe(3);
});

it('counts bytes as UTF-8 encodes them', () => {
  fc.assert(fc.property(anyText, (text) => utf8Length(text) === new TextEncoder().encode(text).length));
});

it('maps offsets there and back', () => {
  fc.assert(fc.property(anyText, (text) => {
    for (let i = 0; i <= [...text].length; i++) if (codePointOffset(text, unitOffset(text, i)) !== i) return false;
    return true;
  }));
});

it('orders by code point, not by UTF-16 unit', () => {
  expect(compareText('\uffff', '😀')).toBe(-1);
  expect('\uffff' < '😀').toBe(false);
  expect([compareText('a', 'ab'), compareText('b', 'ab'), compareText('a', 'a')]).toEqual([-1, 1, 0]);
});
