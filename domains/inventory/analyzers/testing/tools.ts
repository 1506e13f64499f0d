/** The tools of analyzers on Node, for tests. */
import { createHash } from 'node:crypto';
import { gunzipSync, inflateRawSync } from 'node:zlib';
import type { AnalyzerTools, FileContent } from '#core/packages.ts';

export const tools: AnalyzerTools = {
  inflateRaw: (bytes, limit) => (limit === 0 ? new Uint8Array(0) : inflateRawSync(bytes, { maxOutputLength: limit })),
  gunzip: (bytes, limit) => gunzipSync(bytes, { maxOutputLength: limit }),
  text: (bytes) => new TextDecoder('utf-8', { fatal: true }).decode(bytes),
  sha1: (bytes) => createHash('sha1').update(bytes).digest('hex'),
};

export const fileOf = (path: string, content: Uint8Array | string, mode = 0o644): FileContent => {
  const bytes = typeof content === 'string' ? new TextEncoder().encode(content) : content;
  return { path, bytes, size: bytes.length, mode };
};
