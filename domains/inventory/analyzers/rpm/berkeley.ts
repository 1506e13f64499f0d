/**
 * Berkeley DB hash files, as rpm wrote `Packages` until 2020: dbinc/db_page.h of Berkeley DB. All hash pages are read
 * one after the other; an item that is too large for its page lies in a chain of overflow pages.
 */
import { ByteReader } from '../shared/bytes.ts';
import { damaged } from '../shared/damaged.ts';

const HASH_MAGIC = 0x061561;
const HASH_PAGES: ReadonlySet<number> = new Set([2, 13]);
const OVERFLOW_PAGE = 7;
const KEY_DATA = 1;
const OFF_PAGE = 3;

/** The byte order, or undefined where the file is no hash of Berkeley DB. */
function order(bytes: Uint8Array): boolean | undefined {
  if (bytes.length < 512) return undefined;
  return [true, false].find((little) => new ByteReader(bytes, little).seek(12).u32() === HASH_MAGIC);
}

export const isBerkeley = (bytes: Uint8Array): boolean => order(bytes) !== undefined;

interface File { readonly bytes: Uint8Array; readonly little: boolean; readonly pageSize: number }

function pageAt(file: File, number: number): Uint8Array {
  const end = (number + 1) * file.pageSize;
  if (end > file.bytes.length) damaged(`page ${number} is missing`);
  return file.bytes.subarray(end - file.pageSize, end);
}

/** An item of `length` bytes that begins on overflow page `number`. */
function overflow(file: File, number: number, length: number): Uint8Array {
  if (length > file.bytes.length) damaged(`an item of ${length} bytes is larger than the file`);
  const out = new Uint8Array(length);
  let filled = 0;
  let next = number;
  while (filled < length) {
    const page = new ByteReader(pageAt(file, next), file.little).seek(16);
    next = page.u32();
    const used = page.skip(2).u16();
    const type = page.skip(1).u8();
    if (type !== OVERFLOW_PAGE || used === 0) damaged('a chain of overflow pages is broken');
    const part = page.slice(Math.min(used, length - filled));
    out.set(part, filled);
    filled += part.length;
  }
  return out;
}

function* values(file: File, page: Uint8Array): Generator<Uint8Array> {
  const header = new ByteReader(page, file.little).seek(20);
  const count = header.u16();
  const type = header.seek(25).u8();
  if (!HASH_PAGES.has(type)) return;
  // The index of items follows the header, which is 26 bytes.
  const offsets = Array.from({ length: count }, () => header.u16());
  // Keys and values take turns; items fill the page from its end.
  for (let i = 1; i < count; i += 2) {
    const item = new ByteReader(page, file.little).seek(offsets[i]!);
    const kind = item.u8();
    if (kind === OFF_PAGE) { const number = item.skip(3).u32(); yield overflow(file, number, item.u32()); }
    else if (kind === KEY_DATA) yield item.slice(offsets[i - 1]! - offsets[i]! - 1);
    else damaged(`an item of kind ${kind} is not read`);
  }
}

/** The header of every package. */
export function* berkeleyBlobs(bytes: Uint8Array): Generator<Uint8Array> {
  const little = order(bytes) ?? damaged('is no hash of Berkeley DB');
  const meta = new ByteReader(bytes, little).seek(20);
  const pageSize = meta.u32();
  if (pageSize < 512 || pageSize > 65536 || (pageSize & (pageSize - 1)) !== 0) damaged(`has pages of ${pageSize} bytes, which Berkeley DB has not`);
  if (meta.u8() !== 0) damaged('is encrypted');
  const file: File = { bytes, little, pageSize };
  const last = meta.seek(32).u32();
  if ((last + 1) * pageSize > bytes.length) damaged(`ends before its last page, ${last}`);
  for (let number = 1; number <= last; number += 1) {
    // The record with key 0 holds the next free number, not a package.
    for (const value of values(file, pageAt(file, number))) if (value.length > 16) yield value;
  }
}
