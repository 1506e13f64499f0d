/** Builds small ELF programs for tests: one loaded segment that is the whole file, and named sections. */
export interface Section { readonly name: string; readonly content: Uint8Array }

const encoder = new TextEncoder();
export const BASE = 0x400000;

/** A 64-bit little-endian ELF file. Sections follow the header, each on a 64-byte border; `at` tells their addresses. */
export function elf(sections: readonly Section[]): { bytes: Uint8Array; at: (name: string) => number } {
  const names = `\0${[...sections.map(({ name }) => name), '.shstrtab'].join('\0')}\0`;
  const all = [...sections, { name: '.shstrtab', content: encoder.encode(names) }];
  const offsets: number[] = [];
  let end = 128;
  for (const { content } of all) { offsets.push(end); end = Math.ceil((end + content.length) / 64) * 64; }
  const bytes = new Uint8Array(end + 64 * (all.length + 1));
  const view = new DataView(bytes.buffer);
  const u64 = (at: number, value: number): void => view.setBigUint64(at, BigInt(value), true);
  bytes.set([0x7f, 0x45, 0x4c, 0x46, 2, 1, 1]);
  u64(32, 64); u64(40, end);
  view.setUint16(54, 56, true); view.setUint16(56, 1, true); view.setUint16(58, 64, true); view.setUint16(60, all.length + 1, true); view.setUint16(62, all.length, true);
  view.setUint32(64, 1, true); view.setUint32(68, 6, true); u64(64 + 16, BASE); u64(64 + 32, bytes.length);
  all.forEach(({ name, content }, i) => {
    bytes.set(content, offsets[i]!);
    const at = end + 64 * (i + 1);
    view.setUint32(at, names.indexOf(`\0${name}\0`) + 1, true); view.setUint32(at + 4, 1, true);
    u64(at + 16, BASE + offsets[i]!); u64(at + 24, offsets[i]!); u64(at + 32, content.length);
  });
  return { bytes, at: (name) => BASE + offsets[all.findIndex((section) => section.name === name)]! };
}

const magic = Uint8Array.from([0xff, ...encoder.encode(' Go buildinf:')]);
const SENTINEL = 'S'.repeat(16);

/** The header that Go 1.18 and later write: both texts behind it. */
export function goInline(version: string, modules: string): Uint8Array {
  const texts = [encoder.encode(version), encoder.encode(`${SENTINEL}${modules}${SENTINEL}`)];
  const length = (n: number): number[] => (n < 128 ? [n] : [(n & 127) | 128, ...length(n >> 7)]);
  const out = new Uint8Array(32);
  out.set(magic); out[14] = 8; out[15] = 2;
  return Uint8Array.from([...out, ...texts.flatMap((text) => [...length(text.length), ...text])]);
}

/** A program as Go before 1.18 linked it: the header points at string headers. */
export function goByPointer(version: string, modules: string): Uint8Array {
  const texts = [encoder.encode(version), encoder.encode(`${SENTINEL}${modules}${SENTINEL}`)];
  const build = (header: Uint8Array, strings: Uint8Array): ReturnType<typeof elf> => elf([{ name: '.go.buildinfo', content: header }, { name: '.strings', content: strings }, { name: '.a', content: texts[0]! }, { name: '.b', content: texts[1]! }]);
  const places = build(new Uint8Array(32), new Uint8Array(32));
  const strings = new DataView(new ArrayBuffer(32));
  ['.a', '.b'].forEach((name, i) => { strings.setBigUint64(16 * i, BigInt(places.at(name)), true); strings.setBigUint64(16 * i + 8, BigInt(texts[i]!.length), true); });
  const header = new DataView(new ArrayBuffer(32));
  magic.forEach((byte, i) => { header.setUint8(i, byte); });
  header.setUint8(14, 8);
  header.setBigUint64(16, BigInt(places.at('.strings')), true); header.setBigUint64(24, BigInt(places.at('.strings') + 16), true);
  return build(new Uint8Array(header.buffer), new Uint8Array(strings.buffer)).bytes;
}
