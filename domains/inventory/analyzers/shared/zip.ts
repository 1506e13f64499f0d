/**
 * Reads zip archives (PKWARE APPNOTE 6.3) by their central directory, so that only wanted members are read and
 * inflated. Archives with something in front (self-starting jars) and zip64 are read too.
 */
import type { AnalyzerTools, ByteSource, FileContent } from '#core/packages.ts';
import { ascii, ByteReader } from './bytes.ts';
import { damaged } from './damaged.ts';

export interface ZipMember {
  readonly name: string;
  readonly size: number;
  readonly read: () => Uint8Array;
  /** An archive in the archive: where it is stored as it is nothing of it is brought yet. */
  readonly source: () => ByteSource;
}

const END = 0x06054b50;
const END64 = 0x06064b50;
const END64_LOCATOR = 0x07064b50;
const CENTRAL = 0x02014b50;
const LOCAL = 0x04034b50;
/** Members of one archive, and of all archives inside it. The largest known application jars have under 100,000. */
const MAX_MEMBERS = 300_000;
/** The directory of that many members with long names. */
const MAX_DIRECTORY = 64 * 1024 * 1024;
const utf8 = new TextDecoder();

interface Directory { readonly count: number; readonly size: number; readonly offset: number; readonly endsAt: number }

const inMemory = (bytes: Uint8Array): ByteSource => ({ length: bytes.length, read: (at, length) => bytes.subarray(at, at + length) });
const partOf = (source: ByteSource, start: number, length: number): ByteSource => ({ length, read: (at, count) => source.read(start + at, count) });

/** A file as a source, however it was brought. */
export const sourceOf = (file: FileContent): ByteSource => file.source ?? inMemory(file.bytes);

/** A cursor over a piece; damage where the archive has it not. */
function piece(source: ByteSource, at: number, length: number): ByteReader {
  if (!(at >= 0 && length >= 0 && at + length <= source.length)) damaged(`ends after ${source.length} bytes, ${length} more are expected at ${at}`);
  return new ByteReader(source.read(at, length), true);
}

function endRecord(source: ByteSource): Directory {
  const start = Math.max(0, source.length - 22 - 0xffff);
  const { bytes } = piece(source, start, source.length - start);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  for (let at = bytes.length - 22; at >= 0; at -= 1) {
    if (view.getUint32(at, true) !== END) continue;
    const reader = new ByteReader(bytes, true).seek(at + 10);
    const found = { count: reader.u16(), size: reader.u32(), offset: reader.u32(), endsAt: start + at };
    if (found.count !== 0xffff && found.size !== 0xffffffff && found.offset !== 0xffffffff) return found;
    return endRecord64(source, found.endsAt) ?? found;
  }
  return damaged('is not a zip archive: it has no directory');
}

function endRecord64(source: ByteSource, end: number): Directory | undefined {
  if (end < 20) return undefined;
  const locator = piece(source, end - 20, 20);
  if (locator.u32() !== END64_LOCATOR) return undefined;
  locator.skip(4);
  const at = locator.u64();
  const record = piece(source, at, 56);
  if (record.u32() !== END64) return damaged('is not a zip archive: its 64-bit directory is missing');
  record.skip(28);
  return { count: record.u64(), size: record.u64(), offset: record.u64(), endsAt: at };
}

/** The 64-bit sizes of a member, where the 32-bit fields say "look there" (APPNOTE 4.5.3). */
function wide(extra: Uint8Array, fields: { size: number; packed: number; offset: number }): void {
  const reader = new ByteReader(extra, true);
  while (reader.at + 4 <= extra.length) {
    const [id, length] = [reader.u16(), reader.u16()];
    const next = reader.at + length;
    if (next > extra.length) return;
    if (id === 1) {
      if (fields.size === 0xffffffff) fields.size = reader.u64();
      if (fields.packed === 0xffffffff) fields.packed = reader.u64();
      if (fields.offset === 0xffffffff) fields.offset = reader.u64();
    }
    reader.seek(next);
  }
}

