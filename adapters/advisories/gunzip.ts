/** Bytes of a gzip stream, bounded: a small file cannot become an endless one. */
import type { Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { messageOf, ProblemError } from '#core/result.ts';

/** @throws ProblemError `advisories.unreadable` */
export async function* unpacked(source: Readable, name: string, limit: number): AsyncGenerator<Uint8Array> {
  const gunzip = createGunzip({ chunkSize: 1024 * 1024 });
  source.on('error', (error) => gunzip.destroy(error));
  let bytes = 0;
  try {
    for await (const chunk of source.pipe(gunzip) as AsyncIterable<Buffer>) {
      bytes += chunk.length;
      if (bytes > limit) throw new ProblemError('advisories.unreadable', `${name}: more than ${limit} bytes when unpacked`);
      yield chunk;
    }
  } catch (error) {
    if (error instanceof ProblemError) throw error;
    throw new ProblemError('advisories.unreadable', `${name}: ${messageOf(error)}`, { cause: error });
  } finally {
    source.destroy();
  }
}
