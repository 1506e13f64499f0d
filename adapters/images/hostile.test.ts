/** Layers made to do harm: each ends with a reason, in bounded memory, and writes nowhere but into the cache. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { deflateRawSync, gzipSync, zstdCompressSync } from 'node:zlib';
import { afterAll, describe, expect, it } from 'vitest';
import { zip } from '#domains/inventory/analyzers/testing/zip.ts';
import { Hostile, MIB, reasons, times } from './testing/hostile.ts';
import { dpkg } from './testing/image.ts';
import { END, header, member, pax, seal, tar } from './testing/tar.ts';

const hostile = new Hostile();
afterAll(() => { hostile.remove(); });

const zeros = Buffer.alloc(64 * MIB);
const status = member({ name: 'var/lib/dpkg/status', content: dpkg('bash=5.2-1') });
const huge = header({ name: 'zeros', size: 64 * 1024 * MIB });
const empty = header({ name: 'etc/empty' });
const fast = (bytes: Buffer): Buffer => gzipSync(bytes, { level: 1 });
/** Many headers, from a few bytes. */
const headers = (count: number, make: (index: number) => Buffer): Buffer => fast(Buffer.concat(Array.from({ length: count }, (_, index) => make(index))));
const scan = (...layers: readonly Buffer[]): ReturnType<Hostile['scan']> => hostile.scan(`docker-archive:${hostile.archive(...layers)}`);
const found = ({ result }: Awaited<ReturnType<typeof scan>>): string[] => (result?.packages ?? []).map(({ name }) => name);

describe('what comes before the harm is kept, and said not to be all', () => {
  it.each([
    ['a gzip bomb', () => Buffer.concat([gzipSync(Buffer.concat([status, huge])), times(200, gzipSync(zeros))]), /the layer grows to more than 400 times its size/],
    ['a zstd bomb', () => Buffer.concat([zstdCompressSync(Buffer.concat([status, huge])), times(200, zstdCompressSync(zeros))]), /the layer grows to more than 400 times its size/],
    ['ten million entries', () => Buffer.concat([gzipSync(status), times(77, gzipSync(times(131_072, empty)))]), /the layer holds more than 1,000,000 entries/],
    ['a million links', () => Buffer.concat([gzipSync(status), times(8, gzipSync(times(131_072, header({ name: 'a', type: '2', linkName: 'b' }))))]), /the layer holds more than 200,000 links/],
    ['a member that never ends', () => Buffer.concat([status, huge, Buffer.alloc(MIB)]), /ends in the middle of an entry/],
    ['a cut off gzip stream', () => { const whole = gzipSync(Buffer.concat([status, END])); return Buffer.concat([gzipSync(status), whole.subarray(0, whole.length - 20)]); }, /the layer is damaged: unexpected end of file/],
  ])('%s', async (_, make, reason) => {
    const outcome = await scan(make());
    expect(reasons(outcome).join('\n')).toMatch(reason);
    expect(found(outcome)).toEqual(['bash']);
  }, 120_000);
});

it('a kind of packing that is not supported', async () => {
  expect(reasons(await scan(Buffer.from([0xfd, 0x37, 0x7a, 0x58, 0x5a, 0x00, 0x00])))).toEqual([': the layer is packed with xz, which is not supported']);
}, 60_000);

describe('several layers take no more memory than one', () => {
  const long = headers(131_072, (index) => header({ name: `${'n'.repeat(85)}${index}` }));
  it.each([
    ['names of files', () => [times(7, long), times(7, long), times(7, long)], /names more files than the 67,108,864 bytes of names that are read of an image/],
    ['links', () => Array.from({ length: 2 }, (_, layer) => headers(190_000, (index) => header({ name: `${layer}/l${index}`, type: '2', linkName: `${'t'.repeat(20)}${index}` }))), /links beyond the 250,000 that are read were not followed/],
    ['packages', () => { const one = fast(Buffer.concat([member({ name: 'var/lib/dpkg/status', content: dpkg(...Array.from({ length: 90_000 }, (_, index) => `p${index}=1-${index}`)) }), END])); return [one, one, one]; }, /holds more packages than the 50,000 that are read of an image/],
    ['archives', () => { const jar = fast(Buffer.concat([header({ name: 'a.jar', size: 250 * MIB }), Buffer.alloc(250 * MIB)])); return [jar, jar]; }, /a\.jar: java-archive: is not a zip archive/],
    ['texts', () => { const lock = fast(Buffer.concat([member({ name: 'app/vendor/composer/installed.json', content: `[${'[],'.repeat(10 * MIB)}[]]` }), END])); return [lock, lock]; }, null],
  ] as const)('%s', async (_, make, reason) => {
    const outcome = await scan(...make());
    if (reason !== null) expect(reasons(outcome).join('\n')).toMatch(reason);
  }, 180_000);
});

