import fc from 'fast-check';
import { describe as suite, expect, it } from 'vitest';
import type { KubeObject } from '#core/words.ts';
import { buildGraph, controllerOf, describe, podLabels, podSpecPath, selects, selectsByMap } from './index.ts';

const object = (apiVersion: string, kind: string, namespace: string | null, name: string, more: { uid?: string; owner?: [string, string, string, string]; labels?: Record<string, string> } & Record<string, unknown> = {}): KubeObject => {
  const { uid, owner, labels, ...rest } = more;
  return {
    apiVersion, kind, ...rest,
    metadata: {
      name, ...(namespace === null ? {} : { namespace }), ...(uid === undefined ? {} : { uid }), ...(labels === undefined ? {} : { labels }),
      ...(owner === undefined ? {} : { ownerReferences: [{ apiVersion: owner[0], kind: owner[1], name: owner[2], uid: owner[3], controller: true }] }),
    },
  };
};
const template = (image: string, labels: Record<string, string> = {}) => ({ template: { metadata: { labels }, spec: { containers: [{ name: 'a', image }] } } });

const deployment = object('apps/v1', 'Deployment', 'shop', 'cart', { uid: 'd', spec: template('cart:1', { app: 'cart' }) });
const replicaSet = object('apps/v1', 'ReplicaSet', 'shop', 'cart-5d', { uid: 'r', owner: ['apps/v1', 'Deployment', 'cart', 'd'], spec: template('cart:1') });
const pod = object('v1', 'Pod', 'shop', 'cart-5d-x', { uid: 'p', owner: ['apps/v1', 'ReplicaSet', 'cart-5d', 'r'], labels: { app: 'cart' }, spec: { containers: [{ name: 'a', image: 'cart:1' }] } });
const mirror = object('v1', 'Pod', 'kube-system', 'etcd-node1', { uid: 'm', owner: ['v1', 'Node', 'node1', 'n'], spec: { containers: [] } });
const node = object('v1', 'Node', null, 'node1', { uid: 'n' });

suite('owners', () => {
  const graph = buildGraph([pod, mirror, node, replicaSet, deployment]);
  it('follows Pod, ReplicaSet, Deployment up to the top', () => {
    expect(graph.workloadOf(pod)).toBe(deployment);
    expect(graph.workloadOf(replicaSet)).toBe(deployment);
    expect(graph.workloadOf(deployment)).toBe(deployment);
  });
  it('takes a static pod for a workload of its own, not for a part of its node', () => {
    expect(graph.workloadOf(mirror)).toBe(mirror);
    expect(controllerOf(mirror)).toBeNull();
  });
  it('lists each pod template once, at its top controller', () => {
    expect(graph.podTemplates().map((t) => [t.owner, t.specPath])).toEqual([[mirror, 'spec'], [deployment, 'spec.template.spec']]);
    expect(graph.podTemplates('shop').map((t) => t.labels)).toEqual([{ app: 'cart' }]);
  });
  it('makes a pod stand alone when its controller is not known, or another object has its name', () => {
    expect(buildGraph([pod]).workloadOf(pod)).toBe(pod);
    const other = object('apps/v1', 'ReplicaSet', 'shop', 'cart-5d', { uid: 'other', spec: template('cart:2') });
    expect(buildGraph([pod, other]).workloadOf(pod)).toBe(pod);
  });
  it('finds the owner of manifests that were never applied by name', () => {
    const { uid: _uid, ...metadata } = replicaSet.metadata;
    const unapplied = { ...replicaSet, metadata };
    expect(buildGraph([pod, unapplied]).workloadOf(pod)).toBe(unapplied);
  });
  it('ends at a circle', () => {
    const a = object('apps/v1', 'ReplicaSet', 'x', 'a', { uid: 'a', owner: ['apps/v1', 'ReplicaSet', 'b', 'b'] });
    const b = object('apps/v1', 'ReplicaSet', 'x', 'b', { uid: 'b', owner: ['apps/v1', 'ReplicaSet', 'a', 'a'] });
    expect(buildGraph([a, b]).workloadOf(a)).toBe(a);
  });
});

