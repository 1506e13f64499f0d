/**
 * Finding and cutting: charAt, indexOf, lastIndexOf, substring.
 *
 * Source: cel-go ext/strings.go. Offsets count code points; an offset past the end gives -1 for a search and an
 * error for a cut.
 */
import { CelError } from '../../values.ts';
import { codePointLength, codePointOffset, unitOffset } from '../shared/text.ts';

type Int = number | bigint;

const outOfRange = (index: Int): CelError => new CelError(`index out of range: ${index}`);

/** The character at an offset; the offset right after the last character gives the empty string. @throws CelError */
export function charAt(text: string, index: Int): string {
  const at = Number(index);
  const length = codePointLength(text);
  if (at < 0 || at > length) throw outOfRange(index);
  if (at === length) return '';
  return String.fromCodePoint(text.codePointAt(unitOffset(text, at)) as number);
}

/** Offset of the first match at or after `from`, else -1. @throws CelError for a negative `from`. */
export function indexOf(text: string, part: string, from: Int = 0): Int {
  if (part === '') return from;
  const start = Number(from);
  if (start < 0) throw outOfRange(from);
  if (start >= codePointLength(text)) return -1;
  return codePointOffset(text, text.indexOf(part, unitOffset(text, start)));
}

/** Offset of the last match that begins at or before `from`, else -1. @throws CelError for a negative `from`. */
export function lastIndexOf(text: string, part: string, from?: Int): Int {
  const length = codePointLength(text);
  if (from === undefined) {
    if (part === '') return length;
    return codePointOffset(text, text.lastIndexOf(part));
  }
  if (part === '') return from;
  const start = Number(from);
  if (start < 0) throw outOfRange(from);
  if (start >= length) return -1;
  return codePointOffset(text, text.lastIndexOf(part, unitOffset(text, start)));
}

/** The part from `start` up to, not including, `end`. @throws CelError for a range that is not within the text. */
export function substring(text: string, start: Int, end?: Int): string {
  const length = codePointLength(text);
  const from = Number(start);
  const to = end === undefined ? length : Number(end);
  if (end !== undefined && from > to) throw new CelError(`invalid substring range. start: ${start}, end: ${end}`);
  if (from < 0 || from > length) throw outOfRange(start);
  if (to < 0 || to > length) throw outOfRange(end as Int);
  return text.slice(unitOffset(text, from), unitOffset(text, to));
}