describe('files with holes, 4 GiB of them', () => {
  const size = String(4 * 1024 * MIB);
  const old = seal(Object.assign(header({ name: 'var/lib/dpkg/status', type: 'S', size: 512 }), { 482: 1 }));
  const [map, lastMap] = [Object.assign(Buffer.alloc(512), { 504: 1 }), Buffer.alloc(512)];
  const plain = { name: 'var/lib/dpkg/status', content: 'x' };
  it.each([
    ['GNU, old', Buffer.concat([old, map, map, lastMap, Buffer.alloc(512), status.subarray(0, 0)])],
    ['pax 0.0', tar(pax({ 'GNU.sparse.size': size, 'GNU.sparse.numblocks': '1', 'GNU.sparse.offset': '0', 'GNU.sparse.numbytes': '1' }), plain)],
    ['pax 0.1', tar(pax({ 'GNU.sparse.size': size, 'GNU.sparse.map': '0,1', 'GNU.sparse.name': 'var/lib/dpkg/status' }), { ...plain, name: 'GNUSparseFile.0/status' })],
    ['pax 1.0', tar(pax({ 'GNU.sparse.major': '1', 'GNU.sparse.minor': '0', 'GNU.sparse.name': 'var/lib/dpkg/status', 'GNU.sparse.realsize': size }), { ...plain, name: 'GNUSparseFile.0/status' })],
  ])('%s', async (_, bytes) => {
    expect(reasons(await scan(bytes))).toEqual(['var/lib/dpkg/status: is stored as a sparse file, which is not supported']);
  }, 60_000);

  it('said in a header to have 4 GiB, stored as zeros', async () => {
    const layer = Buffer.concat([gzipSync(Buffer.concat([status, header({ name: 'b/var/lib/dpkg/status', size: 4 * 1024 * MIB })])), times(64, gzipSync(zeros)), gzipSync(END)]);
    const outcome = await scan(layer);
    expect(reasons(outcome).join('\n')).toMatch(/b\/var\/lib\/dpkg\/status: dpkg: 4294967296 bytes are more than the \d+ that are read/);
    expect(found(outcome)).toEqual(['bash']);
  }, 120_000);
});

it('links in loops and out of the root, devices, pipes, and long names', async () => {
  const link = (name: string, linkName: string, type = '2'): Buffer => member({ name, type, linkName });
  const outcome = await scan(Buffer.concat([
    status, link('a', 'b'), link('b', 'c'), link('c', 'a'), link('self', 'self'), link('usr/lib/hard', 'usr/lib/hard', '1'),
    link('lib/apk/db', '/proc/self/root/etc'), link('etc/os-release', '/etc/os-release'), link('etc/lsb-release', '../../../../../../etc/passwd'), link('proc', '/'), link('up/var', '..'),
    member({ name: '../../../../tmp/escape', content: 'x' }), member({ name: '/absolute/../../x', content: 'x' }),
    ...['3', '4', '6'].map((type) => header({ name: `var/lib/rpm/Packages`, type, size: 1 << 30 })),
    ...[tar(pax({ path: 'p'.repeat(65_536) }), { name: 'short' }), tar({ name: '././@LongLink', type: 'L', content: `${'g'.repeat(65_536)}\0` }, { name: 'short' }), tar({ name: '././@LongLink', type: 'K', content: `${'k'.repeat(65_536)}\0` }, { name: 'short', type: '2' })].map((bytes) => bytes.subarray(0, -1024)), END,
  ]));
  expect(found(outcome)).toEqual(['bash']);
  const said = reasons(outcome);
  for (const loop of ['a', 'b', 'c', 'self', 'usr/lib/hard']) expect(said).toContainEqual(expect.stringMatching(new RegExp(`^${loop}: is a link that leads in a circle`)));
  expect(said.filter((each) => /its name of 65536 characters is longer than the 4096 that Linux takes/.test(each))).toHaveLength(2);
}, 60_000);

