import { describe, expect, it } from 'vitest';
import { Mistakes } from '../model/fields.ts';
import { type MatchResources, readMatchResources } from '../model/match.ts';
import { type Labelled, matchRules, matchSelectors, type Subject } from './match.ts';
import { isNamespaced, resourceOf } from './resources.ts';

const read = (match: object): MatchResources => {
  const mistakes = new Mistakes();
  const found = readMatchResources(match, 'match', false, mistakes);
  expect(mistakes.lines).toEqual([]);
  return found;
};
const rule = (change: object = {}): object => ({ apiGroups: ['apps'], apiVersions: ['v1'], operations: ['CREATE', 'UPDATE'], resources: ['deployments'], ...change });
const subject = (change: Partial<Subject> = {}): Subject => ({ group: 'apps', version: 'v1', resource: 'deployments', subresource: '', operation: 'CREATE', name: 'cart', namespaced: true, ...change });
const meets = (rules: object[], about: Subject, rest: object = {}): unknown => matchRules(read({ resourceRules: rules, ...rest }), about);

describe('resource rules', () => {
  it.each([
    ['the very resource', {}, {}, 'yes'],
    ['any group', { apiGroups: ['*'] }, {}, 'yes'],
    ['any version', { apiVersions: ['*'] }, { version: 'v2' }, 'yes'],
    ['any operation', { operations: ['*'] }, { operation: 'DELETE' as const }, 'yes'],
    ['another operation', {}, { operation: 'DELETE' as const }, 'no'],
    ['another resource', {}, { resource: 'statefulsets' }, 'no'],
    ['another group', {}, { group: 'batch' }, 'no'],
    ['all resources', { resources: ['*'] }, {}, 'yes'],
    ['all resources, but a subresource', { resources: ['*'] }, { subresource: 'scale' }, 'no'],
    ['everything', { resources: ['*/*'] }, { subresource: 'scale' }, 'yes'],
    ['everything, without a subresource', { resources: ['*/*'] }, {}, 'yes'],
    ['a subresource', { resources: ['deployments/scale'] }, { subresource: 'scale' }, 'yes'],
    ['a subresource, but the resource', { resources: ['deployments/scale'] }, {}, 'no'],
    ['a subresource of any resource', { resources: ['*/scale'] }, { subresource: 'scale' }, 'yes'],
    ['any subresource', { resources: ['deployments/*'] }, { subresource: 'status' }, 'yes'],
    ['the name', { resourceNames: ['cart'] }, {}, 'yes'],
    ['another name', { resourceNames: ['shop'] }, {}, 'no'],
    ['namespaced objects', { scope: 'Namespaced' }, {}, 'yes'],
    ['cluster-scoped objects', { scope: 'Cluster' }, {}, 'no'],
    ['cluster-scoped objects, being one', { scope: 'Cluster' }, { namespaced: false }, 'yes'],
  ])('about %s', (_, change, about, expected) => { expect(meets([rule(change)], subject(about))).toBe(expected); });

  it('exclude before they include', () => {
    expect(meets([rule()], subject(), { excludeResourceRules: [rule({ resourceNames: ['cart'] })] })).toBe('no');
    expect(meets([rule()], subject({ name: 'shop' }), { excludeResourceRules: [rule({ resourceNames: ['cart'] })] })).toBe('yes');
  });

  it('that are not there include everything', () => { expect(matchRules(read({}), subject())).toBe('yes'); });
});

describe('equivalent versions', () => {
  it.each([
    ['apps/v1beta1', { version: 'v1beta1' }, 'yes'],
    ['extensions/v1beta1', { group: 'extensions', version: 'v1beta1' }, 'yes'],
  ])('%s is met by a rule about apps/v1', (_, about, expected) => {
    expect(meets([rule()], subject(about))).toBe(expected);
    expect(meets([rule()], subject(about), { matchPolicy: 'Exact' })).toBe('no');
  });

  it('of another shape are not read in the wrong one', () => {
    const ingress = rule({ apiGroups: ['networking.k8s.io'], resources: ['ingresses'] });
    expect(meets([ingress], subject({ group: 'extensions', version: 'v1beta1', resource: 'ingresses' }))).toEqual({ unconvertible: 'networking.k8s.io/v1' });
    expect(meets([rule({ apiGroups: ['example.com'], resources: ['widgets'] })], subject({ group: 'example.com', version: 'v2', resource: 'widgets' }))).toEqual({ unconvertible: 'example.com/v1' });
  });
});

