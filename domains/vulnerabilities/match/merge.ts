/**
 * Advisories of one package that are about the same vulnerability become one finding. A distribution's advisory
 * that brings several vulnerabilities (DSA, ALSA) is spread over them; aliases (CVE, GHSA, PYSEC, GO) are one.
 */
import type { MatchEvidence } from '#core/advisories.ts';
import type { Severity } from '#core/words.ts';
import { severityRank } from '#core/words.ts';
import { type CvssScore, severityOfScore } from '../cvss/index.ts';
import { namingOf } from '../ecosystems.ts';
import type { AdvisoryDatabase, AdvisoryFacts } from '../index-format/database.ts';
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
    const facts = database.facts(match.record), upstream = isSystem ? upstreamOf(facts) : [];
    // Other names belong to the vulnerability only where there is one.
    if (upstream.length > 0) for (const id of upstream) join(groups, byId, upstream.length === 1 ? [id, ...facts.aliases] : [id], facts.id, match);
    else join(groups, byId, [facts.id, ...facts.aliases], facts.id, match);
  }
  return [...groups].map((group) => vulnerability(database, ecosystem, group)).sort((a, b) => (a.id < b.id ? -1 : a.id > b.id ? 1 : 0));
}

function upstreamOf({ id, upstream, related }: AdvisoryFacts): readonly string[] {
  return upstream.length > 0 || !ERRATUM.test(id) ? upstream : related.filter((each) => each.startsWith('CVE-'));
}

function join(groups: Set<Group>, byId: Map<string, Group>, ids: readonly string[], advisory: string, match: Match): void {
  let group: Group | undefined;
  const others = new Set<Group>();
  for (const id of ids) {
    const known = byId.get(id);
    group ??= known;
    if (known !== undefined && known !== group) others.add(known);
  }
  group ??= { ids: new Set(), advisories: new Set(), matches: [] };
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
  const sorted = ids.size === 1 ? [...ids] : [...ids].sort(byImportance), id = sorted[0]!;
  const aliases = sorted.slice(1);
  for (const advisory of advisories.size === 1 ? advisories : [...advisories].sort()) if (!ids.has(advisory)) aliases.push(advisory);
  let kev = false, epss: number | null = null;
  for (const each of sorted) {
    kev ||= database.knownExploited(each) !== null;
    const prediction = database.prediction(each);
    if (prediction !== null) epss = Math.max(epss ?? 0, prediction.probability);
  }
  return { id, aliases, fixed: latestFix(ecosystem, matches), ...severityOf(database, sorted, matches), kev, epss, matches };
}

const ORDER = ['CVE-', 'GHSA-'];
const importance = (id: string): number => { const at = ORDER.findIndex((prefix) => id.startsWith(prefix)); return at < 0 ? ORDER.length : at; };
const byImportance = (a: string, b: string): number => importance(a) - importance(b) || (a < b ? -1 : a > b ? 1 : 0);

/** The matched advisory's own word, then its CVSS score; then those of other records of the same vulnerability. */
function severityOf(database: AdvisoryDatabase, ids: readonly string[], matches: readonly Match[]): { severity: Severity | null; score: number | null } {
  let word: Severity | null = null, score: CvssScore | null = null;
  for (const match of matches) {
    const facts = database.facts(match.record);
    word = worse(worse(word, match.severity), facts.severity);
    score = better(score, facts.score);
  }
  let otherWord: Severity | null = null, otherScore: CvssScore | null = null;
  if (score === null) {
    for (const id of ids) {
      for (const record of database.recordsOf(id)) {
        const facts = database.facts(record);
        // An advisory on several vulnerabilities says nothing of the severity of one.
        if (facts.isWithdrawn || upstreamOf(facts).length > 1 || matches.some((match) => match.record === record)) continue;
        otherWord = worse(otherWord, facts.severity);
        otherScore = better(otherScore, facts.score);
      }
    }
  }
  const best = score ?? otherScore;
  const noSecurity = !ids[0]!.startsWith('CVE-') && matches.every((match) => NO_SECURITY.test(match.evidence.record));
  return { severity: word ?? (best === null ? otherWord : severityOfScore(best)) ?? (noSecurity ? 'informational' : null), score: best?.score ?? null };
}

const better = (a: CvssScore | null, b: CvssScore | null): CvssScore | null => (a === null ? b : b === null || a.version > b.version || (a.version === b.version && a.score >= b.score) ? a : b);

const worse = (a: Severity | null, b: Severity | null): Severity | null => (a === null ? b : b === null || severityRank(a) <= severityRank(b) ? a : b);

/** All matched advisories are done with only at the latest of their fixes. */
function latestFix(ecosystem: string, matches: readonly Match[]): string | null {
  if (matches.length === 1) return matches[0]!.evidence.fixed;
  const scheme = schemeOf(ecosystem) ?? schemeOf('generic')!;
  let latest: string | null = null;
  for (const { evidence: { fixed } } of matches) if (fixed !== null && (latest === null || (scheme.valid(fixed) && scheme.valid(latest) && scheme.compare(fixed, latest) > 0))) latest = fixed;
  return latest;
}
