/** Advisories and packages in any number, the same every time, in the proportions of a real database. */
import type { Advisory, AffectedPackage } from '#core/advisories.ts';
import type { MatchedPackage } from '#domains/vulnerabilities/index.ts';

/** A small generator of numbers (mulberry32): equal runs. */
export function random(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

const ECOSYSTEMS: readonly (readonly [string, number])[] = [['Debian:12', 0.3], ['Ubuntu:22.04:LTS', 0.15], ['Alpine:v3.19', 0.1], ['AlmaLinux:9', 0.05], ['npm', 0.2], ['PyPI', 0.1], ['Maven', 0.05], ['Go', 0.05]];

/** Few packages have many advisories, most have one. */
const packageNumber = (next: () => number, packages: number): number => Math.floor(next() ** 2.5 * packages);

function ecosystemOf(share: number): string {
  let left = share;
  for (const [name, part] of ECOSYSTEMS) { left -= part; if (left < 0) return name; }
  return 'npm';
}

const nameIn = (ecosystem: string, number: number): string => (ecosystem === 'Maven' ? `org.example.g${number % 500}:artifact-${number}` : ecosystem === 'Go' ? `example.test/module/m${number}` : `package-${number}`);

function versionIn(ecosystem: string, next: () => number): string {
  const plain = `${Math.floor(next() * 6)}.${Math.floor(next() * 20)}.${Math.floor(next() * 10)}`;
  if (/^(?:Debian|Ubuntu)/.test(ecosystem)) return `${next() < 0.1 ? '1:' : ''}${plain}-${Math.floor(next() * 5)}${next() < 0.3 ? '+deb12u1' : ''}`;
  if (ecosystem.startsWith('Alpine')) return `${plain}-r${Math.floor(next() * 5)}`;
  return ecosystem.startsWith('Alma') ? `${plain}-${Math.floor(next() * 30)}.el9` : plain;
}

export function* advisories(count: number, seed = 1): Generator<Advisory> {
  const next = random(seed), packages = Math.ceil(count / 3);
  for (let number = 0; number < count; number++) {
    const ecosystem = ecosystemOf(next()), name = nameIn(ecosystem, packageNumber(next, packages)), version = versionIn(ecosystem, next), cve = `CVE-${2010 + (number % 16)}-${10_000 + number}`;
    const isSystem = ecosystem.includes(':'), id = isSystem ? `DSA-${number}-1` : `GHSA-${number.toString(36)}`;
    const affected: AffectedPackage = {
      ecosystem, name, gitRanges: 0, severity: null, versions: ecosystem === 'PyPI' ? Array.from({ length: 20 }, () => versionIn(ecosystem, next)) : [],
      ranges: [{ type: ['npm', 'Go'].includes(ecosystem) ? 'SEMVER' : 'ECOSYSTEM', events: [{ kind: 'introduced', version: '0' }, { kind: 'fixed', version }] }],
    };
    yield {
      id, modified: 1_700_000_000 + number, published: 1_700_000_000, withdrawn: next() < 0.01 ? 1_700_000_001 : 0, aliases: isSystem ? [] : [cve], upstream: isSystem ? [cve] : [], related: [], affected: [affected],
      summary: `Something is wrong in ${name}`, details: `A long text about what is wrong in ${name}, what it means, and what to do. `.repeat(8), severity: null,
      vectors: isSystem ? [] : [{ type: 'CVSS_V3', vector: 'CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:N/A:N' }], references: [{ type: 'ADVISORY', url: `https://advisories.example.test/${id}` }],
    };
  }
}

/** The packages of one image: a distribution and several languages; names as advisories have them, and as many that none has. */
export function packagesOf(count: number, names: number, seed = 2): MatchedPackage[] {
  const next = random(seed);
  return Array.from({ length: count }, (_, i) => {
    const ecosystem = i < count * 0.3 ? 'Debian:12' : i < count * 0.75 ? 'npm' : i < count * 0.9 ? 'PyPI' : i < count * 0.97 ? 'Maven' : 'Go';
    const number = next() < 0.5 ? packageNumber(next, names) : names + Math.floor(next() * 1_000_000);
    return { ecosystem, name: nameIn(ecosystem, number), version: versionIn(ecosystem, next) };
  });
}
