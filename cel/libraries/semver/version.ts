/**
 * Semantic versions 2.0.0.
 *
 * Source: semver.org; blang/semver v4, which Kubernetes uses: numbers are uint64, build metadata has no precedence.
 */
import { CelError, Opaque } from '../../values.ts';

/** `kubernetes.Semver` */
export class Semver extends Opaque {
  override readonly typeName = 'kubernetes.Semver';
  readonly major: bigint;
  readonly minor: bigint;
  readonly patch: bigint;
  readonly prerelease: readonly string[];
  constructor(major: bigint, minor: bigint, patch: bigint, prerelease: readonly string[]) {
    super();
    this.major = major;
    this.minor = minor;
    this.patch = patch;
    this.prerelease = prerelease;
  }
  override equals(other: Opaque): boolean { return other instanceof Semver && compareSemver(this, other) === 0; }
}

const NUMBER = /^(0|[1-9]\d*)$/;
const DIGITS = /^\d+$/;
const IDENTIFIER = /^[0-9A-Za-z-]+$/;
const UINT64_MAX = 2n ** 64n - 1n;

/** @throws CelError for a text that is not a version, or has a number above uint64. */
export function parseSemver(text: string): Semver {
  const [major, minor, rest] = cut(text, '.', 3);
  if (major === undefined || minor === undefined || rest === undefined) {
    throw new CelError(text === '' ? 'Version string empty' : 'No Major.Minor.Patch elements found');
  }
  const [beforeBuild, build] = cut(rest, '+', 2) as [string, string | undefined];
  const [patch, prerelease] = cut(beforeBuild, '-', 2) as [string, string | undefined];
  const version = new Semver(
    numberOf(major, 'major number'), numberOf(minor, 'minor number'), numberOf(patch, 'patch number'),
    prerelease === undefined ? [] : prerelease.split('.'),
  );
  for (const part of version.prerelease) {
    if (part === '') throw new CelError('Prerelease is empty');
    if (DIGITS.test(part)) numberOf(part, 'prerelease');
    else if (!IDENTIFIER.test(part)) throw new CelError(`Invalid character(s) found in prerelease "${part}"`);
  }
  for (const part of build === undefined ? [] : build.split('.')) {
    if (part === '') throw new CelError('Build meta data is empty');
    if (!IDENTIFIER.test(part)) throw new CelError(`Invalid character(s) found in build meta data "${part}"`);
  }
  return version;
}

/**
 * Like {@link parseSemver}, after a leading "v" and leading zeros are removed and missing numbers are filled with 0.
 * Source: normalizeAndParse of k8s.io/apiserver/pkg/cel/library/semverlib.go.
 */
export function parseNormalized(text: string): Semver {
  const parts = cut(text.replace(/^v/, ''), '.', 3).map((part) => (part.length > 1 ? withoutZeros(part) : part));
  if (parts.length < 3 && /[+-]/.test(parts[parts.length - 1] as string)) {
    throw new CelError('short version cannot contain PreRelease/Build meta data');
  }
  while (parts.length < 3) parts.push('0');
  return parseSemver(parts.join('.'));
}

function withoutZeros(part: string): string {
  const rest = part.replace(/^0+/, '');
  return /^\d/.test(rest) ? rest : `0${rest}`;
}

/** Up to `count` pieces; the last one keeps the rest. */
function cut(text: string, separator: string, count: number): string[] {
  const pieces: string[] = [];
  let from = 0;
  while (pieces.length < count - 1) {
    const at = text.indexOf(separator, from);
    if (at < 0) break;
    pieces.push(text.slice(from, at));
    from = at + 1;
  }
  pieces.push(text.slice(from));
  return pieces;
}

function numberOf(text: string, what: string): bigint {
  if (!/^\d*$/.test(text)) throw new CelError(`Invalid character(s) found in ${what} "${text}"`);
  if (!NUMBER.test(text)) throw new CelError(`${what} must be a number without leading zeroes, not "${text}"`);
  if (text.length > 20 || BigInt(text) > UINT64_MAX) throw new CelError(`${what} is out of range: ${text.slice(0, 30)}`);
  return BigInt(text);
}

/** Precedence by section 11 of semver.org. */
export function compareSemver(a: Semver, b: Semver): -1 | 0 | 1 {
  for (const [x, y] of [[a.major, b.major], [a.minor, b.minor], [a.patch, b.patch]] as const) {
    if (x !== y) return x < y ? -1 : 1;
  }
  if (a.prerelease.length === 0 || b.prerelease.length === 0) return sign(b.prerelease.length - a.prerelease.length);
  for (let i = 0; i < a.prerelease.length && i < b.prerelease.length; i++) {
    const order = compareParts(a.prerelease[i] as string, b.prerelease[i] as string);
    if (order !== 0) return order;
  }
  return sign(a.prerelease.length - b.prerelease.length);
}

function compareParts(a: string, b: string): -1 | 0 | 1 {
  const numeric = [DIGITS.test(a), DIGITS.test(b)];
  if (numeric[0] && numeric[1]) return BigInt(a) === BigInt(b) ? 0 : BigInt(a) < BigInt(b) ? -1 : 1;
  if (numeric[0] !== numeric[1]) return numeric[0] ? -1 : 1;
  return a === b ? 0 : a < b ? -1 : 1;
}

const sign = (value: number): -1 | 0 | 1 => (value === 0 ? 0 : value < 0 ? -1 : 1);
