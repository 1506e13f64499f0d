/**
 * Changing text: lowerAscii, upperAscii, trim, replace, split, join, reverse.
 *
 * Source: cel-go ext/strings.go, which uses Go's strings.Replace, SplitN, Join and TrimSpace.
 */
import { CelError, type CelValue } from '../../values.ts';
import { checkLength } from '../shared/text.ts';

/** Lower case for A-Z only. */
export const lowerAscii = (text: string): string => text.replace(/[A-Z]+/g, (letters) => letters.toLowerCase());
/** Upper case for a-z only. */
export const upperAscii = (text: string): string => text.replace(/[a-z]+/g, (letters) => letters.toUpperCase());

/** White space as Go's unicode.IsSpace has it: the Unicode property White_Space, so not U+FEFF and not U+180E. */
const SPACE = '[\\t-\\r \\u0085\\u00a0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000]';
const LEADING = new RegExp(`^${SPACE}+`);
const IS_SPACE = new RegExp(SPACE);

/** The text without white space at both ends. */
export function trim(text: string): string {
  const rest = text.replace(LEADING, '');
  let end = rest.length;
  while (end > 0 && IS_SPACE.test(rest.charAt(end - 1))) end--;
  return rest.slice(0, end);
}

/** How often `part` occurs without overlap, at most `limit` times; the empty part occurs around every code point. */
export function countOf(text: string, part: string, limit = Number.POSITIVE_INFINITY): number {
  if (part === '') {
    let count = 1;
    for (const _ of text) count++;
    return Math.min(count, limit);
  }
  let count = 0;
  for (let at = text.indexOf(part); at >= 0 && count < limit; at = text.indexOf(part, at + part.length)) count++;
  return count;
}

/** Length in UTF-16 units of what {@link replace} will give. */
export function replacedLength(text: string, part: string, by: string, limit: number | bigint = -1): number {
  const count = countOf(text, part, asLimit(limit));
  return text.length + count * (by.length - part.length);
}

/** The text with the first `limit` (negative: all) occurrences replaced. @throws CelError when the result is too long. */
export function replace(text: string, part: string, by: string, limit: number | bigint = -1): string {
  const most = asLimit(limit);
  if (part === by || most === 0) return text;
  checkLength(replacedLength(text, part, by, limit), 'replace');
  if (part === '') return replaceBetween(text, by, most);
  if (most === Number.POSITIVE_INFINITY) return text.split(part).join(by);
  const pieces: string[] = [];
  let from = 0;
  for (let count = 0; count < most; count++) {
    const at = text.indexOf(part, from);
    if (at < 0) break;
    pieces.push(text.slice(from, at), by);
    from = at + part.length;
  }
  pieces.push(text.slice(from));
  return pieces.join('');
}

function replaceBetween(text: string, by: string, most: number): string {
  const pieces: string[] = [by];
  let done = 1;
  for (const character of text) {
    pieces.push(character);
    if (done < most) { pieces.push(by); done++; }
  }
  return pieces.join('');
}

/** The pieces between separators, at most `limit` of them (0: none, negative: all); the last one keeps the rest. */
export function split(text: string, separator: string, limit: number | bigint = -1): string[] {
  const most = asLimit(limit);
  if (most === 0) return [];
  const pieces: string[] = separator === '' ? [...text] : text.split(separator);
  if (pieces.length <= most) return pieces;
  const head = pieces.slice(0, most - 1);
  return [...head, pieces.slice(most - 1).join(separator)];
}

/** Length in UTF-16 units of what {@link join} will give. */
export function joinedLength(list: readonly CelValue[], separator: string): number {
  let total = separator.length * Math.max(0, list.length - 1);
  for (const element of list) total += typeof element === 'string' ? element.length : 0;
  return total;
}

/** The strings of a list, one after the other. @throws CelError for an element that is not a string, or a result too long. */
export function join(list: readonly CelValue[], separator = ''): string {
  if (list.length === 1 && typeof list[0] === 'string') return list[0];
  checkLength(joinedLength(list, separator), 'join');
  for (const element of list) {
    if (typeof element !== 'string') throw new CelError('join: invalid input: only strings can be joined');
  }
  return list.join(separator);
}

/** The code points in the opposite order. */
export const reverse = (text: string): string => [...text].reverse().join('');

/** Go's "negative means all". */
const asLimit = (limit: number | bigint): number => (limit < 0 ? Number.POSITIVE_INFINITY : Number(limit));
