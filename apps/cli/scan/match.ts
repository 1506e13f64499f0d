/** Vulnerabilities of the packages that were found, and what statements (VEX) say about them. */
import { existsSync } from 'node:fs';
import type { NotAssessed, Package } from '#core/packages.ts';
import type { ScanAdvisories, ScanFinding, VexStatement } from '#core/scans.ts';
import { parsePurl } from '#domains/inventory/index.ts';
import { applyVex, matchPackages } from '#domains/vulnerabilities/index.ts';
import { databasePath, openAdvisories } from '../advisories/store.ts';

export interface Matched {
  readonly vulnerabilities: readonly ScanFinding[];
  readonly notAssessed: readonly NotAssessed[];
  readonly advisories: ScanAdvisories | null;
}

/** `option`: the database that was asked for; without it the usual one, which may be missing. @throws ProblemError */
export function matchVulnerabilities(packages: readonly Package[], option: string | undefined, statements: readonly VexStatement[]): Matched {
  const path = databasePath(option);
  if (option === undefined && !existsSync(path)) {
    const reason = `vulnerabilities were not matched: there is no advisory database at ${path}; get one with "breakwater advisories update" or "breakwater advisories import FILE...", or name one with --advisories FILE`;
    return { vulnerabilities: [], notAssessed: [{ path: '', reason }], advisories: null };
  }
  const opened = openAdvisories(path);
  try {
    const { findings, notAssessed } = matchPackages(opened.database, packages);
    const { counts } = opened.database;
    return {
      vulnerabilities: applyVex(findings, packages, statements, parsePurl),
      notAssessed: notAssessed.map(({ reason, packages: indexes }) => ({ path: '', reason: `${named(indexes, packages)}: vulnerabilities were not matched: ${reason}` })),
      advisories: { count: counts.advisories, newest: counts.newest === 0 ? null : new Date(counts.newest * 1000).toISOString() },
    };
  } finally {
    opened.close();
  }
}

const SHOWN = 5;

function named(indexes: readonly number[], packages: readonly Package[]): string {
  const names = indexes.slice(0, SHOWN).map((index) => `${packages[index]!.name} ${packages[index]!.version}`.trim()).join(', ');
  return indexes.length === 1 ? names : `${indexes.length.toLocaleString('en')} packages (${names}${indexes.length > SHOWN ? ', ...' : ''})`;
}
