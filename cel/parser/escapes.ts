/**
 * The text behind string and bytes literals.
 * Source: "String and Bytes Values" of the CEL language definition.
 */
import { SourceError } from './source.ts';

const SIMPLE: Readonly<Record<string, string>> = {
  a: '\x07', b: '\b', f: '\f', n: '\n', r: '\r', t: '\t', v: '\v',
  '\\': '\\', '?': '?', '"': '"', "'": "'", '`': '`',
};
const HEX_LENGTH: Readonly<Record<string, number>> = { x: 2, X: 2, u: 4, U: 8 };

/** Line ends inside of a literal are one \n, whatever the file has. */
const normalise = (body: string): string => (body.includes('\r') ? body.replace(/\r\n?/g, '\n') : body);

/** One escape: the number it stands for, whether that is a byte in a bytes literal, and where the text goes on. */
interface Escape { readonly code: number; readonly isByte: boolean; readonly next: number }

function readEscape(body: string, at: number, pos: number): Escape {
  const letter = body[at] ?? '';
  const simple = Object.hasOwn(SIMPLE, letter) ? SIMPLE[letter] : undefined;
  if (simple !== undefined) return { code: simple.charCodeAt(0), isByte: false, next: at + 1 };
  const octal = /^[0-3][0-7]{2}/.exec(body.slice(at, at + 3));
  if (octal) return { code: Number.parseInt(octal[0], 8), isByte: true, next: at + 3 };
  const length = Object.hasOwn(HEX_LENGTH, letter) ? HEX_LENGTH[letter]! : 0;
  const digits = body.slice(at + 1, at + 1 + length);
  if (length === 0 || !new RegExp(`^[0-9a-fA-F]{${length}}$`).test(digits)) {
    throw new SourceError(`invalid escape sequence '\\${body.slice(at, at + 1)}'`, pos + at - 1);
  }
  return { code: Number.parseInt(digits, 16), isByte: length === 2, next: at + 1 + length };
}

/** The string of a literal. `body` is what stands between the quotes, `pos` its offset. @throws SourceError */
export function stringLiteral(body: string, raw: boolean, pos: number): string {
  const text = normalise(body);
  if (raw || !text.includes('\\')) return text;
  let out = '';
  for (let i = 0; i < text.length;) {
    const ch = text[i]!;
    if (ch !== '\\') { out += ch; i++; continue; }
    const { code, next } = readEscape(text, i + 1, pos);
    if (code > 0x10ffff || (code >= 0xd800 && code <= 0xdfff)) {
      throw new SourceError(`escape sequence for U+${code.toString(16).toUpperCase()} is not a Unicode character`, pos + i);
    }
    out += String.fromCodePoint(code);
    i = next;
  }
  return out;
}

const encoder = new TextEncoder();

/** The bytes of a literal: characters as UTF-8, `\x` and octal escapes as the byte itself. @throws SourceError */
export function bytesLiteral(body: string, raw: boolean, pos: number): Uint8Array {
  const text = normalise(body);
  if (raw || !text.includes('\\')) return encoder.encode(text);
  const out: number[] = [];
  for (let i = 0; i < text.length;) {
    if (text[i] !== '\\') {
      const end = text.indexOf('\\', i);
      const run = text.slice(i, end === -1 ? text.length : end);
      for (const byte of encoder.encode(run)) out.push(byte);
      i += run.length;
      continue;
    }
    if (text[i + 1] === 'u' || text[i + 1] === 'U') throw new SourceError('\\u and \\U are not allowed in bytes', pos + i);
    const { code, next } = readEscape(text, i + 1, pos);
    out.push(code);
    i = next;
  }
  return Uint8Array.from(out);
}
