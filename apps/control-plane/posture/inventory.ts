/** Routes of the inventory: namespaces and objects. */
import type { NamespaceRow, Resource } from '#contract/types.ts';
import type { PolicyCounts, ResourceView } from '#core/ports/posture.ts';
import { ProblemError } from '#core/result.ts';
import { type Severity, severityRank } from '#core/words.ts';
import { redact } from '#pipeline/index.ts';
import { contains, environmentOf, namesOf, type Part, type PostureParts, timeText } from './context.ts';
import { pageOf } from './paging.ts';
import { relatedTo } from './related.ts';

export function inventoryHandlers(parts: PostureParts): Part<'listNamespaces' | 'listResources' | 'getResource'> {
  const { posture } = parts;
  const { store } = posture;
  return {
    listNamespaces: async ({ query, visibility }) => {
      if (query.environment !== undefined) await environmentOf(parts, visibility, query.environment);
      const names = await namesOf(parts, visibility);
      const found = (await store.namespaces(visibility, query.environment)).filter((n) => contains(query.search, n.name));
      const filter = { byNamespace: true, ...(query.environment === undefined ? {} : { environment: query.environment }) };
      const counts = Map.groupBy(await store.policyCounts(visibility, filter, posture.now()), (c) => `${c.environment}/${c.namespace}`);
      return pageOf(found, (n) => [n.name, names.get(n.environment) ?? '', n.environment], query, (n): NamespaceRow => ({
        environment: n.environment, environmentName: names.get(n.environment) ?? n.environment, name: n.name, workloads: n.workloads, objects: n.objects,
        ...numbersOf(parts, counts.get(`${n.environment}/${n.name}`) ?? []),
      }));
    },
    listResources: async ({ query, visibility }) => {
      if (query.environment !== undefined) await environmentOf(parts, visibility, query.environment);
      await posture.sweep();
      const { environment, namespace, category, kind, search, unhealthy, sort } = query;
      const slice = await store.resources(visibility, {
        sort, ...(environment === undefined ? {} : { environment }), ...(namespace === undefined ? {} : { namespace }), ...(category === undefined ? {} : { category }),
        ...(kind === undefined ? {} : { kind }), ...(search === undefined || search.trim() === '' ? {} : { search: search.trim() }), ...(unhealthy === undefined ? {} : { unhealthy: unhealthy === 'true' }),
      }, { limit: query.limit, ...(query.cursor === undefined ? {} : { cursor: query.cursor }) });
      const names = await namesOf(parts, visibility);
      return { ...slice, items: slice.items.map((r) => resourceView(names, r)) };
    },
    getResource: async ({ params, visibility }) => {
      await posture.sweep();
      const id = Number(params.id);
      const found = Number.isSafeInteger(id) ? await store.resource(visibility, id) : null;
      if (found === null) throw new ProblemError('not-found', `there is no resource ${params.id}`);
      const { body, ...view } = found;
      return { ...resourceView(await namesOf(parts, visibility), view), object: redact(body), related: await relatedTo(store, found) };
    },
  };
}

export function resourceView(names: ReadonlyMap<string, string>, r: ResourceView): Resource {
  return {
    id: String(r.id), environment: r.environment, environmentName: names.get(r.environment) ?? r.environment, ref: { ...r.ref }, uid: r.uid,
    category: r.facts.category, workload: r.facts.workload === null ? null : { ...r.facts.workload }, images: [...r.facts.images],
    unhealthy: r.unhealthy, worst: r.worst, notAssessed: r.notAssessed, firstSeenAt: timeText(r.firstSeenAt), updatedAt: timeText(r.updatedAt),
  };
}

function numbersOf({ posture }: PostureParts, counts: readonly PolicyCounts[]): Pick<NamespaceRow, 'unhealthy' | 'worst' | 'score'> {
  let unhealthy = 0;
  let worst: Severity | null = null;
  const scored: { policy: string; severity: Severity; healthy: number; unhealthy: number }[] = [];
  for (const c of counts) {
    const policy = posture.engine.catalog.policies.get(c.policy);
    unhealthy += c.counts.unhealthy;
    if (policy === undefined) continue;
    if (c.counts.unhealthy > 0 && (worst === null || severityRank(policy.severity) < severityRank(worst))) worst = policy.severity;
    scored.push({ policy: c.policy, severity: policy.severity, ...c.scored });
  }
  return { unhealthy, worst, score: posture.engine.score(scored).score };
}
