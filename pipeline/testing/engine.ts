/** A small engine of policies whose results are easy to predict, for tests of the pipeline. */
import type { GraphCheck } from '#core/graph.ts';
import { fail, ok } from '#core/result.ts';
import { type Assessment, groupOf, type KubeObject, refOf } from '#core/words.ts';
import { evaluateGraph, type Policy, secureScore } from '#domains/hardening/index.ts';
import { podSpecPath } from '#domains/inventory/index.ts';
import type { Engine, SelectedPolicy, Selection } from '../engine.ts';

const document = { apiVersion: 'admissionregistration.k8s.io/v1', kind: 'ValidatingAdmissionPolicy', metadata: { name: 'x' } };
const policy = (id: string, severity: Policy['severity'], more: Partial<Policy> = {}): Policy => ({
  id, area: 'test', title: `Title of ${id}`, description: '', severity, category: 'test', remediation: { text: 'fix it', yaml: null }, references: [], techniques: [],
  evaluation: 'object', kinds: ['Pod'], document, companions: [], ...more,
});

/** A namespace must have a ConfigMap. */
const namespaceConfig: GraphCheck = (graph) => graph.ofKind('', 'Namespace').map((namespace) => {
  const resource = refOf(namespace);
  if (!graph.isComplete('', 'ConfigMap')) return { resource, status: 'notAssessed' as const, message: 'config maps were not read', path: null };
  const has = graph.inNamespace(resource.name, '', 'ConfigMap').length > 0;
  return { resource, status: has ? 'healthy' : 'unhealthy', message: has ? '' : 'there is no ConfigMap', path: null };
});

export const PRIVILEGED = policy('privileged', 'critical');
/** Everything in a namespace labelled `strict: "true"` must have the label `owner`. Not applicable elsewhere. */
export const OWNED = policy('owned', 'low', { kinds: ['*'] });
export const CONFIGURED = policy('configured', 'medium', { evaluation: 'graph', kinds: ['Namespace'], check: namespaceConfig });

/** No image that runs may have findings. */
export const IMAGES = policy('running-images-vulnerabilities', 'high', { evaluation: 'graph', kinds: ['Pod'], check: (graph) => graph.imagesRunning().map(({ workload, images }) => {
  const verdicts = images?.map((image) => graph.images?.verdict(image, refOf(workload)).counts.high ?? -1) ?? [-1];
  const status = verdicts.some((n) => n > 0) ? 'unhealthy' : verdicts.includes(-1) ? 'notAssessed' : 'healthy';
  return { resource: refOf(workload), status, message: status === 'healthy' ? '' : `${verdicts.join(' and ')} findings`, path: null };
}) });

const INITIATIVES: Readonly<Record<string, readonly Policy[]>> = { 'breakwater-recommended': [PRIVILEGED, OWNED, CONFIGURED], 'pod-security-baseline': [PRIVILEGED], 'only-owned': [OWNED], 'breakwater-vulnerabilities': [IMAGES] };

export interface FakeEngine extends Engine { version: string; evaluations: number }

export function fakeEngine(): FakeEngine {
  const policies = new Map([PRIVILEGED, OWNED, CONFIGURED, IMAGES].map((p) => [p.id, p]));
  const engine: FakeEngine = {
    version: '1', evaluations: 0,
    catalog: {
      policies, problems: [],
      initiatives: new Map(Object.entries(INITIATIVES).map(([id, list]) => [id, { id, title: `Title of ${id}`, description: '', versions: ['v1', 'v2'], policies: list.map((p) => ({ policy: p, parameters: {} })) }])),
    },
    select: (id, version) => {
      const list = INITIATIVES[id];
      if (list === undefined || (version !== null && !['v1', 'v2'].includes(version))) return fail('initiative-unknown', `there is no initiative '${id}${version === null ? '' : `@${version}`}'`);
      return ok(list.map((p): SelectedPolicy => ({ policy: p, params: null })));
    },
    createEvaluator: (selection, { namespaceOf }) => ({
      problems: [], covers: () => true,
      evaluate: (object) => { engine.evaluations++; return evaluate(selection, object, namespaceOf ?? (() => undefined)); },
    }),
    evaluateGraph: (selected, graph) => evaluateGraph([selected], graph),
    score: secureScore,
  };
  return engine;
}

/** What the engine says of one object: also the oracle of tests. */
export function evaluate(selection: Selection, object: KubeObject, namespaceOf: (name: string) => KubeObject | undefined): Assessment[] {
  return selection.flatMap(({ policy: { id, severity } }): Assessment[] => {
    const common = { policy: id, severity, resource: refOf(object), path: null };
    if (id === 'privileged') {
      const path = podSpecPath(object.kind, groupOf(object.apiVersion));
      if (path === null) return [];
      const bad = JSON.stringify(object).includes('"privileged":true');
      return [{ ...common, status: bad ? 'unhealthy' : 'healthy', message: bad ? 'privileged' : '', path: bad ? `${path}.containers[0].securityContext.privileged` : null }];
    }
    const strict = object.metadata.namespace !== undefined && namespaceOf(object.metadata.namespace)?.metadata.labels?.['strict'] === 'true';
    if (!strict) return [{ ...common, status: 'notApplicable', message: 'the namespace is not strict' }];
    const owned = object.metadata.labels?.['owner'] !== undefined;
    return [{ ...common, status: owned ? 'healthy' : 'unhealthy', message: owned ? '' : 'no owner' }];
  });
}
