/** Routes of environments. */
import type { Environment } from '#contract/types.ts';
import type { CoverageGap, EnvironmentRecord, InventoryCounts, PolicyCounts } from '#core/ports/posture.ts';
import { ProblemError } from '#core/result.ts';
import type { Visibility } from '../handler.ts';
import { environmentOf, mayDecide, type Part, type PostureParts, timeOrNull, timeText } from './context.ts';
import { pageOf } from './paging.ts';

/** Gaps that one answer names. */
const GAPS = 1000;

export function environmentHandlers(parts: PostureParts): Part<'listEnvironments' | 'getEnvironment' | 'createEnvironment' | 'updateEnvironment' | 'deleteEnvironment'> {
  const { posture } = parts;
  const view = async (id: string): Promise<Environment> => environmentViews(parts, [id]).then(([found]) => {
    if (found === undefined) throw new ProblemError('not-found', `there is no environment ${id}`);
    return found;
  });
  return {
    listEnvironments: async ({ query, visibility }) => {
      const page = pageOf(await posture.store.environments(visibility), (e) => [e.name.toLowerCase(), e.id], query, (e) => e.id);
      const views = new Map((await environmentViews(parts, page.items)).map((v) => [v.id, v]));
      return { ...page, items: page.items.flatMap((id) => views.get(id) ?? []) };
    },
    getEnvironment: async ({ params, visibility }) => view((await environmentOf(parts, visibility, params.id)).id),
    createEnvironment: async ({ body, visibility }) => {
      await mayDecide(parts, visibility, null);
      const record = body.kind === 'cluster'
        ? await posture.createCluster({ name: body.name, kubeconfig: body.kubeconfig, ...(body.context === undefined ? {} : { context: body.context }) })
        : await posture.createManifests({ name: body.name, files: body.files });
      return view(record.id);
    },
    updateEnvironment: async ({ params, body, visibility }) => {
      const record = await environmentOf(parts, visibility, params.id);
      const { name, kubeconfig, context, files } = body;
      await posture.updateEnvironment(record, { ...(name === undefined ? {} : { name }), ...(kubeconfig === undefined ? {} : { kubeconfig }), ...(context === undefined ? {} : { context }), ...(files === undefined ? {} : { files }) });
      return view(record.id);
    },
    deleteEnvironment: async ({ params, visibility }) => {
      await posture.deleteEnvironment((await environmentOf(parts, visibility, params.id)).id);
      return undefined;
    },
  };
}

/** Environments with all their numbers. */
export async function environmentViews({ posture }: PostureParts, ids: readonly string[]): Promise<Environment[]> {
  const { store, now } = posture;
  const records = await store.environments(ids);
  const inventory = await store.inventoryCounts(ids);
  const counts = Map.groupBy(await store.policyCounts(ids, {}, now()), (c) => c.environment);
  const gaps = Map.groupBy([...(await store.coverageGaps(ids, GAPS)).gaps, ...ruleGaps({ posture }, ids)], (g) => g.environment);
  return records.map((record) => environmentView({ posture }, record, inventory.get(record.id), counts.get(record.id) ?? [], gaps.get(record.id) ?? []));
}

/** Assignments and policies that cannot be evaluated are gaps too: what they would have found is not known. */
export function ruleGaps({ posture }: PostureParts, visibility: Visibility): CoverageGap[] {
  return posture.problems().filter(({ environment }) => visibility === null || visibility.includes(environment)).map(({ environment, problem }) => ({ environment, ...problem, since: posture.startedAt }));
}

function environmentView({ posture }: PostureParts, e: EnvironmentRecord, inventory: InventoryCounts | undefined, counts: readonly PolicyCounts[], gaps: readonly CoverageGap[]): Environment {
  const { engine } = posture;
  const scored = counts.flatMap((c) => { const policy = engine.catalog.policies.get(c.policy); return policy === undefined ? [] : [{ policy: c.policy, severity: policy.severity, ...c.scored }]; });
  return {
    id: e.id, name: e.name, kind: e.kind, sample: e.sample, state: e.state, reason: e.reason, since: timeText(e.since), version: e.version, server: e.server,
    namespaces: inventory?.namespaces ?? 0, workloads: inventory?.workload ?? 0, nodes: inventory?.node ?? 0,
    // Nothing of it is assessed now, so there is no score now.
    score: e.state === 'notAssessed' ? null : engine.score(scored).score,
    unhealthy: counts.reduce((sum, c) => sum + c.counts.unhealthy, 0),
    createdAt: timeText(e.createdAt), lastAssessedAt: timeOrNull(e.assessedAt),
    coverage: { objects: inventory?.objects ?? 0, notAssessed: gaps.map(({ what, reason, since }) => ({ what, reason, since: timeText(since) })) },
  };
}
