import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createLineSplitter } from './lines.ts';

test('the lines do not depend on where the chunks are cut', () => {
  fc.assert(fc.property(fc.array(fc.string({ unit: 'grapheme', maxLength: 20 }).map((text) => text.replaceAll('\n', ''))), fc.array(fc.nat(50)), (lines, cuts) => {
    const bytes = Buffer.from(lines.map((line) => `${line}\n`).join(''));
    const splitter = createLineSplitter(1000);
    const found: string[] = [];
    for (let at = 0, turn = 0; at < bytes.length; turn++) {
      const end = at + 1 + (cuts[turn % Math.max(1, cuts.length)] ?? 5);
      const { complete, overflow } = splitter.push(bytes.subarray(at, end));
      expect(overflow).toBe(false);
      found.push(...complete);
      at = end;
    }
    expect(found).toEqual(lines);
  }));
});

test('a line that has not ended is no line', () => {
  const splitter = createLineSplitter(100);
  expect(splitter.push(Buffer.from('a\nb'))).toEqual({ complete: ['a'], overflow: false });
  expect(splitter.push(Buffer.from('c\n'))).toEqual({ complete: ['bc'], overflow: false });
});

test('a line at the bound passes, one above it does not, whether it ends or not', () => {
  expect(createLineSplitter(5).push(Buffer.from('12345\n'))).toEqual({ complete: ['12345'], overflow: false });
  expect(createLineSplitter(5).push(Buffer.from('1\n123456\n2\n'))).toEqual({ complete: ['1'], overflow: true });
  expect(createLineSplitter(5).push(Buffer.from('123456'))).toEqual({ complete: [], overflow: true });
});
