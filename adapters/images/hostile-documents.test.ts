/** Images whose documents do harm or do not fit, and damage anywhere: a digest catches it, or it is said. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync, zstdCompressSync } from 'node:zlib';
import { afterAll, describe, expect, it } from 'vitest';
import { ANALYZERS } from '#domains/inventory/analyzers/registry.ts';
import { RELEASE_FILES } from '#domains/inventory/index.ts';
import { readLayer } from './layer.ts';
import { Hostile, MIB, reasons } from './testing/hostile.ts';
import { dockerArchive, dpkg, ociImage, sha256, writeLayout } from './testing/image.ts';
import { pax, tar } from './testing/tar.ts';

const hostile = new Hostile();
afterAll(() => { hostile.remove(); });

const layer = tar({ name: 'var/lib/dpkg/status', content: dpkg('bash=5.2-1') });
const image = ociImage([{ tar: layer }]);
const [config, stored] = [...image.blobs.keys()] as [string, string];
const MANIFEST = 'application/vnd.oci.image.manifest.v1+json';
const INDEX = 'application/vnd.oci.image.index.v1+json';
let number = 0;

/** A layout of this image, with some blobs replaced, and another index where one is given. */
function layout(changed: Readonly<Record<string, Buffer | string>>, index: Buffer | string = image.index): string {
  const folder = join(hostile.folder, `layout-${number++}`);
  writeLayout(folder, { ...image, index: Buffer.from(index) });
  for (const [digest, bytes] of Object.entries(changed)) writeFileSync(join(folder, 'blobs/sha256', digest.slice(7)), bytes);
  return `oci-dir:${folder}`;
}

/** A layout whose index names this manifest. */
function withManifest(manifest: string, mediaType = MANIFEST): string {
  const bytes = Buffer.from(manifest);
  return layout({ [sha256(bytes)]: bytes }, JSON.stringify({ manifests: [{ mediaType, digest: sha256(bytes), size: bytes.length }] }));
}

const descriptor = (digest: string, size: number, mediaType = 'application/vnd.oci.image.layer.v1.tar+gzip'): object => ({ mediaType, digest, size });
const configDescriptor = (size = image.blobs.get(config)!.length, digest = config): object => descriptor(digest, size, 'application/vnd.oci.image.config.v1+json');
const deep = (depth: number): string => '['.repeat(depth) + ']'.repeat(depth);

describe('digests that are wrong', () => {
  it('of a layer: nothing of it is used', async () => {
    const other = gzipSync(tar({ name: 'var/lib/dpkg/status', content: dpkg('evil=6.6-6') }));
    const outcome = await hostile.scan(layout({ [stored]: other }));
    expect(outcome.result?.packages).toEqual([]);
    expect(reasons(outcome)).toEqual([expect.stringMatching(/the layer has the digest sha256:\w{64}, not sha256:\w{64} as the image says: nothing of it was used$/)]);
  }, 60_000);

  it.each([
    ['a configuration', () => layout({ [config]: '{}' }), /a document has the digest sha256:\w{64}, not sha256:\w{64} as it should/],
    ['a manifest', () => layout({ [sha256(image.manifest)]: image.manifest.toString().replace('schemaVersion":2', 'schemaVersion":3') }), /a document has the digest/],
    ['an index', () => { const inner = Buffer.from(image.index); return layout({ [sha256(inner)]: `${inner.toString()} ` }, JSON.stringify({ manifests: [{ mediaType: INDEX, digest: sha256(inner), size: inner.length }] })); }, /a document has the digest/],
    ['a digest that is a path', () => withManifest(JSON.stringify({ config: configDescriptor(3, 'sha256:../../../../etc/passwd'), layers: [] })), /the configuration of .* has no usable digest/],
    ['a digest of a kind that is not known', () => withManifest(JSON.stringify({ config: configDescriptor(3, `md5:${'0'.repeat(32)}`), layers: [] })), /has no usable digest/],
  ])('%s', async (_, make, message) => {
    const outcome = await hostile.scan(make());
    expect([outcome.code, outcome.errors]).toEqual([2, expect.stringMatching(message)]);
    expect(outcome.errors.trim().split('\n')).toHaveLength(1);
  }, 60_000);
});

