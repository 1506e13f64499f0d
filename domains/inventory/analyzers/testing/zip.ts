/** Writes zip archives for tests: members stored as they are or packed by the caller's DEFLATE. */
export interface Member { readonly name: string; readonly content: Uint8Array | string; readonly packed?: Uint8Array; readonly statedSize?: number }

const encoder = new TextEncoder();

function u(width: number, value: number): number[] {
  return Array.from({ length: width }, (_, i) => Math.floor(value / 256 ** i) % 256);
}

/** The bytes of an archive; checksums are left 0, as readers by central directory do not need them. */
export function zip(members: readonly Member[]): Uint8Array {
  const out: number[] = [];
  const directory: number[] = [];
  for (const { name, content, packed, statedSize } of members) {
    const bytes = typeof content === 'string' ? encoder.encode(content) : content;
    const [data, method, label] = [packed ?? bytes, packed === undefined ? 0 : 8, encoder.encode(name)];
    const common = [...u(2, 0), ...u(2, method), ...u(4, 0), ...u(4, 0), ...u(4, data.length), ...u(4, statedSize ?? bytes.length), ...u(2, label.length), ...u(2, 0)];
    directory.push(...u(4, 0x02014b50), ...u(2, 20), ...u(2, 20), ...common, ...u(2, 0), ...u(2, 0), ...u(2, 0), ...u(4, 0), ...u(4, out.length), ...label);
    out.push(...u(4, 0x04034b50), ...u(2, 20), ...common, ...label);
    for (const byte of data) out.push(byte);
  }
  const end = [...u(4, 0x06054b50), ...u(4, 0), ...u(2, members.length), ...u(2, members.length), ...u(4, directory.length), ...u(4, out.length), ...u(2, 0)];
  return Uint8Array.from(out.concat(directory, end));
}
