import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { KubeObject } from '#core/words.ts';
import { buildGraph, imagesUsed } from './index.ts';

const D = (digit: string): string => `sha256:${digit.repeat(64)}`;
const object = (apiVersion: string, kind: string, name: string, more: Record<string, unknown>, owner?: readonly [apiVersion: string, kind: string, name: string]): KubeObject => ({
  apiVersion, kind, ...more,
  metadata: { name, namespace: 'shop', uid: `uid-${name}`, ...(owner === undefined ? {} : { ownerReferences: [{ apiVersion: owner[0], kind: owner[1], name: owner[2], uid: `uid-${owner[2]}`, controller: true }] }) },
});
const pod = (name: string, imageID: unknown, more: { readonly phase?: string; readonly spec?: Record<string, unknown>; readonly owner?: readonly [string, string, string] } = {}): KubeObject =>
  object('v1', 'Pod', name, { spec: { containers: [{ name: 'main', image: 'cart:1' }], ...more.spec }, status: { phase: more.phase ?? 'Running', containerStatuses: [{ name: 'main', imageID }] } }, more.owner);

describe('images of an object', () => {
  it.each<[unknown, string | null, string | null]>([
    [`docker-pullable://registry.example/cart@${D('a')}`, D('a'), null],
    [`registry.example:5000/shop/cart@${D('a')}`, D('a'), null],
    [`cart@sha512:${'b'.repeat(128)}`, `sha512:${'b'.repeat(128)}`, null],
    [D('c'), null, D('c')],
    [`docker://${D('c')}`, null, D('c')],
    ['d'.repeat(64), null, D('d')],
    ['', null, null], ['cart:1', null, null], [`cart@sha256:${'a'.repeat(63)}`, null, null], [`${D('a')} `, null, null], [42, null, null], [null, null, null],
  ])('reads the image id %j', (imageID, digest, config) => {
    expect(imagesUsed(pod('p', imageID))).toEqual([{ container: 'main', reference: 'cart:1', digest, config }]);
  });

  it('are those of all kinds of containers, each with its own status, whatever the order', () => {
    const spec = { initContainers: [{ name: 'main', image: 'init:1' }], containers: [{ name: 'a', image: 'a:1' }, { name: 'b', image: 'b:1' }, { name: 'none' }, 'broken'], ephemeralContainers: [{ name: 'debug', image: 'debug:1' }] };
    const status = { phase: 'Running', initContainerStatuses: [{ name: 'main', imageID: `init@${D('1')}` }], containerStatuses: [{ name: 'b', imageID: `b@${D('b')}` }, { name: 'a', imageID: `a@${D('a')}` }], ephemeralContainerStatuses: [{ name: 'debug', imageID: D('d') }] };
    expect(imagesUsed(object('v1', 'Pod', 'p', { spec, status })).map((u) => [u.container, u.reference, u.digest, u.config])).toEqual([
      ['main', 'init:1', D('1'), null], ['a', 'a:1', D('a'), null], ['b', 'b:1', D('b'), null], ['debug', 'debug:1', null, D('d')],
    ]);
    // Of a template there is no status.
    expect(imagesUsed(object('batch/v1', 'CronJob', 'c', { spec: { jobTemplate: { spec: { template: { spec } } } }, status })).map((u) => u.digest)).toEqual([null, null, null, null]);
  });

  it('are none of a pod that has ended', () => {
    expect(['Pending', 'Running', 'Unknown', 'Succeeded', 'Failed'].filter((phase) => imagesUsed(pod('p', '', { phase })).length > 0)).toEqual(['Pending', 'Running', 'Unknown']);
    expect(imagesUsed(object('v1', 'Service', 's', { spec: { containers: [{ name: 'a', image: 'b' }] } }))).toEqual([]);
  });

  it('are bounded', () => {
    const containers = Array.from({ length: 2000 }, (_, i) => ({ name: `c${i}`.padEnd(1000, 'x'), image: 'i'.repeat(5000) }));
    const used = imagesUsed(object('v1', 'Pod', 'p', { spec: { initContainers: containers, containers } }));
    expect(used).toHaveLength(500);
    expect([used[0]?.container.length, used[0]?.reference.length]).toEqual([100, 1100]);
  });

  it('never throw, whatever the object holds', () => {
    const list = fc.oneof(fc.array(fc.oneof(fc.anything(), fc.record({ name: fc.anything(), image: fc.anything(), imageID: fc.anything() }))), fc.anything());
    fc.assert(fc.property(fc.constantFrom('Pod', 'Deployment', 'CronJob'), list, list, (kind, containers, statuses) => {
      const hostile = { apiVersion: kind === 'Pod' ? 'v1' : 'apps/v1', kind, metadata: { name: 'x' }, spec: { containers, template: { spec: { containers } } }, status: { containerStatuses: statuses } } as unknown as KubeObject;
      for (const use of imagesUsed(hostile)) expect(use.reference).not.toBe('');
      buildGraph([hostile], { runs: 'pods' }).imagesRunning();
    }));
  });
});

