/** The sample's images and advisories: readable, about what the shop runs, and told by the command line as they are. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { readOsv } from '#adapters/advisories/osv/index.ts';
import { readSbomFile } from '#adapters/images/sbom-file.ts';
import { ANALYZERS } from '#domains/inventory/analyzers/registry.ts';

const SAMPLES = join(import.meta.dirname, '../../samples');
const WITHOUT = ['inventory', 'registry.harbour-shop.example/mirror/busybox:1.36', 'warehouse/scanner-gateway:2.0'];
const folder = mkdtempSync(join(tmpdir(), 'breakwater-samples-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

interface Component { readonly name: string; readonly version: string; readonly 'bom-ref': string; readonly hashes: readonly { readonly alg: string; readonly content: string }[] }
const files = readdirSync(join(SAMPLES, 'images'));
const read = (file: string): Buffer => readFileSync(join(SAMPLES, 'images', file));
const about = (file: string): Component => (JSON.parse(read(file).toString('utf8')) as { readonly metadata: { readonly component: Component } }).metadata.component;

/** Images that the shop's manifests name, with the digest where one is pinned. */
function shopImages(): Map<string, string | undefined> {
  const manifests = readdirSync(join(SAMPLES, 'shop'), { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.yaml'));
  const named = manifests.flatMap((file) => [...readFileSync(join(SAMPLES, 'shop', file), 'utf8').matchAll(/^ *image: (\S+)$/gm)].map((match) => match[1]!));
  return new Map(named.map((image) => [image.split('@')[0]!, image.split('@sha256:')[1]]));
}

it('has an SBOM of every image of the shop but three, under its name and with its digest', () => {
  const images = shopImages();
  const seen = files.map((file) => {
    const { name, version, hashes, ...rest } = about(file);
    const reference = `${name}:${version}`;
    expect([rest['bom-ref'], file]).toEqual([reference, `${reference.replaceAll(/[/:]/g, '_')}.cdx.json`]);
    expect(hashes).toEqual([{ alg: 'SHA-256', content: images.get(reference) ?? expect.stringMatching(/^[\da-f]{64}$/) }]);
    return reference;
  });
  expect([...seen, ...WITHOUT].sort()).toEqual([...images.keys()].sort());
  expect(new Set(files.map((file) => about(file).hashes[0]!.content)).size).toBe(files.length);
});

it.each(files)('%s is read without a complaint', (file) => {
  const { packages, notAssessed } = readSbomFile(file, read(file), ANALYZERS);
  expect(notAssessed).toEqual([]);
  expect(packages.length).toBeGreaterThan(9);
});

it('has advisories that are read without a complaint, one a file, called as they are', async () => {
  const problems: unknown[] = [], ids: string[] = [];
  for await (const { id } of readOsv(join(SAMPLES, 'advisories'), (problem) => problems.push(problem))) ids.push(`${id}.json`);
  expect(problems).toEqual([]);
  expect(ids.sort()).toEqual(readdirSync(join(SAMPLES, 'advisories')).sort());
});

it('shows what is known of the worst image', () => {
  const run = (...args: string[]): string => {
    const { status, stdout, stderr } = spawnSync(process.execPath, [join(SAMPLES, '../apps/cli/main.ts'), ...args], { encoding: 'utf8', env: { PATH: process.env['PATH'], HOME: folder } });
    expect([stderr, status]).toEqual(['', 0]);
    return stdout;
  };
  const database = join(folder, 'advisories.db');
  run('advisories', 'import', '--advisories', database, ...['advisories', 'exploits/kev.json', 'exploits/epss.csv'].map((path) => join(SAMPLES, path)));
  const found = JSON.parse(run('scan', `sbom:${join(SAMPLES, 'images/registry.harbour-shop.example_catalog_reviews_3.1.0.cdx.json')}`, '--advisories', database, '--format', 'json')) as { readonly vulnerabilities: readonly object[] };
  expect(found.vulnerabilities).toContainEqual(expect.objectContaining({ id: 'CVE-2021-44228', package: expect.anything() as unknown, installed: '2.14.1', fixed: '2.15.0', severity: 'critical', kev: true, epss: 0.94 }));
  expect(found.vulnerabilities).toContainEqual(expect.objectContaining({ id: 'CVE-2023-45853', fixed: null, kev: false }));
});
