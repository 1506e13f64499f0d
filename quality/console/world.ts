/**
 * A made-up world for tests of the console: environments, objects and assessments in the shapes of the API, generated
 * from a seed, so that every run draws the same pages. The product itself never serves any of it.
 */
import type { AssessmentRow, Environment, Exemption, ImageCoverage, PolicyDetail, Resource } from '#contract/types.ts';
import type { AssessmentStatus, Severity } from '#core/words.ts';
import { POLICIES } from './policies.ts';

const DAY_MS = 86_400_000;
export const ago = (days: number): string => new Date(Date.now() - days * DAY_MS).toISOString();

/** Numbers between 0 and 1, the same for the same seed (xorshift32). */
export function dice(seed: number): () => number {
  let state = seed | 1;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) / 0x1_0000_0000;
  };
}

export interface World {
  readonly environments: Environment[];
  readonly resources: Resource[];
  readonly assessments: AssessmentRow[];
  readonly policies: readonly PolicyDetail[];
  readonly exemptions: Exemption[];
  readonly advisories: ImageCoverage['advisories'];
}

const NAMESPACES = ['storefront', 'checkout', 'payments', 'search', 'recommendation-engine-experiments', 'observability', 'platform-ingress', 'batch'];
const APPS = ['web', 'cart', 'catalog', 'orders', 'pricing', 'ledger', 'risk', 'indexer', 'gateway', 'mailer', 'exporter', 'scheduler', 'session-cache', 'image-resizer'];
const KINDS = ['Deployment', 'Deployment', 'Deployment', 'StatefulSet', 'DaemonSet', 'CronJob'] as const;

const cluster = { kind: 'cluster', sample: false, namespaces: 0, workloads: 0, score: null, unhealthy: 0 } as const;
const covered = { objects: 0, notAssessed: [] };

function environmentsOf(): Environment[] {
  return [
    { ...cluster, id: 'env-prod', name: 'prod-eu-central', state: 'connected', reason: null, since: ago(40), version: 'v1.34.2', server: 'https://10.20.0.1:6443', nodes: 12, createdAt: ago(40), lastAssessedAt: ago(0.001), coverage: { objects: 0, notAssessed: [{ what: 'secrets (core/v1)', reason: 'secrets is forbidden: User "breakwater" cannot list resource "secrets" in API group "" at the cluster scope', since: ago(12) }, { what: 'certificates (cert-manager.io/v1)', reason: 'the API server does not answer for this group: 503 Service Unavailable', since: ago(0.2) }] } },
    { ...cluster, id: 'env-staging', name: 'staging', state: 'notAssessed', reason: 'the API server refuses the credentials (401 Unauthorized): renew them under Actions', since: ago(0.15), version: 'v1.33.5', server: 'https://staging.internal:6443', nodes: 4, createdAt: ago(22), lastAssessedAt: ago(0.15), coverage: { ...covered } },
    { ...cluster, id: 'env-sample', name: 'Sample shop', kind: 'manifests', sample: true, state: 'connected', reason: null, since: ago(2), version: null, server: null, nodes: 0, createdAt: ago(2), lastAssessedAt: ago(1.9), coverage: { objects: 0, notAssessed: [{ what: 'broken/values.yaml #2', reason: 'line 14: mapping values are not allowed here', since: ago(2) }] } },
  ];
}

