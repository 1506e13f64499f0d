/**
 * PHP packages: parts separated by `. - _ +` and by the change between digits and other characters.
 * Rule: PHP's version_compare (https://www.php.net/version_compare), which Composer uses: any other text < dev < alpha = a
 * < beta = b < RC < # < pl = p. The end of a version stands where `#` stands; a number is newer than that, and older than pl.
 */
import { remembered } from '../../memo.ts';
import { checked, commonProblem, type VersionScheme } from '../shared/scheme.ts';
import { compareNumbers, endOfDigits, isDigit, isNumber } from '../shared/text.ts';

/** In the order in which PHP looks: a part is what it begins with. */
const FORMS: readonly (readonly [string, number])[] = [['dev', 0], ['alpha', 1], ['a', 1], ['beta', 2], ['b', 2], ['RC', 3], ['rc', 3], ['#', 4], ['pl', 6], ['p', 6]];
const END = 4, NUMBER = 5, UNKNOWN = -1;

const parts = remembered((version: string): readonly string[] => {
  const found: string[] = [];
  for (let at = version.charCodeAt(0) === 0x76 || version.charCodeAt(0) === 0x56 ? 1 : 0; at < version.length;) {
    if (isSeparator(version.charCodeAt(at))) { at++; continue; }
    const end = isDigit(version.charCodeAt(at)) ? endOfDigits(version, at) : endOfText(version, at);
    found.push(version.slice(at, end));
    at = end;
  }
  return found;
});

const isSeparator = (code: number): boolean => code === 0x2e || code === 0x2d || code === 0x5f || code === 0x2b;

function endOfText(version: string, from: number): number {
  let at = from;
  while (at < version.length && !isDigit(version.charCodeAt(at)) && !isSeparator(version.charCodeAt(at))) at++;
  return at;
}

function rank(part: string | undefined): number {
  if (part === undefined) return END;
  if (isNumber(part)) return NUMBER;
  for (const [form, order] of FORMS) if (part.startsWith(form)) return order;
  return UNKNOWN;
}

function order(a: string, b: string): number {
  const x = parts(a), y = parts(b);
  for (let i = 0; i < Math.max(x.length, y.length); i++) {
    const left = rank(x[i]), right = rank(y[i]);
    if (left !== right) return left - right;
    const difference = left === NUMBER ? compareNumbers(x[i]!, y[i]!) : 0;
    if (difference !== 0) return difference;
  }
  return 0;
}

export const scheme: VersionScheme = {
  id: 'packagist',
  ecosystems: ['Packagist'],
  aliases: ['composer', 'php'],
  ...checked('Packagist', commonProblem, order),
};
