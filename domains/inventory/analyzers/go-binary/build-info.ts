/** The build information that Go's linker puts into every program: debug/buildinfo of the Go distribution. */
import { atAddress, type Binary } from '../shared/binary.ts';
import { ByteReader, uvarint } from '../shared/bytes.ts';
import { damaged } from '../shared/damaged.ts';

export interface BuildInfo { readonly goVersion: string; readonly modules: string }

const MAGIC = new TextEncoder().encode(' Go buildinf:');
const ALIGN = 16;
const HEADER = 32;
/** The text of modules begins and ends with 16 bytes that mark it. */
const SENTINEL = 16;
const MAX_TEXT = 16 * 1024 * 1024;
const utf8 = new TextDecoder();

const SECTIONS: ReadonlySet<string> = new Set(['.go.buildinfo', '__go_buildinfo']);

/** Where a header may be: the section that is for it, else (as debug/buildinfo does) what the program may write to. The linker aligns it to 16 bytes. */
function* headers(bytes: Uint8Array, binary: Binary): Generator<number> {
  const own = binary.sections.filter(({ name }) => SECTIONS.has(name));
  for (const { offset, size } of own.length > 0 ? own : binary.segments.filter(({ writable }) => writable)) {
    const end = Math.min(bytes.length, offset + size);
    for (let at = offset; at + HEADER <= end; at += ALIGN) {
      if (bytes[at] === 0xff && bytes[at + 1] === 0x20 && MAGIC.every((byte, i) => bytes[at + 1 + i] === byte)) yield at;
    }
  }
}

/** From Go 1.18 on: both texts follow the header, each behind its length. */
function inline(bytes: Uint8Array, at: number): BuildInfo {
  const text = (from: number): { text: string; next: number } => {
    const { value, next } = uvarint(bytes, from);
    if (value > MAX_TEXT) damaged('its build information has no sensible length');
    return { text: utf8.decode(new ByteReader(bytes, true).seek(next).slice(value)), next: next + value };
  };
  const version = text(at + HEADER);
  const { value, next } = uvarint(bytes, version.next);
  if (value > MAX_TEXT) damaged('its build information has no sensible length');
  return { goVersion: version.text, modules: modulesOf(new ByteReader(bytes, true).seek(next).slice(value)) };
}

function modulesOf(raw: Uint8Array): string {
  return raw.length >= 2 * SENTINEL + 1 && raw[raw.length - SENTINEL - 1] === 0x0a ? utf8.decode(raw.subarray(SENTINEL, raw.length - SENTINEL)) : '';
}

/** Before Go 1.18: addresses of two string headers, each an address and a length. */
function byPointer(bytes: Uint8Array, at: number, binary: Binary): BuildInfo {
  const wide = bytes[at + 14] === 8;
  const little = (bytes[at + 15]! & 1) === 0;
  const width = wide ? 8 : 4;
  const word = (r: ByteReader): number => (wide ? r.u64() : r.u32());
  const raw = (from: number): Uint8Array => {
    const pointer = word(new ByteReader(bytes, little).seek(from));
    if (pointer === 0) return new Uint8Array(0);
    const header = new ByteReader(atAddress(bytes, binary, pointer, 2 * width), little);
    const [address, size] = [word(header), word(header)];
    if (size > MAX_TEXT) damaged('its build information has no sensible length');
    return size === 0 ? new Uint8Array(0) : atAddress(bytes, binary, address, size);
  };
  return { goVersion: utf8.decode(raw(at + 16)), modules: modulesOf(raw(at + 16 + width)) };
}

/** The build information; undefined where the program was not built by Go. Damage where it is there but unreadable. */
export function readBuildInfo(bytes: Uint8Array, binary: Binary): BuildInfo | undefined {
  for (const at of headers(bytes, binary)) {
    const flags = bytes[at + 15]!;
    const pointer = bytes[at + 14]!;
    if ((flags & 2) === 0 && pointer !== 4 && pointer !== 8) continue;
    const info = (flags & 2) === 0 ? byPointer(bytes, at, binary) : inline(bytes, at);
    if (/^(?:go\d|devel)/.test(info.goVersion)) return info;
  }
  return binary.sections.some(({ name }) => SECTIONS.has(name)) ? damaged('was built by Go, but its build information cannot be read') : undefined;
}
