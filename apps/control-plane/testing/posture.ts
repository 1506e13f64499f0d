/** Posture handlers for tests of the server: two environments, one object, no pipeline. */
import type { Call, Handlers, PostureRoute, Visibility } from '../handler.ts';
import type { ROUTES } from '#contract/routes.ts';
import type { Counts, Environment, Overview, PolicyDetail, RecommendationDetail, Resource } from '#contract/types.ts';
import { ProblemError } from '#core/result.ts';

const AT = '2026-01-01T00:00:00.000Z';
const COUNTS: Counts = { unhealthy: 0, healthy: 0, notApplicable: 0, notAssessed: 0, exempt: 0 };
export const ENVIRONMENTS = ['shop', 'bank'];

const environment = (id: string): Environment => ({
  id, name: id, kind: 'manifests', sample: false, state: 'connected', reason: null, since: AT, version: null, server: null, namespaces: 0, workloads: 0, nodes: 0,
  score: null, unhealthy: 0, createdAt: AT, lastAssessedAt: null, coverage: { objects: 0, notAssessed: [] },
});
const seen = (visibility: Visibility): Environment[] => ENVIRONMENTS.filter((id) => visibility === null || visibility.includes(id)).map(environment);
const known = <T extends { params: { id: string }; visibility: Visibility }>({ params, visibility }: T): Environment => {
  const found = seen(visibility).find(({ id }) => id === params.id);
  if (found === undefined) throw new ProblemError('not-found', `there is no environment ${params.id}`);
  return found;
};
const empty = () => ({ items: [], next: null, total: 0 });
const resource = (id: string): Resource => ({ id, environment: 'shop', environmentName: 'shop', ref: { apiVersion: 'v1', kind: 'Pod', namespace: 'a', name: id }, uid: null, category: 'pod', workload: null, images: [], unhealthy: 0, worst: null, notAssessed: 0, firstSeenAt: AT, updatedAt: AT });
const policy = (id: string): PolicyDetail => ({ id, title: id, description: '', category: 'c', severity: 'low', kinds: [], evaluation: 'object', initiatives: [], references: [], remediation: { text: '', yaml: null }, techniques: [], manifest: null });
const recommendation = (id: string): RecommendationDetail => ({ policy: id, title: id, category: 'c', severity: 'low', initiatives: [], effect: 'audit', status: 'healthy', counts: COUNTS, environments: [], scoreGain: 0, unhealthySince: null, description: '', remediation: { text: '', yaml: null }, references: [], techniques: [], kinds: [] });
const overview: Overview = { score: null, trend: [], recommendations: { critical: 0, high: 0, medium: 0, low: 0, informational: 0 }, counts: COUNTS, coverage: { environments: 0, environmentsNotAssessed: 0, objects: 0, notAssessed: 0, reasons: [] }, top: [], resources: { workloads: 0, pods: 0, nodes: 0, namespaces: 0 } };
const assignment = (body: Call<typeof ROUTES.createAssignment>['body']) => ({ id: 'a1', initiative: body.initiative, version: body.version, initiativeTitle: 't', scope: body.scope, effect: body.effect, createdBy: 'x', createdAt: AT, updatedAt: AT });
const onlyA1 = (id: string): void => { if (id !== 'a1') throw new ProblemError('not-found', `there is no ${id}`); };

/** `rows`: how many resources the list of resources has. */
export const stubPosture = (rows = 3): Handlers<PostureRoute> => ({
  overview: () => overview,
  listRecommendations: empty, getRecommendation: ({ params }) => recommendation(params.id), listAssessments: empty,
  listEnvironments: ({ visibility }) => { const items = seen(visibility); return { items, next: null, total: items.length }; },
  getEnvironment: known,
  createEnvironment: ({ body }) => environment(body.name), updateEnvironment: known, deleteEnvironment: (call) => { known(call); return undefined; },
  listNamespaces: empty,
  listResources: ({ query }) => ({ items: Array.from({ length: Math.min(rows, query.limit) }, (_, i) => ({ ...resource(`r${i}`), internal: 'not for the wire' })), next: 'more', total: rows }),
  getResource: ({ params }) => ({ ...resource(params.id), object: { kind: 'Pod' }, related: [] }),
  listPolicies: empty, getPolicy: ({ params }) => policy(params.id), listInitiatives: empty,
  listAssignments: empty, createAssignment: ({ body }) => assignment(body),
  updateAssignment: ({ params, body }) => { onlyA1(params.id); return assignment({ initiative: 'i', version: body.version ?? null, scope: { environment: null, namespace: null, labels: {} }, effect: body.effect ?? 'audit' }); },
  deleteAssignment: ({ params }) => { onlyA1(params.id); return undefined; },
  listExemptions: empty,
  createExemption: ({ body }) => ({ id: 'a1', policy: body.policy, policyTitle: '', scope: body.scope, reason: body.reason, justification: body.justification, owner: body.owner, approver: body.approver, createdAt: AT, expiresAt: body.expiresAt, state: 'active', endedAt: null, matches: 0, findings: body.findings }),
  revokeExemption: ({ params }) => { onlyA1(params.id); return undefined; },
});
