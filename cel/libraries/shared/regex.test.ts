import fc from 'fast-check';
import { RE2JS } from 're2js';
import { describe, expect, it } from 'vitest';
import { CelCostError, CelError } from '../../values.ts';
import { compilePattern, findMatches } from './regex.ts';
import { compileCost, estimatedSize } from './regex-size.ts';

const found = (text: string, pattern: string, limit = -1): string[] =>
  findMatches(text, pattern, limit).map(([start, end]) => text.slice(start, end));

describe('finding matches', () => {
  it('skips an empty match right after a match, as Go does', () => {
    expect(found('baac', 'a*')).toEqual(['', 'aa', '']);
    expect(found('😀a', '')).toEqual(['', '', '']);
  });
  it('keeps the context of the whole text', () => {
    expect(found('abab', '^ab')).toEqual(['ab']);
    expect(found('ab ab', '\\bab$')).toEqual(['ab']);
  });
  it('gives groups, -1 for those that took no part', () => {
    expect(findMatches('xb', '(a)?(b)', -1)).toEqual([[1, 2, -1, -1, 1, 2]]);
  });
  it('agrees with JavaScript where both know the pattern', () => {
    const text = fc.string({ unit: fc.constantFrom('a', 'b', 'c', ' '), maxLength: 20 });
    fc.assert(fc.property(text, fc.constantFrom('a+', '[ab]c', 'a|ab', '(a|b)+?c', '\\w+', 'b{2,3}'), (value, pattern) => {
      expect(found(value, pattern)).toEqual([...value.matchAll(new RegExp(pattern, 'g'))].map((match) => match[0]));
    }));
  });
});

describe('bounds', () => {
  it('ends a search that would be quadratic', () => {
    expect(() => findMatches('x'.repeat(200_000), 'x*y|x', -1)).toThrow(CelCostError);
  });
  it('finds many matches in a long text', () => {
    expect(findMatches('abc 123 '.repeat(50_000), '[0-9]+', -1)).toHaveLength(50_000);
  });
  it('refuses patterns that compile to too much', () => {
    expect(() => compilePattern('(a{1000}){1}'.repeat(30))).toThrow(CelError);
    expect(() => compilePattern('a'.repeat(5000))).toThrow(CelError);
  });
  it('reports the same error again for a pattern it has seen', () => {
    for (let i = 0; i < 2; i++) expect(() => compilePattern('(')).toThrow(/Illegal regex/);
  });
});

describe('size of a pattern', () => {
  it.each([
    ['abc', 3], ['a{10}', 10], ['(ab){10}', 40], ['[a-z]{1,63}', 125], ['[]{3}]', 1], ['\\{3}', 3], ['[[:alpha:]x]{4}', 4], ['a{,3}', 5],
  ])('%s is about %d', (pattern, size) => { expect(estimatedSize(pattern)).toBe(size); });
  it('is free for patterns without counts', () => {
    expect(compileCost('^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z]+)*$')).toBe(0);
    expect(compileCost('(a{100}){10}')).toBeGreaterThan(900);
  });
  it('is not below the count of copies that the compiler makes', () => {
    const atom = fc.constantFrom('a', '[a-z]', '\\d', '(?:ab)');
    const repeated = fc.tuple(atom, fc.integer({ min: 1, max: 20 }), fc.integer({ min: 0, max: 20 })).map(([part, least, more]) => `${part}{${least},${least + more}}`);
    const pattern = fc.tuple(repeated, repeated, fc.integer({ min: 1, max: 10 })).map(([a, b, times]) => `(?:${a}x${b}){${times}}`);
    fc.assert(fc.property(pattern, (text) => estimatedSize(text) * 1.5 + 10 >= RE2JS.compile(text).programSize()));
  });
});
