/**
 * Posture answers from the made-up world, for tests of the console without a pipeline. Served by the real HTTP server
 * (`apps/control-plane/http`), which checks every answer against the contract; sign-in, events and headers are real.
 */
import type { Handlers, PostureRoute } from '../../apps/control-plane/handler.ts';
import type { Assignment, AssessmentRow, Counts, Environment, Exemption, Recommendation, Resource } from '#contract/types.ts';
import { ADVISORIES } from './advisories.ts';
import { has, listed, must, page, type Publish } from './paging.ts';
import { IMAGES, INITIATIVES, POLICIES } from './policies.ts';
import { ago, type World, worstOf } from './world.ts';

function countsOf(rows: readonly AssessmentRow[]): Counts {
  const counts: Counts = { unhealthy: 0, healthy: 0, notApplicable: 0, notAssessed: 0, exempt: 0 };
  for (const row of rows) counts[row.exemption === null ? row.status : 'exempt']++;
  return counts;
}

function recommendationOf(world: World, policyId: string, environment: string | undefined, namespace?: string): Recommendation {
  const policy = must(POLICIES.find(({ id }) => id === policyId), `policy ${policyId}`);
  const rows = world.assessments.filter((row) => row.policy === policyId && (environment === undefined || row.environment === environment) && (namespace === undefined || row.resource.namespace === namespace));
  const counts = countsOf(rows);
  const weight = { critical: 8, high: 5, medium: 2, low: 1, informational: 0 }[policy.severity];
  return {
    policy: policy.id, title: policy.title, category: policy.category, severity: policy.severity, initiatives: policy.initiatives, effect: policy.severity === 'critical' ? 'deny' : policy.severity === 'high' ? 'warn' : 'audit',
    status: counts.unhealthy > 0 ? 'unhealthy' : counts.notAssessed > 0 ? 'notAssessed' : 'healthy', counts,
    environments: world.environments.map(({ id, name }) => ({ id, name, unhealthy: rows.filter((row) => row.environment === id && row.status === 'unhealthy').length })),
    scoreGain: rows.length === 0 ? 0 : (weight * counts.unhealthy * 1.4) / rows.length, unhealthySince: counts.unhealthy > 0 ? ago(17) : null,
  };
}

const SEVERITY_ORDER = { critical: 0, high: 1, medium: 2, low: 3, informational: 4 } as const;

