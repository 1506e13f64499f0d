/** The write-ahead log of SQLite (https://www.sqlite.org/fileformat2.html#the_write_ahead_log). */
import { ByteReader } from '../shared/bytes.ts';
import { damaged } from '../shared/damaged.ts';

export interface Pages { readonly page: (number: number) => Uint8Array; readonly count: number }

/** The running checksum over 32-bit words in the log's byte order. */
function sum(bytes: Uint8Array, little: boolean, from: readonly [number, number]): [number, number] {
  const reader = new ByteReader(bytes, little);
  let [a, b] = from;
  for (let at = 0; at + 8 <= bytes.length; at += 8) {
    a = (a + reader.u32() + b) >>> 0;
    b = (b + reader.u32() + a) >>> 0;
  }
  return [a, b];
}

/** The newest committed form of every page in the log. What follows the last commit or a wrong checksum does not count. */
export function walPages(log: Uint8Array, pageSize: number): Map<number, Uint8Array> {
  const header = new ByteReader(log, false);
  const magic = header.u32();
  if (magic !== 0x377f0682 && magic !== 0x377f0683) damaged('its write-ahead log is damaged');
  const little = magic === 0x377f0682;
  if (header.skip(4).u32() !== pageSize) damaged('its write-ahead log has pages of another size');
  const salt = log.subarray(16, 24);
  let running = sum(log.subarray(0, 24), little, [0, 0]);
  const committed = new Map<number, Uint8Array>();
  let pending: [number, Uint8Array][] = [];
  for (let at = 32; at + 24 + pageSize <= log.length; at += 24 + pageSize) {
    const frame = new ByteReader(log, false).seek(at);
    const [number, commit] = [frame.u32(), frame.u32()];
    const page = log.subarray(at + 24, at + 24 + pageSize);
    running = sum(page, little, sum(log.subarray(at, at + 8), little, running));
    const frameSalt = log.subarray(at + 8, at + 16);
    if (!frameSalt.every((byte, i) => byte === salt[i])) break;
    if (frame.skip(8).u32() !== running[0] || frame.u32() !== running[1]) break;
    pending.push([number, page]);
    if (commit === 0) continue;
    for (const [n, p] of pending) committed.set(n, p);
    pending = [];
  }
  return committed;
}
