import { RE2JS } from 're2js';
import { describe, expect, it } from 'vitest';
import fc from 'fast-check';
import { CostMeter } from '../../program.ts';
import { stepsPerCharacter } from './linear.ts';
import { constantMatches, matches } from './matches.ts';
import { toRegExp, trimmed } from './rewrite.ts';
import { parsePattern } from './tree.ts';

const meter = (): CostMeter => new CostMeter(10_000_000);
const isLinear = (pattern: string): boolean => { const parsed = parsePattern(pattern); return parsed !== undefined && stepsPerCharacter(trimmed(parsed)) !== undefined; };

describe('which patterns RegExp may run', () => {
  it.each([
    '^[a-z0-9]([-a-z0-9]*[a-z0-9])?$', '^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$', 'latest$', '^.*:latest$', '.*:latest', '@sha256:[a-f0-9]{64}$', '^v?[0-9]+\\.[0-9]+\\.[0-9]+$',
    '^(foo|bar|baz)$', '(?i)(passw(or)?d|secret|token)', '^registry\\.example/.+', 'a*b', '^a*b$', '^[^:]+:[^:]+$', '^/(proc|sys)(/.*)?$', '^\\d{1,3}(\\.\\d{1,3}){3}$',
  ])('%s', (pattern) => { expect(isLinear(pattern)).toBe(true); });
  it.each([
    '(a+)+$', '^(a|aa)+$', '^(a*)*b', '^(a|a)*$', '(x+x+)+y', '^(([a-z])+.)+[A-Z]([a-z])+$', '^a*a*a*b', '^(a?){30}a{30}$', 'a[a-z]+[a-z]+$', 'a[a-z]+$', '(.*a){20}', '^((a?|b?)c)*$', '^(ab|a|b)*$', '^(?:(?:ab|ab)c)*$',
  ])('but not %s', (pattern) => { expect(isLinear(pattern)).toBe(false); });
  it.each(['(?P<n>a)', '\\pL', '[[:alpha:]]', '(?s).', 'a{,3}', 'a**', 'x{2}{3}', '\\Qa\\E', '(?i)é', '(?i)\\b', '\\C', '{', '\\x41'])('%s is left to re2js', (pattern) => { expect(parsePattern(pattern)).toBeUndefined(); });
});

describe('the same answer as re2js', () => {
  const letter = fc.constantFrom('a', 'b', 'c', '.', '[ab]', '[^a]', '\\w', '\\s', 'k', '[a-c]', '\\d', '-');
  const { pattern } = fc.letrec<{ pattern: string; sequence: string; piece: string }>((tie) => ({
    pattern: fc.array(tie('sequence'), { minLength: 1, maxLength: 3 }).map((options) => options.join('|')),
    sequence: fc.array(tie('piece'), { maxLength: 4 }).map((pieces) => pieces.join('')),
    piece: fc.tuple(fc.oneof({ maxDepth: 3, depthIdentifier: 'p' }, letter, tie('pattern').map((p) => `(${p})`), tie('pattern').map((p) => `(?:${p})`)), fc.constantFrom('', '', '', '*', '+', '?', '{2}', '{0,2}', '*?')).map((parts) => parts.join('')),
  }));
  const anchored = fc.tuple(fc.constantFrom('', '(?i)'), fc.constantFrom('', '^'), pattern, fc.constantFrom('', '$')).map((parts) => parts.join(''));
  const text = fc.string({ unit: fc.constantFrom('a', 'b', 'c', 'A', 'K', 'k', '\u212a', '-', '1', ' ', '\n', '🐱'), maxLength: 12 });
  it('on every text', () => {
    fc.assert(fc.property(anchored, fc.array(text, { maxLength: 5 }), (source, texts) => {
      const parsed = parsePattern(source);
      if (!parsed || !isLinear(source)) return;
      let reference: RE2JS;
      try { reference = RE2JS.compile(source); } catch { return; }
      const ours = toRegExp(trimmed(parsed));
      for (const each of texts) expect(`${source} on ${JSON.stringify(each)}: ${ours.test(each)}`).toBe(`${source} on ${JSON.stringify(each)}: ${reference.matcher(each).find()}`);
    }), { numRuns: 2000 });
  });
  it('in time', () => {
    fc.assert(fc.property(anchored, (source) => {
      const parsed = parsePattern(source);
      const tree = parsed && trimmed(parsed);
      if (!tree || stepsPerCharacter(tree) === undefined) return;
      const regexp = toRegExp(tree);
      for (const each of ['a', 'ab', 'abc', 'aab', 'k-']) {
        const started = performance.now();
        regexp.test(`${each.repeat(20_000 / each.length)}!`);
        expect(performance.now() - started, source).toBeLessThan(500);
      }
    }), { numRuns: 500 });
  });
});

describe('matches', () => {
  it('finds anywhere, in RE2 syntax', () => {
    expect(matches('hubba', 'ubb', meter())).toBe(true);
    expect(matches('hubba', '^ubb', meter())).toBe(false);
    expect(matches('', '', meter())).toBe(true);
    expect(matches('πέντε', 'π.ντε', meter())).toBe(true);
    expect(matches('a\nb', 'a.b', meter())).toBe(false);
    expect(matches('a\nb', '(?s)a.b', meter())).toBe(true);
    expect(matches('a\nb', 'a$', meter())).toBe(false);
    expect(matches('🐱', '^.$', meter())).toBe(true);
    expect(matches('K', '(?i)k', meter())).toBe(true);
  });
  it.each(['(', '(?<=a)b', '(?=a)', '\\1', 'a{2000}', '[z-a]', '*'])('%s is invalid', (pattern) => {
    expect(() => matches('a', pattern, meter())).toThrow(/regex/i);
    const constant = constantMatches(pattern);
    expect(() => constant('a', meter())).toThrow(/regex/i);
    expect(() => constant('a', meter())).toThrow(/regex/i);
  });
});
