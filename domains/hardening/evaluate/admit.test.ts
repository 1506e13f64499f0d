import { describe, expect, it } from 'vitest';
import type { KubeObject } from '#core/words.ts';
import { admit, type AdmissionDecision, type AdmissionInput, readBinding } from '../index.ts';
import { object, pod, vap } from './testing.ts';

const bindingOf = (spec: object = {}, name = 'b') => {
  const { binding, mistakes } = readBinding({ apiVersion: 'admissionregistration.k8s.io/v1', kind: 'ValidatingAdmissionPolicyBinding', metadata: { name }, spec: { policyName: 'p', validationActions: ['Deny'], ...spec } });
  expect(mistakes).toEqual([]);
  return binding;
};
const POD_REQUEST: AdmissionInput['request'] = {
  uid: '1', kind: { group: '', version: 'v1', kind: 'Pod' }, resource: { group: '', version: 'v1', resource: 'pods' }, name: 'cart', namespace: 'shop', operation: 'CREATE',
  userInfo: { username: 'alice', groups: ['dev'] },
};
const input = (change: Partial<AdmissionInput> = {}): AdmissionInput => ({ request: POD_REQUEST, object: pod(), oldObject: null, namespaceObject: object('v1', 'Namespace', {}, { name: 'shop', labels: { env: 'prod' } }), ...change });
const decide = (spec: object, change: Partial<AdmissionInput> = {}, binding: object = {}): AdmissionDecision => admit([{ document: vap('p', spec), bindings: [bindingOf(binding)] }], input(change));
const check = (expression: string): object => ({ validations: [{ expression, message: 'wrong', reason: 'Forbidden' }] });

describe('a request', () => {
  it('is allowed where every validation holds', () => {
    expect(decide(check('true'))).toEqual({ allowed: true, denials: [], warnings: [], auditAnnotations: {} });
  });

  it('is denied with policy, binding, reason and message', () => {
    expect(decide(check('false'))).toMatchObject({ allowed: false, denials: [{ policy: 'p', binding: 'b', reason: 'Forbidden', message: "ValidatingAdmissionPolicy 'p' with binding 'b' denied request: wrong" }] });
  });

  it('is not judged by a policy without binding', () => {
    expect(admit([{ document: vap('p', check('false')), bindings: [] }], input()).allowed).toBe(true);
  });

  it('is warned about, or noted, where the binding says so', () => {
    expect(decide(check('false'), {}, { validationActions: ['Warn', 'Audit'] })).toEqual({
      allowed: true, denials: [], warnings: ["Validation failed for ValidatingAdmissionPolicy 'p' with binding 'b': wrong"],
      auditAnnotations: { 'validation.policy.admission.k8s.io/validation_failure': JSON.stringify([{ message: 'wrong', policy: 'p', binding: 'b', expression: 'false', validationActions: ['Warn', 'Audit'] }]) },
    });
  });

  it.each([
    ["request.userInfo.username == 'alice' && 'dev' in request.userInfo.groups && request.name == 'cart'"], ["request.operation == 'CREATE' && oldObject == null && request.dryRun == false && request.subResource == ''"],
    ["namespaceObject.metadata.labels.env == 'prod'"], ["authorizer.group('').resource('pods').namespace('shop').check('create').allowed()"], ["authorizer.requestResource.check('create').reason() == 'alice may'"],
  ])('%s', (expression) => {
    const authorizer = { authorize: ({ user }: { user: { username: string } }) => ({ decision: 'allow' as const, reason: `${user.username} may` }) };
    expect(decide(check(expression), { authorizer })).toMatchObject({ allowed: true, denials: [] });
  });

  it('about an update has the old object', () => {
    const change = { request: { ...POD_REQUEST, operation: 'UPDATE' as const }, oldObject: pod({ hostNetwork: true }) };
    expect(decide(check('has(oldObject.spec.hostNetwork) && !has(object.spec.hostNetwork)'), change).allowed).toBe(true);
  });

  it('for a subresource meets only rules that name it', () => {
    const request = { ...POD_REQUEST, subResource: 'exec', operation: 'CONNECT' as const };
    const rules = { matchConstraints: { resourceRules: [{ apiGroups: [''], apiVersions: ['v1'], operations: ['CONNECT'], resources: ['pods/exec'] }] } };
    expect(decide({ ...rules, ...check('false') }, { request }).allowed).toBe(false);
    expect(decide(check('false'), { request }).allowed).toBe(true);
  });
});

