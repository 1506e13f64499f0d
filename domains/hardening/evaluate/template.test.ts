import { describe, expect, it } from 'vitest';
import { withoutNulls } from './nulls.ts';
import { ownedByKnownWorkload, podView } from './template.ts';
import { object, pod } from './testing.ts';

describe('an object that another one stands for', () => {
  const owner = (kind: string, apiVersion = 'apps/v1', controller = true): object => ({ ownerReferences: [{ apiVersion, kind, name: 'cart', uid: 'u1', controller }] });
  const known = (uid: string): boolean => uid === 'u1';

  it.each([
    ['a pod of a ReplicaSet', pod({}, owner('ReplicaSet')), true], ['a ReplicaSet of a Deployment', object('apps/v1', 'ReplicaSet', {}, owner('Deployment')), true],
    ['a Job of a CronJob', object('batch/v1', 'Job', {}, owner('CronJob', 'batch/v1')), true], ['a pod of its own', pod(), false],
    ['a pod of a node', pod({}, owner('Node', 'v1')), false], ['a pod of a custom resource', pod({}, owner('Rollout', 'argoproj.io/v1alpha1')), false],
    ['a pod whose owner does not control it', pod({}, owner('ReplicaSet', 'apps/v1', false)), false], ['a ConfigMap of a Deployment', object('v1', 'ConfigMap', {}, owner('Deployment')), false],
    ['a pod with broken owners', pod({}, { ownerReferences: [null, 'x', {}] }), false],
  ])('%s: %s', (_, about, expected) => { expect(ownedByKnownWorkload(about, known)).toBe(expected); });

  it('is assessed where the owner is not in the inventory', () => { expect(ownedByKnownWorkload(pod({}, owner('ReplicaSet')), () => false)).toBe(false); });
});

describe('the pod of a template', () => {
  it('shares what it shows', () => {
    const template = { metadata: { labels: { a: 'b' }, name: 'own' }, spec: { containers: [] } };
    const view = podView(object('apps/v1', 'Deployment', { spec: { template } }), ['spec', 'template']);
    expect(view?.['spec']).toBe(template.spec);
    expect(view?.metadata).toEqual({ labels: { a: 'b' }, name: 'own', namespace: 'shop' });
  });
});

describe('null fields', () => {
  it('go, and nothing else changes', () => {
    const value = { a: null, b: [null, { c: null, d: 1 }], e: { f: null } };
    expect(withoutNulls(value)).toEqual({ b: [null, { d: 1 }], e: {} });
    expect(value.a).toBeNull();
  });
  it('that are not there leave the object itself', () => {
    const value = { a: [1, 'x', { b: false }] };
    expect(withoutNulls(value)).toBe(value);
  });
  it('do not make an entry named __proto__ a prototype', () => {
    const found = withoutNulls(JSON.parse('{"a":null,"__proto__":{"polluted":true}}') as object);
    expect(Object.getPrototypeOf(found)).toBe(Object.prototype);
    expect(Object.keys(found)).toEqual(['__proto__']);
  });
});
