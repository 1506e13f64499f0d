/** The bytes of a stored layer, unpacked as they are read, with their digest. */
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { LIMITS } from '#core/limits.ts';
import type { FileRange } from '#core/ports/images.ts';
import { messageOf, ProblemError } from '#core/result.ts';
import { gunzip } from './gunzip.ts';
import { readPieces } from './pieces.ts';
import { withFile } from './with-file.ts';
import { unpackZstd } from './zstd.ts';

const CHUNK = 1024 * 1024;

export type Packing = 'none' | 'gzip' | 'zstd';

/** Known by the first bytes: media types are often wrong. @throws ProblemError `image.packing` */
export function packingOf(head: Uint8Array): Packing {
  const starts = (...bytes: number[]): boolean => bytes.every((byte, index) => head[index] === byte);
  if (starts(0x1f, 0x8b)) return 'gzip';
  // A skippable frame may come first (estargz and zstd:chunked put theirs at the end).
  if (starts(0x28, 0xb5, 0x2f, 0xfd) || ((head[0]! & 0xf0) === 0x50 && head[1] === 0x2a && head[2] === 0x4d && head[3] === 0x18)) return 'zstd';
  if (starts(0xfd, 0x37, 0x7a, 0x58, 0x5a)) throw new ProblemError('image.packing', 'is packed with xz, which is not supported');
  if (starts(0x42, 0x5a, 0x68)) throw new ProblemError('image.packing', 'is packed with bzip2, which is not supported');
  return 'none';
}

export interface Unpacked {
  /** Each is good until the next one is asked for. */
  readonly chunks: AsyncIterable<Buffer>;
  readonly packing: Packing;
  /** To be called when all chunks were read. */
  digests(): { readonly stored: string; readonly unpacked: string };
}

/** @throws ProblemError `image.unreadable`, `image.packing`; while reading `image.damaged`, `image.limit` */
export async function unpack(range: FileRange, want: { readonly stored: boolean; readonly unpacked: boolean; readonly limit?: number }): Promise<Unpacked> {
  const packing = packingOf(await firstBytes(range));
  const stored = want.stored || (want.unpacked && packing === 'none') ? createHash('sha256') : null;
  const unpacked = want.unpacked && packing !== 'none' ? createHash('sha256') : null;
  return {
    packing,
    chunks: run(range, packing, { stored, unpacked, limit: want.limit ?? LIMITS.layerBytes }),
    digests: () => {
      const first = stored === null ? '' : `sha256:${stored.digest('hex')}`;
      return { stored: first, unpacked: unpacked === null ? (packing === 'none' ? first : '') : `sha256:${unpacked.digest('hex')}` };
    },
  };
}

async function firstBytes(range: FileRange): Promise<Uint8Array> {
  const head = new Uint8Array(8);
  try {
    await withFile(range.path, (file) => file.read(head, 0, Math.min(8, range.size), range.offset));
  } catch (error) {
    throw new ProblemError('image.unreadable', `cannot be read: ${messageOf(error)}`, { cause: error });
  }
  return head;
}

interface Sinks { readonly stored: ReturnType<typeof createHash> | null; readonly unpacked: ReturnType<typeof createHash> | null; readonly limit: number }

async function* run(range: FileRange, packing: Packing, { stored, unpacked, limit }: Sinks): AsyncGenerator<Buffer> {
  if (range.size === 0) return;
  let read = 0;
  const counted = async function* (pieces: AsyncIterable<Buffer> | Iterable<Buffer>): AsyncGenerator<Buffer> {
    for await (const piece of pieces) {
      read += piece.length;
      stored?.update(piece);
      yield piece;
    }
  };
  // The reader of zstd keeps pieces for a while: it must have memory of its own.
  const source = counted(packing === 'zstd' ? createReadStream(range.path, { start: range.offset, end: range.offset + range.size - 1, highWaterMark: CHUNK }) : readPieces(range));
  const stream = packing === 'zstd' ? unpackZstd(source) : packing === 'gzip' ? gunzip(source, stored === null && unpacked === null) : source;
  const deadline = performance.now() + LIMITS.layerMilliseconds;
  let size = 0;
  try {
    for await (const chunk of stream) {
      size += chunk.length;
      if (size > limit) throw new ProblemError('image.limit', `is larger than ${limit.toLocaleString('en')} bytes when unpacked; what follows was not read`);
      if (size > LIMITS.layerRatioFrom && size > read * LIMITS.layerRatio) throw new ProblemError('image.limit', `grows to more than ${LIMITS.layerRatio} times its size when unpacked; what follows was not read`);
      if (performance.now() > deadline) throw new ProblemError('image.limit', `takes longer than ${LIMITS.layerMilliseconds / 1000} seconds to read; what follows was not read`);
      unpacked?.update(chunk);
      yield chunk;
    }
    if (read < range.size && packing === 'none') throw new ProblemError('image.damaged', `ends after ${read} of ${range.size} bytes`);
  } catch (error) {
    throw error instanceof ProblemError ? error : new ProblemError('image.damaged', `is damaged: ${messageOf(error)}`, { cause: error });
  }
}
