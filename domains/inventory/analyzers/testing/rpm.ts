/** Builds headers of packages and the two forms of rpm's database that SQLite does not write. */
type Value = readonly [tag: number, type: 4 | 6 | 8, value: readonly (string | number)[]];

export interface RpmPackage { readonly name: string; readonly version: string; readonly release: string; readonly epoch?: number; readonly sourceRpm?: string; readonly files?: readonly (readonly [folder: string, base: string])[]; readonly padding?: number }

const encoder = new TextEncoder();
const big = (value: number): number[] => [(value >>> 24) & 255, (value >>> 16) & 255, (value >>> 8) & 255, value & 255];
const little = (value: number): number[] => big(value).reverse();

/** The header as rpm keeps it: counts, index, store. */
export function header(found: RpmPackage): Uint8Array {
  const files = found.files ?? [];
  const values: Value[] = [
    [1000, 6, [found.name]], [1001, 6, [found.version]], [1002, 6, [found.release]], [1014, 6, ['MIT']], [1022, 6, ['x86_64']],
    ...(found.epoch === undefined ? [] : [[1003, 4, [found.epoch]] as Value]), ...(found.sourceRpm === undefined ? [] : [[1044, 6, [found.sourceRpm]] as Value]),
    ...(files.length === 0 ? [] : [[1118, 8, files.map(([folder]) => folder)], [1116, 4, files.map((_, i) => i)], [1117, 8, files.map(([, base]) => base)]] as Value[]),
    [1005, 6, ['x'.repeat(found.padding ?? 0)]],
  ];
  const store: number[] = [];
  const index: number[] = [];
  for (const [tag, type, items] of values) {
    if (type === 4) while (store.length % 4 !== 0) store.push(0);
    index.push(...big(tag), ...big(type), ...big(store.length), ...big(items.length));
    for (const item of items) store.push(...(typeof item === 'number' ? big(item) : [...encoder.encode(item), 0]));
  }
  return Uint8Array.from([...big(values.length), ...big(store.length), ...index, ...store]);
}

/** Packages.db of SUSE: one page of slots, then blobs on 16-byte blocks. */
export function ndb(headers: readonly Uint8Array[]): Uint8Array {
  const slots: number[] = [];
  const blobs: number[] = [];
  headers.forEach((blob, i) => {
    const block = (4096 + blobs.length) / 16;
    const body = [...little(0x53626c42), ...little(i + 1), ...little(7), ...little(blob.length), ...blob];
    while ((body.length + 12) % 16 !== 0) body.push(0);
    body.push(...little(0), ...little(blob.length), ...little(0x45626c42));
    slots.push(...little(0x746f6c53), ...little(i + 1), ...little(block), ...little(body.length / 16));
    blobs.push(...body);
  });
  while (slots.length < 4096 - 32) slots.push(...little(0x746f6c53), ...little(0), ...little(0), ...little(0));
  return Uint8Array.from([...little(0x506d7052), ...little(0), ...little(1), ...little(1), ...little(headers.length + 1), 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, ...slots, ...blobs]);
}

/** A Berkeley DB hash with pages of 4096 bytes: page 1 holds small headers, large ones lie on overflow pages. */
export function berkeley(headers: readonly Uint8Array[], littleEndian = true): Uint8Array {
  const size = 4096;
  const u32 = littleEndian ? little : big;
  const u16 = (value: number): number[] => (littleEndian ? [value & 255, value >> 8] : [value >> 8, value & 255]);
  const pages: Uint8Array[] = [new Uint8Array(size), new Uint8Array(size)];
  const items: Uint8Array[] = [];
  headers.forEach((blob, i) => {
    items.push(Uint8Array.from([1, ...u32(i + 1)]));
    if (blob.length < 600) { items.push(Uint8Array.from([1, ...blob])); return; }
    items.push(Uint8Array.from([3, 0, 0, 0, ...u32(pages.length), ...u32(blob.length)]));
    for (let at = 0; at < blob.length; at += size - 26) {
      const part = blob.subarray(at, at + size - 26);
      const page = new Uint8Array(size);
      page.set([...u32(0), ...u32(0), ...u32(pages.length), ...u32(0), ...u32(at + part.length < blob.length ? pages.length + 1 : 0), ...u16(1), ...u16(part.length), 0, 7]);
      page.set(part, 26);
      pages.push(page);
    }
  });
  let end = size;
  const offsets = items.map((item) => { end -= item.length; pages[1]!.set(item, end); return end; });
  pages[1]!.set([...u32(0), ...u32(0), ...u32(1), ...u32(0), ...u32(0), ...u16(items.length), ...u16(end), 0, 13, ...offsets.flatMap(u16)]);
  pages[0]!.set([...u32(0), ...u32(0), ...u32(0), ...u32(0x061561), ...u32(9), ...u32(size), 0, 8, 0, 0, ...u32(0), ...u32(pages.length - 1)]);
  return Uint8Array.from(pages.flatMap((page) => [...page]));
}
