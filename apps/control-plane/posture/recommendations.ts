/** Routes of recommendations and assessments. */
import type { AssessmentRow, Counts, Recommendation } from '#contract/types.ts';
import type { AssessmentView, PolicyCounts } from '#core/ports/posture.ts';
import { type AssessmentStatus, type Effect, severityRank } from '#core/words.ts';
import type { Policy } from '#domains/hardening/index.ts';
import type { Visibility } from '../handler.ts';
import { contains, environmentOf, listOf, namesOf, type Part, type PostureParts, timeOrNull, timeText, UNREAD, UNREAD_TITLE, type QueryOf } from './context.ts';
import { policiesInForce } from './in-force.ts';
import { type Position, pageOf } from './paging.ts';
import { initiativesOf, policyOf } from './policies.ts';

export interface Numbers {
  readonly policy: Policy;
  readonly effect: Effect;
  readonly status: AssessmentStatus;
  readonly counts: Counts;
  readonly environments: { id: string; name: string; unhealthy: number }[];
  readonly scoreGain: number;
}
export interface NumbersFilter { readonly environment?: string; readonly namespace?: string }

export function recommendationHandlers(parts: PostureParts): Part<'listRecommendations' | 'getRecommendation' | 'listAssessments'> {
  const { posture } = parts;
  return {
    listRecommendations: async ({ query, visibility }) => {
      const filter = numbersFilter(query);
      const found = (await allNumbers(parts, visibility, filter)).numbers.filter((n) => matches(parts, n, query));
      const page = pageOf(found, (n) => orderOf(n, query.sort), query, (n) => n);
      const since = await unhealthySince(parts, visibility, page.items, filter);
      return { ...page, items: page.items.map((n) => recommendation(parts, n, since)) };
    },
    getRecommendation: async ({ params, query, visibility }) => {
      const policy = policyOf(posture.engine, params.id);
      const filter = numbersFilter(query);
      const { numbers } = await allNumbers(parts, visibility, filter);
      const own = numbers.find((n) => n.policy.id === policy.id) ?? noNumbers(policy);
      const since = await unhealthySince(parts, visibility, [own], filter);
      const { description, remediation, references, techniques, kinds } = policy;
      return { ...recommendation(parts, own, since), description, remediation: { ...remediation }, references: [...references], techniques: [...techniques], kinds: [...kinds] };
    },
    listAssessments: ({ query, visibility }) => listAssessments(parts, query, visibility),
  };
}

/** The numbers of every policy that is in force or still has assessments, and the score of all of them together. */
export async function allNumbers(parts: PostureParts, visibility: Visibility, filter: NumbersFilter): Promise<{ numbers: Numbers[]; score: number | null; counts: PolicyCounts[] }> {
  const { store, engine, now } = parts.posture;
  const [counts, assignments, names] = [await store.policyCounts(visibility, filter, now()), await store.assignments(visibility), await namesOf(parts, visibility)];
  const inForce = policiesInForce(engine, assignments, filter.environment);
  const byPolicy = Map.groupBy(counts, (c) => c.policy);
  const scored = counts.flatMap((c) => { const policy = engine.catalog.policies.get(c.policy); return policy === undefined ? [] : [{ policy: c.policy, severity: policy.severity, ...c.scored }]; });
  const { score, gains } = engine.score(scored);
  const numbers: Numbers[] = [];
  for (const policy of engine.catalog.policies.values()) {
    const own = byPolicy.get(policy.id) ?? [];
    const effect = inForce.get(policy.id);
    if (effect === undefined && own.length === 0) continue;
    const sum = addUp(own.map((c) => c.counts));
    numbers.push({
      policy, effect: effect ?? 'disabled', counts: sum, status: statusOf(sum), scoreGain: gains.get(policy.id) ?? 0,
      environments: own.map((c) => ({ id: c.environment, name: names.get(c.environment) ?? c.environment, unhealthy: c.counts.unhealthy })).sort((a, b) => b.unhealthy - a.unhealthy || (a.name < b.name ? -1 : 1)),
    });
  }
  return { numbers, score, counts };
}

export function addUp(all: readonly Counts[]): Counts {
  const sum = { unhealthy: 0, healthy: 0, notApplicable: 0, notAssessed: 0, exempt: 0 };
  for (const counts of all) for (const key of Object.keys(sum) as (keyof Counts)[]) sum[key] += counts[key];
  return sum;
}

/** One unhealthy resource makes a policy unhealthy, one that was not assessed keeps it from being healthy. */
const statusOf = (c: Counts): AssessmentStatus => (c.unhealthy > 0 ? 'unhealthy' : c.notAssessed > 0 ? 'notAssessed' : c.healthy > 0 ? 'healthy' : 'notApplicable');

const noNumbers = (policy: Policy): Numbers => ({ policy, effect: 'disabled', status: 'notApplicable', counts: addUp([]), environments: [], scoreGain: 0 });

