/** Writes tar archives for tests, good and bad ones. */
export interface Member {
  readonly name: string;
  readonly content?: Buffer | string;
  readonly type?: string;
  readonly linkName?: string;
  readonly mode?: number;
  /** Said in the header, whatever the content. */
  readonly size?: number;
}

/** One header block with a right checksum. */
export function header({ name, content = '', type = '0', linkName = '', mode = 0o644, size }: Member): Buffer {
  const block = Buffer.alloc(512);
  block.write(name, 0, 100);
  block.write(`${mode.toString(8).padStart(7, '0')}\0`, 100);
  const bytes = size ?? Buffer.byteLength(content);
  if (bytes < 8 ** 11) block.write(`${bytes.toString(8).padStart(11, '0')}\0`, 124);
  else {
    block[124] = 0x80;
    block.writeBigUInt64BE(BigInt(bytes), 128);
  }
  block.write('00000000000\0', 136);
  block.write(type, 156);
  block.write(linkName, 157, 100);
  block.write('ustar\x0000', 257, 'latin1');
  return seal(block);
}

/** Writes the checksum anew. */
export function seal(block: Buffer): Buffer {
  block.fill(0x20, 148, 156);
  const sum = block.reduce((total, byte) => total + byte, 0);
  block.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148);
  return block;
}

export function member(each: Member): Buffer {
  const content = Buffer.from(each.content ?? '');
  return Buffer.concat([header(each), content, Buffer.alloc((512 - (content.length % 512)) % 512)]);
}

export const END = Buffer.alloc(1024);
export const tar = (...members: readonly Member[]): Buffer => Buffer.concat([...members.map(member), END]);

/** An extended header with these records. */
export function pax(records: Readonly<Record<string, string>>, type = 'x'): Member {
  const lines = Object.entries(records).map(([key, value]) => {
    const rest = Buffer.byteLength(` ${key}=${value}\n`);
    let length = rest + String(rest).length;
    if (String(length).length !== String(rest).length) length = rest + String(length).length;
    return `${length} ${key}=${value}\n`;
  });
  return { name: 'pax', type, content: lines.join('') };
}
