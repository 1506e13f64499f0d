import { gzipSync } from 'node:zlib';
import { randomBytes } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { gunzip } from './gunzip.ts';

async function* cut(bytes: Buffer, size: number): AsyncGenerator<Buffer> {
  const piece = Buffer.alloc(size);
  // The same memory for every piece, as for those of files.
  for (let at = 0; at < bytes.length; at += size) yield piece.subarray(0, bytes.copy(piece, 0, at, at + size));
}

async function all(bytes: Buffer, size = 1000, checksum = true): Promise<Buffer> {
  const out: Buffer[] = [];
  for await (const piece of gunzip(cut(bytes, size), checksum)) out.push(Buffer.from(piece));
  return Buffer.concat(out);
}

const mixed = Buffer.concat([randomBytes(300_000), Buffer.alloc(2_000_000, 'breakwater '), randomBytes(5)]);

describe('gunzip', () => {
  it.each([1, 7, 1000, 65_536, 10_000_000])('gives what was packed, from pieces of %s bytes', async (size) => {
    const content = size < 1000 ? mixed.subarray(299_000, 340_000) : mixed;
    for (const checksum of [true, false]) expect((await all(gzipSync(content), size, checksum)).equals(content)).toBe(true);
  });
  it('takes exactly as much as fits at once', async () => {
    for (const length of [0, 1, 256 * 1024 - 1, 256 * 1024, 256 * 1024 + 1, 512 * 1024]) expect((await all(gzipSync(mixed.subarray(0, length)))).length).toBe(length);
  });
  it('reads headers of all kinds, wherever a piece ends', async () => {
    const [head, rest] = [gzipSync('abc').subarray(0, 10), gzipSync('abc').subarray(10)];
    const extra = Buffer.from([3, 0, 1, 2, 3]), name = Buffer.from('name\0'), comment = Buffer.from('comment\0'), check = Buffer.from([7, 7]);
    const header = Buffer.concat([head, extra, name, comment, check]);
    header[3] = 2 | 4 | 8 | 16;
    for (let size = 1; size < 45; size++) expect((await all(Buffer.concat([header, rest]), size)).toString()).toBe('abc');
    header[3] = 8;
    expect((await all(Buffer.concat([header.subarray(0, 10), name, rest]))).toString()).toBe('abc');
    for (const length of [5, 12, 14, 20, header.length]) await expect(all(Buffer.concat([head.subarray(0, 3), Buffer.from([30]), header.subarray(4, length)]))).rejects.toThrow('unexpected end of file');
  });
  it('reads members that follow each other, wherever a piece ends', async () => {
    const first = gzipSync('one ');
    const members = Buffer.concat([first, gzipSync(''), gzipSync('two')]);
    for (const size of [1, 5, first.length - 1, first.length, first.length + 1, 1000]) expect((await all(members, size)).toString()).toBe('one two');
  });
  it('leaves out padding and reads the source to its end', async () => {
    const packed = gzipSync('all');
    for (const tail of [Buffer.alloc(5000), Buffer.from('\0\0no gzip'), Buffer.concat([Buffer.alloc(2000), packed])]) {
      let read = 0;
      const counted = async function* (): AsyncGenerator<Buffer> {
        for await (const piece of cut(Buffer.concat([packed, tail]), 500)) { read += piece.length; yield piece; }
      };
      const out: string[] = [];
      for await (const piece of gunzip(counted())) out.push(piece.toString());
      expect([out.join(''), read]).toEqual(['all', packed.length + tail.length]);
    }
  });
  it.each([
    ['cut off', gzipSync(mixed).subarray(0, 200_000), /^is damaged: unexpected end of file$/],
    ['cut off in its last bytes', gzipSync('abc').subarray(0, -1), /^is damaged: unexpected end of file$/],
    ['of a kind to come', Buffer.concat([Buffer.from([0x1f, 0x8b, 8, 0x40]), Buffer.alloc(20)]), /^is damaged: unknown header flags set$/],
    ['with an endless header', Buffer.concat([Buffer.from([0x1f, 0x8b, 8, 8]), Buffer.alloc(300_000, 1)]), /^is damaged: its header does not end$/],
    ['without its trailer', gzipSync('abc').subarray(0, -8), /^is damaged: unexpected end of file$/],
    ['of another length', (() => { const bytes = gzipSync('abc'); bytes[bytes.length - 4]! ^= 1; return bytes; })(), /^is damaged: incorrect length check$/],
    ['with something else behind it', Buffer.concat([gzipSync('abc'), Buffer.from('no gzip')]), /^is damaged: incorrect header check$/],
    ['of another kind', Buffer.from('no gzip at all'), /^is damaged: incorrect header check$/],
    ['damaged', Object.assign(gzipSync(mixed), { 150000: 0, 150001: 0, 150002: 0xff }), /^is damaged: /],
    ['with a wrong checksum', (() => { const bytes = gzipSync('abc'); bytes[bytes.length - 6]! ^= 1; return bytes; })(), /^is damaged: incorrect data check$/],
  ])('tells of a stream %s', async (_, bytes, message) => {
    await expect(all(bytes)).rejects.toThrow(message);
  });
});
