import { damaged } from './damaged.ts';

const latin1 = new TextDecoder('latin1');

/** Text of which every byte is one character: for magic numbers and names that are ASCII by definition. */
export const ascii = (bytes: Uint8Array): string => latin1.decode(bytes);

/** A cursor over bytes. Every read past the end is damage, never undefined. */
export class ByteReader {
  readonly bytes: Uint8Array;
  readonly little: boolean;
  private readonly view: DataView;
  at = 0;

  constructor(bytes: Uint8Array, little: boolean) {
    this.bytes = bytes;
    this.little = little;
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  seek(at: number): this { this.at = this.checked(at, 0); return this; }
  skip(count: number): this { this.at = this.checked(this.at, count) + count; return this; }
  u8(): number { const at = this.take(1); return this.view.getUint8(at); }
  u16(): number { const at = this.take(2); return this.view.getUint16(at, this.little); }
  u32(): number { const at = this.take(4); return this.view.getUint32(at, this.little); }
  i32(): number { const at = this.take(4); return this.view.getInt32(at, this.little); }

  /** A 64-bit number; one beyond 2^53 cannot be an offset into anything that fits in memory. */
  u64(): number {
    const at = this.take(8);
    const [low, high] = [this.view.getUint32(this.little ? at : at + 4, this.little), this.view.getUint32(this.little ? at + 4 : at, this.little)];
    return high > 0x1fffff ? damaged(`a 64-bit number at ${at} is out of range`) : high * 2 ** 32 + low;
  }

  slice(count: number): Uint8Array { const at = this.take(count); return this.bytes.subarray(at, at + count); }

  /** Bytes up to the next NUL, which is consumed; bounded by the end of the data. */
  cString(): string {
    const end = this.bytes.indexOf(0, this.at);
    if (end < 0) damaged(`a text at ${this.at} has no end`);
    const text = ascii(this.bytes.subarray(this.at, end));
    this.at = end + 1;
    return text;
  }

  private take(count: number): number {
    const at = this.checked(this.at, count);
    this.at += count;
    return at;
  }

  private checked(at: number, count: number): number {
    if (!(at >= 0 && count >= 0 && at + count <= this.bytes.length)) damaged(`ends after ${this.bytes.length} bytes, ${count} more are expected at ${at}`);
    return at;
  }
}

/** Unsigned LEB128 as Go's binary.Uvarint and protobuf write it; at most five bytes are a length. */
export function uvarint(bytes: Uint8Array, at: number): { readonly value: number; readonly next: number } {
  let value = 0;
  for (let i = 0; i < 7; i += 1) {
    const byte = bytes[at + i];
    if (byte === undefined) damaged(`a number at ${at} has no end`);
    value += (byte & 0x7f) * 2 ** (7 * i);
    if (byte < 0x80) return { value, next: at + i + 1 };
  }
  return damaged(`a number at ${at} is out of range`);
}
