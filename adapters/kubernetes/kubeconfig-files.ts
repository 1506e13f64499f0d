/** Data that a kubeconfig holds inline (base64) or names by path. */
import { open } from 'node:fs/promises';
import { isAbsolute, join } from 'node:path';
import { messageOf } from '#core/result.ts';
import { oneLine } from './failures.ts';
import { type Fields, KubeconfigMistake, type KubeconfigOptions, text } from './kubeconfig-fields.ts';

const MAX_FILE = 1024 * 1024;

/** Reads a small file, at most 1 MiB. */
export async function readSmallFile(path: string): Promise<Buffer> {
  const file = await open(path, 'r');
  try {
    if (!(await file.stat()).isFile()) throw new Error('not a regular file');
    const buffer = Buffer.alloc(MAX_FILE + 1);
    let filled = 0;
    for (;;) {
      const { bytesRead } = await file.read(buffer, filled, buffer.length - filled);
      filled += bytesRead;
      if (filled > MAX_FILE) throw new Error(`larger than ${MAX_FILE} bytes`);
      if (bytesRead === 0) return buffer.subarray(0, filled);
    }
  } finally {
    await file.close();
  }
}

/** A path of the kubeconfig as a path of this machine; a mistake where paths are not allowed. */
export function filePath(fields: Fields, key: string, where: string, options: KubeconfigOptions): string | undefined {
  const path = text(fields, key, where);
  if (path === undefined) return undefined;
  if (options.allowFiles !== true) {
    throw new KubeconfigMistake(`${where}: ${key} names a file, which is not read here; embed its content (kubectl config view --raw --flatten --minify)`);
  }
  return isAbsolute(path) || options.baseDir === undefined ? path : join(options.baseDir, path);
}

/** `KEY-data` (base64), else the file that `KEY` names. The data wins, as in client-go `rest.TLSClientConfig`. */
export async function inlineOrFile(fields: Fields, key: string, where: string, options: KubeconfigOptions): Promise<Buffer | undefined> {
  const inline = text(fields, `${key}-data`, where);
  if (inline !== undefined) {
    const compact = inline.replace(/\s+/g, '');
    if (!/^[A-Za-z0-9+/]+={0,2}$/.test(compact)) throw new KubeconfigMistake(`${where}: ${key}-data is not base64`);
    return Buffer.from(compact, 'base64');
  }
  const path = filePath(fields, key, where, options);
  if (path === undefined) return undefined;
  try {
    return await readSmallFile(path);
  } catch (error) {
    throw new KubeconfigMistake(`${where}: ${key} cannot be read: ${oneLine(messageOf(error))}`);
  }
}
