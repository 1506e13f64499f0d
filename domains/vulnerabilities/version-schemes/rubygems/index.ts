/**
 * Ruby gems: runs of digits and of letters; a run of letters makes a pre-release; `-` is `.pre.`. Zeros at the end of the
 * numbers, before and after the first letters, do not count; a number is newer than letters.
 * Rule: Gem::Version (https://docs.ruby-lang.org/en/master/Gem/Version.html, canonical_segments and <=>).
 */
import { remembered } from '../../memo.ts';
import { checked, commonProblem, type VersionScheme } from '../shared/scheme.ts';
import { compareNumbers, compareText, endOfDigits, endOfLetters, isDigit, isLetter, isNumber } from '../shared/text.ts';

function problem(version: string): string | null {
  const common = commonProblem(version);
  if (common !== null) return common;
  if (!isDigit(version.charCodeAt(0))) return 'it does not begin with a digit';
  const end = platformAt(version);
  for (let at = 1; at < end; at++) {
    const code = version.charCodeAt(at);
    if (!isDigit(code) && !isLetter(code) && code !== 0x2e && code !== 0x2d) return `"${version[at]}" is not allowed`;
  }
  return null;
}

/** `1.13.0-x86_64-linux`: lock files put the platform (Gem::Platform) behind the version. It does not count. */
const PLATFORM = /-(?:x86|x64|i[3-6]86|arm|aarch64|universal|java|jruby|mswin|mingw|linux|darwin|powerpc|ppc|s390|riscv)/;

function platformAt(version: string): number {
  const at = version.search(PLATFORM);
  return at < 0 ? version.length : at;
}

const segments = remembered((whole: string): readonly string[] => {
  const version = whole.slice(0, platformAt(whole));
  const numbers: string[] = [], rest: string[] = [];
  for (let at = 0; at < version.length;) {
    const into = rest.length > 0 ? rest : numbers;
    const code = version.charCodeAt(at);
    const end = isDigit(code) ? endOfDigits(version, at) : endOfLetters(version, at);
    if (end > at) (isDigit(code) ? into : rest).push(version.slice(at, end));
    else if (code === 0x2d) rest.push('pre');
    at = Math.max(end, at + 1);
  }
  return [...withoutZeros(numbers), ...withoutZeros(rest)];
});

function withoutZeros(parts: string[]): readonly string[] {
  let end = parts.length;
  while (end > 0 && isZero(parts[end - 1]!)) end--;
  return parts.slice(0, end);
}

const isZero = (part: string): boolean => isNumber(part) && compareNumbers(part, '0') === 0;

function order(a: string, b: string): number {
  const x = segments(a), y = segments(b);
  for (let i = 0; i < Math.max(x.length, y.length); i++) {
    const left = x[i] ?? '0', right = y[i] ?? '0';
    const leftIs = isNumber(left);
    if (leftIs !== isNumber(right)) return leftIs ? 1 : -1;
    const difference = leftIs ? compareNumbers(left, right) : compareText(left, 0, left.length, right, 0, right.length);
    if (difference !== 0) return difference;
  }
  return 0;
}

export const scheme: VersionScheme = {
  id: 'rubygems',
  ecosystems: ['RubyGems'],
  aliases: ['gem', 'ruby'],
  ...checked('RubyGems', problem, order),
};
