/** Tar, pax, gzip and zstd: whatever comes, in pieces of any size. */
import { constants, gzipSync, zstdCompressSync } from 'node:zlib';
import fc from 'fast-check';
import { gunzip } from '#adapters/images/gunzip.ts';
import { cleanPath, linkTarget } from '#adapters/images/paths.ts';
import { readPax } from '#adapters/images/tar/pax.ts';
import { type TarEntry, TarReader } from '#adapters/images/tar/reader.ts';
import { END, header, member, pax, tar } from '#adapters/images/testing/tar.ts';
import { unpackZstd } from '#adapters/images/zstd.ts';
import { bytesLike, expected, type FuzzTarget, holds, target } from './target.ts';

const sparse = Object.assign(header({ name: 'sparse', type: 'S', size: 512 }), { 482: 1 });
const TARS = [
  tar({ name: 'etc/os-release', content: 'ID=debian\n' }, { name: 'bin/', type: '5' }, { name: 'l', type: '2', linkName: '../../etc' }, { name: 'h', type: '1', linkName: 'bin' }),
  tar(pax({ path: 'a/b/c', size: '3', linkpath: 'x' }), { name: 'short', content: 'abc' }, pax({ comment: 'all' }, 'g'), { name: 'd', content: 'd' }),
  tar({ name: '././@LongLink', type: 'L', content: `${'n'.repeat(300)}\0` }, { name: 'n', content: 'x' }, { name: '././@LongLink', type: 'K', content: 'target\0' }, { name: 'k', type: '2' }),
  Buffer.concat([sparse, Buffer.alloc(512), Buffer.alloc(512), member({ name: 'after', content: 'y' }), END]),
  tar(pax({ 'GNU.sparse.major': '1', 'GNU.sparse.name': 's' }), { name: 'GNUSparseFile.0/s', content: '1\n0\n1\n' }),
];

/** All entries, read with the pieces cut so. */
function read(bytes: Uint8Array, cuts: readonly number[]): string {
  const seen: string[] = [];
  let total = 0;
  const reader = new TarReader({
    entry: (entry: TarEntry) => { seen.push(`${entry.type} ${entry.name} ${entry.linkName} ${entry.size}`); return Math.min(entry.size, 4096); },
    begins: (_entry, _head, wanted) => wanted,
    pieces: () => null,
    content: (_entry, content) => { total += content.length; seen.push(content.toString('latin1')); },
  });
  try {
    let at = 0;
    for (const cut of [...cuts, bytes.length]) {
      const to = Math.min(bytes.length, Math.max(at, cut));
      reader.write(Buffer.from(bytes.slice(at, to)));
      at = to;
    }
    reader.end();
  } catch (error) {
    expected(error);
    seen.push((error as Error).message);
  }
  holds(total <= bytes.length, 'more content was given than there is');
  return seen.join('\n');
}

const cuts = fc.array(fc.nat(4096), { maxLength: 6 }).map((list) => list.sort((a, b) => a - b));

async function* pieces(bytes: Uint8Array, size: number): AsyncGenerator<Buffer> {
  for (let at = 0; at < bytes.length; at += size) yield Buffer.from(bytes.slice(at, at + size));
}

async function drain(stream: AsyncIterable<Uint8Array>): Promise<void> {
  let size = 0;
  try {
    for await (const chunk of stream) if ((size += chunk.length) > 64 * 1024 * 1024) return;
  } catch (error) {
    // What the decompressor itself says is put into words by whoever reads the layer.
    if (!(error instanceof Error && 'code' in error && /^(?:Z_|ZSTD_)/.test(String(error.code)))) expected(error);
  }
}

const framed = fc.tuple(bytesLike([...TARS.map((bytes) => gzipSync(bytes)), Buffer.concat([gzipSync('a'), gzipSync('b'), Buffer.alloc(100)])]), fc.integer({ min: 1, max: 700 }));
const SKIPPED = Buffer.from([0x50, 0x2a, 0x4d, 0x18, 3, 0, 0, 0, 1, 2, 3]);
const zstd = fc.tuple(bytesLike([...TARS.map((bytes) => zstdCompressSync(bytes)), Buffer.concat([SKIPPED, zstdCompressSync('a', { params: { [constants.ZSTD_c_checksumFlag]: 1 } }), SKIPPED, zstdCompressSync('b')])]), fc.integer({ min: 1, max: 700 }));
const segment = fc.oneof(fc.constantFrom('..', '.', '', 'a', 'usr', '\u0000'), fc.string({ maxLength: 5 }));

export const layers: readonly FuzzTarget[] = [
  target('tar', 8, fc.tuple(bytesLike(TARS), cuts), ([bytes, where]) => { holds(read(bytes, where) === read(bytes, []), 'what is read depends on how the bytes are cut'); }),
  target('pax', 4, bytesLike([Buffer.from(pax({ path: 'a', linkpath: 'b', size: '7', 'GNU.sparse.map': '0,1' }).content as string)]), (bytes) => {
    try {
      const into = {};
      readPax(Buffer.from(bytes), into);
    } catch (error) {
      expected(error);
    }
  }),
  target('gzip', 2, framed, async ([bytes, size]) => { await drain(gunzip(pieces(bytes, size))); }),
  target('zstd', 1, zstd, async ([bytes, size]) => { await drain(unpackZstd(pieces(bytes, size))); }),
  target('paths', 4, fc.array(segment, { maxLength: 8 }), (parts) => {
    const path = cleanPath(parts.join('/'));
    holds(!path.startsWith('/') && !path.split('/').includes('..'), `leads out: ${path}`);
    holds(cleanPath(path) === path, 'is not clean when it was cleaned');
    holds(!cleanPath(linkTarget(path, parts.join('/'))).split('/').includes('..'), 'a link leads out');
  }),
];
