import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { dockerArchive, dpkg, OS_RELEASE } from '#adapters/images/testing/image.ts';
import { tar } from '#adapters/images/testing/tar.ts';
import { parseTarget } from './target.ts';

const folder = mkdtempSync(join(tmpdir(), 'breakwater-scan-'));
afterAll(() => { rmSync(folder, { recursive: true, force: true }); });
const image = join(folder, 'image.tar');
const target = `docker-archive:${image}`;
const database = join(folder, 'advisories.db');
const source = 'Package: libssl3\nStatus: install ok installed\nArchitecture: amd64\nSource: openssl (3.0.9-1)\nVersion: 3.0.9-1+b1\n\n';

interface Run { readonly status: number | null; readonly stdout: string; readonly stderr: string }
const run = (...args: string[]): Run => spawnSync(process.execPath, [join(import.meta.dirname, '../main.ts'), ...args], { encoding: 'utf8', cwd: folder, env: { PATH: process.env['PATH'], HOME: folder, BREAKWATER_CACHE: join(folder, 'cache') } });
const scan = (...args: string[]): Run => run('scan', ...args);

const CRITICAL = 'CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H';
const MEDIUM = 'CVSS:3.1/AV:N/AC:L/PR:N/UI:R/S:C/C:L/I:L/A:N';
const osv = (id: string, ecosystem: string, name: string, fixed: string | null, cvss: string | null): string => JSON.stringify({
  id, modified: '2024-05-01T00:00:00Z', aliases: [id.replace(/^[A-Z]+/, 'CVE-2024')], affected: [{ package: { ecosystem, name }, ranges: [{ type: 'ECOSYSTEM', events: [{ introduced: '0' }, ...(fixed === null ? [] : [{ fixed }])] }] }],
  ...(cvss === null ? {} : { severity: [{ type: 'CVSS_V3', score: cvss }] }),
});

beforeAll(() => {
  writeFileSync(image, dockerArchive([{ tar: tar({ name: 'etc/os-release', content: OS_RELEASE }, { name: 'var/lib/dpkg/status', content: `${source}${dpkg('bash=5.2-1')}` }, { name: 'app/node_modules/left-pad/package.json', content: '{"name":"left-pad","version":"1.3.0","license":"WTFPL"}' }) }]));
  writeFileSync(join(folder, 'osv.ndjson'), [
    osv('DSA-1001', 'Debian:12', 'openssl', '3.0.11-1', CRITICAL), osv('DSA-1002', 'Debian:12', 'bash', null, null), osv('GHSA-1003', 'npm', 'left-pad', '1.3.1', MEDIUM), '',
  ].join('\n'));
  expect(run('advisories', 'import', join(folder, 'osv.ndjson'), '--advisories', database).status).toBe(0);
});

interface Json { readonly packages: readonly { readonly name: string; readonly version: string; readonly ecosystem: string }[]; readonly vulnerabilities: readonly { readonly id: string; readonly package: string; readonly installed: string; readonly fixed: string | null; readonly severity: string | null; readonly status: string; readonly justification?: string }[]; readonly notAssessed: readonly { readonly reason: string }[] }
const json = (...args: string[]): Json => JSON.parse(scan(...args, '--format', 'json', '--advisories', database).stdout) as Json;
const short = ({ vulnerabilities }: Json): string[] => vulnerabilities.map((each) => `${each.package} ${each.installed} ${each.id} ${each.severity} ${each.fixed} ${each.status}`);

it('finds what the packages have, the worst first', () => {
  const result = json(target);
  expect(result.packages.map(({ name, version, ecosystem }) => `${name} ${version} ${ecosystem}`).sort()).toEqual(['bash 5.2-1 Debian:12', 'left-pad 1.3.0 npm', 'libssl3 3.0.9-1+b1 Debian:12']);
  expect(short(result)).toEqual(['libssl3 3.0.9-1+b1 CVE-2024-1001 critical 3.0.11-1 affected', 'left-pad 1.3.0 CVE-2024-1003 medium 1.3.1 affected', 'bash 5.2-1 CVE-2024-1002 null null affected']);
  expect(result.notAssessed).toEqual([]);
});

describe('the gate', () => {
  it.each([
    [['--fail-on', 'critical'], 1, ''], [['--fail-on', 'medium', '--only-fixed'], 1, ''],
    [['--fail-on', 'high', '--vex', 'vex.json'], 0, '1 vulnerabilities have no known severity and do not count for --fail-on high'],
  ])('%j', (options, status, warning) => {
    writeFileSync(join(folder, 'vex.json'), JSON.stringify({ '@context': 'https://openvex.dev/ns/v0.2.0', statements: [{ vulnerability: { name: 'CVE-2024-1001' }, products: [{ '@id': 'pkg:deb/debian/libssl3' }], status: 'not_affected', justification: 'vulnerable_code_not_present' }] }));
    const result = scan(target, '--advisories', database, ...options);
    expect([result.status, result.stderr.includes(warning)]).toEqual([status, true]);
  });

  it('leaves out what has no fix, and says so', () => {
    const { stdout } = scan(target, '--advisories', database, '--only-fixed');
    expect(stdout).not.toContain('CVE-2024-1002');
    expect(stdout).toContain('1 vulnerability without a fix left out.');
  });

  it('is not passed without advisories', () => {
    const result = scan(target, '--fail-on', 'critical');
    expect(result.status).toBe(2);
    expect(result.stderr).toContain('--fail-on cannot be judged');
    expect(result.stdout).toMatch(/Not assessed \(1\)\n {2}vulnerabilities were not matched: there is no advisory database at .*advisories update/);
    expect(result.stdout).toContain('3 packages; vulnerabilities were not assessed.');
    expect(result.stdout).not.toMatch(/no known vulnerabilities/);
  });
});

