/** Routes of policies and initiatives: what can be assessed. */
import { dump } from 'js-yaml';
import type { Initiative as InitiativeView, PolicyDetail, PolicySummary } from '#contract/types.ts';
import { ProblemError } from '#core/result.ts';
import type { Policy } from '#domains/hardening/index.ts';
import type { Engine } from '#pipeline/index.ts';
import { contains, listOf, type Part, type PostureParts } from './context.ts';
import { pageOf } from './paging.ts';

export function policyHandlers({ posture }: PostureParts): Part<'listPolicies' | 'getPolicy' | 'listInitiatives'> {
  const { engine } = posture;
  return {
    listPolicies: ({ query }) => {
      const categories = listOf(query.category);
      const found = [...engine.catalog.policies.values()].filter((p) => contains(query.search, p.id, p.title, p.description) && (categories === undefined || categories.has(p.category)));
      return pageOf(found, (p) => [p.title, p.id], query, (p) => policySummary(engine, p));
    },
    getPolicy: ({ params }) => policyDetail(engine, policyOf(engine, params.id)),
    listInitiatives: ({ query }) => pageOf([...engine.catalog.initiatives.values()], (i) => [i.title, i.id], query, (i): InitiativeView => ({
      id: i.id, title: i.title, description: i.description, versions: [...i.versions],
      policies: i.policies.map(({ policy: { id, title, severity, category } }) => ({ id, title, severity, category })),
    })),
  };
}

/** Throws `not-found`. */
export function policyOf(engine: Engine, id: string): Policy {
  const policy = engine.catalog.policies.get(id);
  if (policy === undefined) throw new ProblemError('not-found', `there is no policy ${id}`);
  return policy;
}

const byPolicy = new WeakMap<Engine, ReadonlyMap<string, { id: string; title: string }[]>>();
/** The initiatives that name a policy. */
export function initiativesOf(engine: Engine, policy: string): { id: string; title: string }[] {
  let index = byPolicy.get(engine);
  if (index === undefined) {
    const made = new Map<string, { id: string; title: string }[]>();
    for (const { id, title, policies } of engine.catalog.initiatives.values()) {
      for (const named of new Set(policies.map((entry) => entry.policy.id))) made.set(named, [...(made.get(named) ?? []), { id, title }]);
    }
    byPolicy.set(engine, (index = made));
  }
  return index.get(policy) ?? [];
}

export function policySummary(engine: Engine, p: Policy): PolicySummary {
  return { id: p.id, title: p.title, description: p.description, category: p.category, severity: p.severity, kinds: [...p.kinds], evaluation: p.evaluation, initiatives: initiativesOf(engine, p.id), references: [...p.references] };
}

function policyDetail(engine: Engine, p: Policy): PolicyDetail {
  return {
    ...policySummary(engine, p), remediation: { ...p.remediation }, techniques: [...p.techniques],
    manifest: p.evaluation === 'graph' ? null : dump(p.document, { lineWidth: 120, noRefs: true }),
  };
}
