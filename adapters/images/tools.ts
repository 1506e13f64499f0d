/** What analyzers need beyond bytes; all of it bounded. */
import { createHash } from 'node:crypto';
import { gunzipSync, inflateRawSync } from 'node:zlib';
import type { AnalyzerTools } from '#core/packages.ts';

const UTF8 = new TextDecoder('utf-8', { fatal: true });

export const TOOLS: AnalyzerTools = {
  inflateRaw: (bytes, limit) => inflateRawSync(bytes, { maxOutputLength: Math.max(1, limit) }),
  gunzip: (bytes, limit) => gunzipSync(bytes, { maxOutputLength: Math.max(1, limit) }),
  text: (bytes) => UTF8.decode(bytes),
  sha1: (bytes) => createHash('sha1').update(bytes).digest('hex'),
};