describe('documents that do harm', () => {
  const same = (count: number): string => withManifest(JSON.stringify({ config: configDescriptor(), layers: Array.from({ length: count }, () => descriptor(stored, image.blobs.get(stored)!.length)) }));
  it.each([
    ['the same layer ten thousand times', () => same(10_000), /has 10000 layers; 500 are read/],
    ['the same layer 400 times, which the configuration does not name', () => same(400), /the configuration names 1 layers, the manifest 400/],
    ['a manifest of a million brackets', () => withManifest(`{"config":${deep(1_000_000)}}`), /its manifest names no configuration|not valid JSON/],
    ['an index in an index in an index', () => nested(8), /the indexes of .* are nested deeper than 4/],
    ['a manifest of 100 MB', () => withManifest(`{"x":"${'x'.repeat(100 * MIB)}"}`), /104857608 bytes are more than the 16777216 that are read/],
    ['a configuration of 100 MB', () => { const bytes = Buffer.from(`{"os":"linux","x":"${'x'.repeat(100 * MIB)}"}`); const folder = withManifest(JSON.stringify({ config: configDescriptor(bytes.length, sha256(bytes)), layers: [] })); writeFileSync(join(folder.slice('oci-dir:'.length), 'blobs/sha256', sha256(bytes).slice(7)), bytes); return folder; }, /bytes are more than the 16777216 that are read/],
    ['layers that are too large together', () => withManifest(JSON.stringify({ config: configDescriptor(), layers: Array.from({ length: 10 }, () => descriptor(stored, 15 * 1024 * MIB)) })), /its layers have 161,061,273,600 bytes together, more than the 68,719,476,736 that are read/],
    ['a size that is none', () => withManifest(JSON.stringify({ config: configDescriptor(-1), layers: [] })), /has no usable size/],
    ['layers that are text', () => withManifest(JSON.stringify({ config: configDescriptor(), layers: ['x'] })), /layer 1 of .* is missing/],
  ])('%s', async (_, make, message) => {
    const outcome = await hostile.scan(make());
    expect([outcome.code, outcome.errors]).toEqual([2, expect.stringMatching(message)]);
  }, 60_000);

  it('a layer that is said to be larger than any disk', async () => {
    const outcome = await hostile.scan(withManifest(JSON.stringify({ config: configDescriptor(), layers: [descriptor(stored, 2 ** 52)] })));
    expect(reasons(outcome)).toEqual([expect.stringMatching(/the layer cannot be read: sha256:\w{64} has 4,503,599,627,370,496 bytes, more than the 17,179,869,184 that are read$/)]);
  }, 60_000);

  it('an archive of Docker that names its one layer ten thousand times', async () => {
    const path = hostile.file(tar({ name: 'layer.tar', content: layer }, { name: 'c.json', content: '{"os":"linux"}' }, { name: 'manifest.json', content: JSON.stringify([{ Config: 'c.json', Layers: Array.from({ length: 10_000 }, () => 'layer.tar') }]) }));
    expect((await hostile.scan(`docker-archive:${path}`)).errors).toMatch(/has 10000 layers; 500 are read/);
  }, 60_000);

  it('a packed archive that is unpacked for nothing leaves nothing behind', async () => {
    const packed = hostile.file(gzipSync(tar({ name: 'index.json', content: '{"manifests":[]}' })));
    expect((await hostile.scan(`oci-archive:${packed}`)).errors).toMatch(/holds no image/);
  }, 60_000);

  it('a layer outside of the archive', async () => {
    mkdirSync(join(hostile.folder, 'out'));
    writeFileSync(join(hostile.folder, 'out/layer.tar'), layer);
    for (const name of ['../out/layer.tar', join(hostile.folder, 'out/layer.tar'), 'link']) {
      const path = hostile.file(tar({ name: 'link', type: '2', linkName: join(hostile.folder, 'out/layer.tar') }, { name: 'c.json', content: '{"os":"linux"}' }, { name: 'manifest.json', content: JSON.stringify([{ Config: 'c.json', Layers: [name] }]) }));
      const outcome = await hostile.scan(`docker-archive:${path}`);
      expect(outcome.result?.packages ?? []).toEqual([]);
      expect(reasons(outcome)).toEqual([expect.stringMatching(/the layer cannot be read: .* is not in/)]);
    }
  }, 60_000);
});

