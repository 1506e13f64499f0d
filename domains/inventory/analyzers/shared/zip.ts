/**
 * Reads zip archives (PKWARE APPNOTE 6.3) from memory by their central directory, so that only wanted members are
 * inflated. Archives with something in front (self-starting jars) and zip64 are read too.
 */
import type { AnalyzerTools } from '#core/packages.ts';
import { ByteReader } from './bytes.ts';
import { damaged } from './damaged.ts';

export interface ZipMember { readonly name: string; readonly size: number; readonly read: () => Uint8Array }

const END = 0x06054b50;
const END64 = 0x06064b50;
const END64_LOCATOR = 0x07064b50;
const CENTRAL = 0x02014b50;
const LOCAL = 0x04034b50;
/** Members of one archive, and of all archives inside it. The largest known application jars have under 100,000. */
const MAX_MEMBERS = 300_000;
const utf8 = new TextDecoder();

interface Directory { readonly count: number; readonly size: number; readonly offset: number; readonly endsAt: number }

function endRecord(bytes: Uint8Array): Directory {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const lowest = Math.max(0, bytes.length - 22 - 0xffff);
  for (let at = bytes.length - 22; at >= lowest; at -= 1) {
    if (view.getUint32(at, true) !== END) continue;
    const reader = new ByteReader(bytes, true).seek(at + 10);
    const found = { count: reader.u16(), size: reader.u32(), offset: reader.u32(), endsAt: at };
    if (found.count !== 0xffff && found.size !== 0xffffffff && found.offset !== 0xffffffff) return found;
    return endRecord64(bytes, at) ?? found;
  }
  return damaged('is not a zip archive: it has no directory');
}

function endRecord64(bytes: Uint8Array, end: number): Directory | undefined {
  if (end < 20) return undefined;
  const locator = new ByteReader(bytes, true).seek(end - 20);
  if (locator.u32() !== END64_LOCATOR) return undefined;
  locator.skip(4);
  const at = locator.u64();
  const record = new ByteReader(bytes, true).seek(at);
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
export const budgetFor = (file: Uint8Array, unpacked: number): Budget => ({ left: unpacked, stored: 8 * file.length, members: MAX_MEMBERS });

function content(bytes: Uint8Array, at: number, packed: number, size: number, method: number, tools: AnalyzerTools, budget: Budget): Uint8Array {
  if (method === 0 && packed > budget.stored) damaged('its members are the same bytes again and again');
  if (size > budget.left && method !== 0) damaged(`unpacks to more than what is left of the limit, ${budget.left} bytes`);
  const header = new ByteReader(bytes, true).seek(at);
  if (header.u32() !== LOCAL) damaged('is not a zip archive: a member is not where the directory says');
  header.skip(22);
  const [nameLength, extraLength] = [header.u16(), header.u16()];
  const data = header.skip(nameLength + extraLength).slice(packed);
  if (method === 0) {
    budget.stored -= packed;
    return data;
  }
  budget.left -= size;
  if (method !== 8) damaged(`a member is packed by method ${method}, which is not read`);
  return tools.inflateRaw(data, size);
}

/** The members of an archive; each is read on demand within `budget`. Throws `Damaged` where there is no directory. */
export function readZip(bytes: Uint8Array, tools: AnalyzerTools, budget: Budget): ZipMember[] {
  const end = endRecord(bytes);
  if (end.count > budget.members) damaged(`has ${end.count} members, more than what is left of the ${MAX_MEMBERS} that are read`);
  budget.members -= end.count;
  // What stands in front of the archive shifts all offsets alike.
  const shift = Math.max(0, end.endsAt - end.size - end.offset);
  const reader = new ByteReader(bytes, true).seek(end.offset + shift);
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
    const name = utf8.decode(reader.slice(nameLength));
    wide(reader.slice(extraLength), fields);
    reader.skip(commentLength);
    const { packed, size, offset } = fields;
    members.push({ name, size, read: () => ((flags & 1) !== 0 ? damaged(`${name} is encrypted`) : content(bytes, offset + shift, packed, size, method, tools, budget)) });
  }
  return members;
}
