/** One 512-byte tar header: POSIX.1-1988 ustar, with GNU's numbers (tar/src/list.c, from_header). */
import { ProblemError } from '#core/result.ts';

export const BLOCK = 512;

/** The magic of POSIX; GNU's has a blank in the place of the zero. */
const USTAR = [0x75, 0x73, 0x74, 0x61, 0x72, 0];

export interface TarHeader {
  readonly name: string;
  readonly linkName: string;
  /** Bytes that follow in the archive. */
  readonly size: number;
  readonly mode: number;
  /** One character; '0' for a plain file. */
  readonly type: string;
  /** GNU's old sparse form: more map blocks follow. */
  readonly moreMap: boolean;
}

export const damaged = (message: string): never => { throw new ProblemError('image.damaged', message); };

const latin = (block: Buffer, at: number, length: number): string => {
  if (block[at] === 0) return '';
  const end = block.indexOf(0, at);
  return block.toString('utf8', at, end < 0 || end > at + length ? at + length : end);
};

/** Octal digits, or base 256 where the first bit is set. */
function number(block: Buffer, at: number, length: number, what: string): number {
  const first = block[at]!;
  if ((first & 0x80) !== 0) {
    if (first !== 0x80) damaged(`the ${what} of a tar entry is negative or too large`);
    let value = 0;
    for (let i = at + 1; i < at + length; i++) value = value * 256 + block[i]!;
    if (!Number.isSafeInteger(value)) damaged(`the ${what} of a tar entry is too large`);
    return value;
  }
  let value = 0;
  let i = at;
  while (i < at + length && block[i] === 0x20) i++;
  for (; i < at + length; i++) {
    const digit = block[i]!;
    if (digit === 0 || digit === 0x20) break;
    if (digit < 0x30 || digit > 0x37) damaged(`the ${what} of a tar entry is no octal number`);
    value = value * 8 + digit - 0x30;
  }
  return value;
}

function checksum(block: Buffer): number {
  let sum = 8 * 0x20;
  for (let i = 0; i < 148; i++) sum += block[i]!;
  for (let i = 156; i < BLOCK; i++) sum += block[i]!;
  return sum;
}

/** Null for a block of zeros, which ends an archive. @throws ProblemError `image.damaged` */
export function readHeader(block: Buffer): TarHeader | null {
  if (block[0] === 0 && block.readUInt32LE(148) === 0 && isZero(block)) return null;
  if (number(block, 148, 8, 'checksum') !== checksum(block)) damaged('the checksum of a tar header is wrong');
  const posix = USTAR.every((byte, i) => block[257 + i] === byte);
  const prefix = posix ? latin(block, 345, 155) : '';
  const name = latin(block, 0, 100);
  const type = block[156]! === 0 ? '0' : String.fromCharCode(block[156]!);
  return {
    name: prefix === '' ? name : `${prefix}/${name}`, linkName: latin(block, 157, 100),
    size: number(block, 124, 12, 'size'), mode: number(block, 100, 8, 'mode'),
    type, moreMap: type === 'S' && block[482] === 1,
  };
}

export function isZero(block: Buffer): boolean {
  for (let i = 0; i < block.length; i++) if (block[i] !== 0) return false;
  return true;
}
