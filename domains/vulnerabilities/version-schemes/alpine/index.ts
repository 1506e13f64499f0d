/**
 * Alpine package versions: digits{.digits}[letter]{_suffix[digits]}[~hash][-r digits].
 * Rule: apk-tools, apk-package(5) "Package version" and src/version.c. A component after the first that begins with 0 is
 * compared as text (as in Gentoo's PMS 3.3); the suffixes alpha, beta, pre, rc sort before none, the others after.
 * Text that breaks the grammar counts up to the break, as apk's fuzzy comparison takes it; what follows sorts before
 * nothing at all and is compared as text.
 */
import { checked, commonProblem, type VersionScheme } from '../shared/scheme.ts';
import { compareDigits, compareText, endOfDigits, isDigit, isLetter, isLower } from '../shared/text.ts';

/** Kinds of tokens; where two versions differ in kind, the smaller kind is the newer version. */
const FIRST = 0, DIGITS = 1, LETTER = 2, SUFFIX = 3, SUFFIX_NUMBER = 4, HASH = 5, REVISION = 6, END = 7, INVALID = 8;

const SUFFIXES = ['alpha', 'beta', 'pre', 'rc', 'cvs', 'svn', 'git', 'hg', 'p'];
/** Suffixes with a smaller rank mark pre-releases. */
const FIRST_POST = 4;

interface Cursor { readonly text: string; kind: number; from: number; end: number; suffix: number }

function problem(version: string): string | null {
  const common = commonProblem(version);
  if (common !== null) return common;
  return version.includes(' ') ? 'it contains a space' : null;
}

function order(a: string, b: string): number {
  const x = start(a), y = start(b);
  while (x.kind === y.kind && x.kind < END) {
    const difference = compareToken(x, y);
    if (difference !== 0) return difference;
    next(x);
    next(y);
  }
  if (x.kind === y.kind) return x.kind === INVALID ? compareText(a, x.from, a.length, b, y.from, b.length) : 0;
  const xPre = x.kind === SUFFIX && x.suffix < FIRST_POST, yPre = y.kind === SUFFIX && y.suffix < FIRST_POST;
  if (xPre !== yPre) return xPre ? -1 : 1;
  return y.kind - x.kind;
}

function compareToken(x: Cursor, y: Cursor): number {
  if (x.kind === SUFFIX) return x.suffix - y.suffix;
  const asText = x.kind === LETTER || x.kind === HASH || (x.kind === DIGITS && (x.text.charCodeAt(x.from) === 0x30 || y.text.charCodeAt(y.from) === 0x30));
  return (asText ? compareText : compareDigits)(x.text, x.from, x.end, y.text, y.from, y.end);
}

function start(text: string): Cursor {
  const end = endOfDigits(text, 0);
  return { text, kind: end === 0 ? INVALID : FIRST, from: 0, end, suffix: -1 };
}

/** Moves to the next token. An invalid one keeps its place. */
function next(cursor: Cursor): void {
  const { text, kind, end: at } = cursor;
  cursor.from = at;
  if (at >= text.length) { cursor.kind = END; return; }
  const code = text.charCodeAt(at);
  const invalid = (): void => { cursor.kind = INVALID; };
  const take = (newKind: number, from: number, end: number): void => {
    if (end === from) { invalid(); return; }
    cursor.kind = newKind; cursor.from = from; cursor.end = end;
  };
  if (code === 0x2e && kind <= DIGITS) take(DIGITS, at + 1, endOfDigits(text, at + 1));
  else if (isLower(code) && kind <= DIGITS) take(LETTER, at, at + 1);
  else if (code === 0x5f && kind <= SUFFIX_NUMBER) takeSuffix(cursor, at);
  else if (isDigit(code) && kind === SUFFIX) take(SUFFIX_NUMBER, at, endOfDigits(text, at));
  else if (code === 0x7e && kind < HASH) take(HASH, at + 1, endOfHash(text, at + 1));
  else if (code === 0x2d && text.charCodeAt(at + 1) === 0x72 && kind < REVISION) take(REVISION, at + 2, endOfDigits(text, at + 2));
  else invalid();
}

function takeSuffix(cursor: Cursor, at: number): void {
  let end = at + 1;
  // The longest suffix has five letters.
  while (end < cursor.text.length && end < at + 7 && isLetter(cursor.text.charCodeAt(end))) end++;
  const rank = SUFFIXES.indexOf(cursor.text.slice(at + 1, end));
  if (rank < 0) { cursor.kind = INVALID; return; }
  cursor.kind = SUFFIX; cursor.suffix = rank; cursor.end = end;
}

function endOfHash(text: string, from: number): number {
  let at = from;
  while (at < text.length && (isDigit(text.charCodeAt(at)) || (text.charCodeAt(at) >= 0x61 && text.charCodeAt(at) <= 0x66))) at++;
  return at;
}

export const scheme: VersionScheme = {
  id: 'alpine',
  ecosystems: ['Alpine', 'Wolfi', 'Chainguard', 'Alpaquita', 'BellSoft Hardened Containers', 'MinimOS', 'CleanStart'],
  aliases: ['apk'],
  ...checked('Alpine', problem, order),
};
