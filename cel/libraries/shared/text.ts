/**
 * Text as CEL counts it: in Unicode code points, where JavaScript counts in UTF-16 units.
 *
 * Source: "String and Bytes Values" of the CEL language definition; cel-go ext/strings.go works on []rune.
 */
import { CelError } from '../../values.ts';

const SURROGATE = /[\ud800-\udfff]/;

/** The longest string that a function builds, in UTF-16 units. Anything longer is an error, whatever the budget. */
export const MAX_TEXT = 10_000_000;

/** Whether every code point is one UTF-16 unit, so that offsets are the same in both. */
export const isBasic = (text: string): boolean => !SURROGATE.test(text);

/** Length in code points. */
export function codePointLength(text: string): number {
  if (isBasic(text)) return text.length;
  let count = text.length;
  for (let i = 0; i + 1 < text.length; i++) {
    if (isPairAt(text, i)) { count--; i++; }
  }
  return count;
}

/** The UTF-16 offset of a code point offset that is within the text. */
export function unitOffset(text: string, codePoints: number): number {
  if (isBasic(text)) return codePoints;
  let unit = 0;
  for (let seen = 0; seen < codePoints; seen++) unit += isPairAt(text, unit) ? 2 : 1;
  return unit;
}

/** The code point offset of a UTF-16 offset. */
export const codePointOffset = (text: string, unit: number): number =>
  unit < 0 ? -1 : codePointLength(text.slice(0, unit));

/** Length in bytes when encoded as UTF-8. */
export function utf8Length(text: string): number {
  let bytes = text.length;
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    if (unit < 0x80) continue;
    if (unit < 0x800) bytes += 1;
    else if (isPairAt(text, i)) { bytes += 2; i++; }
    else bytes += 2;
  }
  return bytes;
}

/** Throws where a string of this many UTF-16 units may not be built. @throws CelError */
export function checkLength(units: number, what: string): void {
  if (units > MAX_TEXT) throw new CelError(`${what}: the result would have ${units} characters, more than the ${MAX_TEXT} allowed`);
}

/** Order of two strings by code point, which UTF-16 order is not above U+FFFF. */
export function compareText(a: string, b: string): -1 | 0 | 1 {
  if (a === b) return 0;
  const end = Math.min(a.length, b.length);
  for (let i = 0; i < end; i++) {
    const x = a.charCodeAt(i);
    const y = b.charCodeAt(i);
    if (x !== y) return rank(x) < rank(y) ? -1 : 1;
  }
  return a.length < b.length ? -1 : 1;
}

/** Surrogates stand for code points above U+FFFF, so they sort after every other unit. */
const rank = (unit: number): number => (unit >= 0xd800 && unit <= 0xdfff ? unit + 0x10000 : unit);

function isPairAt(text: string, i: number): boolean {
  const high = text.charCodeAt(i);
  if (high < 0xd800 || high > 0xdbff) return false;
  const low = text.charCodeAt(i + 1);
  return low >= 0xdc00 && low <= 0xdfff;
}
