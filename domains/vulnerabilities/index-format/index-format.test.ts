import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Advisory } from '#core/advisories.ts';
import { buildDatabase } from '../build.ts';
import { advisory, affects, bytesOf, databaseOf, sourceOf, tools } from '../testing/database.ts';
import { cveKey, cveOfKey } from './layout.ts';
import { openDatabase, verifyDatabase } from './open.ts';
import { compareCodePoints } from './strings.ts';

const text = fc.string({ maxLength: 8, unit: 'grapheme' });
const name = fc.oneof(fc.constantFrom('a', 'b', 'A_b', 'lib', 'é', '\u{1f600}', '\uffee'), text.filter((each) => each !== ''));
const version = fc.oneof(fc.constantFrom('0', '1.0', '1.0.0', '2.0-rc1', '10', '1:2-3'), text);
const events = fc.array(fc.record({ kind: fc.constantFrom('introduced', 'fixed', 'last_affected', 'limit'), version }), { maxLength: 4 });
const affected = fc.record({
  ecosystem: fc.constantFrom('npm', 'PyPI', 'Debian:12', 'Debian:11', 'Go', 'Alpine:v3.19', 'Unknown'), name, gitRanges: fc.nat(3), severity: fc.constantFrom(null, 'high', 'informational'),
  ranges: fc.array(fc.record({ type: fc.constantFrom('SEMVER', 'ECOSYSTEM'), events }), { maxLength: 3 }), versions: fc.uniqueArray(version, { maxLength: 4 }),
});
const anyAdvisory: fc.Arbitrary<Advisory> = fc.record({
  id: fc.oneof(fc.constantFrom('CVE-2024-1', 'GHSA-1', 'DSA-1'), name), modified: fc.nat(2 ** 32 - 1), published: fc.nat(2 ** 32 - 1), withdrawn: fc.constantFrom(0, 5), aliases: fc.uniqueArray(name, { maxLength: 3 }),
  upstream: fc.uniqueArray(name, { maxLength: 3 }), related: fc.uniqueArray(name, { maxLength: 3 }), summary: text, details: text, vectors: fc.constantFrom([], [{ type: 'CVSS_V3', vector: 'CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H' }]),
  severity: fc.constantFrom(null, 'critical', 'low'), references: fc.array(fc.record({ type: text, url: text }), { maxLength: 2 }), affected: fc.array(affected, { maxLength: 3 }),
}) as fc.Arbitrary<Advisory>;

