import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Advisory } from '#core/advisories.ts';
import { advisory, affects, databaseOf } from '../testing/database.ts';
import { compareVersions } from '../version-schemes/registry.ts';
import { type MatchedPackage, matchPackages } from './index.ts';

const V3 = (vector: string): Advisory['vectors'] => [{ type: 'CVSS_V3', vector: `CVSS:3.1/${vector}` }];
const CRITICAL = V3('AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H'), MEDIUM = V3('AV:N/AC:L/PR:N/UI:R/S:C/C:L/I:L/A:N');
const item = (ecosystem: string, name: string, version: string, source?: { name: string; version: string }): MatchedPackage => ({ ecosystem, name, version, ...(source === undefined ? {} : { source }) });
const match = (advisories: readonly Advisory[], ...packages: readonly MatchedPackage[]): ReturnType<typeof matchPackages> => matchPackages(databaseOf(advisories), packages);

describe('events', () => {
  const affected = (events: readonly string[], ecosystem = 'npm'): string => ['0.9.0', '1.0.0', '1.5.0', '2.0.0', '2.5.0', '3.0.0']
    .filter((version) => match([advisory('A', [affects(ecosystem, 'a', events)])], item(ecosystem, 'a', version)).findings.length > 0).join(' ');
  it.each([
    [['introduced 0'], '0.9.0 1.0.0 1.5.0 2.0.0 2.5.0 3.0.0'],
    [['introduced 1.0.0', 'fixed 2.0.0'], '1.0.0 1.5.0'],
    [['introduced 1.0.0', 'last_affected 2.0.0'], '1.0.0 1.5.0 2.0.0'],
    [['fixed 1.5.0', 'introduced 0', 'introduced 2.5.0'], '0.9.0 1.0.0 2.5.0 3.0.0'],
    [['introduced 0', 'limit 2.0.0'], '0.9.0 1.0.0 1.5.0'],
    [['introduced 0', 'limit *'], '0.9.0 1.0.0 1.5.0 2.0.0 2.5.0 3.0.0'],
    [['introduced 0', 'limit 1.0.0', 'limit 2.0.0'], '0.9.0 1.0.0 1.5.0'],
    [['introduced 1.0.0', 'fixed 1.0.0'], ''],
    [['introduced 0', 'fixed 1.0.0', 'introduced 1.0.0', 'fixed 2.0.0'], '0.9.0 1.0.0 1.5.0'],
    [['fixed 1.0.0'], ''],
    [[], ''],
  ])('%j', (events, expected) => { expect(affected(events)).toBe(expected); });

  it('are as the evaluation of the schema has them', () => {
    const number = fc.integer({ min: 0, max: 9 }).map((each) => `${each}.0.0`);
    const range = fc.array(fc.record({ kind: fc.constantFrom('introduced', 'fixed', 'last_affected'), version: number }), { maxLength: 6 });
    fc.assert(fc.property(range, fc.uniqueArray(number, { maxLength: 2 }), number, (events, versions, version) => {
      // The pseudo-code of https://ossf.github.io/osv-schema/#evaluation, word by word.
      let vulnerable = false;
      for (const event of [...events].sort((a, b) => compareVersions('npm', a.version, b.version))) {
        const order = compareVersions('npm', version, event.version);
        if (event.kind === 'introduced' && order >= 0) vulnerable = true;
        else if (event.kind === 'fixed' && order >= 0) vulnerable = false;
        else if (event.kind === 'last_affected' && order > 0) vulnerable = false;
      }
      const { findings } = match([advisory('A', [affects('npm', 'a', events.map(({ kind, version: at }) => `${kind} ${at}`), { versions })])], item('npm', 'a', version));
      expect(findings.length > 0).toBe(vulnerable || versions.includes(version));
    }), { numRuns: 1000 });
  });
});

