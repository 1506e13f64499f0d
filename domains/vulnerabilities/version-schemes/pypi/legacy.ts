/**
 * Versions from before PEP 440, which old releases and advisories still carry. The order is that of setuptools'
 * parse_version, as PEP 440 ("Summary of differences from pkg_resources.parse_version") describes it; all of them come
 * before every PEP 440 version.
 */
import { endOfDigits, isDigit, isLower, isNumber } from '../shared/text.ts';
import { compareNumbers } from '../shared/text.ts';

const REPLACED: ReadonlyMap<string, string> = new Map([['pre', 'c'], ['preview', 'c'], ['-', 'final-'], ['rc', 'c'], ['dev', '@']]);

/** Takes lower case. Numbers as they are, everything else with a `*` in front. */
export function legacyParts(text: string): readonly string[] {
  const parts: string[] = [];
  const push = (part: string): void => {
    if (!isNumber(part)) {
      if (part < '*final') while (parts.at(-1) === '*final-') parts.pop();
      while (parts.length > 0 && isNumber(parts.at(-1)!) && compareNumbers(parts.at(-1)!, '0') === 0) parts.pop();
    }
    parts.push(part);
  };
  for (let at = 0; at < text.length;) {
    const end = endOfPart(text, at);
    const part = text.slice(at, end);
    if (part !== '.') push(isNumber(part) ? part : `*${REPLACED.get(part) ?? part}`);
    at = end;
  }
  push('*final');
  return parts;
}

function endOfPart(text: string, from: number): number {
  const first = kindAt(text, from);
  if (first === DIGIT) return endOfDigits(text, from);
  if (first === DOT_OR_HYPHEN) return from + 1;
  let at = from + 1;
  while (at < text.length && kindAt(text, at) === first) at++;
  return at;
}

const DIGIT = 0, LETTER = 1, DOT_OR_HYPHEN = 2, OTHER = 3;

function kindAt(text: string, at: number): number {
  const code = text.charCodeAt(at);
  if (isDigit(code)) return DIGIT;
  if (isLower(code)) return LETTER;
  return code === 0x2e || code === 0x2d ? DOT_OR_HYPHEN : OTHER;
}

export function compareLegacy(x: readonly string[], y: readonly string[]): number {
  for (let i = 0; i < x.length && i < y.length; i++) {
    const left = x[i]!, right = y[i]!;
    if (isNumber(left) !== isNumber(right)) return isNumber(left) ? 1 : -1;
    const difference = isNumber(left) ? compareNumbers(left, right) : left < right ? -1 : left > right ? 1 : 0;
    if (difference !== 0) return difference;
  }
  return x.length - y.length;
}
