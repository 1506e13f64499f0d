/**
 * Reads the rows of one table out of an SQLite 3 file, its write-ahead log included
 * (https://www.sqlite.org/fileformat2.html). Read-only, by page, without an SQL engine.
 */
import { ascii, ByteReader } from '../shared/bytes.ts';
import { damaged } from '../shared/damaged.ts';
import { type Pages, walPages } from './wal.ts';

const MAX_DEPTH = 20;
const utf8 = new TextDecoder();

export const isSqlite = (bytes: Uint8Array): boolean => ascii(bytes.subarray(0, 16)) === 'SQLite format 3\u0000';

interface File {
  readonly pages: Pages;
  readonly usable: number;
  /** Bytes that rows may still have: rows that share pages would else grow without end. */
  left: number;
}

function openFile(bytes: Uint8Array, log: Uint8Array | undefined): File {
  const header = new ByteReader(bytes, false).seek(16);
  const stated = header.u16();
  const size = stated === 1 ? 65536 : stated;
  if (size < 512 || (size & (size - 1)) !== 0) damaged(`has pages of ${size} bytes, which SQLite has not`);
  const reserved = header.skip(2).u8();
  const logged = log === undefined || log.length === 0 ? new Map<number, Uint8Array>() : walPages(log, size);
  const count = Math.max(Math.floor(bytes.length / size), ...[...logged.keys()].slice(-1));
  const page = (number: number): Uint8Array => {
    const newer = logged.get(number);
    if (newer !== undefined) return newer;
    if (number < 1 || number * size > bytes.length) damaged(`page ${number} is missing`);
    return bytes.subarray((number - 1) * size, number * size);
  };
  return { pages: { page, count }, usable: size - reserved, left: 2 * count * size };
}

/** A varint of SQLite: seven bits a byte, big end first, nine bytes at most. */
function varint(reader: ByteReader): number {
  let value = 0;
  for (let i = 0; i < 8; i += 1) {
    const byte = reader.u8();
    value = value * 128 + (byte & 0x7f);
    if (byte < 0x80) return Number.isSafeInteger(value) ? value : damaged('a number is out of range');
  }
  return damaged('a number is out of range');
}

/** The payload of a cell of a leaf, with the pages it flows over to. */
function payload(file: File, reader: ByteReader, length: number): Uint8Array {
  const { usable } = file;
  const most = usable - 35;
  const least = Math.floor(((usable - 12) * 32) / 255) - 23;
  if (length <= most) return reader.slice(length);
  if ((file.left -= length) < 0) damaged('its rows are larger than itself: they overlap');
  const kept = least + ((length - least) % (usable - 4));
  const local = kept <= most ? kept : least;
  const out = new Uint8Array(length);
  out.set(reader.slice(local));
  let filled = local;
  for (let next = reader.u32(); filled < length;) {
    const page = new ByteReader(file.pages.page(next), false);
    next = page.u32();
    const part = page.slice(Math.min(length - filled, usable - 4));
    out.set(part, filled);
    filled += part.length;
  }
  return out;
}

function* rows(file: File, root: number, depth: number, seen: Set<number>): Generator<Uint8Array> {
  if (depth > MAX_DEPTH || seen.has(root)) damaged('its b-tree goes in circles');
  seen.add(root);
  const page = file.pages.page(root);
  const start = root === 1 ? 100 : 0;
  const header = new ByteReader(page, false).seek(start);
  const kind = header.u8();
  const count = header.skip(2).u16();
  const cells = new ByteReader(page, false).seek(start + (kind === 5 ? 12 : 8));
  const right = kind === 5 ? header.seek(start + 8).u32() : 0;
  if (kind !== 5 && kind !== 13) damaged(`page ${root} is not part of a table`);
  for (let i = 0; i < count; i += 1) {
    const cell = new ByteReader(page, false).seek(cells.u16());
    if (kind === 5) { yield* rows(file, cell.u32(), depth + 1, seen); continue; }
    const length = varint(cell);
    varint(cell);
    yield payload(file, cell, length);
  }
  if (kind === 5) yield* rows(file, right, depth + 1, seen);
}

/** Columns of a record: text, bytes, numbers up to 48 bits; others are undefined. */
function columns(record: Uint8Array): (string | Uint8Array | number | undefined)[] {
  const reader = new ByteReader(record, false);
  const end = varint(reader);
  const types: number[] = [];
  while (reader.at < end) types.push(varint(reader));
  const data = new ByteReader(record, false).seek(end);
  const widths = [0, 1, 2, 3, 4, 6, 8, 8, 0, 0];
  return types.map((type) => {
    if (type >= 12) { const bytes = data.slice((type - 12) >> 1); return type % 2 === 0 ? bytes : utf8.decode(bytes); }
    const bytes = data.slice(widths[type] ?? 0);
    return type >= 1 && type <= 5 ? bytes.reduce((value, byte) => value * 256 + byte, 0) : undefined;
  });
}

/** The byte column of every row of `table`. */
export function* tableBlobs(bytes: Uint8Array, log: Uint8Array | undefined, table: string): Generator<Uint8Array> {
  const file = openFile(bytes, log);
  for (const record of rows(file, 1, 0, new Set())) {
    const [type, name, , root] = columns(record);
    if (type !== 'table' || name !== table || typeof root !== 'number') continue;
    for (const row of rows(file, root, 0, new Set())) {
      const blob = columns(row).find((column) => column instanceof Uint8Array);
      if (blob !== undefined) yield blob;
    }
    return;
  }
  damaged(`has no table ${table}`);
}