it('says why, and what fixes it', () => {
  const { findings } = match([advisory('GHSA-1', [affects('npm', 'a', ['introduced 0', 'fixed 1.0.0', 'introduced 2.0.0', 'fixed 2.3.0', 'introduced 3.0.0', 'fixed 3.1.0'])], { aliases: ['CVE-2024-1111'] })], item('npm', 'a', '2.1.0'));
  expect(findings).toEqual([{
    id: 'CVE-2024-1111', aliases: ['GHSA-1'], package: 0, name: 'a', ecosystem: 'npm', installed: '2.1.0', fixed: '2.3.0', severity: null, score: null, kev: false, epss: null, status: 'affected',
    evidence: [{ record: 'GHSA-1', ecosystem: 'npm', name: 'a', version: '2.1.0', range: '>= 2.0.0, < 2.3.0', fixed: '2.3.0' }],
  }]);
});

it('finds listed versions, however they are spelled', () => {
  const list = [advisory('A', [affects('PyPI', 'a', ['introduced 0', 'fixed 0.5'], { versions: ['1.0', '2.0RC1'] })])];
  for (const version of ['1', '1.0.0', '2rc1']) expect(match(list, item('PyPI', 'a', version)).findings[0]?.evidence[0]?.range).toBe('listed');
  expect(match(list, item('PyPI', 'a', '1.1')).findings).toEqual([]);
});

describe('systems', () => {
  const advisories = [advisory('DSA-1', [affects('Debian:12', 'openssl', ['introduced 0', 'fixed 3.0.11-1'])], { upstream: ['CVE-2024-1111', 'CVE-2024-2222'] }), advisory('DSA-2', [affects('Debian:12', 'openssl', ['introduced 0', 'fixed 3.0.12-1'])], { upstream: ['CVE-2024-2222'] })];

  it('are judged by source name and version, in their own release', () => {
    const { findings, notAssessed } = match(advisories, item('Debian:12', 'libssl3', '3.0.9-1+b1', { name: 'openssl', version: '3.0.9-1' }), item('Debian:12', 'openssl', '3.0.12-1'), item('Debian:11', 'openssl', '1.0'), item('Debian', 'openssl', '1.0'), item('npm', 'openssl', '1.0.0'));
    expect(findings.map(({ package: index, id, aliases, fixed }) => ({ index, id, aliases, fixed }))).toEqual([
      { index: 0, id: 'CVE-2024-1111', aliases: ['DSA-1'], fixed: '3.0.11-1' }, { index: 0, id: 'CVE-2024-2222', aliases: ['DSA-1', 'DSA-2'], fixed: '3.0.12-1' },
    ]);
    expect(notAssessed).toEqual([
      { reason: 'the advisory database has nothing about Debian:11', packages: [2] }, { reason: 'the release of Debian is not known', packages: [3] }, { reason: 'the advisory database has nothing about npm', packages: [4] },
    ]);
  });

  it('with advisories about binary packages are judged by those', () => {
    const { findings } = match([advisory('ALSA-1', [affects('AlmaLinux:9', 'podman-docker', ['introduced 0', 'fixed 6:5.4.0-12.el9'])], { related: ['CVE-2024-1111', 'RHSA-1'], severity: 'high' })],
      item('AlmaLinux:9.4', 'podman-docker', '6:5.4.0-1.el9', { name: 'podman', version: '6:5.4.0-1.el9' }), item('AlmaLinux:9', 'other', '1-1', { name: 'podman-docker', version: '1-1' }));
    expect(findings.map(({ id, aliases, severity }) => ({ id, aliases, severity }))).toEqual([{ id: 'CVE-2024-1111', aliases: ['ALSA-1'], severity: 'high' }]);
  });

  it('tell bug fixes from vulnerabilities', () => {
    expect(match([advisory('ALBA-1', [affects('AlmaLinux:9', 'a', ['introduced 0'])])], item('AlmaLinux:9', 'a', '1-1')).findings[0]).toMatchObject({ id: 'ALBA-1', severity: 'informational' });
  });
});

