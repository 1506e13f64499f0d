/**
 * Entries of a zip file, one after the other, by its central directory (APPNOTE 6.3.10, sections 4.3 and 4.5.3), with
 * ZIP64 for more than 65,535 entries. Bounded in entries, names and bytes; nothing is written to disk.
 */
import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { crc32, inflateRawSync } from 'node:zlib';
import { messageOf, ProblemError } from '#core/result.ts';

export interface ZipLimits { readonly entries: number; readonly entryBytes: number; readonly directoryBytes: number }
export interface ZipEntry {
  readonly name: string;
  /** null: could not be read, see `problem`. */
  readonly bytes: Buffer | null;
  readonly problem: string;
}

const END = 0x06054b50, END64 = 0x06064b50, LOCATOR64 = 0x07064b50, CENTRAL = 0x02014b50, LOCAL = 0x04034b50;
const END_BYTES = 22, LOCATOR_BYTES = 20, CENTRAL_BYTES = 46, LOCAL_BYTES = 30, MAX_COMMENT = 65_535;
const FULL32 = 0xffff_ffff, FULL16 = 0xffff;

/** @throws ProblemError `zip.unreadable` where the file as a whole cannot be read. */
export function* zipEntries(path: string, limits: ZipLimits): Generator<ZipEntry> {
  const file = openSync(path, 'r');
  try {
    const window = new Window(file, fstatSync(file).size, path);
    const { entries, offset, size } = directoryOf(window, path);
    if (entries > limits.entries) throw unreadable(path, `it has ${entries} entries, more than ${limits.entries}`);
    if (size > limits.directoryBytes) throw unreadable(path, `its directory has ${size} bytes, more than ${limits.directoryBytes}`);
    const directory = Buffer.from(window.read(offset, size));
    let at = 0;
    for (let i = 0; i < entries; i++) {
      if (at + CENTRAL_BYTES > directory.length || directory.readUInt32LE(at) !== CENTRAL) throw unreadable(path, `its directory is damaged at entry ${i + 1}`);
      const nameLength = directory.readUInt16LE(at + 28), extraLength = directory.readUInt16LE(at + 30), end = at + CENTRAL_BYTES + nameLength + extraLength;
      if (end > directory.length) throw unreadable(path, `its directory is damaged at entry ${i + 1}`);
      const name = directory.toString('utf8', at + CENTRAL_BYTES, at + CENTRAL_BYTES + nameLength);
      if (!name.endsWith('/')) yield entryOf(window, directory.subarray(at, end), name, limits.entryBytes);
      at = end + directory.readUInt16LE(at + 32);
    }
  } finally {
    closeSync(file);
  }
}

const unreadable = (path: string, what: string): ProblemError => new ProblemError('zip.unreadable', `${path}: ${what}`);

function directoryOf(window: Window, path: string): { entries: number; offset: number; size: number } {
  const tailAt = Math.max(0, window.size - END_BYTES - MAX_COMMENT), tail = Buffer.from(window.read(tailAt, window.size - tailAt));
  let at = tail.length - END_BYTES;
  while (at >= 0 && tail.readUInt32LE(at) !== END) at--;
  if (at < 0) throw unreadable(path, 'it is no zip file, or is cut off');
  const plain = { entries: tail.readUInt16LE(at + 10), size: tail.readUInt32LE(at + 12), offset: tail.readUInt32LE(at + 16) };
  if (plain.entries !== FULL16 && plain.size !== FULL32 && plain.offset !== FULL32) return inside(plain, window, path);
  const locatorAt = tailAt + at - LOCATOR_BYTES;
  const locator = locatorAt < 0 ? null : Buffer.from(window.read(locatorAt, LOCATOR_BYTES));
  if (locator === null || locator.readUInt32LE(0) !== LOCATOR64) return inside(plain, window, path);
  const end64At = Number(locator.readBigUInt64LE(8));
  if (end64At + 56 > window.size) throw unreadable(path, 'its directory lies outside of the file');
  const end64 = Buffer.from(window.read(end64At, 56));
  if (end64.readUInt32LE(0) !== END64) throw unreadable(path, 'its ZIP64 directory is damaged');
  return inside({ entries: Number(end64.readBigUInt64LE(32)), size: Number(end64.readBigUInt64LE(40)), offset: Number(end64.readBigUInt64LE(48)) }, window, path);
}