suite('graph', () => {
  it('orders a kind by namespace and name, finds by name, and knows all namespaces', () => {
    const config = (ns: string, name: string) => object('v1', 'ConfigMap', ns, name);
    const graph = buildGraph([config('b', 'z'), config('b', 'a'), config('a', 'q'), object('v1', 'Namespace', null, 'empty')]);
    expect(graph.ofKind('', 'ConfigMap').map((o) => `${o.metadata.namespace}/${o.metadata.name}`)).toEqual(['a/q', 'b/a', 'b/z']);
    expect(graph.inNamespace('b', '', 'ConfigMap').map((o) => o.metadata.name)).toEqual(['a', 'z']);
    expect(graph.get('', 'ConfigMap', 'b', 'z')?.metadata.name).toBe('z');
    expect(graph.get('', 'ConfigMap', 'a', 'z')).toBeUndefined();
    expect(graph.get('', 'Namespace', null, 'empty')).toBeDefined();
    expect(graph.namespaces()).toEqual(['a', 'b', 'empty']);
  });
  it('is complete for the kinds that it holds, unless it is told better', () => {
    expect(buildGraph([node]).isComplete('', 'Node')).toBe(true);
    expect(buildGraph([node]).isComplete('', 'Pod')).toBe(false);
    expect(buildGraph([node], { complete: (_, kind) => kind === 'Pod' }).isComplete('', 'Pod')).toBe(true);
  });
});

suite('facts', () => {
  it('names images of all kinds of containers once', () => {
    const spec = { initContainers: [{ image: 'init' }], containers: [{ image: 'a' }, { image: 'a' }, 'broken', { image: 3 }], ephemeralContainers: [{ image: 'debug' }] };
    expect(describe(object('v1', 'Pod', 'x', 'p', { spec })).images).toEqual(['init', 'a', 'debug']);
    expect(describe(object('batch/v1', 'CronJob', 'x', 'c', { spec: { jobTemplate: { spec: { template: { spec } } } } })).images).toEqual(['init', 'a', 'debug']);
  });
  it.each([
    [deployment, undefined, 'workload'], [replicaSet, undefined, 'other'], [replicaSet, false, 'workload'], [pod, true, 'pod'], [pod, false, 'workload'],
    [mirror, undefined, 'workload'], [node, undefined, 'node'], [object('v1', 'Secret', 'x', 's'), undefined, 'config'],
    [object('networking.k8s.io/v1', 'Ingress', 'x', 'i'), undefined, 'network'], [object('rbac.authorization.k8s.io/v1', 'Role', 'x', 'r'), undefined, 'identity'],
    [object('example.com/v1', 'Deployment', 'x', 'd'), undefined, 'other'], [object('v1', 'PodTemplate', 'x', 't'), undefined, 'other'],
  ])('gives %# its category', (given, owned, category) => { expect(describe(given, owned).category).toBe(category); });
  it('knows the pod spec of each kind that has one, by group', () => {
    expect(podSpecPath('CronJob', 'batch')).toBe('spec.jobTemplate.spec.template.spec');
    expect(podSpecPath('Deployment', 'extensions')).toBe('spec.template.spec');
    expect(podSpecPath('Deployment', 'example.com')).toBeNull();
    expect(podSpecPath('toString')).toBeNull();
    expect(podLabels(deployment)).toEqual({ app: 'cart' });
  });
  it('never throws on hostile objects', () => {
    const metadata = fc.record({ name: fc.anything(), ownerReferences: fc.anything(), labels: fc.anything() });
    fc.assert(fc.property(fc.constantFrom('Pod', 'Deployment', 'Service'), metadata, fc.anything(), (kind, meta, spec) => {
      const hostile = { apiVersion: 'v1', kind, metadata: meta, spec } as unknown as KubeObject;
      describe(hostile);
      podLabels(hostile);
      expect(buildGraph([hostile, pod]).podTemplates().length).toBeLessThanOrEqual(2);
    }));
  });
});

suite('selectors', () => {
  const labels = { app: 'cart', tier: 'web' };
  it.each<[unknown, boolean]>([
    [undefined, false], [null, false], [{}, true], [{ matchLabels: { app: 'cart' } }, true], [{ matchLabels: { app: 'other' } }, false],
    [{ matchExpressions: [{ key: 'app', operator: 'In', values: ['a', 'cart'] }] }, true],
    [{ matchExpressions: [{ key: 'app', operator: 'NotIn', values: ['cart'] }] }, false],
    [{ matchExpressions: [{ key: 'absent', operator: 'NotIn', values: ['cart'] }] }, true],
    [{ matchExpressions: [{ key: 'tier', operator: 'Exists' }] }, true], [{ matchExpressions: [{ key: 'tier', operator: 'DoesNotExist' }] }, false],
    [{ matchExpressions: [{ key: 'toString', operator: 'Exists' }] }, false],
    [{ matchLabels: { app: 'cart' }, matchExpressions: [{ key: 'tier', operator: 'Unknown' }] }, false],
  ])('reads %j', (selector, expected) => { expect(selects(selector, labels)).toBe(expected); });
  it('reads the map of a Service', () => {
    expect(selectsByMap({ app: 'cart' }, labels)).toBe(true);
    expect(selectsByMap({ app: 'cart', x: 'y' }, labels)).toBe(false);
    expect(selectsByMap({}, labels)).toBe(false);
    expect(selectsByMap(undefined, labels)).toBe(false);
  });
});
