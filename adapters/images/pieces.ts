/** A part of a file, piece by piece. */
import { closeSync, openSync, readSync } from 'node:fs';
import type { FileRange } from '#core/ports/images.ts';

const PIECE = 256 * 1024;

/**
 * Each piece is good until the next one is asked for: all lie in the same memory. Ends early where the file does.
 * Read without waiting: to hand a piece from thread to thread takes longer than to read it, and workers have nothing
 * else to do.
 */
export function* readPieces({ path, offset, size }: FileRange): Generator<Buffer> {
  const file = openSync(path, 'r');
  try {
    const piece = Buffer.allocUnsafeSlow(Math.min(PIECE, size));
    for (let at = 0; at < size;) {
      const got = readSync(file, piece, 0, Math.min(PIECE, size - at), offset + at);
      if (got === 0) return;
      at += got;
      yield piece.subarray(0, got);
    }
  } finally {
    closeSync(file);
  }
}
