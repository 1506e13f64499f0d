/** A whole text file, plain or gzip, bounded. */
import { createReadStream } from 'node:fs';
import { ProblemError } from '#core/result.ts';
import { unpacked } from './gunzip.ts';

/** @param limit bytes when unpacked. @throws ProblemError `advisories.unreadable` */
export async function readText(path: string, limit: number): Promise<string> {
  const file = createReadStream(path), pieces: Uint8Array[] = [];
  let bytes = 0;
  for await (const piece of (path.endsWith('.gz') ? unpacked(file, path, limit) : file) as AsyncIterable<Uint8Array>) {
    bytes += piece.length;
    if (bytes > limit) throw new ProblemError('advisories.unreadable', `${path}: more than ${limit} bytes`);
    pieces.push(piece);
  }
  return Buffer.concat(pieces).toString('utf8');
}
