/** Zip files for tests. */
import { crc32, deflateRawSync } from 'node:zlib';

export interface TestEntry { readonly name: string; readonly bytes: Buffer; readonly stored?: boolean; readonly damage?: 'crc' | 'size' | 'data' }

export function zipOf(entries: readonly TestEntry[], zip64 = false): Buffer {
  const parts: Buffer[] = [], directory: Buffer[] = [];
  let offset = 0;
  for (const { name, bytes, stored, damage } of entries) {
    const packed = stored === true ? bytes : deflateRawSync(bytes), nameBytes = Buffer.from(name);
    const content = damage === 'data' ? Buffer.alloc(packed.length, 0xff) : packed;
    const local = Buffer.alloc(30);
    local.writeUInt32LE(0x04034b50, 0);
    local.writeUInt16LE(nameBytes.length, 26);
    const central = Buffer.alloc(46);
    central.writeUInt32LE(0x02014b50, 0);
    central.writeUInt16LE(stored === true ? 0 : 8, 10);
    central.writeUInt32LE(damage === 'crc' ? 1 : crc32(bytes), 16);
    central.writeUInt32LE(packed.length, 20);
    central.writeUInt32LE(damage === 'size' ? bytes.length - 1 : bytes.length, 24);
    central.writeUInt16LE(nameBytes.length, 28);
    central.writeUInt32LE(offset, 42);
    parts.push(local, nameBytes, content);
    directory.push(central, nameBytes);
    offset += local.length + nameBytes.length + content.length;
  }
  const central = Buffer.concat(directory), end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE(zip64 ? 0xffff : entries.length, 10);
  end.writeUInt32LE(zip64 ? 0xffff_ffff : central.length, 12);
  end.writeUInt32LE(zip64 ? 0xffff_ffff : offset, 16);
  if (!zip64) return Buffer.concat([...parts, central, end]);
  const end64 = Buffer.alloc(56), locator = Buffer.alloc(20);
  end64.writeUInt32LE(0x06064b50, 0);
  end64.writeBigUInt64LE(BigInt(entries.length), 32);
  end64.writeBigUInt64LE(BigInt(central.length), 40);
  end64.writeBigUInt64LE(BigInt(offset), 48);
  locator.writeUInt32LE(0x07064b50, 0);
  locator.writeBigUInt64LE(BigInt(offset + central.length), 8);
  return Buffer.concat([...parts, central, end64, locator, end]);
}
