/**
 * Sections and loaded segments of ELF (gABI 4.1), PE (Microsoft's PE format) and Mach-O (loader.h) files: just enough to
 * find a section by name and the bytes behind an address.
 */
import { ascii, ByteReader } from './bytes.ts';
import { damaged } from './damaged.ts';
import { endsIn } from './paths.ts';

export interface Part {
  readonly name: string;
  readonly address: number;
  readonly offset: number;
  readonly size: number;
  /** Whether the program may write there: set on segments only. */
  readonly writable?: boolean;
}
export interface Binary { readonly little: boolean; readonly wide: boolean; readonly sections: readonly Part[]; readonly segments: readonly Part[] }

const MAX_PARTS = 100_000;
const trimmed = (bytes: Uint8Array): string => ascii(bytes).replace(/\0.*$/s, '');

function readElf(bytes: Uint8Array): Binary {
  const [wide, little] = [bytes[4] === 2, bytes[5] === 1];
  const r = new ByteReader(bytes, little);
  const word = (): number => (wide ? r.u64() : r.u32());
  r.seek(wide ? 32 : 28);
  const [programs, sections] = [word(), word()];
  r.skip(6);
  const [programSize, programCount, sectionSize, sectionCount, names] = [r.u16(), r.u16(), r.u16(), r.u16(), r.u16()];
  const segments: Part[] = [];
  for (let i = 0; i < programCount; i += 1) {
    const type = r.seek(programs + i * programSize).u32();
    const before = wide ? r.u32() : 0;
    const offset = word();
    const address = word();
    word();
    const size = word();
    word();
    // The flags stand before the offset in 64-bit files, behind the sizes in 32-bit ones.
    const flags = wide ? before : r.u32();
    if (type === 1) segments.push({ name: '', address, offset, size, writable: (flags & 2) !== 0 });
  }
  const raw = Array.from({ length: sectionCount }, (_, i) => {
    const name = r.seek(sections + i * sectionSize).u32();
    const type = r.u32();
    word();
    const [address, offset, size] = [word(), word(), word()];
    return { name, type, address, offset, size };
  });
  const table = raw[names];
  // Sections of type 8 (NOBITS) take no room in the file.
  const found = raw.filter(({ type }) => type !== 8).map(({ name, address, offset, size }) => (
    { name: table === undefined ? '' : r.seek(table.offset + name).cString(), address, offset, size }));
  return { little, wide, segments, sections: found };
}

function readPe(bytes: Uint8Array): Binary {
  const r = new ByteReader(bytes, true).seek(0x3c);
  r.seek(r.u32());
  if (r.u32() !== 0x4550) damaged('is no Windows program: its PE header is missing');
  const count = r.skip(2).u16();
  const optional = r.skip(12).u16();
  const start = r.skip(2).at;
  const wide = r.u16() === 0x20b;
  r.seek(start + (wide ? 24 : 28));
  const base = wide ? r.u64() : r.u32();
  r.seek(start + optional);
  const sections = Array.from({ length: count }, () => {
    const name = trimmed(r.slice(8));
    const virtualSize = r.u32();
    const [address, size, offset] = [base + r.u32(), r.u32(), r.u32()];
    const writable = (r.skip(12).u32() & 0x80000000) !== 0;
    return { name, address, offset, writable, size: virtualSize === 0 ? size : Math.min(size, virtualSize) };
  });
  return { little: true, wide, sections, segments: sections };
}

function readMachO(bytes: Uint8Array, little: boolean, wide: boolean): Binary {
  const r = new ByteReader(bytes, little).seek(16);
  const commands = r.u32();
  if (commands > MAX_PARTS) damaged(`has ${commands} load commands`);
  r.seek(wide ? 32 : 28);
  const word = (): number => (wide ? r.u64() : r.u32());
  const sections: Part[] = [];
  const segments: Part[] = [];
  for (let i = 0; i < commands; i += 1) {
    const start = r.at;
    const [command, size] = [r.u32(), r.u32()];
    if (command === (wide ? 0x19 : 1)) {
      const name = trimmed(r.slice(16));
      const address = word();
      word();
      const [offset, length] = [word(), word()];
      segments.push({ name, address, offset, size: length, writable: name.startsWith('__DATA') });
      const count = r.skip(8).u32();
      if (count > MAX_PARTS) damaged(`has ${count} sections`);
      r.skip(4);
      for (let j = 0; j < count; j += 1) {
        const section = trimmed(r.slice(16));
        r.skip(16);
        const [at, bytesLong, fileOffset] = [word(), word(), r.u32()];
        sections.push({ name: section, address: at, offset: fileOffset, size: bytesLong });
        r.skip(wide ? 28 : 24);
      }
    }
    if (size < 8) damaged('a load command has no size');
    r.seek(start + size);
  }
  return { little, wide, sections, segments };
}

/** Whether a file begins as ELF, PE and Mach-O files do. */
export function beginsProgram(head: Uint8Array): boolean {
  const magic = ((head[0]! << 24) | (head[1]! << 16) | (head[2]! << 8) | head[3]!) >>> 0;
  return magic === 0x7f454c46 || magic >>> 16 === 0x4d5a || magic === 0xfeedface || magic === 0xfeedfacf || magic === 0xcefaedfe || magic === 0xcffaedfe;
}

/** What kind of program it is and its parts; undefined for any other file (scripts, data). */
export function readBinary(bytes: Uint8Array): Binary | undefined {
  if (bytes.length < 64) return undefined;
  const magic = new ByteReader(bytes, false).u32();
  if (magic === 0x7f454c46) return readElf(bytes);
  if (magic >>> 16 === 0x4d5a) return readPe(bytes);
  if (magic === 0xfeedface || magic === 0xfeedfacf) return readMachO(bytes, false, magic === 0xfeedfacf);
  if (magic === 0xcefaedfe || magic === 0xcffaedfe) return readMachO(bytes, true, magic === 0xcffaedfe);
  return undefined;
}

/** The bytes that are loaded at an address. */
export function atAddress(bytes: Uint8Array, binary: Binary, address: number, size: number): Uint8Array {
  const part = binary.segments.find((segment) => address >= segment.address && address + size <= segment.address + segment.size) ?? damaged(`nothing is loaded at address ${address}`);
  return new ByteReader(bytes, true).seek(part.offset + address - part.address).slice(size);
}

const ends = endsIn('elbo0123456789.');

/** Programs are the executable files; libraries and Windows programs are known by their names. Scripts are left out. */
export function isProgram(path: string, size: number, mode: number): boolean {
  if (size < 4096 || ((mode & 0o111) === 0 && !(ends(path) && /\.(?:exe|dll|dylib)$|\.so(?:\.[\d.]+)?$/i.test(path)))) return false;
  return !/\.(?:sh|bash|py|pl|rb|js|mjs|cjs|ts|php|tcl|awk|lua|txt|html|css|json|xml|jar|pyc)$/i.test(path);
}

/** Larger programs are not read: they would have to lie in memory as a whole. */
export const MAX_PROGRAM_BYTES = 256 * 1024 * 1024;
