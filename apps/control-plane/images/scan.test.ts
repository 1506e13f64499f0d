import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ScanRequest } from '#pipeline/index.ts';
import { dpkg, ociImage, type OciImage, OS_RELEASE, sha256 } from '../../../adapters/images/testing/image.ts';
import { tar } from '../../../adapters/images/testing/tar.ts';
import { type Scripted, scripted, send } from '../../../adapters/registries/oci/testing/scripted.ts';
import { createScan } from './scan.ts';

const base = { tar: tar({ name: 'etc/os-release', content: OS_RELEASE }, { name: 'var/lib/dpkg/status', content: dpkg('bash=5.2-1') }) };
const app = (n: number): OciImage => ociImage([base, { tar: tar({ name: 'app/node_modules/left-pad/package.json', content: `{"name":"left-pad","version":"1.${n}.0"}` }) }]);
let dir: string, registry: Scripted;
let slow: (url: string) => number = () => 0;
const images = new Map([1, 2, 3, 4].map((n) => [String(n), app(n)]));

beforeEach(async () => {
  dir = mkdtempSync(join(tmpdir(), 'breakwater-scan-'));
  slow = () => 0;
  registry = await scripted((request, response) => {
    const url = request.url ?? '', last = url.slice(url.lastIndexOf('/') + 1), image = images.get(last);
    const bytes = image?.index ?? [...images.values()].map(({ blobs }) => blobs.get(last)).find((blob) => blob !== undefined);
    const answer = (): void => { if (bytes === undefined) send(response, 404); else send(response, 200, bytes, url.includes('/manifests/') ? { 'content-type': image === undefined ? 'application/vnd.oci.image.manifest.v1+json' : 'application/vnd.oci.image.index.v1+json' } : {}); };
    setTimeout(answer, slow(url));
  });
});
afterEach(async () => { await registry.close(); rmSync(dir, { recursive: true, force: true }); });
const request = (tag: string, more: Partial<ScanRequest> = {}): ScanRequest => ({ reference: `${registry.host}/shop/app:${tag}`, credentials: null, plainHttp: true, known: () => false, progress: () => undefined, signal: new AbortController().signal, ...more });
const left = (): string[] => { const folder = join(dir, 'cache/fetched'); return existsSync(folder) ? readdirSync(folder) : []; };

describe('a scan', () => {
  it('finds the packages of the image of a tag, says how far it is, and leaves no layer behind', { timeout: 30_000 }, async () => {
    const steps: string[] = [];
    const { digest, inspection } = await createScan(dir, () => undefined)(request('1', { progress: (done, total) => steps.push(`${done}/${total}`) }));
    expect(digest).toBe(sha256(images.get('1')?.manifest ?? ''));
    expect(inspection?.packages.map(({ name, version, ecosystem }) => `${name} ${version} ${ecosystem}`).sort()).toEqual(['bash 5.2-1 Debian:12', 'left-pad 1.1.0 npm']);
    expect(inspection?.artifact).toMatchObject({ platform: 'linux/amd64', operatingSystem: { name: 'Debian GNU/Linux 12 (bookworm)' }, layers: [{ createdBy: 'step 1' }, { createdBy: 'step 2' }] });
    expect([steps, left()]).toEqual([['0/2', '1/2', '2/2'], []]);
  });

  it('is not needed where the manifest is known: no layer is fetched', async () => {
    expect(await createScan(dir, () => undefined)(request('1', { known: (digest) => digest === sha256(images.get('1')?.manifest ?? '') }))).toEqual({ digest: sha256(images.get('1')?.manifest ?? ''), inspection: null });
    expect(registry.requests.filter((line) => line.includes('/blobs/'))).toHaveLength(1);
  });

  it('shares nothing with another at the same time but the results of layers', { timeout: 60_000 }, async () => {
    const scan = createScan(dir, () => undefined);
    slow = (url) => (url.includes('/blobs/') ? Math.random() * 20 : 0);
    const all = await Promise.all(['1', '2', '3', '4'].map((tag) => scan(request(tag))));
    expect(all.map(({ inspection }) => [inspection?.packages.length, inspection?.notAssessed])).toEqual([1, 2, 3, 4].map(() => [2, []]));
    const before = registry.requests.length;
    expect((await scan(request('1'))).inspection?.packages).toHaveLength(2);
    // Index, manifest and configuration: the layers were read before.
    expect(registry.requests.length - before).toBe(3);
    expect(left()).toEqual([]);
  });

  it('ends when it is told to, and when the image is too large', { timeout: 30_000 }, async () => {
    const scan = createScan(dir, () => undefined), stop = new AbortController();
    slow = (url) => (url.includes('/blobs/') ? 300 : 0);
    setTimeout(() => stop.abort(new Error('enough')), 50);
    await expect(scan(request('1', { signal: stop.signal }))).rejects.toThrow('enough');
    slow = () => 0;
    await expect(createScan(dir, () => undefined, 10)(request('1'))).rejects.toThrow(/^too large: its layers have 0\.0 GiB, more than the 0\.0 GiB that are read$/);
    await expect(scan(request('9'))).rejects.toMatchObject({ code: 'registry.missing' });
  });

  it('removes what a killed process left behind', async () => {
    mkdirSync(join(dir, 'cache/fetched/1/blobs'), { recursive: true });
    writeFileSync(join(dir, 'cache/fetched/1/blobs/x'), 'x');
    await createScan(dir, () => undefined)(request('1', { known: () => true }));
    expect(left()).toEqual([]);
  });
});
