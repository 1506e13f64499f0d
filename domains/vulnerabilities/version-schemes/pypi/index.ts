/**
 * Python packages. Rule: PEP 440 (https://peps.python.org/pep-0440/, now the "Version specifiers" specification of the
 * Python Packaging User Guide). Text that is no PEP 440 version comes before all that is: see `legacy.ts`.
 */
import { remembered } from '../../memo.ts';
import { checked, commonProblem, type VersionScheme } from '../shared/scheme.ts';
import { compareNumbers, isNumber } from '../shared/text.ts';
import { compareLegacy, legacyParts } from './legacy.ts';
import { parsePython, type PythonVersion } from './parse.ts';

interface Read { readonly version: PythonVersion | null; readonly legacy: readonly string[] }

const read = remembered((text: string): Read => {
  const plain = text.trim().toLowerCase();
  const version = parsePython(plain);
  return { version, legacy: version === null ? legacyParts(plain) : [] };
});

function problem(version: string): string | null {
  return commonProblem(version) ?? (version.trim() === '' ? 'it is empty' : version.trim().includes(' ') ? 'it contains a space' : null);
}

function order(a: string, b: string): number {
  const x = read(a), y = read(b);
  if (x.version === null || y.version === null) {
    if (x.version !== y.version) return x.version === null ? -1 : 1;
    return compareLegacy(x.legacy, y.legacy);
  }
  return comparePython(x.version, y.version);
}

function comparePython(x: PythonVersion, y: PythonVersion): number {
  return compareNumbers(x.epoch, y.epoch) || compareRelease(x.release, y.release) || comparePre(x, y)
    || compareOptional(x.post, y.post, -1) || compareOptional(x.dev, y.dev, 1) || compareLocal(x.local, y.local);
}

function compareRelease(x: readonly string[], y: readonly string[]): number {
  for (let i = 0; i < Math.max(x.length, y.length); i++) {
    const difference = compareNumbers(x[i] ?? '0', y[i] ?? '0');
    if (difference !== 0) return difference;
  }
  return 0;
}

const BEFORE_ALL = -1, AFTER_ALL = 3;

function comparePre(x: PythonVersion, y: PythonVersion): number {
  return preRank(x) - preRank(y) || compareNumbers(x.pre?.number ?? '0', y.pre?.number ?? '0');
}

/** A development release of the final release comes before its alphas. */
function preRank(version: PythonVersion): number {
  if (version.pre !== null) return version.pre.rank;
  return version.post === null && version.dev !== null ? BEFORE_ALL : AFTER_ALL;
}

/** `missing`: where a version without this part stands, -1 before all, 1 after all. */
function compareOptional(x: string | null, y: string | null, missing: number): number {
  if (x === null || y === null) return x === y ? 0 : x === null ? missing : -missing;
  return compareNumbers(x, y);
}

/** Numbers are newer than text; a longer local version is newer. */
function compareLocal(x: readonly string[], y: readonly string[]): number {
  for (let i = 0; i < x.length && i < y.length; i++) {
    const left = x[i]!, right = y[i]!;
    if (isNumber(left) !== isNumber(right)) return isNumber(left) ? 1 : -1;
    const difference = isNumber(left) ? compareNumbers(left, right) : left < right ? -1 : left > right ? 1 : 0;
    if (difference !== 0) return difference;
  }
  return x.length - y.length;
}

const PRE_LABELS = ['a', 'b', 'rc'];
const plain = (number: string): string => number.replace(/^0+(?=\d)/, '');

/** PEP 440's normal form, without zeros at the end of the release: equal versions have equal text. Older texts in lower case. */
function canonical(text: string): string {
  const { version } = read(text);
  if (version === null) return text.trim().toLowerCase();
  const pre = version.pre === null ? '' : `${PRE_LABELS[version.pre.rank]}${plain(version.pre.number)}`;
  const post = version.post === null ? '' : `.post${plain(version.post)}`;
  const dev = version.dev === null ? '' : `.dev${plain(version.dev)}`;
  const local = version.local.length === 0 ? '' : `+${version.local.map((part) => (isNumber(part) ? plain(part) : part)).join('.')}`;
  return `${compareNumbers(version.epoch, '0') === 0 ? '' : `${plain(version.epoch)}!`}${version.release.map(plain).join('.')}${pre}${post}${dev}${local}`;
}

export const scheme: VersionScheme = {
  id: 'pypi',
  ecosystems: ['PyPI'],
  aliases: ['pep440', 'python'],
  ...checked('Python', problem, order),
  canonical,
};
