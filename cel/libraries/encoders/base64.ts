/**
 * Base64 (RFC 4648, standard alphabet).
 *
 * Source: Go encoding/base64: line breaks are skipped, padding is optional in CEL, bits after the last byte are ignored.
 */
import { CelError } from '../../values.ts';

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
const VALUES = new Map([...ALPHABET].map((character, i) => [character, i]));

/** The text with padding. */
export function encodeBase64(bytes: Uint8Array): string {
  const out: string[] = [];
  for (let i = 0; i < bytes.length; i += 3) {
    const [a, b, c] = [bytes[i] as number, bytes[i + 1], bytes[i + 2]];
    const bits = (a << 16) | ((b ?? 0) << 8) | (c ?? 0);
    const letter = (shift: number): string => ALPHABET[(bits >> shift) & 63] as string;
    out.push(letter(18), letter(12), b === undefined ? '=' : letter(6), c === undefined ? '=' : letter(0));
  }
  return out.join('');
}

/** @throws CelError for a character outside of the alphabet, or a length that no bytes have. */
export function decodeBase64(text: string): Uint8Array {
  const plain = text.replace(/[\r\n]/g, '');
  const body = /[^=](={1,2})$/.test(plain) && plain.length % 4 === 0 ? plain.replace(/={1,2}$/, '') : plain;
  if (body.length % 4 === 1) throw new CelError('illegal base64 data: the length is that of no bytes');
  const bytes = new Uint8Array(Math.floor((body.length * 3) / 4));
  let bits = 0;
  for (let i = 0, at = 0; i < body.length; i++) {
    const value = VALUES.get(body[i] as string);
    if (value === undefined) throw new CelError(`illegal base64 data at input byte ${i}`);
    bits = ((bits << 6) | value) & 0xffffff;
    if (i % 4 !== 0) bytes[at++] = (bits >> (6 - 2 * (i % 4))) & 255;
  }
  return bytes;
}