describe('merging', () => {
  const ghsa = advisory('GHSA-1', [affects('PyPI', 'a', ['introduced 0', 'fixed 2.0'])], { aliases: ['CVE-2024-1111'], severity: 'medium', vectors: MEDIUM });
  const pysec = advisory('PYSEC-1', [affects('PyPI', 'A', ['introduced 0', 'fixed 2.1'])], { aliases: ['CVE-2024-1111', 'GHSA-1'] });

  it('makes one of aliases, with the severity of the best source', () => {
    expect(match([ghsa, pysec], item('PyPI', 'a', '1')).findings).toMatchObject([{ id: 'CVE-2024-1111', aliases: ['GHSA-1', 'PYSEC-1'], fixed: '2.1', severity: 'medium', score: 6.1, evidence: [{ record: 'GHSA-1' }, { record: 'PYSEC-1' }] }]);
  });

  it('joins groups that a later record connects', () => {
    const one = advisory('A', [affects('npm', 'a', ['introduced 0'])]), two = advisory('B', [affects('npm', 'a', ['introduced 0'])]), both = advisory('C', [affects('npm', 'a', ['introduced 0'])], { aliases: ['A', 'B'] });
    expect(match([one, two, both], item('npm', 'a', '1.0.0')).findings.map(({ id, aliases }) => [id, aliases])).toEqual([['A', ['B', 'C']]]);
  });

  it('takes score and severity from another record of the vulnerability where its own has none', () => {
    const cve = advisory('CVE-2024-1111', [], { vectors: CRITICAL });
    expect(match([pysec, cve], item('PyPI', 'a', '1')).findings).toMatchObject([{ severity: 'critical', score: 9.8 }]);
    expect(match([advisory('DSA-1', [affects('Debian:12', 'a', ['introduced 0'])], { upstream: ['CVE-2024-1111'] }), cve], item('Debian:12', 'a', '1')).findings).toMatchObject([{ severity: 'critical', score: 9.8 }]);
  });

  it('adds what is known of exploitation', () => {
    const database = databaseOf([ghsa], [{ cve: 'CVE-2024-1111', added: 1, due: 2, ransomware: false }], [{ cve: 'CVE-2024-1111', probability: 0.9, percentile: 0.99 }]);
    expect(matchPackages(database, [item('PyPI', 'a', '1')]).findings).toMatchObject([{ kev: true, epss: 0.9 }]);
  });
});

it('leaves withdrawn records out unless they are asked for', () => {
  const database = databaseOf([advisory('A', [affects('npm', 'a', ['introduced 0'])], { withdrawn: 5 })]);
  expect(matchPackages(database, [item('npm', 'a', '1.0.0')]).findings).toEqual([]);
  expect(matchPackages(database, [item('npm', 'a', '1.0.0')], { withdrawn: true }).findings).toMatchObject([{ id: 'A', status: 'withdrawn' }]);
});

it('is never silent about what it could not judge', () => {
  const { findings, notAssessed } = match([advisory('A', [affects('npm', 'a', ['introduced 0', 'fixed what']), affects('npm', 'b', ['introduced 0'])])],
    item('npm', 'a', '1.0.0'), item('npm', 'b', 'not a version'), item('npm', 'b', ''), item('', 'b', '1'), item('npm', 'unknown', 'not a version'));
  expect(findings).toEqual([]);
  expect(notAssessed).toEqual([
    { reason: 'a range of A cannot be compared with its version', packages: [0] }, { reason: 'its version is none of npm', packages: [1] }, { reason: 'its version is not known', packages: [2] }, { reason: 'no source of advisories knows its ecosystem', packages: [3] },
  ]);
});

it('uses advisories without release for every release', () => {
  expect(match([advisory('A', [affects('Debian', 'a', ['introduced 0'])]), advisory('B', [affects('Debian:12', 'b', ['introduced 0'])])], item('Debian:12', 'a', '1')).findings).toMatchObject([{ id: 'A' }]);
});
