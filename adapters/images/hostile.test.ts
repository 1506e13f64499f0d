/** Images made to do harm: each ends with a reason, in bounded memory, and writes nowhere but into the cache. */
import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync, zstdCompressSync } from 'node:zlib';
import { afterAll, expect, it } from 'vitest';
import { dpkg, sha256 } from './testing/image.ts';
import { END, header, member, pax, tar } from './testing/tar.ts';

const folder = mkdtempSync(join(tmpdir(), 'breakwater-hostile-'));
afterAll(() => { rmSync(folder, { recursive: true, force: true }); });

const MIB = 1024 * 1024;
const MOST_KIB = 512 * 1024;
const zeros = Buffer.alloc(64 * MIB);
const status = member({ name: 'var/lib/dpkg/status', content: dpkg('bash=5.2-1') });
const times = (count: number, bytes: Buffer): Buffer => Buffer.concat(Array.from({ length: count }, () => bytes));
const huge = header({ name: 'zeros', size: 64 * 1024 * MIB });
const many = header({ name: 'etc/empty' });

/** A layer of which the archive does not know the digest, so that reading it is all there is. */
function archive(layer: Buffer): string {
  const config = JSON.stringify({ os: 'linux', architecture: 'amd64' });
  const path = join(folder, `image-${sha256(layer).slice(7, 19)}.tar`);
  writeFileSync(path, tar({ name: 'layer.tar', content: layer }, { name: 'config.json', content: config }, { name: 'manifest.json', content: '[{"Config":"config.json","RepoTags":["evil:1"],"Layers":["layer.tar"]}]' }));
  return path;
}

interface Outcome { readonly code: number; readonly result: { readonly packages: readonly { readonly name: string }[]; readonly notAssessed: readonly { readonly path: string; readonly reason: string }[] } | null; readonly peak: number; readonly errors: string }

