/**
 * Real images from a real registry through the command line: the packages are those that each package manager lists, the
 * vulnerabilities of Debian's packages those that its security suite has updates for. Needs the package registries the
 * first time (quality/images/build.ts keeps what it builds), debootstrap, rpm and docker-registry; see .ci/run.
 */
import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type BuiltImage, ensureImages } from '../images/build.ts';
import { type Scanned, sideBySide, unexplained } from '../images/compare.ts';
import { expectedFindings, type Offered, offeredBySecurity, recordsOf } from '../images/security.ts';
import { TestRegistry } from './testing/registry.ts';

const WITHIN = 60_000;
const folder = mkdtempSync(join(tmpdir(), 'breakwater-images-live-'));
const database = join(folder, 'advisories.db');
let images: ReadonlyMap<string, BuiltImage>;
let registry: TestRegistry;
let offered: Offered;

/** The command line as a person at another machine has it: no configuration, a cache of its own. */
async function breakwater(...args: string[]): Promise<string> {
  const { stdout, stderr } = await promisify(execFile)(process.execPath, [join(import.meta.dirname, '../../apps/cli/main.ts'), ...args], {
    encoding: 'utf8', maxBuffer: 64 * 1024 * 1024, env: { PATH: process.env['PATH'], HOME: folder, BREAKWATER_REGISTRY_PASSWORD: registry.credentials.password },
  });
  expect(stderr).toBe('');
  return stdout;
}

beforeAll(async () => {
  images = await ensureImages();
  registry = await TestRegistry.start();
  offered = await offeredBySecurity(join(process.env['XDG_CACHE_HOME'] || join(homedir(), '.cache'), 'breakwater/images/security'));
  mkdirSync(join(folder, 'records'));
  writeFileSync(join(folder, 'records/security.ndjson'), recordsOf(offered));
  await breakwater('advisories', 'import', '--advisories', database, join(folder, 'records'));
}, 900_000);

afterAll(async () => {
  await registry?.stop();
  rmSync(folder, { recursive: true, force: true });
});

describe.each(['debian', 'shop', 'rpm-sqlite', 'rpm-sqlite-log', 'rpm-ndb', 'rpm-berkeley'])('%s', (name) => {
  let scanned: Scanned, took: number, digest: string;

  beforeAll(async () => {
    digest = await registry.pushLayout(`live/${name}`, images.get(name)!.layout, '1.0');
    const began = performance.now();
    scanned = JSON.parse(await breakwater('scan', `${registry.host}/live/${name}:1.0`, '--username', registry.credentials.username, '--advisories', database, '--format', 'json')) as Scanned;
    took = performance.now() - began;
  }, 2 * WITHIN);

  it('is scanned in time', () => {
    expect(scanned.artifact.digest).toBe(digest);
    expect(took).toBeLessThan(WITHIN);
  });

  it('holds what its package managers list, and nothing else', () => {
    const { expected, found } = sideBySide(images.get(name)!.truth, scanned);
    expect(found).toEqual(expected);
    expect(Object.values(expected).flat().length).toBeGreaterThan(15);
    expect(unexplained(scanned)).toEqual([]);
  });

  it('is affected where the security suite has a higher version, and nowhere else', async () => {
    const expected = await expectedFindings(images.get(name)!.truth['dpkg-source'] ?? [], offered);
    expect(scanned.vulnerabilities.map((each) => `${each.package} ${each.id} ${each.fixed}`).sort()).toEqual(expected);
    if (name === 'debian') expect(expected.length).toBeGreaterThan(0);
  });
});

it('gives the same result for the image as docker saves it', async () => {
  const file = join(folder, 'shop.tar');
  await images.get('shop')!.dockerArchive(file);
  const scanned = JSON.parse(await breakwater('scan', `docker-archive:${file}`, '--advisories', database, '--format', 'json')) as Scanned;
  const { expected, found } = sideBySide(images.get('shop')!.truth, scanned);
  expect(found).toEqual(expected);
}, 2 * WITHIN);