const numbersFilter = (query: { readonly environment?: string | undefined; readonly namespace?: string | undefined }): NumbersFilter => ({
  ...(query.environment === undefined ? {} : { environment: query.environment }), ...(query.namespace === undefined ? {} : { namespace: query.namespace }),
});

function matches({ posture }: PostureParts, n: Numbers, query: QueryOf<'listRecommendations'>): boolean {
  const { policy } = n;
  return (listOf(query.severity)?.has(policy.severity) ?? true)
    && (listOf(query.category)?.has(policy.category) ?? true)
    && (query.initiative === undefined || initiativesOf(posture.engine, policy.id).some((i) => i.id === query.initiative))
    && (query.status === undefined || n.status === query.status)
    && contains(query.search, policy.id, policy.title, policy.description);
}

/** What needs doing comes first; within it the order asked for. */
function orderOf({ policy, status, counts, scoreGain }: Numbers, sort: QueryOf<'listRecommendations'>['sort']): Position {
  const last = [policy.title.toLowerCase(), policy.id] as const;
  switch (sort) {
    case 'title': return last;
    case 'unhealthy': return [-counts.unhealthy, severityRank(policy.severity), ...last];
    case 'scoreGain': return [-scoreGain, severityRank(policy.severity), ...last];
    case 'severity': return [status === 'unhealthy' ? 0 : 1, severityRank(policy.severity), -scoreGain, ...last];
  }
}

export async function unhealthySince({ posture }: PostureParts, visibility: Visibility, numbers: readonly Numbers[], filter: NumbersFilter): Promise<Map<string, number>> {
  return posture.store.unhealthySince(visibility, numbers.filter((n) => n.counts.unhealthy > 0).map((n) => n.policy.id), filter, posture.now());
}

export function recommendation({ posture }: PostureParts, n: Numbers, since: ReadonlyMap<string, number>): Recommendation {
  const { id, title, category, severity } = n.policy;
  return {
    policy: id, title, category, severity, initiatives: initiativesOf(posture.engine, id), effect: n.effect, status: n.status, counts: n.counts,
    environments: n.environments, scoreGain: n.scoreGain, unhealthySince: timeOrNull(since.get(id)),
  };
}

async function listAssessments(parts: PostureParts, query: QueryOf<'listAssessments'>, visibility: Visibility) {
  const { store, engine, now } = parts.posture;
  if (query.environment !== undefined) await environmentOf(parts, visibility, query.environment);
  const severities = listOf(query.severity);
  const policies = [...engine.catalog.policies.values()].filter((p) => (query.policy === undefined || p.id === query.policy) && (severities?.has(p.severity) ?? true));
  const order = policies.sort((a, b) => severityRank(a.severity) - severityRank(b.severity) || (a.id < b.id ? -1 : 1)).map((p) => p.id);
  // Documents that could not be read have no policy; they are part of every list that is not about one.
  if ((query.policy === undefined && severities === undefined) || query.policy === UNREAD) order.unshift(UNREAD);
  const resource = query.resource === undefined ? undefined : Number(query.resource);
  const { environment, namespace, kind, status } = query;
  const slice = await store.assessments(visibility, {
    policies: order,
    ...(environment === undefined ? {} : { environment }), ...(namespace === undefined ? {} : { namespace }), ...(kind === undefined ? {} : { kind }), ...(status === undefined ? {} : { status }),
    ...(resource === undefined ? {} : { resource: Number.isSafeInteger(resource) ? resource : -1 }),
    ...(query.exempt === undefined ? {} : { exempt: query.exempt === 'true' }),
    ...(query.search === undefined || query.search.trim() === '' ? {} : { search: { text: query.search.trim(), policies: order.filter((id) => contains(query.search, id, engine.catalog.policies.get(id)?.title ?? UNREAD_TITLE)) } }),
  }, { limit: query.limit, ...(query.cursor === undefined ? {} : { cursor: query.cursor }) }, now());
  const names = await namesOf(parts, visibility);
  return { ...slice, items: slice.items.map((row) => assessmentRow(parts, names, row)) };
}

export function assessmentRow({ posture }: PostureParts, names: ReadonlyMap<string, string>, row: AssessmentView): AssessmentRow {
  return {
    id: `${row.object}:${row.policy}`, policy: row.policy, policyTitle: posture.engine.catalog.policies.get(row.policy)?.title ?? UNREAD_TITLE,
    environment: row.environment, environmentName: names.get(row.environment) ?? row.environment, resource: { ...row.resource }, resourceId: row.known ? String(row.object) : null,
    source: row.source, status: row.status, severity: row.severity, message: row.message, path: row.path, otherPaths: [...row.otherPaths],
    exemption: row.exemption, since: timeText(row.since), assessedAt: timeText(row.assessedAt),
  };
}