async function scan(target: string): Promise<Outcome> {
  const home = mkdtempSync(join(folder, 'home-'));
  mkdirSync(join(home, 'cache'));
  mkdirSync(join(home, 'tmp'));
  const outcome = await new Promise<Outcome>((resolve) => {
    execFile(process.execPath, [join(import.meta.dirname, 'testing/measured.ts'), 'scan', target, '--format', 'json', '--cache', join(home, 'cache')], { cwd: home, env: { PATH: process.env['PATH'], HOME: home, TMPDIR: join(home, 'tmp'), NODE_DISABLE_COMPILE_CACHE: '1' }, maxBuffer: 256 * MIB }, (error, stdout, stderr) => {
      resolve({ code: typeof error?.code === 'number' ? error.code : 0, result: stdout === '' ? null : JSON.parse(stdout) as Outcome['result'], peak: Number(/peak (\d+)/.exec(stderr)?.[1]), errors: stderr });
    });
  });
  expect(readdirSync(home, { recursive: true }).filter((name) => !String(name).startsWith('cache/')).sort()).toEqual(['cache', 'tmp']);
  expect(readdirSync(join(home, 'cache'), { recursive: true }).filter((name) => /^(?:unpacked|blobs)\//.test(String(name)))).toEqual([]);
  expect(outcome.peak).toBeLessThan(MOST_KIB);
  return outcome;
}

const reasons = ({ result }: Outcome): string => (result?.notAssessed ?? []).map(({ reason }) => reason).join('\n');

it.each([
  ['a gzip bomb', () => Buffer.concat([gzipSync(Buffer.concat([status, huge])), times(200, gzipSync(zeros))]), /the layer grows to more than 400 times its size/],
  ['a zstd bomb', () => Buffer.concat([zstdCompressSync(Buffer.concat([status, huge])), times(200, zstdCompressSync(zeros))]), /the layer grows to more than 400 times its size/],
  ['ten million entries', () => Buffer.concat([gzipSync(status), times(77, gzipSync(times(131_072, many)))]), /the layer holds more than 1,000,000 entries/],
  ['a million links', () => Buffer.concat([gzipSync(status), times(8, gzipSync(times(131_072, header({ name: 'a', type: '2', linkName: 'b' }))))]), /the layer holds more than 200,000 links/],
  ['a member that never ends', () => Buffer.concat([status, huge, Buffer.alloc(MIB)]), /ends in the middle of an entry/],
  ['a cut off gzip stream', () => { const whole = gzipSync(Buffer.concat([status, END])); return Buffer.concat([gzipSync(status), whole.subarray(0, whole.length - 20)]); }, /the layer is damaged: unexpected end of file/],
  ['a kind of packing that is not supported', () => Buffer.from([0xfd, 0x37, 0x7a, 0x58, 0x5a, 0x00, 0x00]), /packed with xz, which is not supported/],
])('%s', async (name, make, reason) => {
  const outcome = await scan(`docker-archive:${archive(make())}`);
  expect(reasons(outcome)).toMatch(reason);
  // What came before is kept, and is not all: the layer stands under not assessed.
  if (!name.includes('not supported')) expect(outcome.result?.packages.map((each) => each.name)).toEqual(['bash']);
}, 120_000);

it('a database of packages that is too large, and one in holes', async () => {
  const sparse = member({ name: 'a/var/lib/dpkg/status', content: 'x' });
  const layer = Buffer.concat([
    gzipSync(Buffer.concat([status, member(pax({ 'GNU.sparse.major': '1', 'GNU.sparse.minor': '0', 'GNU.sparse.name': 'a/var/lib/dpkg/status', 'GNU.sparse.realsize': String(4 * 1024 * MIB) })), sparse, header({ name: 'b/var/lib/dpkg/status', size: 128 * MIB })])),
    times(2, gzipSync(zeros)), gzipSync(END),
  ]);
  const outcome = await scan(`docker-archive:${archive(layer)}`);
  expect(outcome.result?.notAssessed.map(({ path, reason }) => `${path}: ${reason}`)).toEqual(expect.arrayContaining([
    'a/var/lib/dpkg/status: is stored as a sparse file, which is not supported',
    expect.stringMatching(/^b\/var\/lib\/dpkg\/status: dpkg: 134217728 bytes are more than the \d+ that are read$/),
  ]));
  expect(outcome.result?.packages.map((each) => each.name)).toEqual(['bash']);
}, 120_000);

it('files that must be held together are bounded', async () => {
  const list = Buffer.concat([header({ name: 'var/lib/dpkg/info/a.list', size: 32 * MIB }), Buffer.alloc(32 * MIB, 'a')]);
  const lists = Array.from({ length: 12 }, (_, index) => Buffer.concat([header({ name: `var/lib/dpkg/info/p${index}.list`, size: 32 * MIB }), list.subarray(512)]));
  const outcome = await scan(`docker-archive:${archive(Buffer.concat([gzipSync(status), ...lists.map((each) => gzipSync(each)), gzipSync(END)]))}`);
  expect(reasons(outcome)).toMatch(/the files that must be read together are larger than \d+ bytes/);
}, 120_000);

it('an archive that is itself a bomb is bounded by what it says it holds', async () => {
  const path = join(folder, 'outer.tar.gz');
  writeFileSync(path, Buffer.concat([gzipSync(huge), times(200, gzipSync(zeros))]));
  const outcome = await scan(`docker-archive:${path}`);
  expect(outcome.code).toBe(2);
  expect(outcome.errors).toMatch(/grows to more than 400 times its size/);
}, 120_000);

it('an archive of too many files', async () => {
  const path = join(folder, 'files.tar');
  writeFileSync(path, Buffer.concat([...Array.from({ length: 10_001 }, (_, index) => header({ name: `f${index}` })), END]));
  const outcome = await scan(`docker-archive:${path}`);
  expect(outcome.code).toBe(2);
  expect(outcome.errors).toMatch(/holds more than 10000 files/);
}, 60_000);