describe('selectors', () => {
  const about = (change: Partial<Labelled> = {}): Labelled => ({
    object: { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'p', labels: { tier: 'web' } } }, oldObject: null,
    namespaced: true, namespace: 'shop', namespaceObject: { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'shop', labels: { env: 'prod' } } }, isNamespace: false, ...change,
  });
  const selectors = (match: object, who: Labelled): string => matchSelectors(read(match), who);
  const expression = (key: string, operator: string, ...values: string[]): object => ({ matchExpressions: [{ key, operator, ...(values.length === 0 ? {} : { values }) }] });

  it.each([
    [{ objectSelector: { matchLabels: { tier: 'web' } } }, 'yes'], [{ objectSelector: { matchLabels: { tier: 'db' } } }, 'no'],
    [{ objectSelector: expression('tier', 'In', 'db', 'web') }, 'yes'], [{ objectSelector: expression('tier', 'NotIn', 'web') }, 'no'],
    [{ objectSelector: expression('absent', 'NotIn', 'web') }, 'yes'], [{ objectSelector: expression('tier', 'Exists') }, 'yes'],
    [{ objectSelector: expression('tier', 'DoesNotExist') }, 'no'], [{ namespaceSelector: { matchLabels: { env: 'prod' } } }, 'yes'],
    [{ namespaceSelector: expression('env', 'NotIn', 'prod') }, 'no'], [{ namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'shop' } } }, 'yes'],
  ])('%j: %s', (match, expected) => { expect(selectors(match, about())).toBe(expected); });

  it('about a namespace that is not known say so', () => {
    const unknown = about({ namespaceObject: null });
    expect(selectors({ namespaceSelector: { matchLabels: { env: 'prod' } } }, unknown)).toBe('unknown');
    expect(selectors({ namespaceSelector: expression('kubernetes.io/metadata.name', 'NotIn', 'kube-system') }, unknown)).toBe('yes');
    expect(selectors({ namespaceSelector: expression('kubernetes.io/metadata.name', 'In', 'kube-system') }, unknown)).toBe('no');
  });

  it('leave cluster-scoped objects in, and look at the labels of a Namespace itself', () => {
    const cluster = about({ namespaced: false, namespace: null, namespaceObject: null });
    expect(selectors({ namespaceSelector: { matchLabels: { env: 'prod' } } }, cluster)).toBe('yes');
    const namespace = about({ ...cluster, isNamespace: true, object: { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'test', labels: { env: 'test' } } } });
    expect(selectors({ namespaceSelector: { matchLabels: { env: 'prod' } } }, namespace)).toBe('no');
    expect(selectors({ namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'test' } } }, namespace)).toBe('yes');
  });

  it('look at the old object too', () => {
    const deletion = about({ object: null, oldObject: { apiVersion: 'v1', kind: 'Pod', metadata: { labels: { tier: 'db' } } } });
    expect(selectors({ objectSelector: { matchLabels: { tier: 'db' } } }, deletion)).toBe('yes');
  });
});

describe('resources of kinds', () => {
  it.each([['Pod', 'pods'], ['Ingress', 'ingresses'], ['NetworkPolicy', 'networkpolicies'], ['Endpoints', 'endpoints'], ['StorageClass', 'storageclasses'], ['EndpointSlice', 'endpointslices']])('%s: %s', (kind, resource) => {
    expect(resourceOf(kind)).toBe(resource);
  });
  it.each([['', 'Pod', true], ['', 'Namespace', false], ['rbac.authorization.k8s.io', 'ClusterRole', false], ['rbac.authorization.k8s.io', 'Role', true], ['example.com', 'Widget', false]])('%s %s: namespaced %s', (group, kind, expected) => {
    expect(isNamespaced(group, kind, undefined)).toBe(expected);
  });
});
