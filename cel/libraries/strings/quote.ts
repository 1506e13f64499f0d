/**
 * Quoted text.
 *
 * Source: quote of cel-go ext/strings.go, and Go's strconv.Quote, which error messages of the API server use.
 */
const CEL_ESCAPES: Readonly<Record<string, string>> = {
  '\x07': '\\a', '\b': '\\b', '\f': '\\f', '\n': '\\n', '\r': '\\r', '\t': '\\t', '\v': '\\v', '\\': '\\\\', '"': '\\"',
};

/** The text in double quotes, escaped so that CEL reads it back as it was; lone surrogates become U+FFFD. */
export const quote = (text: string): string =>
  `"${text.toWellFormed().replace(/[\p{Cc}\\"]/gu, (character) => CEL_ESCAPES[character] ?? character)}"`;

/** Printable as Go's unicode.IsPrint has it: letters, marks, numbers, punctuation, symbols and the ASCII space. */
const PRINTABLE = /^[\p{L}\p{M}\p{N}\p{P}\p{S} ]$/u;

/** `strconv.Quote`: like {@link quote}, and what cannot be printed becomes `\x..`, `\u....` or `\U........`. */
export function goQuote(text: string): string {
  let out = '"';
  for (const character of text.toWellFormed()) {
    const known = CEL_ESCAPES[character];
    if (known !== undefined) out += known;
    else if (PRINTABLE.test(character)) out += character;
    else out += escapeCodePoint(character.codePointAt(0) as number);
  }
  return `${out}"`;
}

function escapeCodePoint(code: number): string {
  const hex = code.toString(16);
  if (code < 0x80) return `\\x${hex.padStart(2, '0')}`;
  return code < 0x10000 ? `\\u${hex.padStart(4, '0')}` : `\\U${hex.padStart(8, '0')}`;
}

/** `strconv.Quote` of a byte string: valid UTF-8 is text, every other byte becomes `\x..`. */
export function goQuoteBytes(bytes: Uint8Array): string {
  let out = '';
  let from = 0;
  const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
  while (from < bytes.length) {
    const length = sequenceLength(bytes, from);
    if (length === 0) {
      out += `\\x${(bytes[from] as number).toString(16).padStart(2, '0')}`;
      from += 1;
    } else {
      out += goQuote(decoder.decode(bytes.subarray(from, from + length))).slice(1, -1);
      from += length;
    }
  }
  return `"${out}"`;
}

/** Length of the valid UTF-8 sequence at an offset, 0 where there is none. */
function sequenceLength(bytes: Uint8Array, at: number): number {
  const first = bytes[at] as number;
  if (first < 0x80) return 1;
  const length = first >= 0xc2 && first < 0xe0 ? 2 : first >= 0xe0 && first < 0xf0 ? 3 : first >= 0xf0 && first < 0xf5 ? 4 : 0;
  if (length === 0 || at + length > bytes.length) return 0;
  const second = bytes[at + 1] as number;
  if (first === 0xe0 && second < 0xa0) return 0;
  if (first === 0xed && second > 0x9f) return 0;
  if (first === 0xf0 && second < 0x90) return 0;
  if (first === 0xf4 && second > 0x8f) return 0;
  for (let i = 1; i < length; i++) if (((bytes[at + i] as number) & 0xc0) !== 0x80) return 0;
  return length;
}
