/**
 * Ecosystems without a rule of their own. Numbers are compared as numbers; words that everywhere mark what comes before a
 * release (dev, alpha, beta, pre, rc, snapshot; `~` as in Debian) sort before its end, other letters after it, and numbers
 * after those. A leading `v` and separators do not count.
 */
import { remembered } from '../../memo.ts';
import { checked, commonProblem, type VersionScheme } from '../shared/scheme.ts';
import { compareNumbers, endOfDigits, endOfLetters, isDigit, isLetter, isNumber } from '../shared/text.ts';

const BEFORE: ReadonlyMap<string, number> = new Map([['~', -9], ['dev', -8], ['snapshot', -8], ['alpha', -7], ['beta', -6], ['pre', -5], ['preview', -5], ['rc', -4]]);
const END = 0, WORD = 1, NUMBER = 2;

const parts = remembered((version: string): readonly string[] => {
  const text = version.toLowerCase();
  const found: string[] = [];
  // Zeros before the end or a word do not count: 1.0 is 1.0.0, and 1.0-rc1 is before both.
  const trim = (): void => { while (found.length > 1 && isNumber(found.at(-1)!) && compareNumbers(found.at(-1)!, '0') === 0) found.pop(); };
  for (let at = /^v\d/.test(text) ? 1 : 0; at < text.length;) {
    const code = text.charCodeAt(at);
    const end = isDigit(code) ? endOfDigits(text, at) : isLetter(code) ? endOfLetters(text, at) : at;
    if (!isDigit(code) && (end > at || code === 0x7e)) trim();
    if (end > at) found.push(text.slice(at, end));
    else if (code === 0x7e) found.push('~');
    at = Math.max(end, at + 1);
  }
  trim();
  return found;
});

function rank(part: string | undefined): number {
  if (part === undefined) return END;
  if (isNumber(part)) return NUMBER;
  return BEFORE.get(part) ?? WORD;
}

function order(a: string, b: string): number {
  const x = parts(a), y = parts(b);
  for (let i = 0; i < Math.max(x.length, y.length); i++) {
    const left = rank(x[i]), right = rank(y[i]);
    if (left !== right) return left - right;
    const difference = left === NUMBER ? compareNumbers(x[i]!, y[i]!) : left === WORD ? (x[i]! < y[i]! ? -1 : x[i]! > y[i]! ? 1 : 0) : 0;
    if (difference !== 0) return difference;
  }
  return 0;
}

export const scheme: VersionScheme = {
  id: 'generic',
  ecosystems: ['Android', 'ConanCenter', 'FreeBSD', 'Linux', 'opam', 'OSS-Fuzz', 'Root', 'GIT'],
  ...checked('', (version) => commonProblem(version) ?? (parts(version).length === 0 ? 'it has neither digits nor letters' : null), order),
};
