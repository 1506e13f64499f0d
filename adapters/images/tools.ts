/** What analyzers need beyond bytes; all of it bounded. */
import { createHash } from 'node:crypto';
import { gunzipSync, inflateRawSync } from 'node:zlib';
import type { AnalyzerTools } from '#core/packages.ts';

const UTF8 = new TextDecoder('utf-8', { fatal: true });

export const TOOLS: AnalyzerTools = {
  // One piece of the size that is expected: else all of it is held twice while the pieces are put together.
  inflateRaw: (bytes, limit) => inflateRawSync(bytes, { maxOutputLength: Math.max(1, limit), chunkSize: Math.max(64, limit + 1) }),
  gunzip: (bytes, limit) => gunzipSync(bytes, { maxOutputLength: Math.max(1, limit) }),
  text: (bytes) => UTF8.decode(bytes),
  sha1: (bytes) => createHash('sha1').update(bytes).digest('hex'),
};
