import { describe, expect, it } from 'vitest';
import { CelError, CelMap, Double, Optional } from '../../values.ts';
import { countOf, join, replace, replacedLength, split, trim } from './edit.ts';
import { formatText } from './format.ts';
import { KUBERNETES_CLAUSES } from './format-kubernetes.ts';
import { SPEC_CLAUSES } from './format-spec.ts';
import { goQuote, goQuoteBytes, quote } from './quote.ts';

describe('editing', () => {
  it('knows the length of a replacement before it makes it', () => {
    for (const [text, part, by, limit] of [['aXbXc', 'X', '--', -1], ['aXbXc', 'X', '', 1], ['a😀', '', '-', -1], ['abc', '', '-', 2], ['aaa', 'aa', 'b', -1]] as const) {
      expect(replacedLength(text, part, by, limit)).toBe(replace(text, part, by, limit).length);
    }
    expect(countOf('aaa', 'aa')).toBe(1);
  });
  it('refuses to build what would fill memory', () => {
    const long = 'x'.repeat(100_000);
    expect(() => replace(long, '', long)).toThrow(/replace: the result would have/);
    expect(() => replace(long, 'x', long)).toThrow(CelError);
    expect(() => join(new Array<string>(1000).fill('y'), long)).toThrow(/join: the result would have/);
  });
  it('keeps the rest in the last piece', () => {
    expect(split('a--b--c', '--', 2)).toEqual(['a', 'b--c']);
    expect(split('abc', '', 2)).toEqual(['a', 'bc']);
  });
  it('trims in linear time', () => {
    expect(trim(`${' '.repeat(200_000)}x${' '.repeat(200_000)}`)).toBe('x');
  });
});

describe('quoting', () => {
  it('escapes what CEL has an escape for', () => {
    expect(quote('\x07\b\f\n\r\t\v\\"')).toBe('"\\a\\b\\f\\n\\r\\t\\v\\\\\\""');
    expect(quote('a\ud800')).toBe('"a\ufffd"');
  });
  it('escapes what cannot be printed, for Go', () => {
    expect(goQuote('é\u0001\u200b\u{e0001}\u007f')).toBe('"é\\x01\\u200b\\U000e0001\\x7f"');
    expect(goQuoteBytes(Uint8Array.of(0x61, 0xff, 0xc3, 0xa9, 0xed, 0xa0, 0x80))).toBe('"a\\xffé\\xed\\xa0\\x80"');
  });
});

describe('format', () => {
  it('refuses opaque values, deep nesting and long output', () => {
    const deep = JSON.parse(`${'['.repeat(200)}${']'.repeat(200)}`) as [];
    for (const clauses of [KUBERNETES_CLAUSES, SPEC_CLAUSES]) {
      expect(() => formatText('%s', [Optional.NONE], clauses)).toThrow(/was given optional_type/);
      expect(() => formatText('%s', [deep], clauses)).toThrow(/nested deeper/);
      expect(() => formatText('%s%s', ['x'.repeat(6_000_000), 'x'.repeat(6_000_000)], clauses)).toThrow(/more than the/);
      expect(() => formatText('%.1000000000f', [new Double(1)], clauses)).toThrow(/precision 1000000000 is more than/);
    }
  });
  it('sorts the entries of maps of any keys', () => {
    const map = new CelMap();
    map.entries.set('sb', ['b', 1]);
    map.entries.set(1, [1, true]);
    expect(formatText('%s', [map], SPEC_CLAUSES)).toBe('{1: true, b: 1}');
    expect(formatText('%s', [map], KUBERNETES_CLAUSES)).toBe('{"b":1, 1:true}');
  });
  it('names the clause it cannot read', () => {
    expect(() => formatText('%y', [1], SPEC_CLAUSES)).toThrow('could not parse formatting clause: unrecognized formatting clause "y"');
    expect(() => formatText('%', [1], SPEC_CLAUSES)).toThrow('unexpected end of string');
  });
});
