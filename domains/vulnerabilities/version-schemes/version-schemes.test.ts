import { readdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compareVersions, InvalidVersion, SCHEMES, schemeOf } from './registry.ts';

const here = dirname(fileURLToPath(import.meta.url));

/** A version of each scheme, a newer one, and text that is none. */
const KNOWN: Readonly<Record<string, { order: readonly string[]; equal: readonly (readonly [string, string])[]; invalid: readonly string[] }>> = {
  alpine: { order: ['1.0_alpha', '1.0_alpha2', '1.0_rc1', '1.0', '1.0-r1', '1.0_p1', '1.0a', '1.0.1', '1.1', '1.10'], equal: [['1.0-r1', '1.0-r01']], invalid: ['', 'a b'] },
  cran: { order: ['1.0', '1.0-1', '1.0.2', '1.10'], equal: [['1.0-1', '1.0.1']], invalid: ['', '1.a', '1..2', 'x'] },
  crates: { order: ['1.0.0-alpha', '1.0.0-alpha.1', '1.0.0-rc.2', '1.0.0-rc.10', '1.0.0', '1.2.0'], equal: [['1.0.0+a', '1.0.0+b']], invalid: ['', 'x', '1.0.0-', '1.0.0-a..b'] },
  debian: { order: ['1.0~rc1-1', '1.0-1', '1.0-1+deb12u1', '1.0-1.1', '1.0.1-1', '1:0.1-1'], equal: [['0:1.0', '1.0-0'], ['1.01', '1.1']], invalid: ['', 'a:1', ':1', '1:', '1-', '1_2', '99999999999:1'] },
  generic: { order: ['1.0~1', '1.0-dev', '1.0-alpha', '1.0-rc1', '1.0', '1.0a', '1.0.1', '1.10', '20210118'], equal: [['v1.0', '1.0.0']], invalid: ['', '...'] },
  go: { order: ['v1.20.0-rc.1', 'v1.20.0', 'go1.21rc2', 'go1.21rc3', '1.21.0', 'go1.21.3'], equal: [['v2.0.0+incompatible', '2.0.0'], ['go1.21rc2', 'v1.21.0-rc.2'], ['go1.22.1-custom', '1.22.1']], invalid: ['', '(devel)', 'devel'] },
  hackage: { order: ['0', '1', '1.0', '1.0.0', '1.10'], equal: [['1.01', '1.1']], invalid: ['', '1-1', '1.'] },
  hex: { order: ['1.0.0-rc.1', '1.0.0', '1.0.1'], equal: [['1.0.0+a', '1.0.0']], invalid: ['', 'x'] },
  maven: { order: ['1-alpha-1', '1-beta', '1-milestone', '1-rc', '1-SNAPSHOT', '1', '1-sp', '1-foo', '1-1', '1.1'], equal: [['1.0.0', '1-final'], ['1b2', '1-beta-2']], invalid: [''] },
  nuget: { order: ['1.0.0-Beta.1', '1.0.0-beta.2', '1.0', '1.0.0.1'], equal: [['1.0', '1.0.0.0'], ['1.0.0-A', '1.0.0-a+B']], invalid: ['', 'x'] },
  packagist: { order: ['1.0-dev', '1.0-alpha1', '1.0b1', '1.0RC1', '1.0', '1.0pl1', '1.1'], equal: [['v1.0-RC1', '1.0rc1']], invalid: [''] },
  pub: { order: ['1.0.0-dev', '1.0.0', '1.0.0+1', '1.0.0+a', '1.0.1'], equal: [['v1.0.0', '1.0.0']], invalid: ['', 'x'] },
  pypi: { order: ['anything', '1.0.dev1', '1.0a1.dev2', '1.0a1', '1.0rc1', '1.0', '1.0+local', '1.0.post1', '1.1', '1!0.1'], equal: [['1.0', '1'], ['1.0-1', '1.0.post1'], ['1.0ALPHA', '1.0a0']], invalid: ['', '  ', '1.0 0'] },
  redhat: { order: ['1.0~rc1-1', '1.0-1', '1.0^git1-1', '1.0.1-1', '1.10-1', '1:0.1-1'], equal: [['0:1.0-1', '1.0-1'], ['2_0', '2.0']], invalid: ['', 'a b'] },
  rubygems: { order: ['1.0.a', '1.0.b1', '1.0', '1.0.1', '1.10'], equal: [['1.0', '1'], ['1-a', '1.pre.a']], invalid: ['', 'x', '1!'] },
  semver: { order: ['1.0.0-alpha', '1.0.0-alpha.1', '1.0.0-beta', '1.0.0', '1.1.0'], equal: [['v1.0.0', '1.0.0'], ['1.0', '1.0.0']], invalid: ['', 'x', '1..2', '1.0.0-'] },
};

