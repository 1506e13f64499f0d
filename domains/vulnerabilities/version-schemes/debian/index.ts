/**
 * Debian and Ubuntu package versions: [epoch:]upstream[-revision].
 * Rule: Debian Policy 5.6.12 "Version" and deb-version(7). Each part is compared by alternating runs of non-digits
 * (letters before other characters, `~` before everything, even the end) and digits (as numbers).
 */
import { checked, commonProblem, type VersionScheme } from '../shared/scheme.ts';
import { compareDigits, endOfDigits, isDigit, isLetter } from '../shared/text.ts';

const TILDE = 0x7e;
/** The epoch is a C int in dpkg. */
const MAX_EPOCH = '2147483647';

function problem(version: string): string | null {
  const common = commonProblem(version);
  if (common !== null) return common;
  const colon = version.indexOf(':');
  if (colon >= 0) {
    if (colon === 0 || endOfDigits(version, 0) !== colon) return 'its epoch is not a number';
    if (compareDigits(version, 0, colon, MAX_EPOCH, 0, MAX_EPOCH.length) > 0) return 'its epoch is too large';
  }
  const hyphen = version.lastIndexOf('-');
  const end = hyphen > colon ? hyphen : version.length;
  if (end === colon + 1) return 'nothing stands for the upstream version';
  if (hyphen > colon && hyphen === version.length - 1) return 'its revision is empty';
  for (let i = colon + 1; i < version.length; i++) if (!allowed(version.charCodeAt(i), i < end)) return `character ${i + 1} is not allowed`;
  return null;
}

/** Letters, digits and `. + ~ -`; in the upstream version also `:`. */
const allowed = (code: number, upstream: boolean): boolean =>
  isDigit(code) || isLetter(code) || code === 0x2e || code === 0x2b || code === TILDE || code === 0x2d || (code === 0x3a && upstream);

function order(a: string, b: string): number {
  const aColon = a.indexOf(':'), bColon = b.indexOf(':');
  const epoch = compareDigits(a, 0, Math.max(aColon, 0), b, 0, Math.max(bColon, 0));
  if (epoch !== 0) return epoch;
  const aHyphen = revisionAt(a, aColon), bHyphen = revisionAt(b, bColon);
  return compareParts(a, aColon + 1, aHyphen, b, bColon + 1, bHyphen) || compareParts(a, aHyphen + 1, a.length, b, bHyphen + 1, b.length);
}

/** Index of the hyphen before the revision, or the length: no revision is the same as revision 0. */
function revisionAt(version: string, colon: number): number {
  const hyphen = version.lastIndexOf('-');
  return hyphen > colon ? hyphen : version.length;
}

function compareParts(a: string, aFrom: number, aEnd: number, b: string, bFrom: number, bEnd: number): number {
  let i = aFrom, j = bFrom;
  while (i < aEnd || j < bEnd) {
    while ((i < aEnd && !isDigit(a.charCodeAt(i))) || (j < bEnd && !isDigit(b.charCodeAt(j)))) {
      const difference = weight(a, i, aEnd) - weight(b, j, bEnd);
      if (difference !== 0) return difference;
      i++;
      j++;
    }
    const iEnd = Math.max(i, Math.min(aEnd, endOfDigits(a, i))), jEnd = Math.max(j, Math.min(bEnd, endOfDigits(b, j)));
    const difference = compareDigits(a, i, iEnd, b, j, jEnd);
    if (difference !== 0) return difference;
    i = iEnd;
    j = jEnd;
  }
  return 0;
}

/** The end and digits weigh nothing, `~` less than that, letters less than the rest. */
function weight(text: string, at: number, end: number): number {
  if (at >= end) return 0;
  const code = text.charCodeAt(at);
  if (isDigit(code)) return 0;
  if (code === TILDE) return -1;
  return isLetter(code) ? code : code + 256;
}

export const scheme: VersionScheme = {
  id: 'debian',
  ecosystems: ['Debian', 'Ubuntu', 'Echo', 'Docker Hardened Images'],
  aliases: ['deb', 'dpkg'],
  ...checked('Debian', problem, order),
};
