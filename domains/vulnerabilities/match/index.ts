/** Which advisories hold for which packages, and why. Pure: packages and a database in, findings out. */
import type { VulnerabilityFinding } from '#core/advisories.ts';
import type { Package } from '#core/packages.ts';
import { AFFECTED } from '../index-format/layout.ts';
import type { AdvisoryDatabase } from '../index-format/database.ts';
import { withoutRelease } from '../version-schemes/registry.ts';
import { judge, subjectOf, UNREADABLE } from './judge.ts';
import { type Lookup, lookupOf } from './lookups.ts';
import { type Match, mergeMatches } from './merge.ts';

export type MatchedPackage = Pick<Package, 'name' | 'version' | 'ecosystem' | 'source'>;

/** Packages (by index) that could not be judged, with the reason; never silently clean. */
export interface NotJudged { readonly reason: string; readonly packages: readonly number[] }
export interface MatchResult { readonly findings: readonly VulnerabilityFinding[]; readonly notAssessed: readonly NotJudged[] }

export interface MatchOptions {
  /** Also give findings of records that were withdrawn, with that status. */
  readonly withdrawn?: boolean;
}

export function matchPackages(database: AdvisoryDatabase, packages: readonly MatchedPackage[], options: MatchOptions = {}): MatchResult {
  const findings: VulnerabilityFinding[] = [], reasons = new Map<string, number[]>();
  const notAssessed = (index: number, reason: string): void => {
    const known = reasons.get(reason);
    if (known === undefined) reasons.set(reason, [index]);
    else known.push(index);
  };
  for (const [index, item] of packages.entries()) {
    const lookup = lookupOf(item);
    if (typeof lookup === 'string') { notAssessed(index, lookup); continue; }
    if (!database.knows(lookup.ecosystem) && !database.knows(withoutRelease(lookup.ecosystem))) { notAssessed(index, `the advisory database has nothing about ${lookup.ecosystem}`); continue; }
    const matched = matchOne(database, lookup, (reason) => notAssessed(index, reason));
    if (matched.length === 0) continue;
    for (const withdrawn of options.withdrawn === true ? [false, true] : [false]) {
      const matches = matched.filter(({ record }) => database.withdrawn(record) > 0 === withdrawn);
      if (matches.length > 0) findings.push(...findingsOf(database, index, item, matches, withdrawn));
    }
  }
  return { findings, notAssessed: [...reasons].map(([reason, indexes]) => ({ reason, packages: indexes })) };
}

/** The records that hold for one package, withdrawn ones too. */
export function matchOne(database: AdvisoryDatabase, lookup: Lookup, notAssessed: (reason: string) => void): readonly Match[] {
  return matchRows(database, rowsOf(database, lookup.ecosystem, lookup.name), lookup, notAssessed);
}

/** The rows of `affected` that are about a package. Records without a release are about all of them. */
export function rowsOf(database: AdvisoryDatabase, ecosystem: string, name: string): readonly number[] {
  const rows: number[] = [], base = withoutRelease(ecosystem);
  for (const each of base === ecosystem ? [base] : [ecosystem, base]) {
    const [from, end] = database.affectedRows(each, name);
    for (let row = from; row < end; row++) rows.push(row);
  }
  return rows;
}

/** Those of the rows that hold for a version. */
export function matchRows(database: AdvisoryDatabase, rows: readonly number[], lookup: Lookup, notAssessed: (reason: string) => void): readonly Match[] {
  if (rows.length === 0) return [];
  const subject = subjectOf(database, lookup.ecosystem, lookup.version);
  if (subject === null) {
    notAssessed(`its version is none of ${withoutRelease(lookup.ecosystem)}`);
    return [];
  }
  const matches: Match[] = [];
  for (const row of rows) {
    const judgement = judge(database, row, subject);
    if (judgement === UNREADABLE) notAssessed(`a range of ${recordId(database, row)} cannot be compared with its version`);
    else if (judgement !== null) matches.push(matchOf(database, row, lookup.version, judgement));
  }
  return matches;
}

const recordOf = (database: AdvisoryDatabase, row: number): number => database.affected[row * AFFECTED.columns + AFFECTED.record]!;
const recordId = (database: AdvisoryDatabase, row: number): string => database.id(recordOf(database, row));

function matchOf(database: AdvisoryDatabase, row: number, version: string, judgement: { readonly range: string; readonly fixed: string | null }): Match {
  const record = recordOf(database, row), text = (column: number): string => database.strings.text(database.affected[row * AFFECTED.columns + column]!);
  return { record, severity: database.severityOfRow(row), evidence: { record: database.id(record), ecosystem: text(AFFECTED.ecosystem), name: text(AFFECTED.name), version, ...judgement } };
}

function findingsOf(database: AdvisoryDatabase, index: number, item: MatchedPackage, matches: readonly Match[], withdrawn: boolean): readonly VulnerabilityFinding[] {
  return mergeMatches(database, item.ecosystem, matches).map(({ matches: own, ...vulnerability }) => ({
    ...vulnerability, package: index, name: item.name, ecosystem: item.ecosystem, installed: item.version, status: withdrawn ? 'withdrawn' : 'affected', evidence: own.map(({ evidence }) => evidence),
  }));
}
