/** Objects as bytes: JSON, compressed where that is worth it. */
import { constants, zstdCompressSync, zstdDecompressSync } from 'node:zlib';
import type { KubeObject } from '#core/words.ts';
import type { BodyTable } from './tables.ts';

/** Below this a compressed body is not worth the time to unpack it. */
const COMPRESS_FROM = 4096;
/** etcd takes 1.5 MiB, a manifest document 8 MiB. */
const MAX_BODY = 64 * 1024 * 1024;

export function encodeBody(object: KubeObject): Pick<BodyTable, 'encoding' | 'body'> {
  const json = Buffer.from(JSON.stringify(object));
  if (json.length < COMPRESS_FROM) return { encoding: 'json', body: json };
  return { encoding: 'zstd', body: zstdCompressSync(json, { params: { [constants.ZSTD_c_compressionLevel]: 1 } }) };
}

export function decodeBody(row: Pick<BodyTable, 'encoding' | 'body'>): KubeObject {
  const bytes = row.encoding === 'zstd' ? zstdDecompressSync(row.body, { maxOutputLength: MAX_BODY }) : Buffer.from(row.body.buffer, row.body.byteOffset, row.body.byteLength);
  return JSON.parse(bytes.toString()) as KubeObject;
}