function nested(depth: number): string {
  let inner = Buffer.from(JSON.stringify({ manifests: [{ mediaType: MANIFEST, digest: sha256(image.manifest), size: image.manifest.length }] }));
  const blobs: Record<string, Buffer> = {};
  for (let level = 0; level < depth; level++) {
    blobs[sha256(inner)] = inner;
    inner = Buffer.from(JSON.stringify({ manifests: [{ mediaType: INDEX, digest: sha256(inner), size: inner.length }] }));
  }
  return layout(blobs, inner);
}

describe('damage anywhere', () => {
  const bytes = tar({ name: 'etc/os-release', content: 'ID=debian\n' }, pax({ path: 'var/lib/dpkg/status' }), { name: 'short', content: dpkg(...Array.from({ length: 40 }, (_, index) => `p${index}=1-${index}`)) }, { name: 'l', type: '2', linkName: 'm' });
  const search = { analyzers: ANALYZERS.filter(({ evidence }) => evidence === 'installed'), texts: RELEASE_FILES };
  const packings: readonly [string, Buffer][] = [['gzip', gzipSync(bytes)], ['zstd', zstdCompressSync(bytes)], ['none', bytes]];

  it.each(packings)('of a layer (%s): every byte, where its digest is known', async (_, whole) => {
    const step = Math.max(1, Math.floor(whole.length / 150));
    for (let at = 0; at < whole.length; at += step) {
      for (const broken of [flipped(whole, at, at % 8), whole.subarray(0, at)]) {
        const { notAssessed, results } = await readLayer({ range: { path: hostile.file(broken), offset: 0, size: broken.length }, digest: sha256(whole), diffId: '' }, search);
        const said = notAssessed.filter(({ path }) => path === '').map(({ reason }) => reason);
        expect(said, `${at}`).toHaveLength(1);
        expect(said[0]).toMatch(/^the layer (?:has the digest|is damaged|is packed with)/);
        if (said[0]!.startsWith('the layer has the digest')) expect(results).toEqual({});
      }
    }
  }, 60_000);

  // A tar that is not packed may end behind any of its members; see "what is wrong: a cut off entry".
  it.each(packings.filter(([packing]) => packing !== 'none'))('of a layer (%s): cut anywhere, where its digest is not known', async (_, whole) => {
    for (let at = 1; at < whole.length; at += 7) {
      const { notAssessed } = await readLayer({ range: { path: hostile.file(whole.subarray(0, at)), offset: 0, size: at }, digest: '', diffId: '' }, search);
      expect(notAssessed.filter(({ path }) => path === ''), `${at}`).toHaveLength(1);
    }
  }, 60_000);

  it('of an archive: a clear line, or a reason for the layer, never a crash', async () => {
    const whole = dockerArchive([{ tar: bytes, packing: 'none' }]);
    const outcomes = await Promise.all([100, 600, 2000, whole.length - 3000, whole.length - 1500].map((at) => hostile.scan(`docker-archive:${hostile.file(flipped(whole, at, 3))}`)));
    for (const outcome of outcomes) expect(outcome.code === 2 ? outcome.errors.trim().split('\n').length : reasons(outcome).length).toBe(1);
  }, 120_000);
});

function flipped(bytes: Buffer, at: number, bit: number): Buffer {
  const changed = Buffer.from(bytes);
  changed[at] = changed[at]! ^ (1 << bit);
  return changed;
}

