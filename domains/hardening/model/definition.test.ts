import { describe, expect, it } from 'vitest';
import { readBinding } from './binding.ts';
import { readDefinition } from './definition.ts';

const RULE = { apiGroups: [''], apiVersions: ['v1'], operations: ['CREATE'], resources: ['pods'] };
const policy = (spec: object): object => ({
  apiVersion: 'admissionregistration.k8s.io/v1', kind: 'ValidatingAdmissionPolicy', metadata: { name: 'p' },
  spec: { matchConstraints: { resourceRules: [RULE] }, validations: [{ expression: 'true' }], ...spec },
});
const mistakes = (spec: object): readonly string[] => readDefinition(policy(spec)).mistakes;

describe('a policy definition', () => {
  it('is read with its defaults', () => {
    const { definition, mistakes: found } = readDefinition(policy({}));
    expect(found).toEqual([]);
    expect(definition).toMatchObject({ name: 'p', paramKind: null, failurePolicy: 'Fail', variables: [], matchConditions: [] });
    expect(definition.match).toMatchObject({ matchPolicy: 'Equivalent', namespaceSelector: [], objectSelector: [] });
    expect(definition.match.resourceRules[0]).toMatchObject({ scope: '*', resourceNames: [] });
  });

  it.each(['v1', 'v1beta1', 'v1alpha1'])('is read in %s', (version) => {
    expect(readDefinition({ ...policy({}), apiVersion: `admissionregistration.k8s.io/${version}` }).mistakes).toEqual([]);
  });

  it.each([
    ['no rules', { matchConstraints: {} }, ['spec.matchConstraints.resourceRules: is required']],
    ['no constraints', { matchConstraints: undefined }, ['spec.matchConstraints: must be an object, not undefined', 'spec.matchConstraints.resourceRules: is required']],
    ['nothing to check', { validations: [] }, ['spec.validations: is required (or spec.auditAnnotations)']],
    ['an unknown operation', { matchConstraints: { resourceRules: [{ ...RULE, operations: ['PATCH'] }] } }, ["spec.matchConstraints.resourceRules[0].operations[0]: must be one of CREATE, UPDATE, DELETE, CONNECT, *, not \"PATCH\""]],
    ['a star beside others', { matchConstraints: { resourceRules: [{ ...RULE, apiGroups: ['*', 'apps'] }] } }, ["spec.matchConstraints.resourceRules[0].apiGroups: '*' must stand alone"]],
    ['a kind as resource', { matchConstraints: { resourceRules: [{ ...RULE, resources: ['Pod'] }] } }, ["spec.matchConstraints.resourceRules[0].resources: 'Pod' is not a resource; write the plural in small letters, such as pods or pods/exec"]],
    ['a wrong failurePolicy', { failurePolicy: 'fail' }, ['spec.failurePolicy: must be one of Fail, Ignore, not "fail"']],
    ['two variables of a name', { variables: [{ name: 'a', expression: '1' }, { name: 'a', expression: '2' }] }, ["spec.variables[1].name: 'a' is used twice"]],
    ['a variable that is no identifier', { variables: [{ name: 'a-b', expression: '1' }] }, ['spec.variables[0].name: "a-b" is not a valid name']],
    ['a missing expression', { validations: [{ message: 'x' }] }, ['spec.validations[0].expression: is required']],
    ['a message of two lines', { validations: [{ expression: 'true', message: 'a\nb' }] }, ['spec.validations[0].message: must be one line']],
    ['two lines without message', { validations: [{ expression: 'true\n&& true' }] }, ['spec.validations[0].message: is required, because the expression has more than one line']],
    ['an unknown reason', { validations: [{ expression: 'true', reason: 'Wrong' }] }, ['spec.validations[0].reason: must be one of Unauthorized, Forbidden, Invalid, RequestEntityTooLarge, not "Wrong"']],
    ['a paramKind without kind', { paramKind: { apiVersion: 'v1' } }, ['spec.paramKind.kind: is required']],
    ['a selector without operator', { matchConstraints: { resourceRules: [RULE], objectSelector: { matchExpressions: [{ key: 'a' }] } } }, ['spec.matchConstraints.objectSelector.matchExpressions[0].operator: is required']],
    ['a selector without values', { matchConstraints: { resourceRules: [RULE], namespaceSelector: { matchExpressions: [{ key: 'a', operator: 'In' }] } } }, ['spec.matchConstraints.namespaceSelector.matchExpressions[0].values: is required with In']],
    ['a list that is none', { matchConditions: { name: 'a' } }, ['spec.matchConditions: must be a list, not {"name":"a"}']],
    ['an annotation key with a slash', { auditAnnotations: [{ key: 'a/b', valueExpression: "''" }] }, ['spec.auditAnnotations[0].key: "a/b" is not a valid key']],
  ])('with %s is refused in one line', (_, spec, expected) => { expect(mistakes(spec)).toEqual(expected); });

  it.each([[null], ['text'], [[]], [{ kind: 'ValidatingAdmissionPolicy', apiVersion: 'v1' }]])('that is %j is refused, not crashed on', (document) => {
    expect(readDefinition(document).mistakes.length).toBeGreaterThan(0);
  });
});

describe('a binding', () => {
  const binding = (spec: object): object => ({ apiVersion: 'admissionregistration.k8s.io/v1', kind: 'ValidatingAdmissionPolicyBinding', metadata: { name: 'b' }, spec: { policyName: 'p', validationActions: ['Deny'], ...spec } });

  it('is read with its defaults', () => {
    expect(readBinding(binding({ paramRef: { name: 'limits' } }))).toEqual({ mistakes: [], binding: {
      name: 'b', policyName: 'p', matchResources: null, validationActions: ['Deny'], paramRef: { name: 'limits', selector: null, namespace: null, parameterNotFoundAction: 'Deny' },
    } });
  });

  it.each([
    ['no policy', { policyName: undefined }, ['spec.policyName: is required']],
    ['no actions', { validationActions: [] }, ['spec.validationActions: is required']],
    ['Deny and Warn', { validationActions: ['Deny', 'Warn'] }, ['spec.validationActions: Deny and Warn must not be used together']],
    ['name and selector', { paramRef: { name: 'a', selector: {} } }, ['spec.paramRef: exactly one of name and selector is required']],
    ['neither name nor selector', { paramRef: {} }, ['spec.paramRef: exactly one of name and selector is required']],
  ])('with %s is refused in one line', (_, spec, expected) => { expect(readBinding(binding(spec)).mistakes).toEqual(expected); });

  it('of the first alpha version denies', () => {
    expect(readBinding({ ...binding({ validationActions: undefined }), apiVersion: 'admissionregistration.k8s.io/v1alpha1' }).binding.validationActions).toEqual(['Deny']);
  });
});
