/**
 * Compares packages with advisories. A package is judged once for all images that hold it, and by all that the database says
 * of it. Only what differs from what is known is written.
 */
import type { MatchRecord, PackageRecord } from '#core/ports/images-store.ts';
import type { VexStatement } from '#core/scans.ts';
import type { Severity } from '#core/words.ts';
import { parsePurl } from '#domains/inventory/index.ts';
import { type AdvisoryDatabase, applyVex, type MatchedPackage, matchPackages } from '#domains/vulnerabilities/index.ts';
import { type ImageEntry, type Match, type PackageEntry, proofOf, riskOf } from './entries.ts';

/** Advisories and statements that are in use. */
export interface Knowledge {
  readonly database: AdvisoryDatabase;
  readonly statements: readonly VexStatement[];
}

export interface Judged { readonly matches: readonly MatchRecord[]; readonly unjudged: string | null }

/** Reasons of one package that are kept. */
const REASONS = 5;

/** A package as the matching looks at it. */
export const matchedPackage = ({ ecosystem, name, version, source }: PackageRecord): MatchedPackage => (source === null ? { ecosystem, name, version } : { ecosystem, name, version, source });

/** One for each package, in their order. `since` of the matches is `now`. */
export function judgePackages({ database, statements }: Knowledge, packages: readonly PackageRecord[], now: number): Judged[] {
  const asked = packages.map((record) => ({ ...matchedPackage(record), purl: record.purl }));
  const { findings, notAssessed } = matchPackages(database, asked, { withdrawn: true });
  const reasons = new Map<number, string[]>();
  for (const { reason, packages: indexes } of notAssessed) for (const index of indexes) reasons.set(index, [...reasons.get(index) ?? [], reason]);
  const found: Map<string, MatchRecord>[] = packages.map(() => new Map());
  for (const each of applyVex(findings, asked, statements, parsePurl)) {
    const own = found[each.package];
    // A record that was taken back says nothing against one that still holds.
    if (own === undefined || (each.status === 'withdrawn' && own.has(each.id))) continue;
    own.set(each.id, {
      package: packages[each.package]?.id ?? 0, vulnerability: each.id, aliases: each.aliases, status: each.status, justification: each.justification ?? null, severity: each.severity, score: each.score,
      kev: each.kev, epss: each.epss, fixed: each.fixed, since: now, evidence: each.evidence,
    });
  }
  return packages.map((_, index) => ({ matches: [...found[index]?.values() ?? []], unjudged: reasons.get(index)?.slice(0, REASONS).join('; ') ?? null }));
}

export interface Differences { readonly packages: PackageRecord[]; readonly matches: MatchRecord[]; readonly removedMatches: { package: number; vulnerability: string }[] }

/** What of the images changes: findings that hold now and did not, and how many hold no more. */
export interface ImageChanges { readonly added: Pick<MatchRecord, 'vulnerability' | 'severity' | 'kev' | 'epss' | 'fixed' | 'status'>[]; resolved: number }

export class Rematch {
  readonly differences: Differences = { packages: [], matches: [], removedMatches: [] };
  readonly images = new Map<ImageEntry, ImageChanges>();

  /** Takes in one package: what is known of it becomes what was judged now. */
  take(entry: PackageEntry, { matches, unjudged }: Judged): void {
    if (entry.record.unjudged !== unjudged) this.differences.packages.push({ ...entry.record, unjudged });
    const before = new Map(entry.matches.map((m) => [m.vulnerability, m]));
    for (const match of matches) {
      const known = before.get(match.vulnerability);
      before.delete(match.vulnerability);
      if (known !== undefined && same(known, match)) continue;
      const kept = known !== undefined && known.status === match.status ? { ...match, since: known.since } : match;
      this.differences.matches.push(kept);
      const held = known?.status === 'affected', holds = match.status === 'affected';
      if (holds && !held) for (const image of entry.images) this.#of(image).added.push(match);
      if (held && !holds) for (const image of entry.images) this.#of(image).resolved++;
    }
    for (const gone of before.values()) {
      this.differences.removedMatches.push({ package: gone.package, vulnerability: gone.vulnerability });
      if (gone.status === 'affected') for (const image of entry.images) this.#of(image).resolved++;
    }
  }

  #of(image: ImageEntry): ImageChanges {
    let changes = this.images.get(image);
    if (changes === undefined) this.images.set(image, (changes = { added: [], resolved: 0 }));
    return changes;
  }
}

const same = (a: Match, b: MatchRecord): boolean =>
  a.status === b.status && a.justification === b.justification && a.severity === b.severity && a.score === b.score && a.kev === b.kev && a.epss === b.epss && a.fixed === b.fixed
  && a.aliases.length === b.aliases.length && a.aliases.every((alias, i) => alias === b.aliases[i]) && a.proof === proofOf(b.evidence);

const NAMED = 20;

/** The worst severity of findings, and the ids of the worst. */
export function worstOf(found: ImageChanges['added']): { worst: Severity | null; vulnerabilities: string[] } {
  const sorted = found.map((match) => ({ match, risk: riskOf(match) })).sort((a, b) => a.risk - b.risk || (a.match.vulnerability < b.match.vulnerability ? -1 : 1));
  const ids = new Set<string>();
  for (const { match } of sorted) { if (ids.size === NAMED) break; ids.add(match.vulnerability); }
  return { worst: sorted.reduce<Severity | null>((worst, { match }) => worse(worst, match.severity), null), vulnerabilities: [...ids] };
}

const ORDER: readonly (Severity | null)[] = ['critical', 'high', 'medium', 'low', 'informational', null];
const worse = (a: Severity | null, b: Severity | null): Severity | null => (ORDER.indexOf(a) <= ORDER.indexOf(b) ? a : b);