function inside(directory: { entries: number; offset: number; size: number }, window: Window, path: string): typeof directory {
  if (directory.offset + directory.size > window.size) throw unreadable(path, 'its directory lies outside of the file');
  return directory;
}

function entryOf(window: Window, central: Buffer, name: string, limit: number): ZipEntry {
  const bad = (problem: string): ZipEntry => ({ name, bytes: null, problem });
  const method = central.readUInt16LE(10), { packed, size, offset } = sizesOf(central);
  if ((central.readUInt16LE(8) & 1) !== 0) return bad('is encrypted');
  if (method !== 0 && method !== 8) return bad(`is packed by method ${method}, which is not supported`);
  if (size > limit || packed > limit) return bad(`has ${Math.max(size, packed)} bytes, more than ${limit}`);
  if (offset + LOCAL_BYTES > window.size) return bad('lies outside of the file');
  const local = Buffer.from(window.read(offset, LOCAL_BYTES));
  if (local.readUInt32LE(0) !== LOCAL) return bad('has a damaged header');
  const from = offset + LOCAL_BYTES + local.readUInt16LE(26) + local.readUInt16LE(28);
  if (from + packed > window.size) return bad('is cut off');
  try {
    const content = window.read(from, packed);
    const bytes = method === 0 ? Buffer.from(content) : packed === 0 ? Buffer.alloc(0) : inflateRawSync(content, { maxOutputLength: Math.max(1, size) });
    if (bytes.length !== size) return bad(`has ${bytes.length} bytes instead of ${size}`);
    return crc32(bytes) === central.readUInt32LE(16) ? { name, bytes, problem: '' } : bad('has a wrong checksum');
  } catch (error) {
    return bad(`cannot be unpacked: ${messageOf(error)}`);
  }
}

/** Sizes and place; those that do not fit are in the ZIP64 extra field (4.5.3), in this order, each only when it is full. */
function sizesOf(central: Buffer): { packed: number; size: number; offset: number } {
  const sizes = { packed: central.readUInt32LE(20), size: central.readUInt32LE(24), offset: central.readUInt32LE(42) };
  let at = CENTRAL_BYTES + central.readUInt16LE(28);
  while (at + 4 <= central.length) {
    const id = central.readUInt16LE(at), end = at + 4 + central.readUInt16LE(at + 2);
    if (id === 1 && end <= central.length) {
      let field = at + 4;
      for (const key of ['size', 'packed', 'offset'] as const) {
        if (sizes[key] !== FULL32 || field + 8 > end) continue;
        sizes[key] = Number(central.readBigUInt64LE(field));
        field += 8;
      }
    }
    at = end;
  }
  return sizes;
}

/** Reads in large pieces: entries of a zip lie one behind the other. What it gives is valid until the next read. */
class Window {
  readonly size: number;
  readonly #file: number;
  readonly #path: string;
  #buffer = Buffer.alloc(1024 * 1024);
  #from = 0;
  #end = 0;

  constructor(file: number, size: number, path: string) {
    this.#file = file;
    this.size = size;
    this.#path = path;
  }

  read(offset: number, length: number): Buffer {
    if (offset >= this.#from && offset + length <= this.#end) return this.#buffer.subarray(offset - this.#from, offset - this.#from + length);
    if (length > this.#buffer.length) this.#buffer = Buffer.alloc(length);
    const wanted = Math.min(this.#buffer.length, this.size - offset);
    let read = 0;
    while (read < wanted) {
      const got = readSync(this.#file, this.#buffer, read, wanted - read, offset + read);
      if (got === 0) break;
      read += got;
    }
    this.#from = offset;
    this.#end = offset + read;
    if (read < length) throw unreadable(this.#path, 'it became shorter while it was read');
    return this.#buffer.subarray(0, length);
  }
}
