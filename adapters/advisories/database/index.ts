/** The database of advisories as a file: written beside and moved into place, read where it lies. */
import { createHash } from 'node:crypto';
import { closeSync, fstatSync, fsyncSync, mkdirSync, openSync, readSync, renameSync, rmSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';
import { messageOf, ProblemError } from '#core/result.ts';

/** What the format asks for. */
export { crc32 } from 'node:zlib';
export const sha256 = (bytes: Uint8Array): Uint8Array => createHash('sha256').update(bytes).digest();

export interface DatabaseFile {
  readonly name: string;
  readonly size: number;
  /** Seconds since 1970 at which the file was put into place. */
  readonly written: number;
  /** Exactly these bytes. @throws ProblemError `advisories.unreadable` */
  read(offset: number, length: number): Uint8Array;
  close(): void;
}

/** A file that was opened stays readable when a newer one takes its place. @throws ProblemError `advisories.missing`, `advisories.unreadable` */
export function openDatabaseFile(path: string): DatabaseFile {
  let file: number;
  try {
    file = openSync(path, 'r');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') throw new ProblemError('advisories.missing', `there is no advisory database at ${path}: run "breakwater advisories update", or "breakwater advisories import FILE..."`, { cause: error });
    throw new ProblemError('advisories.unreadable', `${path}: ${messageOf(error)}`, { cause: error });
  }
  const stat = fstatSync(file);
  if (!stat.isFile()) {
    closeSync(file);
    throw new ProblemError('advisories.unreadable', `${path}: is not a file`);
  }
  return {
    name: path, size: stat.size, written: Math.floor(stat.mtimeMs / 1000),
    read: (offset, length) => readExactly(file, path, offset, length),
    close: () => closeSync(file),
  };
}

function readExactly(file: number, path: string, offset: number, length: number): Uint8Array {
  const bytes = new Uint8Array(length);
  for (let read = 0; read < length;) {
    const got = readSync(file, bytes, read, length - read, offset + read);
    if (got === 0) throw new ProblemError('advisories.unreadable', `${path}: is cut off: import the advisories again`);
    read += got;
  }
  return bytes;
}

/**
 * Writes the pieces to a file beside `path`, lets `check` look at it, and only then puts it into place: the last good one
 * stays until the new one is complete on disk.
 * @throws ProblemError `advisories.unwritable`, or what `check` throws
 */
export function writeDatabaseFile(path: string, pieces: Iterable<Uint8Array>, check: (file: DatabaseFile) => void): void {
  const temporary = `${path}.${process.pid}.tmp`;
  try {
    mkdirSync(dirname(path), { recursive: true });
    const file = openSync(temporary, 'w');
    try {
      for (const piece of pieces) for (let written = 0; written < piece.length;) written += writeSync(file, piece, written, piece.length - written);
      fsyncSync(file);
    } finally {
      closeSync(file);
    }
    const opened = openDatabaseFile(temporary);
    try { check(opened); } finally { opened.close(); }
    renameSync(temporary, path);
    const directory = openSync(dirname(path), 'r');
    try { fsyncSync(directory); } finally { closeSync(directory); }
  } catch (error) {
    rmSync(temporary, { force: true });
    if (error instanceof ProblemError) throw error;
    throw new ProblemError('advisories.unwritable', `${path}: cannot be written: ${messageOf(error)}; the last database stays in use`, { cause: error });
  }
}
