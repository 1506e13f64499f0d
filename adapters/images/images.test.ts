import { mkdtempSync, rmSync, writeFileSync, mkdirSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { randomBytes } from 'node:crypto';
import { constants, gzipSync, zstdCompressSync } from 'node:zlib';
import { afterAll, describe, expect, it } from 'vitest';
import { ANALYZERS } from '#domains/inventory/analyzers/registry.ts';
import { detectOperatingSystem, mergePackages, RELEASE_FILES } from '#domains/inventory/index.ts';
import { analyzeFolder, analyzeImage, createReader, type Findings, openDockerArchive, openImage, openOciArchive, openOciFolder, parsePlatform } from './index.ts';
import { readLayer } from './layer.ts';
import { packingOf } from './unpack.ts';
import { dockerArchive, dpkg, type LayerSpec, ociImage, OS_RELEASE, sha256, writeLayout } from './testing/image.ts';
import { END, header, member, pax, seal, tar } from './testing/tar.ts';

const folder = mkdtempSync(join(tmpdir(), 'breakwater-images-'));
afterAll(() => { rmSync(folder, { recursive: true, force: true }); });
let number = 0;
const file = (bytes: Buffer): string => { const path = join(folder, `file-${number++}`); writeFileSync(path, bytes); return path; };

const reader = createReader({ analyzers: import.meta.resolve('#domains/inventory/analyzers/registry.ts'), installedOnly: true, texts: RELEASE_FILES }, join(folder, 'cache'));
afterAll(async () => { await (await reader).close(); });

const names = (findings: Findings): string[] => {
  const system = detectOperatingSystem((path) => findings.text(path));
  return mergePackages({ layers: findings.layers, isLive: findings.isLive, ...(system === undefined ? {} : { operatingSystem: system }) }).packages.map((each) => `${each.name} ${each.version} ${each.ecosystem}`);
};
async function scanned(...layers: LayerSpec[]): Promise<Findings> {
  const image = await openDockerArchive(file(dockerArchive(layers)), join(folder, 'cache'));
  try {
    return await analyzeImage(image, await reader);
  } finally {
    await image.close();
  }
}
const plain = (bytes: Buffer): LayerSpec => ({ tar: bytes, packing: 'none' });
const status = { name: 'var/lib/dpkg/status', content: dpkg('bash=5.2-1', 'zlib1g=1:1.2') };
const release = { name: 'usr/lib/os-release', content: OS_RELEASE };

describe('layers', () => {
  it.each(['gzip', 'zstd', 'none'] as const)('packed with %s', async (packing) => {
    const findings = await scanned({ tar: tar(release, status), packing });
    expect(names(findings)).toEqual(['bash 5.2-1 Debian:12', 'zlib1g 1:1.2 Debian:12']);
    expect(findings.notAssessed).toEqual([]);
  });

  it('of upper layers replace and delete', async () => {
    const lower = plain(tar(release, status, { name: 'app/node_modules/a/package.json', content: '{"name":"a","version":"1.0.0"}' }, { name: 'app/node_modules/b/package.json', content: '{"name":"b","version":"1.0.0"}' }));
    expect(names(await scanned(lower, plain(tar({ name: 'var/lib/dpkg/status', content: dpkg('bash=5.2-2') }))))).toEqual(['bash 5.2-2 Debian:12', 'a 1.0.0 npm', 'b 1.0.0 npm'].sort((x, y) => (x.startsWith('bash') ? 1 : y.startsWith('bash') ? -1 : 0)));
    expect(names(await scanned(lower, plain(tar({ name: 'app/node_modules/a/.wh.package.json' }))))).not.toContain('a 1.0.0 npm');
    expect(names(await scanned(lower, plain(tar({ name: 'app/.wh.node_modules' }))))).toEqual(['bash 5.2-1 Debian:12', 'zlib1g 1:1.2 Debian:12']);
    expect(names(await scanned(lower, plain(tar({ name: 'app/node_modules/.wh..wh..opq' }, { name: 'app/node_modules/c/package.json', content: '{"name":"c","version":"2.0.0"}' }))))).toEqual(['bash 5.2-1 Debian:12', 'zlib1g 1:1.2 Debian:12', 'c 2.0.0 npm']);
    // A folder that becomes a file takes along what was in it.
    expect(names(await scanned(lower, plain(tar({ name: 'app', content: 'x' }))))).toEqual(['bash 5.2-1 Debian:12', 'zlib1g 1:1.2 Debian:12']);
  });

  it('reach folders through links of lower layers', async () => {
    const lower = plain(tar({ name: 'lib', type: '2', linkName: 'usr/lib' }, release, { name: 'usr/lib/node_modules/a/package.json', content: '{"name":"a","version":"1.0.0"}' }));
    expect(names(await scanned(lower, plain(tar({ name: 'lib/node_modules/a/package.json', content: '{"name":"a","version":"2.0.0"}' }))))).toEqual(['a 2.0.0 npm']);
    expect(names(await scanned(lower, plain(tar({ name: 'lib/node_modules/.wh.a' }))))).toEqual([]);
  });
});

describe('links', () => {
  it('to the database of packages are followed, into other layers too', async () => {
    const link = { name: 'var/lib/dpkg/status', type: '2', linkName: '../../../data/packages' };
    for (const each of [link, { ...link, linkName: '/data/packages' }, { ...link, linkName: '../../../../../../data/packages' }, { ...link, type: '1', linkName: 'data/packages' }]) {
      expect(names(await scanned(plain(tar(release, { name: 'data/packages', content: dpkg('bash=5.2-1') })), plain(tar(each))))).toEqual(['bash 5.2-1 Debian:12']);
    }
  });

  it('in circles are told, to nothing are nothing', async () => {
    const findings = await scanned(plain(tar({ name: 'var/lib/dpkg/status', type: '2', linkName: 'other' }, { name: 'var/lib/dpkg/other', type: '2', linkName: 'status' }, { name: 'lib/apk/db/installed', type: '2', linkName: '/nowhere' })));
    expect(findings.notAssessed.map(({ path }) => path).sort()).toEqual(['var/lib/dpkg/other', 'var/lib/dpkg/status']);
  });

  it('never leave the root of a folder', async () => {
    const root = join(folder, 'root');
    mkdirSync(join(root, 'var/lib/dpkg'), { recursive: true });
    mkdirSync(join(root, 'etc'), { recursive: true });
    writeFileSync(join(folder, 'secret'), dpkg('secret=1-1'));
    symlinkSync(join(folder, 'secret'), join(root, 'var/lib/dpkg/status'));
    const { search } = await reader;
    expect(names(await analyzeFolder(root, search, 'rootfs'))).toEqual([]);
    mkdirSync(join(root, folder), { recursive: true });
    writeFileSync(join(root, folder, 'secret'), dpkg('inner=1-1'));
    expect(names(await analyzeFolder(root, search, 'rootfs'))).toEqual(['inner 1-1 ']);
  });
});

describe('tar', () => {
  const read = async (bytes: Buffer): Promise<Findings> => await scanned(plain(bytes));

  it('takes long names of both kinds', async () => {
    const long = `${'very-long-folder-name/'.repeat(8)}node_modules/a/package.json`;
    const content = '{"name":"a","version":"1.0.0"}';
    expect(names(await read(tar(pax({ path: long }), { name: 'short', content })))).toEqual(['a 1.0.0 npm']);
    expect(names(await read(tar({ name: '././@LongLink', type: 'L', content: `${long}\0` }, { name: 'short', content })))).toEqual(['a 1.0.0 npm']);
    expect(names(await read(tar(pax({ path: 'unused' }, 'g'), pax({ path: long }), { name: 'short', content })))).toEqual(['a 1.0.0 npm']);
  });

  it('takes no file for a folder whose long name is cut after a slash in the header', async () => {
    const long = `${'cut/'.repeat(25)}node_modules/a/package.json`;
    const content = '{"name":"a","version":"1.0.0"}';
    expect(names(await read(tar({ name: '././@LongLink', type: 'L', content: `${long}\0` }, { name: long.slice(0, 100), content }, status)))).toHaveLength(3);
    expect(names(await read(tar(pax({ path: long }), { name: long.slice(0, 100), content }, status)))).toHaveLength(3);
  });

  it('brings what is wanted, whole, however it is cut', async () => {
    const content = `{"name":"a","version":"1.0.0","x":"${'y'.repeat(700_000)}"}`;
    const script = { name: 'usr/bin/tool', mode: 0o755, content: `#!/bin/sh\n${'#'.repeat(5000)}` };
    const bytes = tar(release, script, { name: 'node_modules/a/package.json', content }, script, status, { name: 'node_modules/b/package.json', content: content.replace('"a"', '"b"') });
    for (const packing of ['none', 'gzip', 'zstd'] as const) expect(names(await scanned({ tar: bytes, packing }))).toHaveLength(4);
  });

  it.each([
    ['a wrong checksum', Buffer.concat([Buffer.alloc(512, 1), END]), /checksum/],
    ['a cut off entry', member(status).subarray(0, 600), /ends in the middle/],
    ['a cut off header', Buffer.concat([member(status), Buffer.alloc(100, 1)]), /ends in the middle/],
    ['a broken extended header', tar({ name: 'x', type: 'x', content: '99999 path=a\n' }, status), /extended tar header is malformed/],
    ['a negative size', Buffer.concat([seal(Object.assign(header(status), { 124: 0xff })), END]), /negative/],
  ])('says what is wrong: %s', async (_, bytes, reason) => {
    const { notAssessed } = await read(bytes);
    expect(notAssessed.map((each) => each.reason).join('; ')).toMatch(reason);
    expect(notAssessed[0]?.path).toBe(sha256(bytes));
  });

  it('keeps what came before the damage', async () => {
    const findings = await read(Buffer.concat([member(release), member(status), Buffer.alloc(512, 1)]));
    expect(names(findings)).toEqual(['bash 5.2-1 Debian:12', 'zlib1g 1:1.2 Debian:12']);
    expect(findings.notAssessed).toHaveLength(1);
  });

  it('does not take sparse files and names beyond the bound for something else', async () => {
    const sparse = Buffer.from(header({ name: 'var/lib/dpkg/status', type: 'S', size: 512 }));
    sparse[482] = 1;
    const map = Buffer.alloc(512);
    const bytes = Buffer.concat([seal(sparse), map, Buffer.alloc(512, 0x61), member({ name: 'app/node_modules/a/package.json', content: '{"name":"a","version":"1.0.0"}' }), END]);
    const findings = await read(bytes);
    expect(findings.notAssessed.map(({ path, reason }) => `${path}: ${reason}`)).toEqual(['var/lib/dpkg/status: is stored as a sparse file, which is not supported']);
    expect(names(findings)).toEqual(['a 1.0.0 npm']);
    const long = await read(tar(pax({ path: 'n'.repeat(65_536) }), status, pax({ comment: 'c'.repeat(2 * 1024 * 1024) }), status));
    expect(long.notAssessed.map(({ reason }) => reason)).toEqual([expect.stringContaining('its name of 65536 characters'), expect.stringContaining('its extended header of')]);
  });

  it('passes over devices', async () => {
    expect(names(await read(tar({ name: 'dev/sda', type: '4', size: 4096 }, { name: 'var/lib/dpkg/status', type: '3', size: 1 << 30 }, { name: 'p', type: '6' })))).toEqual([]);
  });
});

describe('digests', () => {
  it('that are wrong spoil the layer, and nothing else', async () => {
    const good = plain(tar(release, status));
    const bad = { ...plain(tar({ name: 'app/node_modules/a/package.json', content: '{"name":"a","version":"1.0.0"}' })), stored: tar({ name: 'app/node_modules/evil/package.json', content: '{"name":"evil","version":"1.0.0"}' }) };
    const findings = await scanned(good, bad);
    expect(names(findings)).toEqual(['bash 5.2-1 Debian:12', 'zlib1g 1:1.2 Debian:12']);
    expect(findings.notAssessed).toEqual([{ path: sha256(bad.tar), reason: expect.stringMatching(/^the layer has the digest sha256:.*, not sha256:.* as the image says/) as string }]);
  });

  it('of stored bytes are checked in layouts; documents too', async () => {
    const image = ociImage([{ tar: tar(release, status) }]);
    const layout = join(folder, 'layout');
    writeLayout(layout, image);
    const open = async (): Promise<Findings> => await analyzeImage(await openImage(await openOciFolder(layout), {}), { ...await reader, cache: null });
    expect(names(await open())).toHaveLength(2);
    const [, layer] = [...image.blobs.keys()];
    writeFileSync(join(layout, 'blobs/sha256', layer!.slice(7)), gzipSync(tar(status)));
    expect((await open()).notAssessed[0]?.reason).toMatch(/^the layer has the digest/);
    const [config] = [...image.blobs.keys()];
    writeFileSync(join(layout, 'blobs/sha256', config!.slice(7)), '{}');
    await expect(open()).rejects.toThrow(/has the digest sha256:.*, not sha256:/);
  });

  it('make results of a layer usable again', async () => {
    const bytes = tar(release, { name: 'var/lib/dpkg/status', content: dpkg('once=1-1') });
    expect((await scanned(plain(bytes))).cached).toBe(0);
    const again = await scanned({ tar: bytes });
    expect(again.cached).toBe(1);
    expect(names(again)).toEqual(['once 1-1 Debian:12']);
  });
});

describe('opening', () => {
  it('takes the platform that is asked for', async () => {
    const one = ociImage([plain(tar(status))]);
    const entry = (JSON.parse(one.index.toString()) as { manifests: Record<string, unknown>[] }).manifests[0]!;
    const index = Buffer.from(JSON.stringify({ schemaVersion: 2, manifests: [{ ...entry, platform: { os: 'linux', architecture: 's390x' } }, { ...entry, platform: { os: 'linux', architecture: 'arm64', variant: 'v8' } }, { ...entry, platform: { os: 'unknown', architecture: 'unknown' }, annotations: { 'vnd.docker.reference.type': 'attestation-manifest' } }] }));
    const layout = join(folder, 'platforms');
    writeLayout(layout, { ...one, index });
    const open = async (platform?: string): Promise<string> => (await openImage(await openOciFolder(layout), platform === undefined ? {} : { platform: parsePlatform(platform) })).digest;
    await expect(open('linux/arm64')).resolves.toMatch(/^sha256:/);
    await expect(open('arm64')).resolves.toMatch(/^sha256:/);
    await expect(open('linux/riscv64')).rejects.toThrow(`${layout} has no image for linux/riscv64; it has linux/s390x, linux/arm64/v8`);
    await expect(open()).rejects.toThrow(/holds 2 images: name one with --platform/);
    expect(() => parsePlatform('linux//')).toThrow(/write it as os\/architecture/);
  });

  it('reads packed archives, and leaves nothing behind', async () => {
    const bytes = dockerArchive([plain(tar(release, status))]);
    for (const packed of [gzipSync(bytes), zstdCompressSync(bytes)]) {
      const image = await openDockerArchive(file(packed), join(folder, 'packed'));
      expect(image.tags).toEqual(['shop/cart:1']);
      expect(image.layers[0]?.createdBy).toBe('step 1');
      await image.close();
    }
    const image = ociImage([{ tar: tar(status) }]);
    const archive = tar({ name: 'oci-layout', content: '{}' }, { name: 'index.json', content: image.index }, ...[...image.blobs].map(([digest, content]) => ({ name: `blobs/sha256/${digest.slice(7)}`, content })));
    expect((await openImage(await openOciArchive(file(archive), folder), {})).labels).toEqual({ team: 'shop' });
    await expect(openDockerArchive(file(archive), folder)).rejects.toThrow(/it looks like oci-archive:/);
  });

  it.each([
    ['no archive', Buffer.from('hello'), /is no tar archive, or damaged/],
    ['no image', tar({ name: 'a', content: 'b' }), /holds no manifest\.json/],
    ['a manifest that is not JSON', tar({ name: 'manifest.json', content: '{' }), /not valid JSON/],
    ['a manifest without images', tar({ name: 'manifest.json', content: '[]' }), /names no image/],
    ['a missing configuration', tar({ name: 'manifest.json', content: '[{"Config":"c","Layers":[]}]' }), /is missing/],
    ['a configuration that is not what its name says', tar({ name: 'manifest.json', content: `[{"Config":"${'0'.repeat(64)}.json","Layers":[]}]` }, { name: `${'0'.repeat(64)}.json`, content: '{}' }), /the configuration has the digest/],
  ])('says what is wrong: %s', async (_, bytes, reason) => {
    await expect(openDockerArchive(file(bytes), folder)).rejects.toThrow(reason);
  });

  it('tells a missing layer', async () => {
    const config = JSON.stringify({ os: 'linux', architecture: 'amd64' });
    const image = await openDockerArchive(file(tar({ name: 'c.json', content: config }, { name: 'manifest.json', content: '[{"Config":"c.json","Layers":["gone/layer.tar"]}]' })), folder);
    expect((await analyzeImage(image, await reader)).notAssessed[0]?.reason).toMatch(/^the layer cannot be read: gone\/layer\.tar is not in/);
  });
});

it('knows how bytes are packed', () => {
  expect(packingOf(gzipSync(''))).toBe('gzip');
  expect(packingOf(zstdCompressSync(Buffer.from('x')))).toBe('zstd');
  expect(packingOf(tar())).toBe('none');
  expect(() => packingOf(Buffer.from([0xfd, 0x37, 0x7a, 0x58, 0x5a, 0]))).toThrow(/xz/);
});

it('reads zstd streams of many frames, with frames to be skipped between', async () => {
  const bytes = tar(release, status);
  const skipped = Buffer.from([0x50, 0x2a, 0x4d, 0x18, 3, 0, 0, 0, 1, 2, 3]);
  const frames = Buffer.concat([skipped, ...Array.from({ length: Math.ceil(bytes.length / 700) }, (_, index) => [zstdCompressSync(bytes.subarray(index * 700, (index + 1) * 700)), skipped]).flat()]);
  for (const stored of [frames, Buffer.concat([zstdCompressSync(bytes, { params: { [constants.ZSTD_c_checksumFlag]: 1 } })])]) {
    const findings = await scanned({ tar: bytes, packing: 'none', stored });
    expect(findings.notAssessed).toEqual([]);
    expect(names(findings)).toHaveLength(2);
  }
  const cut = await readLayer({ range: { path: file(frames.subarray(0, frames.length - 40)), offset: 0, size: frames.length - 40 }, digest: '', diffId: '' }, { analyzers: [], texts: [] });
  expect(cut.notAssessed[0]?.reason).toMatch(/^the layer is damaged|in the middle/);
  const large = Buffer.concat([member({ name: 'noise', content: randomBytes(3_000_000) }), bytes]);
  expect(names(await scanned({ tar: large, packing: 'zstd' }))).toHaveLength(2);
});

it('survives flipped bits and cuts anywhere', async () => {
  const bytes = gzipSync(tar(release, status, pax({ path: 'a/b' }), { name: 'x', content: 'y' }));
  const search = { analyzers: ANALYZERS, texts: RELEASE_FILES };
  for (let step = 0; step < 300; step++) {
    const broken = Buffer.from(bytes);
    const at = Math.floor((step * 7919) % broken.length);
    if (step % 3 === 0) broken[at]! ^= 1 << step % 8;
    const range = { path: file(step % 3 === 0 ? broken : broken.subarray(0, at)), offset: 0, size: step % 3 === 0 ? broken.length : at };
    const { notAssessed, results } = await readLayer({ range, digest: sha256(bytes), diffId: '' }, search);
    expect(notAssessed.filter(({ path }) => path === '')).toHaveLength(1);
    if (notAssessed[0]!.reason.startsWith('the layer has the digest')) expect(results).toEqual({});
  }
});
