import { describe, expect, test } from 'vitest';
import { ASSESSED_KINDS, type ServedKind } from './kinds.ts';
import { cleanObject } from './objects.ts';

function served(kind: string): ServedKind {
  const found = ASSESSED_KINDS.find((assessed) => assessed.kind === kind)!;
  return { kind: { ...found, version: found.versions[0]! }, path: '', metadataOnly: found.metadataOnly, watchable: true };
}

describe('no secret gets past the edge', () => {
  test.each(['Secret', 'ConfigMap', 'CustomResourceDefinition'])('%s: nothing but metadata, even where the server sent all', (kind) => {
    const raw = {
      apiVersion: 'meta.k8s.io/v1', kind: 'PartialObjectMetadata', type: 'Opaque', data: { a: 'aHVudGVyMg==' }, stringData: { a: 'hunter2' }, binaryData: { b: 'x' }, spec: {},
      metadata: { name: 's', namespace: 'n', managedFields: [{}], annotations: { 'kubectl.kubernetes.io/last-applied-configuration': '{"data":{"a":"aHVudGVyMg=="}}', keep: 'yes' } },
    };
    const clean = cleanObject(raw, served(kind));
    expect(Object.keys(clean).sort()).toEqual(['apiVersion', 'kind', 'metadata']);
    expect(clean.kind).toBe(kind);
    expect(clean.metadata).toEqual({ name: 's', namespace: 'n', annotations: { keep: 'yes' } });
  });
});

test('items of lists get the apiVersion and kind they lack, and keep all else', () => {
  expect(cleanObject({ metadata: { name: 'd' }, spec: { replicas: 1 } }, served('Deployment'))).toEqual({ apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name: 'd' }, spec: { replicas: 1 } });
});

test('null fields are dropped, null entries of lists stay', () => {
  expect(cleanObject({ metadata: { name: 'r', creationTimestamp: null }, rules: null, list: [null, { a: null, b: 1 }] }, served('ClusterRole')))
    .toEqual({ apiVersion: 'rbac.authorization.k8s.io/v1', kind: 'ClusterRole', metadata: { name: 'r' }, list: [null, { b: 1 }] });
});

test('what no API server stores is refused by name', () => {
  const pod = served('Pod');
  expect(() => cleanObject(null, pod)).toThrow('pods: an item is not an object');
  expect(() => cleanObject([], pod)).toThrow('pods: an item is not an object');
  expect(() => cleanObject({ metadata: [] }, pod)).toThrow('pods: an item has no metadata.name');
  expect(() => cleanObject({ metadata: { name: 'x', namespace: 5 } }, pod)).toThrow('pods: the namespace of "x" is not text');
  let deep: unknown = {};
  for (let i = 0; i < 200; i++) deep = { deep };
  expect(() => cleanObject({ metadata: { name: 'x' }, deep }, pod)).toThrow('pods: "x" nests deeper than 100 levels');
});

test('kinds are unique, Namespaces come first, secrets are read as metadata', () => {
  const names = ASSESSED_KINDS.map((kind) => `${kind.resource}.${kind.group}`);
  expect(new Set(names).size).toBe(names.length);
  expect(names[0]).toBe('namespaces.');
  expect(ASSESSED_KINDS.filter((kind) => kind.metadataOnly).map((kind) => kind.kind)).toEqual(['ConfigMap', 'Secret', 'CustomResourceDefinition']);
});
