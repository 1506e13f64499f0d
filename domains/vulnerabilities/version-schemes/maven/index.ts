/**
 * Maven artifacts. Rule: Maven POM Reference, "Version Order Specification": tokens are separated by dots, hyphens and the
 * change between digits and letters (which counts as a hyphen); tokens that mean nothing (0, "", final, ga, release) are
 * dropped from the end and from before each hyphen; then tokens are compared with their separators, the shorter version
 * filled up with nothing.
 *
 * Taken to the letter, the rule runs in circles: 2.0.RC1 < 2.0 (a release candidate of it) < 2.0-1 < 2.0.RC1 (a number is
 * newer than a qualifier). Here the zeros before a qualifier count only against other qualifiers, so 2.0.RC1 < 2.0 < 2.0-1.
 */
import { remembered } from '../../memo.ts';
import { checked, commonProblem, type VersionScheme } from '../shared/scheme.ts';
import { compareNumbers, endOfDigits, isDigit, isNumber } from '../shared/text.ts';

interface Token {
  readonly hyphen: boolean;
  readonly text: string;
  readonly number: boolean;
  /** Tokens without meaning that were dropped before it, where a dot stands before it. */
  readonly dropped: number;
}

const QUALIFIERS = ['alpha', 'beta', 'milestone', 'rc', 'snapshot', '', 'sp'];
const SAME: ReadonlyMap<string, string> = new Map([['cr', 'rc'], ['ga', ''], ['final', ''], ['release', '']]);
const NOTHING = QUALIFIERS.indexOf('');
/** Short forms, when a digit follows directly. */
const SHORT: ReadonlyMap<string, string> = new Map([['a', 'alpha'], ['b', 'beta'], ['m', 'milestone']]);

const tokens = remembered((version: string): readonly Token[] => trimmed(split(version.toLowerCase())));

function split(version: string): Token[] {
  const found: Token[] = [];
  let hyphen = false;
  for (let at = 0; ;) {
    const end = endOfToken(version, at);
    const text = end === at ? '0' : version.slice(at, end);
    const touching = end < version.length && isDigit(version.charCodeAt(end));
    const number = isNumber(text);
    found.push({ hyphen, number, dropped: 0, text: number ? text : (touching ? SHORT.get(text) : undefined) ?? SAME.get(text) ?? text });
    if (end >= version.length) return found;
    const separator = version.charCodeAt(end);
    const separated = separator === 0x2e || separator === 0x2d;
    hyphen = separator !== 0x2e;
    at = separated ? end + 1 : end;
  }
}

function endOfToken(version: string, from: number): number {
  if (from >= version.length) return from;
  if (isDigit(version.charCodeAt(from))) return endOfDigits(version, from);
  let at = from;
  for (; at < version.length; at++) {
    const code = version.charCodeAt(at);
    if (isDigit(code) || code === 0x2e || code === 0x2d) break;
  }
  return at;
}

const meansNothing = (token: Token): boolean => (token.number ? compareNumbers(token.text, '0') === 0 : token.text === '');

/** Drops what means nothing at the end, before each hyphen and before each qualifier. The first token stays. */
function trimmed(all: readonly Token[]): readonly Token[] {
  const kept: Token[] = [];
  const trim = (): number => {
    const before = kept.length;
    while (kept.length > 1 && meansNothing(kept.at(-1)!)) kept.pop();
    return before - kept.length;
  };
  for (const token of all) {
    const dropped = token.hyphen || !token.number ? trim() : 0;
    kept.push(token.hyphen || dropped === 0 ? token : { ...token, dropped });
  }
  trim();
  return kept;
}

function order(a: string, b: string): number {
  const x = tokens(a), y = tokens(b);
  for (let i = 0; i < Math.max(x.length, y.length); i++) {
    const left = x[i] ?? padding(y[i]!), right = y[i] ?? padding(x[i]!);
    const difference = compareTokens(left, right);
    if (difference !== 0) return difference;
  }
  return 0;
}

/** What stands where the shorter version has ended: 0 against a number, nothing against a qualifier. */
const padding = (other: Token): Token => ({ dropped: 0, hyphen: other.hyphen, number: other.number && !other.hyphen, text: other.number && !other.hyphen ? '0' : '' });

function compareTokens(x: Token, y: Token): number {
  if (x.number && y.number) return x.hyphen === y.hyphen ? compareNumbers(x.text, y.text) : x.hyphen ? -1 : 1;
  if (x.number !== y.number) return x.number ? 1 : -1;
  return compareQualifiers(x, y);
}

/** Before or after the release first (or the order would have circles), then the separator, then the word. */
function compareQualifiers(x: Token, y: Token): number {
  const left = rank(x.text), right = rank(y.text);
  const side = Math.sign(left - NOTHING) - Math.sign(right - NOTHING);
  if (side !== 0) return side;
  const separators = left === NOTHING ? 0 : separatorRank(x) - separatorRank(y);
  return separators || left - right || (x.text < y.text ? -1 : x.text > y.text ? 1 : 0);
}

/** `.q` before `-q`; and `.0.q` after both, for a number is newer than a qualifier. */
const separatorRank = (token: Token): number => (token.hyphen ? 1 : token.dropped === 0 ? 0 : 1 + token.dropped);

function rank(qualifier: string): number {
  const known = QUALIFIERS.indexOf(qualifier);
  return known < 0 ? QUALIFIERS.length : known;
}

export const scheme: VersionScheme = {
  id: 'maven',
  ecosystems: ['Maven'],
  aliases: ['java'],
  ...checked('Maven', commonProblem, order),
};