describe('images that run', () => {
  const template = { template: { spec: { initContainers: [{ name: 'init', image: 'init:1' }], containers: [{ name: 'main', image: 'cart:2' }] } } };
  const deployment = object('apps/v1', 'Deployment', 'cart', { spec: template });
  const replicaSet = object('apps/v1', 'ReplicaSet', 'cart-1', { spec: template }, ['apps/v1', 'Deployment', 'cart']);
  const owner = ['apps/v1', 'ReplicaSet', 'cart-1'] as const;
  const injected = { containers: [{ name: 'main', image: 'cart:1' }, { name: 'mesh', image: 'mesh:1' }] };
  const short = (graph: ReturnType<typeof buildGraph>) => graph.imagesRunning().map(({ workload, images }) => [workload.kind, workload.metadata.name, images?.map((i) => [i.container, i.reference, i.digest?.slice(7, 9) ?? null, i.pods, i.path])]);

  it('are those of pods, by the workload at the top', () => {
    const objects = [deployment, replicaSet, pod('a', `cart@${D('a')}`, { owner }), pod('b', `cart@${D('a')}`, { owner }), pod('c', `cart@${D('b')}`, { owner, spec: injected }), pod('d', '', { owner, phase: 'Failed' }), pod('alone', '')];
    expect(short(buildGraph(objects, { runs: 'pods', complete: () => true }))).toEqual([
      ['Deployment', 'cart', [['main', 'cart:1', 'aa', 2, 'spec.template.spec.containers[0].image'], ['main', 'cart:1', 'bb', 1, 'spec.template.spec.containers[0].image'], ['mesh', 'mesh:1', null, 1, 'spec.template.spec']]],
      ['Pod', 'alone', [['main', 'cart:1', null, 1, 'spec.containers[0].image']]],
    ].sort());
  });
  it('are not known of workloads whose pods were not read', () => {
    const graph = buildGraph([deployment, replicaSet, pod('alone', '')], { runs: 'pods', complete: (_, kind) => kind !== 'Pod' });
    expect(short(graph)).toEqual([['Pod', 'alone', [['main', 'cart:1', null, 1, 'spec.containers[0].image']]], ['Deployment', 'cart', undefined]]);
    // Read, and nothing runs: nothing to say.
    expect(short(buildGraph([deployment, replicaSet], { runs: 'pods', complete: () => true }))).toEqual([]);
  });
  it('are among manifests those of templates that nothing else makes', () => {
    expect(short(buildGraph([deployment, replicaSet, pod('a', `cart@${D('a')}`, { owner }), object('v1', 'Pod', 'empty', { spec: {} })]))).toEqual([
      ['Deployment', 'cart', [['init', 'init:1', null, 0, 'spec.template.spec.initContainers[0].image'], ['main', 'cart:2', null, 0, 'spec.template.spec.containers[0].image']]],
    ]);
  });
});