/** Handlers over one world, which actions change. */
export function fakePosture(publish: Publish, world: World): Handlers<PostureRoute> {
  const { exemptions } = world;
  exemptions.push(...['active', 'expired', 'revoked'].map((state, index): Exemption => ({
    id: `ex-${index}`, policy: POLICIES[index]?.id ?? '', policyTitle: POLICIES[index]?.title ?? '', scope: { environment: 'env-prod', namespace: 'observability', kind: 'DaemonSet', name: null }, reason: index === 0 ? 'mitigated' : 'waiver',
    justification: 'The node exporter reads counters of the node; its namespace admits only images that we sign.', owner: 'platform@shop.example', approver: 'security@shop.example', createdAt: ago(30), expiresAt: index === 0 ? ago(-9) : ago(3), state: state as Exemption['state'], endedAt: index === 0 ? null : ago(3), matches: index === 0 ? 4 : 0, findings: null,
  })));
  exemptions.push({ id: 'ex-findings', policy: IMAGES.id, policyTitle: IMAGES.title, scope: { environment: null, namespace: null, kind: null, name: null }, reason: 'mitigated', justification: 'The parser is switched off in all of our services.', owner: 'shop@shop.example', approver: 'security@shop.example', createdAt: ago(6), expiresAt: ago(-60), state: 'active', endedAt: null, matches: 3, findings: { vulnerability: ADVISORIES[40]?.id ?? null, package: null, image: 'registry.internal/shop/web' } });
  const assignments: Assignment[] = INITIATIVES.map((initiative, index) => ({ id: `as-${index}`, initiative: initiative.id, version: index === 0 ? 'v1.29' : null, initiativeTitle: initiative.title, scope: { environment: index === 0 ? 'env-prod' : null, namespace: index === 0 ? 'payments' : null, labels: index === 0 ? { tier: 'critical' } : {} }, effect: index === 0 ? 'deny' : 'audit', createdBy: 'admin', createdAt: ago(20), updatedAt: ago(3) }));
  let sequence = 100;
  const recommendations = (environment: string | undefined, namespace?: string): Recommendation[] => POLICIES.map(({ id }) => recommendationOf(world, id, environment, namespace));
  const environmentOf = (id: string): Environment => must(world.environments.find((each) => each.id === id), `environment ${id}`);
  const inScope = (row: AssessmentRow, { policy, scope }: Exemption): boolean => row.policy === policy && [[scope.environment, row.environment], [scope.namespace, row.resource.namespace], [scope.kind, row.resource.kind], [scope.name, row.resource.name]].every(([wanted, is]) => wanted === null || wanted === is);

  return {
    overview: ({ query: { environment } }) => {
      const environments = world.environments.filter(({ id }) => environment === undefined || id === environment);
      const all = recommendations(environment);
      const bySeverity = Object.fromEntries(Object.keys(SEVERITY_ORDER).map((severity) => [severity, all.filter((each) => each.severity === severity && each.counts.unhealthy > 0).length]));
      const reasons = environments.flatMap(({ name, coverage }) => coverage.notAssessed.map((each) => ({ environment: name, ...each })));
      return {
        score: world.environments.length === 0 ? null : 61.4,
        trend: Array.from({ length: 30 }, (_, day) => ({ at: ago(29 - day), score: day === 11 || day === 12 ? null : 48 + day * 0.5 + Math.sin(day) * 2, unhealthy: 240 - day * 3 })),
        recommendations: bySeverity as Record<keyof typeof SEVERITY_ORDER, number>, counts: countsOf(world.assessments.filter((row) => environment === undefined || row.environment === environment)),
        coverage: { environments: environments.length, environmentsNotAssessed: environments.filter(({ state }) => state === 'notAssessed').length, objects: environments.reduce((sum, { coverage }) => sum + coverage.objects, 0), notAssessed: reasons.length, reasons },
        top: all.toSorted((a, b) => b.scoreGain - a.scoreGain).slice(0, 7),
        resources: { workloads: environments.reduce((sum, each) => sum + each.workloads, 0), pods: 388, nodes: environments.reduce((sum, each) => sum + each.nodes, 0), namespaces: environments.reduce((sum, each) => sum + each.namespaces, 0) },
      };
    },
    listRecommendations: ({ query }) => {
      const rows = recommendations(query.environment, query.namespace).filter((row) => listed(query.severity, row.severity) && (query.category === undefined || row.category === query.category) && (query.initiative === undefined || row.initiatives.some(({ id }) => id === query.initiative)) && (query.status === undefined || row.status === query.status) && has(row.title, query.search));
      const by = { severity: (a: Recommendation, b: Recommendation) => SEVERITY_ORDER[a.severity] - SEVERITY_ORDER[b.severity], scoreGain: (a: Recommendation, b: Recommendation) => b.scoreGain - a.scoreGain, unhealthy: (a: Recommendation, b: Recommendation) => b.counts.unhealthy - a.counts.unhealthy, title: (a: Recommendation, b: Recommendation) => a.title.localeCompare(b.title) };
      return page(rows.toSorted(by[query.sort]), query);
    },
    getRecommendation: ({ params, query }) => {
      const { description, remediation, references, techniques, kinds } = must(POLICIES.find(({ id }) => id === params.id), `policy ${params.id}`);
      return { ...recommendationOf(world, params.id, query.environment), description, remediation, references, techniques, kinds };
    },
    listAssessments: ({ query }) => page(world.assessments.filter((row) => (query.policy === undefined || row.policy === query.policy) && (query.environment === undefined || row.environment === query.environment) && (query.namespace === undefined || row.resource.namespace === query.namespace)
      && (query.resource === undefined || row.resourceId === query.resource) && (query.status === undefined || row.status === query.status) && (query.exempt === undefined || (row.exemption !== null) === (query.exempt === 'true')) && listed(query.severity, row.severity) && has(`${row.resource.name} ${row.message}`, query.search)), query),
    listEnvironments: ({ query }) => page(world.environments, query),
    getEnvironment: ({ params }) => environmentOf(params.id),
    createEnvironment: ({ body }) => {
      const environment: Environment = { id: `env-${++sequence}`, name: body.name, kind: body.kind, sample: false, state: 'connecting', reason: null, since: ago(0), version: null, server: null, namespaces: 0, workloads: 0, nodes: 0, score: null, unhealthy: 0, createdAt: ago(0), lastAssessedAt: null, coverage: { objects: 0, notAssessed: [] } };
      world.environments.push(environment);
      publish('environments', environment.id);
      return environment;
    },
    updateEnvironment: ({ params, body }) => {
      const environment = Object.assign(environmentOf(params.id), body.name === undefined ? {} : { name: body.name });
      publish('environments', environment.id);
      return environment;
    },
    deleteEnvironment: ({ params }) => {
      world.environments.splice(world.environments.indexOf(environmentOf(params.id)), 1);
      publish('environments', params.id);
      return undefined;
    },
    listNamespaces: ({ query }) => {
      const groups = Map.groupBy(world.resources.filter((row) => query.environment === undefined || row.environment === query.environment), (row) => `${row.environment}/${row.ref.namespace}`);
      return page([...groups.values()].flatMap((rows) => (rows[0] === undefined ? [] : [{ environment: rows[0].environment, environmentName: rows[0].environmentName, name: rows[0].ref.namespace ?? '', workloads: rows.length, objects: rows.length * 4, unhealthy: rows.filter(({ unhealthy }) => unhealthy > 0).length, worst: worstOf(rows.flatMap(({ worst }) => (worst === null ? [] : [worst]))), score: 55.5 }])).filter(({ name }) => has(name, query.search)), query);
    },
    listResources: ({ query }) => {
      const rows = world.resources.filter((row) => (query.environment === undefined || row.environment === query.environment) && (query.namespace === undefined || row.ref.namespace === query.namespace) && (query.category === undefined || row.category === query.category) && (query.kind === undefined || row.ref.kind === query.kind) && (query.unhealthy === undefined || (row.unhealthy > 0) === (query.unhealthy === 'true')) && has(row.ref.name, query.search));
      const by = { name: (a: Resource, b: Resource) => a.ref.name.localeCompare(b.ref.name), unhealthy: (a: Resource, b: Resource) => b.unhealthy - a.unhealthy, updated: (a: Resource, b: Resource) => b.updatedAt.localeCompare(a.updatedAt) };
      return page(rows.toSorted(by[query.sort]), query);
    },
    getResource: ({ params }) => {
      const row = must(world.resources.find(({ id }) => id === params.id), `object ${params.id}`);
      const spec = { containers: row.images.map((image, index) => ({ name: index === 0 ? row.ref.name : 'sidecar', image, env: [{ name: 'LOG_LEVEL', value: 'debug' }, { name: 'TOKEN', valueFrom: { secretKeyRef: { name: 'api-token', key: 'token' } } }], securityContext: { privileged: true, allowPrivilegeEscalation: true }, resources: { requests: { cpu: '100m', memory: '128Mi' } } })), serviceAccountName: 'default' };
      const template = { metadata: { labels: { app: row.ref.name } }, spec };
      return {
        ...row, object: { apiVersion: row.ref.apiVersion, kind: row.ref.kind, metadata: { name: row.ref.name, namespace: row.ref.namespace, labels: { app: row.ref.name, 'app.kubernetes.io/part-of': 'shop' }, annotations: { 'shop.example/notes': 'Line one\nLine two\n' } }, spec: row.ref.kind === 'CronJob' ? { schedule: '*/5 * * * *', jobTemplate: { spec: { template } } } : { replicas: 3, selector: { matchLabels: { app: row.ref.name } }, template } },
        related: [{ relation: 'runs as', id: null, ref: { apiVersion: 'v1', kind: 'ServiceAccount', namespace: row.ref.namespace, name: 'default' } }, { relation: 'selected by', id: world.resources[0]?.id ?? null, ref: { apiVersion: 'v1', kind: 'Service', namespace: row.ref.namespace, name: row.ref.name } }, { relation: 'mounts', id: null, ref: { apiVersion: 'v1', kind: 'Secret', namespace: row.ref.namespace, name: 'api-token' } }],
      };
    },
    listPolicies: ({ query }) => page(POLICIES.filter((policy) => has(policy.title, query.search) && (query.category === undefined || policy.category === query.category)), query),
    getPolicy: ({ params }) => must(POLICIES.find(({ id }) => id === params.id), `policy ${params.id}`),
    listInitiatives: ({ query }) => page(INITIATIVES, query),
    listAssignments: ({ query }) => page(assignments, query),
    createAssignment: ({ body, principal }) => {
      const assignment: Assignment = { id: `as-${++sequence}`, initiative: body.initiative, version: body.version, initiativeTitle: must(INITIATIVES.find(({ id }) => id === body.initiative), `initiative ${body.initiative}`).title, scope: body.scope, effect: body.effect, createdBy: principal.name, createdAt: ago(0), updatedAt: ago(0) };
      assignments.push(assignment);
      publish('assignments', null);
      return assignment;
    },
    updateAssignment: ({ params, body }) => Object.assign(must(assignments.find(({ id }) => id === params.id), `assignment ${params.id}`), body.effect === undefined ? {} : { effect: body.effect }, body.version === undefined ? {} : { version: body.version }, { updatedAt: ago(0) }),
    deleteAssignment: ({ params }) => {
      assignments.splice(assignments.findIndex(({ id }) => id === params.id), 1);
      return undefined;
    },
    listExemptions: ({ query }) => page(exemptions.filter((each) => (query.policy === undefined || each.policy === query.policy) && (query.state === undefined || each.state === query.state)), query),
    createExemption: ({ body }) => {
      const exemption: Exemption = { id: `ex-${++sequence}`, policy: body.policy, policyTitle: must(POLICIES.find(({ id }) => id === body.policy), `policy ${body.policy}`).title, scope: body.scope, reason: body.reason, justification: body.justification, owner: body.owner, approver: body.approver, createdAt: ago(0), expiresAt: body.expiresAt, state: 'active', endedAt: null, matches: 0, findings: body.findings };
      const rows = body.findings === null ? world.assessments.filter((row) => inScope(row, exemption)) : [];
      for (const row of rows) row.exemption = exemption.id;
      exemptions.unshift({ ...exemption, matches: rows.length });
      publish('exemptions', body.scope.environment);
      if (body.findings !== null) publish('images', null);
      return exemption;
    },
    revokeExemption: ({ params }) => {
      const exemption = must(exemptions.find(({ id }) => id === params.id), `exemption ${params.id}`);
      Object.assign(exemption, { state: 'revoked', endedAt: ago(0) });
      for (const row of world.assessments) if (row.exemption === params.id) row.exemption = null;
      publish('exemptions', null);
      return undefined;
    },
  };
}