it('lists every folder', () => {
  const folders = readdirSync(here, { withFileTypes: true }).filter((entry) => entry.isDirectory() && entry.name !== 'shared').map((entry) => entry.name).sort();
  expect(SCHEMES.map((scheme) => scheme.id)).toEqual(folders);
  expect(Object.keys(KNOWN).sort()).toEqual(folders);
});

it('gives every name to one scheme', () => {
  const names = SCHEMES.flatMap((scheme) => [scheme.id, ...scheme.ecosystems, ...(scheme.aliases ?? [])].map((name) => name.toLowerCase()));
  const twice = names.filter((name, index) => names.indexOf(name) !== index && schemeOf(name)?.id !== name);
  expect(twice).toEqual([]);
  for (const name of 'debian redhat alpine semver pypi go maven rubygems nuget packagist pub cran hackage crates'.split(' ')) expect(schemeOf(name.toUpperCase())?.id).toBe(name);
  expect(schemeOf('Ubuntu:22.04:LTS')?.id).toBe('debian');
  expect(schemeOf('nothing')).toBeNull();
  expect(() => compareVersions('nothing', '1', '2')).toThrow('no version scheme is known');
});

const WORDS = ['alpha', 'beta', 'rc', 'sp', 'final', 'dev', 'pre', 'post', 'foo', 'a', 'p', 'SNAPSHOT', 'RC', '#', 'r', 'go', 'v'];
const piece = fc.oneof(fc.nat(11).map(String), fc.constantFrom('00', '01', '007', '99999999999999999999'), fc.constantFrom('.', '-', '_', '+', '~', '^', ':', '!', '-r', '..'), fc.constantFrom(...WORDS));
const shaped = fc.array(piece, { minLength: 1, maxLength: 8 }).map((parts) => parts.join(''));
const version = fc.oneof({ weight: 5, arbitrary: shaped.map((text) => `1.${text}`) }, { weight: 3, arbitrary: shaped }, { weight: 1, arbitrary: fc.string({ maxLength: 12, unit: 'binary' }) });

describe.each(SCHEMES)('$id', (scheme) => {
  const { order, equal, invalid } = KNOWN[scheme.id]!;

  it('orders', () => {
    for (const [i, a] of order.entries()) for (const [j, b] of order.entries()) expect(`${a} ${b} ${scheme.compare(a, b)}`).toBe(`${a} ${b} ${Math.sign(i - j)}`);
    for (const [a, b] of equal) {
      expect(`${a} ${b} ${scheme.compare(a, b)}`).toBe(`${a} ${b} 0`);
      if (scheme.canonical !== undefined) expect([scheme.canonical(a), scheme.canonical(scheme.canonical(a))]).toEqual([scheme.canonical(b), scheme.canonical(b)]);
    }
  });

  it('refuses what is no version', () => {
    for (const text of invalid) {
      expect(`${text} ${scheme.valid(text)}`).toBe(`${text} false`);
      expect(() => scheme.compare(text, '1')).toThrow(InvalidVersion);
    }
  });

  it('is a total order and throws nothing else', () => {
    fc.assert(fc.property(version, version, version, (a, b, c) => {
      const usable = [a, b, c].filter((text) => scheme.valid(text));
      for (const text of [a, b, c]) {
        if (scheme.valid(text)) expect(scheme.compare(text, text)).toBe(0);
        else expect(() => scheme.compare(text, text)).toThrow(InvalidVersion);
      }
      for (const x of usable) {
        for (const y of usable) {
          expect(scheme.compare(x, y)).toBe(0 - scheme.compare(y, x) || 0);
          if (scheme.canonical !== undefined && scheme.canonical(x) === scheme.canonical(y)) expect(scheme.compare(x, y)).toBe(0);
          for (const z of usable) if (scheme.compare(x, y) <= 0 && scheme.compare(y, z) <= 0) expect(`${x} ${y} ${z} ${scheme.compare(x, z) <= 0}`).toBe(`${x} ${y} ${z} true`);
        }
      }
    }), { numRuns: Number(process.env['FUZZ_RUNS'] ?? 3000) });
  });

  it('takes time linear in the length', () => {
    const patterns = ['1', '1.', '1-', '0', 'a', '1a', 'a.', '-', '.', '~', '^', '_p', '_rc1', '1.0.', '.dev', '-rc', '0.', '1:', '+a', 'é'];
    const start = performance.now();
    for (const pattern of patterns) {
      const long = `1.${pattern.repeat(Math.ceil(65536 / pattern.length))}`.slice(0, 65536);
      for (const [a, b] of [[long, long], [long, `${long.slice(0, -1)}2`], [`${long.slice(0, -1)}1`, long], [long, '1']] as const) {
        if (scheme.valid(a) && scheme.valid(b)) scheme.compare(a, b);
      }
    }
    // 80 comparisons; a quadratic one would take seconds by itself.
    expect(performance.now() - start).toBeLessThan(5000);
  });
});
