/**
 * Zstandard streams of many frames, which Node's decompressor ends after the first: layers that can be fetched in
 * pieces have a frame a file. The frames are told apart by their blocks, as RFC 8878 describes them.
 */
import { Readable } from 'node:stream';
import { createZstdDecompress, zstdDecompressSync } from 'node:zlib';
import { ProblemError } from '#core/result.ts';

const CHUNK = 1024 * 1024;
const MAGIC = 0xfd2fb528;
const MOST_BLOCK = 128 * 1024;
/** Frames up to this size are unpacked in one step, if they do not grow beyond the other. */
const SMALL = 256 * 1024;
const SMALL_OUTPUT = 4 * 1024 * 1024;

const damaged = (message: string): never => { throw new ProblemError('image.damaged', `is damaged: ${message}`); };

/** @throws ProblemError `image.damaged` */
export async function* unpackZstd(source: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  const queue = new ByteQueue(source);
  while (await queue.has(4)) {
    const magic = queue.peek(4).readUInt32LE(0);
    if ((magic & 0xfffffff0) >>> 0 === 0x184d2a50) await skipFrame(queue);
    else if (magic !== MAGIC) damaged('what follows a zstd frame is none');
    else yield* frame(queue);
  }
  if (await queue.has(1)) damaged('the zstd stream ends in the middle of a frame');
}

async function skipFrame(queue: ByteQueue): Promise<void> {
  let left = (await queue.take(8)).readUInt32LE(4);
  for (; left > 0;) left -= (await queue.take(Math.min(left, CHUNK))).length;
}

async function* frame(queue: ByteQueue): AsyncGenerator<Buffer> {
  const pieces = blocks(queue)[Symbol.asyncIterator]();
  const first: Buffer[] = [];
  let size = 0;
  let whole = false;
  while (size <= SMALL && !whole) {
    const next = await pieces.next();
    if (next.done === true) { whole = true; break; }
    first.push(next.value);
    size += next.value.length;
  }
  const small = whole ? unpackSmall(Buffer.concat(first)) : null;
  if (small !== null) { yield small; return; }
  const rest = async function* (): AsyncGenerator<Buffer> {
    yield* first;
    for (let next = await pieces.next(); next.done !== true; next = await pieces.next()) yield next.value;
  };
  const from = Readable.from(rest(), { objectMode: false });
  const through = createZstdDecompress({ chunkSize: CHUNK });
  from.on('error', (error) => through.destroy(error));
  try {
    yield* from.pipe(through) as AsyncIterable<Buffer>;
  } finally {
    through.destroy();
    from.destroy();
  }
}

/** Null where the content is too large for one step. */
function unpackSmall(bytes: Buffer): Buffer | null {
  try {
    return zstdDecompressSync(bytes, { maxOutputLength: SMALL_OUTPUT });
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ERR_BUFFER_TOO_LARGE') return null;
    throw error;
  }
}

/** The bytes of one frame: header, blocks, checksum. */
async function* blocks(queue: ByteQueue): AsyncGenerator<Buffer> {
  const descriptor = (await queue.wait(5))[4]!;
  const single = (descriptor & 0x20) !== 0;
  const contentSize = [single ? 1 : 0, 2, 4, 8][descriptor >> 6]!;
  yield await queue.take(5 + (single ? 0 : 1) + [0, 1, 2, 4][descriptor & 3]! + contentSize);
  for (let last = false; !last;) {
    const header = (await queue.wait(3)).readUIntLE(0, 3);
    last = (header & 1) !== 0;
    const kind = (header >> 1) & 3;
    const size = header >> 3;
    if (kind === 3 || size > MOST_BLOCK) damaged('a zstd block is not valid');
    // A run of one byte has that byte only.
    yield await queue.take(3 + (kind === 1 ? 1 : size));
  }
  if ((descriptor & 4) !== 0) yield await queue.take(4);
}

class ByteQueue {
  readonly #source: AsyncIterator<Buffer>;
  #bytes: Buffer = Buffer.alloc(0);

  constructor(source: AsyncIterable<Buffer>) { this.#source = source[Symbol.asyncIterator](); }

  async has(count: number): Promise<boolean> {
    while (this.#bytes.length < count) {
      const next = await this.#source.next();
      if (next.done === true) return false;
      this.#bytes = this.#bytes.length === 0 ? next.value : Buffer.concat([this.#bytes, next.value]);
    }
    return true;
  }

  peek(count: number): Buffer { return this.#bytes.subarray(0, count); }

  async wait(count: number): Promise<Buffer> {
    if (!await this.has(count)) damaged('the zstd stream ends in the middle of a frame');
    return this.peek(count);
  }

  async take(count: number): Promise<Buffer> {
    const taken = await this.wait(count);
    this.#bytes = this.#bytes.subarray(count);
    return taken;
  }
}