describe('the database', () => {
  it('gives back what it was given, and builds to equal bytes from it', async () => {
    await fc.assert(fc.asyncProperty(fc.array(anyAdvisory, { maxLength: 8 }), async (advisories) => {
      const bytes = bytesOf(advisories), database = openDatabase(sourceOf(bytes), tools);
      const last = new Map<string, Advisory>();
      for (const each of advisories) if ((last.get(each.id)?.modified ?? 0) <= each.modified) last.set(each.id, each);
      expect([...database.advisories()].map(({ id, modified, withdrawn, summary, details, references, severity, vectors }) => ({ id, modified, withdrawn, summary, details, references, severity, vectors })))
        .toEqual([...last.values()].sort((a, b) => compareCodePoints(a.id, b.id)).map(({ id, modified, withdrawn, summary, details, references, severity, vectors }) => ({ id, modified, withdrawn, summary, details, references, severity, vectors })));
      for (const [record, each] of [...database.advisories()].entries()) {
        const given = last.get(each.id)!;
        expect(each.affected.map((one) => `${one.ecosystem} ${one.name}`).sort()).toEqual(given.affected.map((one) => `${one.ecosystem} ${one.name}`).sort());
        expect([each.aliases, each.upstream, each.related]).toEqual([given.aliases, given.upstream, given.related]);
        for (const id of [given.id, ...given.aliases, ...given.upstream]) expect(database.recordsOf(id)).toContain(record);
        for (const one of given.affected) { const [from, end] = database.affectedRows(one.ecosystem, one.name); expect(end).toBeGreaterThan(from); }
      }
      const again = Buffer.concat(await buildDatabase({ previous: database, advisories: [] }, tools));
      expect(again.equals(bytes)).toBe(true);
      verifyDatabase(sourceOf(bytes), tools);
    }), { numRuns: 300 });
  });

  it('finds packages in every spelling of their ecosystem', () => {
    const database = databaseOf([
      advisory('A', [affects('PyPI', 'Foo_Bar.baz', ['introduced 0'])]), advisory('B', [affects('NuGet', 'Newtonsoft.Json', ['introduced 0'])]), advisory('C', [affects('Red Hat:enterprise_linux:9::baseos', 'bash', ['introduced 0'])]),
      advisory('D', [affects('npm', 'Case', ['introduced 0'])]), advisory('E', [affects('Ubuntu:22.04:LTS', 'bash', ['introduced 0'])]), advisory('F', [affects('Alpine:v3.19', 'bash', ['introduced 0'])]),
    ]);
    const found = (ecosystem: string, each: string): number => { const [from, end] = database.affectedRows(ecosystem, each); return end - from; };
    expect([found('pypi', 'foo-bar-baz'), found('PyPI', 'FOO.BAR_BAZ'), found('NuGet', 'newtonsoft.json'), found('Red Hat:9', 'bash'), found('Red Hat:enterprise_linux:9', 'bash'), found('Ubuntu:22.04', 'bash'), found('Alpine:3.19', 'bash')]).toEqual([1, 1, 1, 1, 1, 1, 1]);
    expect([found('npm', 'case'), found('Ubuntu:24.04:LTS', 'bash'), found('Debian:12', 'bash'), found('Nothing', 'bash')]).toEqual([0, 0, 0, 0]);
    expect([database.knows('Ubuntu:22.04'), database.knows('Ubuntu:24.04'), database.knows('NPM')]).toEqual([true, false, true]);
  });

  it('keeps KEV and EPSS through the next build until newer ones come', async () => {
    const kev = { cve: 'CVE-2024-3094', added: 19814, due: 19835, ransomware: true }, epss = { cve: 'CVE-1999-0001', probability: 0.12345, percentile: 1 };
    const database = databaseOf([], [kev, { ...kev, cve: 'nonsense' }], [epss]);
    const open = async (sources: object): Promise<typeof database> => openDatabase(sourceOf(new Uint8Array(Buffer.concat(await buildDatabase({ previous: database, advisories: [], ...sources }, tools)))), tools);
    const kept = await open({}), replaced = await open({ knownExploited: [] });
    expect(kept.knownExploited('CVE-2024-3094')).toEqual({ added: 19814, due: 19835, ransomware: true });
    expect(kept.prediction('CVE-1999-0001')).toEqual({ probability: 0.12345, percentile: 1 });
    expect([kept.knownExploited('CVE-2024-3095'), kept.knownExploited('x'), replaced.knownExploited('CVE-2024-3094'), databaseOf([]).prediction('CVE-1999-0001')]).toEqual([null, null, null, null]);
    expect([...kept.knownExploitedEntries()]).toEqual([kev]);
    expect(kept.counts).toMatchObject({ kev: 1, epss: 1, advisories: 0, newest: 0, newestId: '' });
  });

  it('counts', () => {
    const database = databaseOf([advisory('A', [affects('npm', 'a', ['introduced 0']), affects('PyPI', 'a', ['introduced 0'])], { modified: 5 }), advisory('B', [affects('npm', 'a', ['introduced 0'])], { modified: 9, withdrawn: 3 })]);
    expect(database.counts).toEqual({ advisories: 2, withdrawn: 1, packages: 2, kev: 0, epss: 0, newest: 9, newestId: 'B', ecosystems: { PyPI: 1, npm: 2 } });
  });

  it('refuses every damage that could change a result', () => {
    const bytes = bytesOf([advisory('A', [affects('npm', 'a', ['introduced 0', 'fixed 1.0.0'])], { summary: 'hello', aliases: ['CVE-2024-1'] })]);
    fc.assert(fc.property(fc.nat(bytes.length - 1), fc.integer({ min: 1, max: 255 }), fc.boolean(), (at, change, digests) => {
      const damaged = bytes.slice();
      damaged[at] = damaged[at]! ^ change;
      const padding = Buffer.from(damaged).equals(Buffer.from(bytes));
      try {
        const database = openDatabase(sourceOf(damaged), digests ? { sha256: tools.sha256 } : tools);
        // What opened is right in all that is matched; the texts are checked by verify.
        expect(database.id(0)).toBe('A');
        expect(padding).toBe(false);
      } catch (error) {
        expect(error).toHaveProperty('code', 'advisories.damaged');
      }
    }), { numRuns: 2000 });
    expect(openDatabase(sourceOf(bytesOf([advisory('A', [])])), { sha256: tools.sha256 }).id(0)).toBe('A');
    for (const cut of [0, 10, 50, bytes.length - 9]) expect(() => openDatabase(sourceOf(bytes.slice(0, cut)), tools)).toThrow(/too short|cut off|header is damaged/);
    expect(() => openDatabase(sourceOf(new Uint8Array(100)), tools)).toThrow('it is no advisory database');
    const cold = bytes.slice();
    const at = Buffer.from(cold).indexOf('hello');
    cold[at] = 0xff;
    expect(() => verifyDatabase(sourceOf(cold), tools)).toThrow('the section cold is damaged');
    expect(() => openDatabase(sourceOf(cold), tools).texts(0)).toThrow('the advisory database is damaged at A');
  });
});

it('numbers of CVEs sort as their ids', () => {
  fc.assert(fc.property(fc.integer({ min: 1999, max: 2300 }), fc.nat(9_999_999), (year, number) => {
    const id = `CVE-${year}-${String(number).padStart(4, '0')}`;
    expect(cveOfKey(cveKey(id))).toBe(id);
  }));
  expect([cveKey('CVE-2024-1'), cveKey('GHSA-1'), cveKey('CVE-1998-0001'), cveKey('CVE-2024-12345678')]).toEqual([-1, -1, -1, -1]);
});
