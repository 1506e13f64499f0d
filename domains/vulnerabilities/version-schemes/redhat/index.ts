/**
 * RPM package versions: [epoch:]version[-release].
 * Rule: rpm-version(7) and rpmvercmp: runs of digits (as numbers) and of ASCII letters, everything else separates;
 * `~` sorts before the end, `^` after the end but before anything else; a number is newer than letters. As in rpmverCmp,
 * no epoch is epoch 0, and a version without release is older than one with any.
 */
import { checked, commonProblem, type VersionScheme } from '../shared/scheme.ts';
import { compareDigits, compareText, endOfDigits, endOfLetters, isDigit, isLetter } from '../shared/text.ts';

const TILDE = 0x7e, CARET = 0x5e;

function problem(version: string): string | null {
  const common = commonProblem(version);
  if (common !== null) return common;
  return version.includes(' ') ? 'it contains a space' : null;
}

function order(a: string, b: string): number {
  const aStart = epochEnd(a), bStart = epochEnd(b);
  const epoch = compareDigits(a, 0, Math.max(0, aStart - 1), b, 0, Math.max(0, bStart - 1));
  if (epoch !== 0) return epoch;
  const aRelease = releaseAt(a, aStart), bRelease = releaseAt(b, bStart);
  const version = compareSegments(a, aStart, aRelease, b, bStart, bRelease);
  if (version !== 0) return version;
  const aHas = aRelease < a.length, bHas = bRelease < b.length;
  if (aHas !== bHas) return aHas ? 1 : -1;
  return compareSegments(a, aRelease + 1, a.length, b, bRelease + 1, b.length);
}

/** Index behind the epoch's colon, or 0. An epoch is digits only. */
function epochEnd(version: string): number {
  const at = endOfDigits(version, 0);
  return version.charCodeAt(at) === 0x3a ? at + 1 : 0;
}

function releaseAt(version: string, from: number): number {
  const hyphen = version.lastIndexOf('-');
  return hyphen >= from ? hyphen : version.length;
}

function compareSegments(a: string, aFrom: number, aEnd: number, b: string, bFrom: number, bEnd: number): number {
  let i = aFrom, j = bFrom;
  while (true) {
    i = skipSeparators(a, i, aEnd);
    j = skipSeparators(b, j, bEnd);
    const x = i < aEnd ? a.charCodeAt(i) : 0, y = j < bEnd ? b.charCodeAt(j) : 0;
    if (x === TILDE || y === TILDE) {
      if (x !== y) return x === TILDE ? -1 : 1;
      i++; j++;
      continue;
    }
    if (x === CARET || y === CARET) {
      if (x !== y) return compareCaret(x, y);
      i++; j++;
      continue;
    }
    if (x === 0 || y === 0) return x === y ? 0 : x === 0 ? -1 : 1;
    if (isDigit(x) !== isDigit(y)) return isDigit(x) ? 1 : -1;
    const iEnd = Math.min(aEnd, isDigit(x) ? endOfDigits(a, i) : endOfLetters(a, i));
    const jEnd = Math.min(bEnd, isDigit(x) ? endOfDigits(b, j) : endOfLetters(b, j));
    const difference = isDigit(x) ? compareDigits(a, i, iEnd, b, j, jEnd) : compareText(a, i, iEnd, b, j, jEnd);
    if (difference !== 0) return difference;
    i = iEnd;
    j = jEnd;
  }
}

/** One side has `^`, the other the end (older) or something else (newer). */
function compareCaret(x: number, y: number): number {
  if (x === 0) return -1;
  if (y === 0) return 1;
  return x === CARET ? -1 : 1;
}

function skipSeparators(text: string, from: number, end: number): number {
  let at = from;
  for (; at < end; at++) {
    const code = text.charCodeAt(at);
    if (isDigit(code) || isLetter(code) || code === TILDE || code === CARET) break;
  }
  return at;
}

export const scheme: VersionScheme = {
  id: 'redhat',
  ecosystems: ['Red Hat', 'AlmaLinux', 'Rocky Linux', 'SUSE', 'openSUSE', 'Mageia', 'openEuler', 'Photon OS', 'Azure Linux', 'CentOS', 'Fedora', 'Amazon Linux', 'Oracle Linux'],
  aliases: ['rpm'],
  ...checked('RPM', problem, order),
};
