/** Opens a database: header and sections are checked against their digests or checksums, the cold one when it is read or on demand. */
import { ProblemError } from '#core/result.ts';
import { AdvisoryDatabase } from './database.ts';
import { DIGEST_BYTES, type DigestTool, HEADER_AT, type Header, hex, MAGIC, MAX_HEADER, type Section, SECTIONS, type SectionName } from './layout.ts';

/** The file. `read` gives exactly these bytes or throws. */
export interface DatabaseSource {
  readonly name: string;
  readonly size: number;
  read(offset: number, length: number): Uint8Array;
}

/** Sections in memory; the cold one is read from the source. */
export interface Sections {
  bytes(name: Exclude<SectionName, 'cold'>): Uint8Array;
  words(name: Exclude<SectionName, 'cold'>): Uint32Array;
  cold(offset: number, length: number): Uint8Array;
}

const damaged = (source: DatabaseSource, what: string): ProblemError => new ProblemError('advisories.damaged', `${source.name}: ${what}; import the advisories again`);

/** @throws ProblemError `advisories.damaged` */
export function openDatabase(source: DatabaseSource, tools: DigestTool): AdvisoryDatabase {
  const header = readHeader(source, tools);
  const hot = SECTIONS.filter((name) => name !== 'cold');
  // One read; sections follow each other.
  const first = header.sections[hot[0]!].offset, last = header.sections[hot.at(-1)!];
  const all = aligned(source.read(first, last.offset + last.length - first));
  const bytes = (name: SectionName): Uint8Array => all.subarray(header.sections[name].offset - first, header.sections[name].offset - first + header.sections[name].length);
  for (const name of hot) if (!isWhole(bytes(name), header.sections[name], tools)) throw damaged(source, `the section ${name} is damaged`);
  return new AdvisoryDatabase(header.counts, {
    bytes,
    words: (name) => { const part = bytes(name); return new Uint32Array(part.buffer, part.byteOffset, part.length / 4); },
    cold: (offset, length) => {
      if (offset + length > header.sections.cold.length) throw damaged(source, 'a text lies outside of the file');
      return source.read(header.sections.cold.offset + offset, length);
    },
  });
}

/** The digest was checked when the file was put into place; since then there is only the disk to mistrust. */
function isWhole(bytes: Uint8Array, { sha256, crc32 }: Section, tools: DigestTool): boolean {
  return crc32 === undefined || tools.crc32 === undefined ? hex(tools.sha256(bytes)) === sha256 : tools.crc32(bytes) === crc32;
}

/** Everything, with the section that `openDatabase` leaves alone. @throws ProblemError `advisories.damaged` */
export function verifyDatabase(source: DatabaseSource, tools: DigestTool): void {
  const header = readHeader(source, tools);
  for (const name of SECTIONS) {
    const { offset, length, sha256 } = header.sections[name];
    if (hex(tools.sha256(source.read(offset, length))) !== sha256) throw damaged(source, `the section ${name} is damaged`);
  }
}

function readHeader(source: DatabaseSource, tools: DigestTool): Header {
  if (new Uint8Array(new Uint32Array([1]).buffer)[0] !== 1) throw damaged(source, 'this machine is big-endian, which the format is not for');
  if (source.size < HEADER_AT) throw damaged(source, 'it is no advisory database: too short');
  const head = source.read(0, HEADER_AT);
  if (MAGIC.some((byte, i) => head[i] !== byte)) throw damaged(source, 'it is no advisory database, or one of another version');
  const length = new DataView(head.buffer, head.byteOffset).getUint32(MAGIC.length + DIGEST_BYTES, true);
  if (length > MAX_HEADER || HEADER_AT + length > source.size) throw damaged(source, 'its header is damaged');
  const bytes = source.read(HEADER_AT, length);
  if (hex(tools.sha256(bytes)) !== hex(head.subarray(MAGIC.length, MAGIC.length + DIGEST_BYTES))) throw damaged(source, 'its header is damaged');
  // The digest says that these are the bytes that were written.
  const header = JSON.parse(new TextDecoder().decode(bytes)) as Header;
  for (const name of SECTIONS) if (header.sections[name].offset + header.sections[name].length > source.size) throw damaged(source, 'it is cut off');
  return header;
}

/** Rows of numbers need memory at a multiple of four. */
const aligned = (bytes: Uint8Array): Uint8Array => (bytes.byteOffset % 8 === 0 ? bytes : bytes.slice());
