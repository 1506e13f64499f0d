/** Whatever changes in the advisories: what is kept is what comparing everything anew would give. */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { advisory, affects, databaseOf } from '../../domains/vulnerabilities/testing/database.ts';
import type { AdvisoryDatabase } from '#domains/vulnerabilities/index.ts';
import { judgePackages } from './matching.ts';
import { debian, digest, named, npm, TestImages, use } from './testing/images.ts';

const NAMES = ['a', 'b', 'c', 'd'];
const version = fc.constantFrom('1.0.0', '1.5.0', '2.0.0');
const cve = fc.integer({ min: 1000, max: 1005 }).map((n) => `CVE-2024-${n}`);
const entry = fc.record({
  id: fc.integer({ min: 1, max: 9 }), system: fc.constantFrom('npm', 'Debian:12', 'Debian', 'PyPI'), name: fc.constantFrom(...NAMES), fixed: fc.option(version, { nil: null }), other: fc.option(cve, { nil: null }),
  severity: fc.constantFrom(null, 'low', 'critical'), withdrawn: fc.integer({ min: 0, max: 6 }).map((n) => (n === 0 ? 5 : 0)), summary: fc.constantFrom('', 'x'),
});
const world = fc.record({ entries: fc.uniqueArray(entry, { selector: ({ id, system }) => `${id} ${system === 'npm' || system === 'PyPI'}`, maxLength: 10 }), kev: fc.uniqueArray(cve, { maxLength: 2 }), epss: fc.uniqueArray(fc.tuple(cve, fc.constantFrom(0.1, 0.9)), { selector: ([id]) => id, maxLength: 3 }) });

interface World { entries: { id: number; system: string; name: string; fixed: string | null; other: string | null; severity: string | null; withdrawn: number; summary: string }[]; kev: string[]; epss: [string, number][] }
function build({ entries, kev, epss }: World): AdvisoryDatabase {
  return databaseOf(entries.map(({ id, system, name, fixed, other, severity, withdrawn, summary }) => {
    const isSystem = system.startsWith('Debian'), others = other === null ? [] : [other];
    return advisory(isSystem ? `DSA-${id}` : `GHSA-${id}`, [affects(system, name, ['introduced 0', ...(fixed === null ? [] : [`fixed ${fixed}${isSystem ? '-1' : ''}`])])], { severity: severity as 'low' | null, withdrawn, summary, ...(isSystem ? { upstream: others } : { aliases: others }) });
  }), kev.map((id) => ({ cve: id, added: 1, due: 0, ransomware: false })), epss.map(([id, probability]) => ({ cve: id, probability, percentile: probability })));
}

it('keeps what comparing everything would give', { timeout: 120_000 }, async () => {
  const test = new TestImages();
  await test.open();
  const packages = NAMES.flatMap((name) => [npm(name, '1.0.0'), npm(name, '1.5.0'), debian(`lib${name}`, '1.2.0-1', name)]);
  test.put(named(`shop/x@${digest(1)}`), { digest: digest(1), packages });
  await test.start();
  await test.runs('e1', use(named('shop/x:1'), { digest: digest(1) }));
  let number = 0;
  try {
    await fc.assert(fc.asyncProperty(world, async (given) => {
      const database = build(given as World);
      test.at += 1000;
      await test.advisories(database, `world ${++number}`);
      const entries = [...test.images.model.packages.values()];
      const wanted = judgePackages({ database, statements: [] }, entries.map(({ record }) => record), 0);
      const plain = (m: { vulnerability: string; status: string; severity: unknown; score: unknown; kev: boolean; epss: unknown; fixed: unknown; aliases: readonly string[] }) => [m.vulnerability, m.status, m.severity, m.score, m.kev, m.epss, m.fixed, m.aliases];
      for (const [i, one] of entries.entries()) {
        expect(one.matches.map(plain).sort()).toEqual((wanted[i]?.matches ?? []).map(plain).sort());
        expect(one.record.unjudged).toBe(wanted[i]?.unjudged ?? null);
        expect(await test.images.store.evidence(one.matches)).toEqual(one.matches.map((m) => wanted[i]?.matches.find(({ vulnerability }) => vulnerability === m.vulnerability)?.evidence));
      }
      const all = test.images.model.allMatches();
      expect(new Set(all)).toEqual(new Set(entries.flatMap((one) => one.matches)));
      expect(all.map(({ risk }) => risk)).toEqual(all.map(({ risk }) => risk).sort((a, b) => a - b));
    }), { numRuns: 150 });
    // And it is what a restart finds.
    const before = [...test.images.model.packages.values()].map(({ record, matches }) => [record.id, matches.map(({ of: _, ...match }) => match)]);
    await test.restart();
    expect([...test.images.model.packages.values()].map(({ record, matches }) => [record.id, matches.map(({ of: _, ...match }) => match)])).toEqual(before);
  } finally {
    await test.close();
  }
});
