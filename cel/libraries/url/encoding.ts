/**
 * Percent encoding of the parts of a URL, over the bytes of the text.
 *
 * Source: Go net/url (shouldEscape, escape, unescape, validEncoded); RFC 3986.
 */
import { goQuote } from '../strings/quote.ts';

export type Part = 'path' | 'host' | 'zone' | 'userPassword' | 'query' | 'fragment';

/** Why a text is not a URL. */
export class UrlError extends Error {}

const ALWAYS = /^[A-Za-z0-9\-_.~]$/;

/** Reserved characters that a part keeps as they are. */
const KEPT: Readonly<Record<Part, string>> = {
  path: '$&+,/:;=@',
  host: '!$&\'()*+,;=:[]<>"',
  zone: '!$&\'()*+,;=:[]<>"',
  userPassword: '$&+,;=',
  query: '',
  fragment: '$&+,/:;=?@!()*',
};

export const shouldEscape = (character: string, part: Part): boolean => !ALWAYS.test(character) && !KEPT[part].includes(character);

/** Percent-encodes what the part may not have as it is. */
export const percentEncode = (text: string, part: Part): string => encodeBytes(new TextEncoder().encode(text), part);

function encodeBytes(bytes: Iterable<number>, part: Part): string {
  let out = '';
  for (const byte of bytes) {
    const character = String.fromCharCode(byte);
    out += byte < 0x80 && !shouldEscape(character, part) ? character : `%${byte.toString(16).toUpperCase().padStart(2, '0')}`;
  }
  return out;
}

/** A part as it was written if that is valid, else decoded and encoded anew. @throws UrlError for a malformed escape. */
export function normalized(text: string, part: 'path' | 'fragment'): string {
  const again = reencoded(text, part);
  return isValidEncoded(text, part) ? text : again;
}

/** A part decoded and encoded anew, byte by byte. @throws UrlError for a malformed escape. */
export function reencoded(text: string, part: Part): string {
  checkEscapes(text, part);
  const bytes: number[] = [];
  const written = new TextEncoder().encode(text);
  for (let i = 0; i < written.length; i++) {
    const byte = written[i] as number;
    bytes.push(byte === 0x25 ? Number.parseInt(String.fromCharCode(written[i + 1] as number, written[i + 2] as number), 16) : byte);
    if (byte === 0x25) i += 2;
  }
  return encodeBytes(bytes, part);
}

/**
 * Undoes percent encoding (and `+` for a space in a query). Bytes that are not UTF-8 stay percent-encoded inside of
 * the result, as a JavaScript string cannot hold them.
 * @throws UrlError for a malformed escape, or a character that a host may not have.
 */
export function percentDecode(text: string, part: Part): string {
  checkEscapes(text, part);
  const plain = part === 'query' ? text.replaceAll('+', ' ') : text;
  return plain.replace(/(?:%[0-9A-Fa-f]{2})+/g, (run) => decodeRun(run));
}

function checkEscapes(text: string, part: Part): void {
  const host = part === 'host' || part === 'zone';
  for (let i = 0; i < text.length; i++) {
    const character = text[i] as string;
    if (character !== '%') {
      if (host && character < '\x80' && shouldEscape(character, part)) throw new UrlError(`invalid character ${goQuote(character)} in host name`);
      continue;
    }
    const sequence = text.slice(i, i + 3);
    const code = /^%[0-9A-Fa-f]{2}$/.test(sequence) ? Number.parseInt(sequence.slice(1), 16) : -1;
    const bad = code < 0
      || (part === 'host' && code < 0x80 && sequence !== '%25')
      || (part === 'zone' && sequence !== '%25' && code !== 0x20 && shouldEscape(String.fromCharCode(code), 'host'));
    if (bad) throw new UrlError(`invalid URL escape ${goQuote(sequence)}`);
    i += 2;
  }
}

/** The text of escaped bytes; each byte that is not part of valid UTF-8 keeps its escape. */
function decodeRun(run: string): string {
  const bytes = Uint8Array.from(run.slice(1).split('%'), (hex) => Number.parseInt(hex, 16));
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return run.replace(/%[0-7][0-9A-Fa-f]/g, (ascii) => String.fromCharCode(Number.parseInt(ascii.slice(1), 16)));
  }
}

/** Whether a text that came with escapes may stand in a part as it is. */
function isValidEncoded(text: string, part: Part): boolean {
  for (const character of text) {
    if (!'!$&\'()*+,;=:@[]%'.includes(character) && (character > '\x7f' || shouldEscape(character, part))) return false;
  }
  return true;
}
