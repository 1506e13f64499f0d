/**
 * Whether one entry of an advisory holds for a version: the evaluation algorithm of the OSV schema
 * (https://ossf.github.io/osv-schema/#evaluation), on the rows of the database.
 */
import { AFFECTED, FIXED, INTRODUCED, LAST_AFFECTED, LIMIT, RANGE_COUNT, RANGE_SEMVER, RANGE_UNREADABLE, REFERENCE_BITS, REFERENCE_MASK } from '../index-format/layout.ts';
import type { AdvisoryDatabase } from '../index-format/database.ts';
import { BEGINNING, NO_LIMIT, schemeOfRange } from '../index-format/ranges.ts';
import { schemeOf, type VersionScheme } from '../version-schemes/registry.ts';

/** A package as it is compared. */
export interface Subject {
  readonly version: string;
  readonly scheme: VersionScheme;
  /** For ranges of type SEMVER; null where the version is none. */
  readonly semver: VersionScheme | null;
  /** Reference of the version's one spelling, -1 where no advisory lists it. */
  readonly listed: number;
}

export interface Judgement { readonly range: string; readonly fixed: string | null }
/** A range or the version that cannot be read: neither affected nor not. */
export const UNREADABLE = 'unreadable';

/** null: the version is none of the ecosystem. Lists may name it all the same. */
export function subjectOf(database: AdvisoryDatabase, ecosystem: string, version: string): Subject | null {
  const scheme = schemeOf(ecosystem) ?? schemeOf('generic')!;
  if (!scheme.valid(version)) return null;
  const semver = schemeOfRange(ecosystem, true);
  return { version, scheme, semver: semver.valid(version) ? semver : null, listed: database.strings.find(scheme.canonical?.(version) ?? version) };
}

/** null: not affected. `row`: of `affected`. */
export function judge(database: AdvisoryDatabase, row: number, subject: Subject): Judgement | typeof UNREADABLE | null {
  const { data } = database;
  let at = database.affected[row * AFFECTED.columns + AFFECTED.dataFrom]!;
  const ranges = data[at]!;
  at += 3;
  let found: Judgement | null = null, unreadable = false;
  let nextFix: string | null = null;
  for (let i = 0; i < ranges; i++) {
    const head = data[at++]!, end = at + (head & RANGE_COUNT);
    const scheme = (head & RANGE_SEMVER) === 0 ? subject.scheme : subject.semver;
    if (scheme === null || (head & RANGE_UNREADABLE) !== 0) unreadable = true;
    else {
      const judged = judgeRange(database, at, end, scheme, subject.version);
      if (judged.range !== null) found ??= { range: judged.range, fixed: judged.fixed };
      nextFix ??= judged.fixed;
    }
    at = end;
  }
  if (found !== null) return found;
  if (subject.listed >= 0 && contains(data, at + 1, at + 1 + data[at]!, subject.listed)) return { range: 'listed', fixed: nextFix };
  return unreadable ? UNREADABLE : null;
}

/** Events are sorted. `range`: null when not affected; `fixed`: the first fix after the version. */
function judgeRange(database: AdvisoryDatabase, from: number, end: number, scheme: VersionScheme, version: string): { range: string | null; fixed: string | null } {
  const { data, strings } = database;
  let affected = false, introduced = '', limits = 0, beforeLimit = false, next = '', fixed: string | null = null;
  for (let at = from; at < end; at++) {
    const kind = data[at]! >>> REFERENCE_BITS, bound = strings.text(data[at]! & REFERENCE_MASK);
    const order = kind === INTRODUCED && bound === BEGINNING ? 1 : kind === LIMIT && bound === NO_LIMIT ? -1 : scheme.compare(version, bound);
    if (kind === INTRODUCED && order >= 0) { affected = true; introduced = bound; next = ''; }
    else if (kind === FIXED && order >= 0) affected = false;
    else if (kind === FIXED) { fixed ??= bound; next ||= `, < ${bound}`; }
    else if (kind === LAST_AFFECTED && order > 0) affected = false;
    else if (kind === LAST_AFFECTED) next ||= `, <= ${bound}`;
    else if (kind === LIMIT) { limits += 1; beforeLimit ||= order < 0; }
  }
  return { range: affected && (limits === 0 || beforeLimit) ? `>= ${introduced}${next}` : null, fixed };
}

function contains(sorted: Uint32Array, from: number, end: number, wanted: number): boolean {
  let low = from, high = end;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (sorted[middle]! < wanted) low = middle + 1;
    else high = middle;
  }
  return low < end && sorted[low] === wanted;
}