it('says in every format what was not assessed', () => {
  for (const format of ['table', 'json', 'sarif', 'junit', 'html', 'cyclonedx']) {
    const { stdout, status } = scan(target, '--format', format);
    expect([format, status, stdout.includes('vulnerabilities were not matched')]).toEqual([format, 0, true]);
  }
});

it('takes statements of vendors, in CSAF too', () => {
  writeFileSync(join(folder, 'csaf.json'), JSON.stringify({
    document: { csaf_version: '2.0', category: 'csaf_vex' }, product_tree: { branches: [{ branches: [{ product: { product_id: 'P1', product_identification_helper: { purl: 'pkg:npm/left-pad@1.3.0' } } }] }] },
    vulnerabilities: [{ cve: 'CVE-2024-1003', product_status: { known_not_affected: ['P1', 'P2'] }, flags: [{ label: 'component_not_present', product_ids: ['P1'] }] }],
  }));
  const result = json(target, '--vex', join(folder, 'csaf.json'));
  expect(result.vulnerabilities.find(({ id }) => id === 'CVE-2024-1003')).toMatchObject({ status: 'notAffected', justification: 'component_not_present' });
  expect(result.vulnerabilities.filter(({ status }) => status === 'affected')).toHaveLength(2);
  expect(scan(target, '--vex', image).stderr).toContain('is not valid JSON');
  writeFileSync(join(folder, 'other.json'), '{}');
  expect(scan(target, '--vex', join(folder, 'other.json')).stderr).toContain('is neither an OpenVEX nor a CSAF VEX document');
});

describe('SBOMs', () => {
  it.each(['cyclonedx', 'spdx'])('as %s are the same for the same image, and have the same vulnerabilities when they are read again', (format) => {
    const file = join(folder, `${format}.json`);
    expect(run('sbom', target, '--format', format, '--reproducible', '-o', file).status).toBe(0);
    expect(run('sbom', target, '--format', format, '--reproducible').stdout).toBe(readFileSync(file, 'utf8'));
    expect(run('sbom', target, '--format', format).stdout).not.toBe(readFileSync(file, 'utf8'));
    const again = json(`sbom:${file}`);
    expect(again.packages.map(({ name, version, ecosystem }) => `${name} ${version} ${ecosystem}`).sort()).toEqual(['bash 5.2-1 Debian:12', 'left-pad 1.3.0 npm', 'libssl3 3.0.9-1+b1 Debian:12']);
    expect(short(again)).toEqual(short(json(target)));
  });

  it('that cannot be read are told', () => {
    writeFileSync(join(folder, 'bad.json'), '{"bomFormat":"CycloneDX","components":[');
    expect(scan(`sbom:${join(folder, 'bad.json')}`).status).toBe(2);
    expect(scan(`sbom:${image}`).stderr).toContain('is neither a CycloneDX nor an SPDX document');
    writeFileSync(join(folder, 'empty.json'), '{"bomFormat":"CycloneDX","specVersion":"1.6"}');
    expect(scan(`sbom:${join(folder, 'empty.json')}`, '--advisories', database).stdout).toContain('names no package');
  });
});

it('reads folders and single files', () => {
  mkdirSync(join(folder, 'project'));
  writeFileSync(join(folder, 'project/package-lock.json'), JSON.stringify({ name: 'x', lockfileVersion: 3, packages: { '': { name: 'x' }, 'node_modules/left-pad': { version: '1.3.0' } } }));
  for (const each of ['dir:project', `file:${join(folder, 'project/package-lock.json')}`, 'file:project/package-lock.json']) expect(short(json(each))).toEqual(['left-pad 1.3.0 CVE-2024-1003 medium 1.3.1 affected']);
  expect(scan('rootfs:project', '--advisories', database).stdout).toContain('no package data was found in 1 files');
});

it('gives one clear line for mistakes', () => {
  const message = (...args: string[]): string => { const { status, stderr } = scan(...args); expect(status).toBe(2); return stderr.trimEnd(); };
  expect(message('image.tar')).toBe('breakwater: image.tar: say what it is: docker-archive:, oci-archive:, oci-dir:, rootfs:, dir:, file: or sbom: before the path');
  expect(message('docker-archive:')).toMatch(/nothing follows the colon/);
  expect(message('docker-archive:gone.tar')).toMatch(/^breakwater: gone\.tar: cannot be read: ENOENT/);
  expect(message('file:image.tar')).toMatch(/no analyzer knows a file of this name/);
  expect(message('dir:gone')).toMatch(/gone: cannot be read/);
  expect(message(target, '--format', 'jsn')).toBe('breakwater: --format jsn: did you mean json? allowed are table, json, sarif, junit, html, cyclonedx, spdx');
  expect(message(target, '--fail-on', 'hihg')).toMatch(/did you mean high\?/);
  expect(message(target, '--advisories', 'gone.db')).toMatch(/gone\.db/);
  expect(message('shop/Cart')).toMatch(/is no valid name of an image/);
  expect(message('a.example/b', '--username', 'me')).toBe('breakwater: --username needs the password in $BREAKWATER_REGISTRY_PASSWORD');
});

it('tells targets apart', () => {
  expect(parseTarget('registry.example.com/shop/cart:1')).toEqual({ kind: 'registry', value: 'registry.example.com/shop/cart:1' });
  expect(parseTarget('dir:a:b')).toEqual({ kind: 'dir', value: 'a:b' });
});