/** What may be read in total: a bomb ends here, however many layers it has. */
export interface Budget {
  /** Bytes that are unpacked. */
  left: number;
  /** Bytes that are read as they are: they take no memory, but time, and many members may be the same bytes. */
  stored: number;
  /** Members that are listed. */
  members: number;
}

/** The budget for one file: at most `unpacked` bytes. */
export const budgetFor = ({ length }: ByteSource, unpacked: number): Budget => ({ left: unpacked, stored: 8 * length, members: MAX_MEMBERS });

interface Place { readonly at: number; readonly packed: number; readonly size: number; readonly method: number; readonly flags: number; readonly name: string }

/** Where the bytes of a member lie. */
function locate(source: ByteSource, { at, packed, size, method, flags, name }: Place, budget: Budget): ByteSource {
  if ((flags & 1) !== 0) damaged(`${name} is encrypted`);
  if (method === 0 && packed > budget.stored) damaged('its members are the same bytes again and again');
  if (size > budget.left && method !== 0) damaged(`unpacks to more than what is left of the limit, ${budget.left} bytes`);
  const header = piece(source, at, 30);
  if (header.u32() !== LOCAL) damaged('is not a zip archive: a member is not where the directory says');
  header.skip(22);
  const start = at + 30 + header.u16() + header.u16();
  if (start + packed > source.length) damaged(`ends after ${source.length} bytes, ${packed} more are expected at ${start}`);
  if (method === 0) budget.stored -= packed; else budget.left -= size;
  if (method !== 0 && method !== 8) damaged(`a member is packed by method ${method}, which is not read`);
  return partOf(source, start, packed);
}

function member(source: ByteSource, place: Place, tools: AnalyzerTools, budget: Budget): ZipMember {
  const read = (): Uint8Array => {
    const found = locate(source, place, budget), bytes = found.read(0, found.length);
    return place.method === 0 ? bytes : tools.inflateRaw(bytes, place.size);
  };
  return { name: place.name, size: place.size, read, source: () => (place.method === 0 ? locate(source, place, budget) : inMemory(read())) };
}

/** Nearly all names are ASCII, and read at once; others are UTF-8. */
function nameOf(bytes: Uint8Array): string {
  for (let at = 0; at < bytes.length; at += 1) if (bytes[at]! > 0x7f) return utf8.decode(bytes);
  return ascii(bytes);
}

/** The members of an archive; each is read on demand within `budget`. Throws `Damaged` where there is no directory. */
export function readZip(source: ByteSource, tools: AnalyzerTools, budget: Budget): ZipMember[] {
  const end = endRecord(source);
  if (end.count > budget.members) damaged(`has ${end.count} members, more than what is left of the ${MAX_MEMBERS} that are read`);
  budget.members -= end.count;
  // What stands in front of the archive shifts all offsets alike.
  const shift = Math.max(0, end.endsAt - end.size - end.offset), start = end.offset + shift;
  if (end.endsAt - start > MAX_DIRECTORY) damaged(`has a directory of ${end.endsAt - start} bytes, ${MAX_DIRECTORY} are read`);
  const reader = piece(source, start, end.endsAt - start);
  const members: ZipMember[] = [];
  for (let i = 0; i < end.count; i += 1) {
    if (reader.u32() !== CENTRAL) damaged(`is not a zip archive: member ${i} of its directory is damaged`);
    reader.skip(4);
    const flags = reader.u16();
    const method = reader.u16();
    reader.skip(8);
    const fields = { packed: reader.u32(), size: reader.u32(), offset: 0 };
    const [nameLength, extraLength, commentLength] = [reader.u16(), reader.u16(), reader.u16()];
    reader.skip(8);
    fields.offset = reader.u32();
    const name = nameOf(reader.slice(nameLength));
    wide(reader.slice(extraLength), fields);
    reader.skip(commentLength);
    members.push(member(source, { at: fields.offset + shift, packed: fields.packed, size: fields.size, method, flags, name }, tools, budget));
  }
  return members;
}
