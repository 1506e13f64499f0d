/**
 * Advisories of one package that are about the same vulnerability become one finding. A distribution's advisory
 * that brings several vulnerabilities (DSA, ALSA) is spread over them; aliases (CVE, GHSA, PYSEC, GO) are one.
 */
import type { MatchEvidence } from '#core/advisories.ts';
import type { Severity } from '#core/words.ts';
import { severityRank } from '#core/words.ts';
import { type CvssScore, severityOfScore } from '../cvss/index.ts';
import { namingOf } from '../ecosystems.ts';
import type { AdvisoryDatabase } from '../index-format/database.ts';
import { schemeOf } from '../version-schemes/registry.ts';

export interface Match { readonly record: number; readonly severity: Severity | null; readonly evidence: MatchEvidence }

export interface Vulnerability {
  readonly id: string;
  readonly aliases: readonly string[];
  readonly fixed: string | null;
  readonly severity: Severity | null;
  readonly score: number | null;
  readonly kev: boolean;
  readonly epss: number | null;
  readonly matches: readonly Match[];
}

interface Group { readonly ids: Set<string>; readonly advisories: Set<string>; readonly matches: Match[] }

/** Errata whose older records name their vulnerabilities as related only. */
const ERRATUM = /^(?:AL[SBE]A|RH[SBE]A|RL[SBE]A|ELSA|DSA|DLA|USN|(?:open)?SUSE-[SR]U|MGASA|openEuler-SA)-/;
/** Bug fixes and enhancements: they are no vulnerabilities unless they name one. */
const NO_SECURITY = /^(?:AL|RH|RL)[BE]A-/;

export function mergeMatches(database: AdvisoryDatabase, ecosystem: string, matches: readonly Match[]): readonly Vulnerability[] {
  const groups = new Set<Group>(), byId = new Map<string, Group>();
  const isSystem = namingOf(ecosystem) !== null;
  for (const match of matches) {
    const record = database.id(match.record), upstream = isSystem ? upstreamOf(database, match.record) : [];
    if (upstream.length > 0) for (const id of upstream) join(groups, byId, [id, ...aliasesIfOne(database, match.record, upstream)], record, match);
    else join(groups, byId, [record, ...database.links(match.record, 'aliases')], record, match);
  }
  return [...groups].map((group) => vulnerability(database, ecosystem, group)).sort((a, b) => (a.id < b.id ? -1 : a.id > b.id ? 1 : 0));
}

function upstreamOf(database: AdvisoryDatabase, record: number): readonly string[] {
  const upstream = database.links(record, 'upstream');
  if (upstream.length > 0 || !ERRATUM.test(database.id(record))) return upstream;
  return database.links(record, 'related').filter((id) => id.startsWith('CVE-'));
}

/** Other names belong to the vulnerability only where there is one. */
const aliasesIfOne = (database: AdvisoryDatabase, record: number, upstream: readonly string[]): readonly string[] => (upstream.length === 1 ? database.links(record, 'aliases') : []);

function join(groups: Set<Group>, byId: Map<string, Group>, ids: readonly string[], advisory: string, match: Match): void {
  const known = new Set(ids.flatMap((id) => byId.get(id) ?? []));
  const [group = { ids: new Set(), advisories: new Set(), matches: [] } as Group, ...others] = known;
  groups.add(group);
  for (const other of others) {
    for (const id of other.ids) { group.ids.add(id); byId.set(id, group); }
    for (const each of other.advisories) group.advisories.add(each);
    for (const each of other.matches) if (!group.matches.includes(each)) group.matches.push(each);
    groups.delete(other);
  }
  for (const id of ids) { group.ids.add(id); byId.set(id, group); }
  group.advisories.add(advisory);
  if (!group.matches.includes(match)) group.matches.push(match);
}

function vulnerability(database: AdvisoryDatabase, ecosystem: string, { ids, advisories, matches }: Group): Vulnerability {
  const sorted = [...ids].sort(byImportance), id = sorted[0]!;
  const { severity, score } = severityOf(database, sorted, matches, [...advisories].every((each) => NO_SECURITY.test(each)) && !id.startsWith('CVE-'));
  const predictions = sorted.flatMap((each) => database.prediction(each)?.probability ?? []);
  return {
    id, aliases: [...new Set([...sorted.slice(1), ...[...advisories].sort()])].filter((each) => each !== id), fixed: latestFix(ecosystem, matches), severity, score,
    kev: sorted.some((each) => database.knownExploited(each) !== null), epss: predictions.length === 0 ? null : Math.max(...predictions), matches,
  };
}

const ORDER = ['CVE-', 'GHSA-'];
const importance = (id: string): number => { const at = ORDER.findIndex((prefix) => id.startsWith(prefix)); return at < 0 ? ORDER.length : at; };
const byImportance = (a: string, b: string): number => importance(a) - importance(b) || (a < b ? -1 : a > b ? 1 : 0);

/** The matched advisory's own word, then its CVSS score; then those of other records of the same vulnerability. */
function severityOf(database: AdvisoryDatabase, ids: readonly string[], matches: readonly Match[], noSecurity: boolean): { severity: Severity | null; score: number | null } {
  const own = matches.map(({ record }) => record);
  const others = (): readonly number[] => ids.flatMap((id) => database.recordsOf(id)).filter((record) => !own.includes(record) && database.withdrawn(record) === 0 && namesOne(database, record));
  const score = newest(database, own) ?? newest(database, others());
  const word = worst([...matches.map((match) => match.severity), ...own.map((record) => database.severity(record))]);
  const severity = word ?? (score === null ? worst(others().map((record) => database.severity(record))) : severityOfScore(score));
  return { severity: severity ?? (noSecurity ? 'informational' : null), score: score?.score ?? null };
}

/** An advisory on several vulnerabilities says nothing of the severity of one. */
const namesOne = (database: AdvisoryDatabase, record: number): boolean => upstreamOf(database, record).length <= 1;

function newest(database: AdvisoryDatabase, records: readonly number[]): CvssScore | null {
  let best: CvssScore | null = null;
  for (const record of records) {
    const score = database.score(record);
    if (score !== null && (best === null || score.version > best.version || (score.version === best.version && score.score > best.score))) best = score;
  }
  return best;
}

const worst = (severities: readonly (Severity | null)[]): Severity | null => severities.reduce((a, b) => (a === null ? b : b === null || severityRank(a) <= severityRank(b) ? a : b), null);

/** All matched advisories are done with only at the latest of their fixes. */
function latestFix(ecosystem: string, matches: readonly Match[]): string | null {
  const scheme = schemeOf(ecosystem) ?? schemeOf('generic')!;
  let latest: string | null = null;
  for (const { evidence: { fixed } } of matches) if (fixed !== null && (latest === null || (scheme.valid(fixed) && scheme.valid(latest) && scheme.compare(fixed, latest) > 0))) latest = fixed;
  return latest;
}