/** `workloads`: how many each environment has. */
export function makeWorld(workloads = 40): World {
  const environments = environmentsOf();
  const roll = dice(20260101);
  const resources = environments.flatMap((environment) => Array.from({ length: workloads }, (_, index) => workload(environment, index, roll)));
  const assessments = resources.flatMap((resource) => POLICIES.flatMap((policy) => assess(resource, policy, roll)));
  const byResource = Map.groupBy(assessments, (row) => row.resourceId);
  for (const resource of resources) {
    const rows = byResource.get(resource.id) ?? [];
    const bad = rows.filter(({ status }) => status === 'unhealthy');
    Object.assign(resource, { unhealthy: bad.length, worst: worstOf(bad.map(({ severity }) => severity)), notAssessed: rows.filter(({ status }) => status === 'notAssessed').length });
  }
  for (const environment of environments) {
    const own = resources.filter((resource) => resource.environment === environment.id);
    Object.assign(environment, { namespaces: NAMESPACES.length, workloads: own.length, unhealthy: own.filter((resource) => resource.unhealthy > 0).length, score: 40 + roll() * 40, coverage: { ...environment.coverage, objects: own.length * 4 } });
  }
  return { environments, resources, assessments, policies: POLICIES, exemptions: [], advisories: { count: 312_004, newest: ago(0.2), writtenAt: ago(0.3), ecosystems: { 'Debian:12': 41_220, npm: 18_904, PyPI: 9_811, Go: 4_120, Maven: 6_018 }, problem: null } };
}

const ORDER: readonly Severity[] = ['critical', 'high', 'medium', 'low', 'informational'];
export const worstOf = (found: readonly Severity[]): Severity | null => ORDER.find((severity) => found.includes(severity)) ?? null;

function workload(environment: Environment, index: number, roll: () => number): Resource {
  const app = APPS[index % APPS.length] ?? 'app';
  const namespace = NAMESPACES[Math.floor(roll() * NAMESPACES.length)] ?? 'default';
  const kind = KINDS[Math.floor(roll() * KINDS.length)] ?? 'Deployment';
  const name = index < APPS.length ? app : `${app}-${Math.floor(index / APPS.length)}`;
  return {
    id: `${environment.id}-w${index}`, environment: environment.id, environmentName: environment.name, uid: null,
    ref: { apiVersion: kind === 'CronJob' ? 'batch/v1' : 'apps/v1', kind, namespace, name },
    category: 'workload', workload: null, images: [`registry.internal/shop/${app}:2.${index % 9}`, ...(roll() < 0.3 ? ['envoyproxy/envoy:latest'] : [])],
    unhealthy: 0, worst: null, notAssessed: 0, firstSeenAt: ago(10 + roll() * 30), updatedAt: ago(roll() * 9),
  };
}

const statusOf = (value: number, environment: string): AssessmentStatus => (value < 0.34 ? 'unhealthy' : value < 0.4 || (environment === 'env-staging' && value < 0.5) ? 'notAssessed' : value < 0.52 ? 'notApplicable' : 'healthy');

function assess(resource: Resource, policy: PolicyDetail, roll: () => number): AssessmentRow[] {
  const status = statusOf(roll(), resource.environment);
  const path = `${resource.ref.kind === 'CronJob' ? 'spec.jobTemplate.spec' : 'spec'}.template.spec.containers[0].securityContext`;
  const message: Readonly<Record<AssessmentStatus, string>> = {
    unhealthy: `container "${resource.ref.name}" must not do this: ${policy.title.toLowerCase()}`, healthy: '',
    notApplicable: `policy is about ${policy.kinds.at(-1)}`, notAssessed: 'the expression reached its cost limit at variables.containers',
  };
  if (policy.id === 'running-images-vulnerabilities') Object.assign(message, { unhealthy: `${resource.images[0]}: 58 findings (2 critical, 11 high), 39 with a fix; the worst is CVE-2026-21260`, notAssessed: 'docker.io/envoyproxy/envoy:latest: registry docker.io is not connected' });
  return [{
    id: `${policy.id}/${resource.id}`, policy: policy.id, policyTitle: policy.title, environment: resource.environment, environmentName: resource.environmentName, resource: resource.ref, resourceId: resource.id,
    source: resource.environment === 'env-sample' ? { file: `shop/${resource.ref.namespace}/${resource.ref.name}.yaml`, document: 1 } : null,
    status, severity: policy.severity, message: message[status], path: status === 'unhealthy' ? path : null, otherPaths: status === 'unhealthy' && roll() < 0.2 ? [path.replace('[0]', '[1]')] : [],
    exemption: null, since: ago(roll() * 20), assessedAt: ago(0.01),
  }];
}