describe('errors', () => {
  it.each([
    ['a validation', check('object.spec.replicas > 1'), "expression 'object.spec.replicas > 1' resulted in error: no such key: replicas"],
    ['a match condition', { matchConditions: [{ name: 'c', expression: 'object.spec.replicas > 1' }], ...check('true') }, "match condition 'c': no such key: replicas"],
    ['an audit annotation', { auditAnnotations: [{ key: 'k', valueExpression: 'string(object.spec.replicas)' }] }, "audit annotation 'k' resulted in error: no such key: replicas"],
  ])('of %s deny under Fail and let pass under Ignore', (_, spec, message) => {
    expect(decide({ failurePolicy: 'Fail', ...spec })).toMatchObject({ allowed: false, denials: [{ message: `ValidatingAdmissionPolicy 'p' with binding 'b' denied request: ${message}` }] });
    expect(decide({ failurePolicy: 'Ignore', ...spec })).toMatchObject({ allowed: true, denials: [] });
  });

  it('of compilation deny under Fail only', () => {
    expect(decide(check('1 +')).allowed).toBe(false);
    expect(decide({ failurePolicy: 'Ignore', ...check('1 +') }).allowed).toBe(true);
  });

  it('under Ignore do not hide a validation that is violated', () => {
    expect(decide({ failurePolicy: 'Ignore', validations: [{ expression: 'object.spec.replicas > 1' }, { expression: 'false', message: 'wrong' }] }).allowed).toBe(false);
  });

  it('of a match condition do not count where another one is false', () => {
    expect(decide({ matchConditions: [{ name: 'a', expression: 'object.spec.replicas > 1' }, { name: 'b', expression: 'false' }], ...check('false') }).allowed).toBe(true);
  });
});

describe('audit annotations', () => {
  it('are published under the name of the policy; null and empty ones are left out', () => {
    const auditAnnotations = [{ key: 'image', valueExpression: 'object.spec.containers[0].image' }, { key: 'none', valueExpression: "''" }];
    const typed = auditAnnotations.map((entry) => (entry.key === 'image' ? { ...entry, valueExpression: `string(${entry.valueExpression})` } : entry));
    expect(decide({ auditAnnotations: typed }).auditAnnotations).toEqual({ 'p/image': 'web:1' });
  });
});

describe('parameters of a binding', () => {
  const spec = { paramKind: { apiVersion: 'v1', kind: 'ConfigMap' }, validations: [{ expression: "params == null || params.data.allowed == 'yes'", messageExpression: "'refused by ' + params.metadata.name" }] };
  const map = (name: string, allowed: string, namespace = 'shop'): KubeObject => object('v1', 'ConfigMap', { data: { allowed } }, { name, namespace, labels: { allowed } });
  const maps = [map('good', 'yes'), map('bad', 'no'), map('bad', 'no', 'other'), map('other', 'yes', 'other')];
  const params: NonNullable<AdmissionInput['params']> = (_, namespace, by) => maps.filter(({ metadata }) =>
    metadata.namespace === namespace && ('name' in by ? metadata.name === by.name : by.selector.every(({ key, values }) => values.includes(metadata.labels?.[key] ?? ''))));

  it.each([
    ['none', {}, true], ['by name in the namespace of the object', { paramRef: { name: 'good' } }, true], ['by name, violated', { paramRef: { name: 'bad' } }, false],
    ['in another namespace', { paramRef: { name: 'other', namespace: 'other' } }, true], ['missing', { paramRef: { name: 'gone' } }, false],
    ['missing, allowed', { paramRef: { name: 'gone', parameterNotFoundAction: 'Allow' } }, true],
    ['by labels', { paramRef: { selector: { matchLabels: { allowed: 'no' } } } }, false], ['all of them', { paramRef: { selector: { matchExpressions: [{ key: 'allowed', operator: 'In', values: ['yes', 'no'] }] } } }, false],
  ])('%s', (_, binding, allowed) => { expect(decide(spec, { params }, binding).allowed).toBe(allowed); });

  it('are told apart in messages', () => {
    expect(decide(spec, { params }, { paramRef: { name: 'bad' } }).denials[0]?.message).toMatch(/refused by bad$/);
    expect(decide(spec, { params }, { paramRef: { name: 'gone' } }).denials[0]?.message).toMatch(/failed to configure binding: binding 'b': there is no ConfigMap 'gone' in namespace 'shop'$/);
  });

  it('do not stay from one request to the next', () => {
    const policies = [{ document: vap('p', check("object.metadata.name == 'cart'")), bindings: [bindingOf()] }];
    const named = (name: string): AdmissionInput => input({ object: pod({}, { name }) });
    expect([named('cart'), named('shop'), named('cart')].map((each) => admit(policies, each).allowed)).toEqual([true, false, true]);
  });
});

describe('matchResources of a binding', () => {
  it('narrows the policy', () => {
    expect(decide(check('false'), {}, { matchResources: { namespaceSelector: { matchLabels: { env: 'test' } } } }).allowed).toBe(true);
    expect(decide(check('false'), {}, { matchResources: { namespaceSelector: { matchLabels: { env: 'prod' } } } }).allowed).toBe(false);
  });
  it('that cannot be decided denies under Fail', () => {
    const binding = { matchResources: { namespaceSelector: { matchLabels: { env: 'test' } } } };
    expect(decide(check('true'), { namespaceObject: null }, binding).allowed).toBe(false);
    expect(decide({ failurePolicy: 'Ignore', ...check('false') }, { namespaceObject: null }, binding).allowed).toBe(true);
  });
});