describe('archives inside', () => {
  const pom = (name: string) => ({ name: `META-INF/maven/g/${name}/pom.properties`, content: `groupId=g\nartifactId=${name}\nversion=1\n` });
  const jar = (bytes: Uint8Array, name = 'app.jar'): Buffer => tar({ name, content: Buffer.from(bytes) });
  const packed = (name: string, bytes: Uint8Array) => ({ name, content: '', packed: deflateRawSync(bytes), statedSize: bytes.length });

  it('jar in jar in jar, each a thousand times larger than it lies there', async () => {
    const innermost = zip([pom('deep'), packed('zeros.jar', Buffer.alloc(200 * MIB))]);
    const outcome = await scan(jar(zip([pom('outer'), packed('lib/middle.jar', zip([pom('middle'), packed('lib/inner.jar', innermost)]))])));
    expect(found(outcome).sort()).toEqual(['g:deep', 'g:middle', 'g:outer']);
    expect(reasons(outcome).join('\n')).toMatch(/inner\.jar!\/zeros\.jar: java-archive: unpacks to more than what is left of the limit/);
  }, 60_000);

  it('members that are the same bytes again and again, and archives that hold themselves', async () => {
    // 2,000 members over one inner archive of 2,000 members, and so on: more paths than could ever be walked.
    const many = (inner: Uint8Array): Uint8Array => overlapping(inner, 2000);
    const outcome = await scan(jar(many(many(many(zip([pom('x')]))))));
    expect(reasons(outcome).join('\n')).toMatch(/more than what is left of the 300000 that are read|the same bytes again and again/);
  }, 120_000);

  it('stated sizes and counts that cannot be, and names that lead out', async () => {
    const good = zip([pom('slip'), { name: '../../../../tmp/evil.jar', content: zip([pom('evil')]) }, { name: '/abs/evil.jar', content: zip([pom('abs')]) }]);
    const huge32 = zip([{ name: 'a.jar', content: '', packed: deflateRawSync(Buffer.alloc(10)), statedSize: 0xfffffff0 }]);
    const count = Uint8Array.from(zip([pom('n')]));
    count.fill(0xfe, count.length - 12, count.length - 10);
    const outcome = await scan(Buffer.concat([member({ name: 'slip.jar', content: Buffer.from(good) }), member({ name: 'huge.jar', content: Buffer.from(huge32) }), member({ name: 'count.jar', content: Buffer.from(count) }), END]));
    expect(found(outcome).sort()).toEqual(['g:abs', 'g:evil', 'g:slip']);
    expect(reasons(outcome).join('\n')).toMatch(/huge\.jar!\/a\.jar: java-archive: unpacks to more[\s\S]*count\.jar: java-archive: |count\.jar: java-archive: [\s\S]*huge\.jar!\/a\.jar: java-archive: unpacks to more/);
  }, 60_000);
});

it('files that must be held together are bounded', async () => {
  const list = Buffer.alloc(32 * MIB, 'a');
  const lists = Array.from({ length: 12 }, (_, index) => gzipSync(Buffer.concat([header({ name: `var/lib/dpkg/info/p${index}.list`, size: 32 * MIB }), list])));
  expect(reasons(await scan(Buffer.concat([gzipSync(status), ...lists, gzipSync(END)]))).join('\n')).toMatch(/the files that must be read together are larger than \d+ bytes/);
}, 120_000);

describe('the archive itself', () => {
  it.each([
    ['a bomb', () => Buffer.concat([gzipSync(huge), times(200, gzipSync(zeros))]), /grows to more than 400 times its size/],
    ['too many files', () => Buffer.concat([...Array.from({ length: 10_001 }, (_, index) => header({ name: `f${index}` })), END]), /holds more than 10000 files/],
  ])('%s', async (_, make, reason) => {
    const path = join(hostile.folder, 'outer.tar');
    writeFileSync(path, make());
    const outcome = await hostile.scan(`docker-archive:${path}`);
    expect([outcome.code, outcome.errors]).toEqual([2, expect.stringMatching(reason)]);
  }, 120_000);
});

/** An archive whose members, under many names, are all the same stored bytes. */
function overlapping(inner: Uint8Array, count: number): Uint8Array {
  const one = Buffer.from(zip([{ name: 'i.jar', content: inner }]));
  const end = one.length - 22;
  const directory = one.readUInt32LE(end + 16);
  const entry = one.subarray(directory, end);
  const all = Buffer.concat(Array.from({ length: count }, () => entry));
  const tail = Buffer.from(one.subarray(end));
  tail.writeUInt16LE(count, 8);
  tail.writeUInt16LE(count, 10);
  tail.writeUInt32LE(all.length, 12);
  return Buffer.concat([one.subarray(0, directory), all, tail]);
}
