/**
 * Gzip (RFC 1952) in pieces that all lie in the same memory. Node's streams take new memory for every piece, and what
 * that costs the collector is a third of the time of a large layer; so the decompressor below the stream is asked
 * directly, as the tar reader of npm does it. The version of Node is fixed by package.json.
 */
import { constants, crc32, createInflateRaw } from 'node:zlib';
import { ProblemError } from '#core/result.ts';

/** What is unpacked at once: it stays in the processor's cache while it is hashed and read. */
const PIECE = 256 * 1024;
/** A header with a name, a comment and an extra field. */
const MAX_HEADER = 256 * 1024;
const TRAILER = 8;
const EMPTY: Buffer = Buffer.alloc(0);

const damaged = (message: string): never => { throw new ProblemError('image.damaged', `is damaged: ${message}`); };

interface Handle {
  onerror: (message: string, errno: number, code: string) => void;
  writeSync(flush: number, input: Uint8Array, at: number, length: number, output: Uint8Array, outputAt: number, room: number): void;
  reset(): void;
}
/** `_writeState`: room left in the output, bytes left of the input, after a write. */
interface Below { readonly _handle: Handle; readonly _writeState: Uint32Array }

/** Raw DEFLATE into the same memory again and again. */
class Inflater {
  readonly #stream = createInflateRaw();
  readonly #handle: Handle;
  readonly #state: Uint32Array;
  readonly #output = Buffer.allocUnsafeSlow(PIECE);
  #failure: string | null = null;

  constructor() {
    const { _handle: handle, _writeState: state } = this.#stream as unknown as Below;
    this.#handle = handle;
    this.#state = state;
    handle.onerror = (message) => { this.#failure = message; };
  }

  /** What comes of the input from `at` on; all of it came where `isFull` is false then. */
  write(input: Uint8Array, at: number, flush = constants.Z_NO_FLUSH): Buffer {
    this.#handle.writeSync(flush, input, at, input.length - at, this.#output, 0, PIECE);
    if (this.#failure !== null) damaged(this.#failure);
    return this.#output.subarray(0, PIECE - this.#state[0]!);
  }

  get isFull(): boolean { return this.#state[0]! === 0; }
  /** Bytes of the input that were not taken. Some, where there is room: the stream has ended before them. */
  get left(): number { return this.#state[1]!; }
  reset(): void { this.#handle.reset(); }
  close(): void { this.#stream.destroy(); }
}

/** Where the header of a member ends; -1: not in these bytes. */
function headerEnd(bytes: Buffer): number {
  if ((bytes.length > 0 && bytes[0] !== 0x1f) || (bytes.length > 1 && bytes[1] !== 0x8b)) damaged('incorrect header check');
  if (bytes.length < 10) return -1;
  if (bytes[2] !== 8) damaged('unknown compression method');
  const flags = bytes[3]!;
  if ((flags & 0xe0) !== 0) damaged('unknown header flags set');
  let at = 10;
  if ((flags & 4) !== 0) at += bytes.length < 12 ? bytes.length : 2 + bytes.readUInt16LE(10);
  for (const flag of [8, 16]) {
    if ((flags & flag) === 0) continue;
    const end = bytes.indexOf(0, at);
    if (end < 0) return -1;
    at = end + 1;
  }
  if ((flags & 2) !== 0) at += 2;
  return at <= bytes.length ? at : -1;
}

/**
 * Each piece is good until the next one is asked for. Members that follow each other are one stream; zeros behind the
 * last one are padding, and nothing that follows them is read.
 * @param checksum false: the checksums are not computed, as the caller checks a digest of the content, which is more
 * @throws ProblemError `image.damaged`
 */
export async function* gunzip(source: AsyncIterable<Uint8Array>, checksum = true): AsyncGenerator<Buffer> {
  const inflater = new Inflater();
  let part: 'header' | 'body' | 'trailer' | 'between' | 'padding' = 'header';
  let held = EMPTY, size = 0, crc = 0;
  const note = (piece: Buffer): void => {
    size += piece.length;
    if (checksum) crc = crc32(piece, crc);
  };
  try {
    for await (const given of source) {
      const input = Buffer.from(given.buffer, given.byteOffset, given.length);
      for (let at = 0; at < input.length && part !== 'padding';) {
        if (part === 'header') {
          held = Buffer.concat([held, input.subarray(at)]);
          const end = headerEnd(held);
          if (end < 0 && held.length > MAX_HEADER) damaged('its header does not end');
          at = end < 0 ? input.length : input.length - (held.length - end);
          if (end >= 0) [part, held, size, crc] = ['body', EMPTY, 0, 0];
        } else if (part === 'body') {
          do {
            const piece = inflater.write(input, at);
            at = input.length - inflater.left;
            note(piece);
            if (piece.length > 0) yield piece;
          } while (inflater.isFull);
          if (inflater.left > 0) part = 'trailer';
        } else if (part === 'trailer') {
          const more = input.subarray(at, at + TRAILER - held.length);
          held = Buffer.concat([held, more]);
          at += more.length;
          if (held.length < TRAILER) continue;
          if (checksum && held.readUInt32LE(0) !== crc) damaged('incorrect data check');
          if (held.readUInt32LE(4) !== size % 2 ** 32) damaged('incorrect length check');
          [part, held] = ['between', EMPTY];
        } else if (input[at] === 0) part = 'padding';
        else {
          inflater.reset();
          part = 'header';
        }
      }
    }
    // The last bytes of the content may still be inside.
    if (part === 'body') {
      do {
        const piece = inflater.write(EMPTY, 0, constants.Z_FINISH);
        if (piece.length > 0) yield piece;
      } while (inflater.isFull);
    }
    if (part !== 'between' && part !== 'padding') damaged('unexpected end of file');
  } finally {
    inflater.close();
  }
}
