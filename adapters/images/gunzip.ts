/**
 * Gzip in pieces that all lie in the same memory. Node's streams take new memory for every piece, and what that costs
 * the collector is a third of the time of a large layer; so the decompressor below the stream is asked directly, as the
 * tar reader of npm does it. The version of Node is fixed by package.json.
 */
import { constants, createGunzip } from 'node:zlib';
import { ProblemError } from '#core/result.ts';

/** What is unpacked at once: it stays in the processor's cache while it is hashed and read. */
const PIECE = 256 * 1024;

interface Handle {
  onerror: (message: string, errno: number, code: string) => void;
  writeSync(flush: number, input: Uint8Array, at: number, length: number, output: Uint8Array, outputAt: number, room: number): void;
  close(): void;
}
/** `_writeState`: room left in the output, bytes left of the input, after a write. */
interface Below { readonly _handle: Handle; readonly _writeState: Uint32Array }

/**
 * Each piece is good until the next one is asked for. Members that follow each other are one stream (RFC 1952 2.2);
 * what follows the last one is left out, as gzip(1) does with padding.
 * @throws ProblemError `image.damaged`
 */
export async function* gunzip(source: AsyncIterable<Uint8Array>): AsyncGenerator<Buffer> {
  const stream = createGunzip();
  const { _handle: handle, _writeState: state } = stream as unknown as Below;
  let failure: string | null = null;
  let ended = false;
  handle.onerror = (message) => { failure = message; };
  const output = Buffer.allocUnsafeSlow(PIECE);
  /** Unpacks into `output`; how many bytes. */
  const write = (flush: number, input: Uint8Array, at: number): number => {
    handle.writeSync(flush, input, at, input.length - at, output, 0, PIECE);
    if (failure !== null) throw new ProblemError('image.damaged', `is damaged: ${failure}`);
    return PIECE - state[0]!;
  };
  try {
    for await (const input of source) {
      for (let at = 0; !ended;) {
        const got = write(constants.Z_NO_FLUSH, input, at);
        at = input.length - state[1]!;
        if (got > 0) yield output.subarray(0, got);
        if (state[0]! === 0) continue;
        // Room is left, and yet not all was taken: the stream has ended. The source is read on, for its digest.
        ended = at < input.length;
        break;
      }
    }
    for (let full = !ended; full;) {
      const got = write(constants.Z_FINISH, output, PIECE);
      if (got > 0) yield output.subarray(0, got);
      full = state[0]! === 0;
    }
  } finally {
    stream.destroy();
  }
}
