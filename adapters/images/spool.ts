/** A large file of a layer that need not lie in memory: it is written to the disk, and read from there piece by piece. */
import { closeSync, ftruncateSync, mkdirSync, openSync, readSync, unlinkSync, writeSync } from 'node:fs';
import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import type { ByteSource } from '#core/packages.ts';
import { messageOf, ProblemError } from '#core/result.ts';

/** Files of this size and more are better off on the disk. */
export const SPOOLED_FROM = 8 * 1024 * 1024;

export class Spool implements ByteSource {
  readonly #folder: string;
  #file: number | null = null;
  length = 0;

  /** `folder`: that of the cache. The file has no name as soon as it is open: it is gone with the process, however that ends. */
  constructor(folder: string) { this.#folder = join(folder, 'unpacked'); }

  /** @throws ProblemError `cache.unwritable` */
  write(bytes: Uint8Array): void {
    try {
      this.#file ??= this.#open();
      for (let at = 0; at < bytes.length;) at += writeSync(this.#file, bytes, at, bytes.length - at, this.length + at);
    } catch (error) {
      throw new ProblemError('cache.unwritable', `cannot be read: the cache at ${this.#folder} cannot be written: ${messageOf(error)}`, { cause: error });
    }
    this.length += bytes.length;
  }

  read(at: number, length: number): Uint8Array {
    const bytes = Buffer.allocUnsafe(length);
    for (let have = 0; have < length;) {
      const got = this.#file === null ? 0 : readSync(this.#file, bytes, have, length - have, at + have);
      if (got === 0) throw new Error(`ends after ${at + have} bytes`);
      have += got;
    }
    return bytes;
  }

  /** The room on the disk is given back. */
  clear(): void {
    if (this.#file !== null && this.length > 0) ftruncateSync(this.#file, 0);
    this.length = 0;
  }

  close(): void {
    if (this.#file !== null) closeSync(this.#file);
    this.#file = null;
  }

  #open(): number {
    mkdirSync(this.#folder, { recursive: true, mode: 0o700 });
    const path = join(this.#folder, `${process.pid}-${randomBytes(6).toString('hex')}`);
    const file = openSync(path, 'wx+', 0o600);
    unlinkSync(path);
    return file;
  }
}
