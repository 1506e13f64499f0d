import { describe, expect, it } from 'vitest';
import type { InitiativeDocument, PolicyFolder } from '#core/ports/content.ts';
import { vap } from './evaluate/testing.ts';
import { buildCatalog, selectInitiatives, selectPolicies } from './index.ts';

const check = { validations: [{ expression: 'true' }] };
const folder = (id: string, ...documents: unknown[]): PolicyFolder => ({ id, area: 'test', documents: documents.length === 0 ? [vap(id, check)] : documents });
const versioned = { ...vap('sysctls', { ...check, paramKind: { apiVersion: 'v1', kind: 'ConfigMap' } }) };
const initiative = (change: Partial<InitiativeDocument> = {}): InitiativeDocument => ({ id: 'base', title: 'Base', description: '', versions: [], policies: [{ id: 'a' }], ...change });
const graph = { apiVersion: 'breakwater.dev/v1', kind: 'GraphPolicy', metadata: { name: 'g' }, spec: { kinds: ['Namespace'] } };
const problems = (folders: PolicyFolder[], initiatives: InitiativeDocument[] = []): string[] => buildCatalog(folders, initiatives).problems.map(({ message }) => message);

describe('the catalog', () => {
  it('takes policies with their metadata', () => {
    const document = { ...vap('a', check), metadata: { name: 'a', annotations: {
      'breakwater.dev/title': 'A', 'breakwater.dev/severity': 'critical', 'breakwater.dev/category': 'Pods', 'breakwater.dev/description': 'D', 'breakwater.dev/remediation': 'R',
      'breakwater.dev/remediation-yaml': 'spec:\n  a: 1\n', 'breakwater.dev/references': 'https://a.example\nhttps://b.example', 'breakwater.dev/techniques': 'T1611, T1552.007', other: 'x',
    } } };
    expect(buildCatalog([folder('a', document)], []).policies.get('a')).toMatchObject({
      id: 'a', area: 'test', title: 'A', severity: 'critical', category: 'Pods', description: 'D', evaluation: 'object', kinds: ['Pod'],
      remediation: { text: 'R', yaml: 'spec:\n  a: 1' }, references: ['https://a.example', 'https://b.example'], techniques: ['T1611', 'T1552.007'],
    });
  });

  it('takes policies of others without our metadata', () => {
    expect(buildCatalog([folder('a')], []).policies.get('a')).toMatchObject({ title: 'a', severity: 'medium', category: 'Other', remediation: { text: '', yaml: null } });
  });

  it.each([
    ['a wrong severity', { 'breakwater.dev/severity': 'bad' }, "policy a: metadata.annotations['breakwater.dev/severity']: must be one of critical, high, medium, low, informational, not \"bad\""],
    ['a misspelled annotation', { 'breakwater.dev/titel': 'x' }, "policy a: metadata.annotations['breakwater.dev/titel']: is not known; known are title, severity, category, description, remediation, remediation-yaml, references, techniques, initiatives"],
    ['a technique that is none', { 'breakwater.dev/techniques': 'Escape' }, "policy a: metadata.annotations['breakwater.dev/techniques']: 'Escape' is not a technique id such as T1610 or T1552.007"],
    ['a reference that is none', { 'breakwater.dev/references': 'see docs' }, "policy a: metadata.annotations['breakwater.dev/references']: 'see docs' is not a web address"],
  ])('names %s', (_, annotations, message) => { expect(problems([folder('a', { ...vap('a', check), metadata: { name: 'a', annotations } })])).toEqual([message]); });

  it.each([
    ['no policy', folder('a', { kind: 'ConfigMap' }), 'policy a: policy.yaml must hold one ValidatingAdmissionPolicy (or one GraphPolicy), it holds 0'],
    ['two policies', folder('a', vap('a', check), vap('b', check)), 'policy a: policy.yaml must hold one ValidatingAdmissionPolicy (or one GraphPolicy), it holds 2'],
    ['a mistake in the policy', folder('a', vap('a', {})), 'policy a: spec.validations: is required (or spec.auditAnnotations)'],
    ['a bad name', folder('A_b', vap('a', check)), 'policy A_b: the folder name must consist of small letters, digits, hyphens and dots'],
    ['something that is no object', folder('a', vap('a', check), 'text'), 'policy a: policy.yaml: document 2 beside the policy is not a Kubernetes object'],
    ['a graph policy without check', folder('g', graph), 'policy g: check.ts: a GraphPolicy needs one that exports `check`'],
    ['a check beside a plain policy', { ...folder('a'), check: () => [] }, 'policy a: check.ts: only a GraphPolicy has one'],
    ['a binding to another policy', folder('a', vap('a', check), { apiVersion: 'admissionregistration.k8s.io/v1', kind: 'ValidatingAdmissionPolicyBinding', metadata: { name: 'b' }, spec: { policyName: 'x', validationActions: ['Deny'] } }),
      "policy a: binding b: spec.policyName: names 'x', the policy is 'a'"],
  ])('names a folder with %s', (_, about, message) => {
    const catalog = buildCatalog([about as PolicyFolder], []);
    expect(catalog.problems.map((problem) => problem.message)).toEqual([message]);
    expect(catalog.policies.size).toBe(0);
  });

  it.each([
    ['an unknown policy', initiative({ policies: [{ id: 'x' }] }), "initiative base: policies[0]: there is no policy 'x'"],
    ['a policy twice', initiative({ policies: [{ id: 'a' }, { id: 'a' }] }), "initiative base: policies[1]: 'a' is listed twice"],
    ['an unknown version', initiative({ versions: ['v1.0'], policies: [{ id: 'a', from: 'v1.1' }] }), "initiative base: policies[0].from: 'v1.1' is not one of the versions"],
    ['a version twice', initiative({ versions: ['v1.0', 'v1.0'] }), 'initiative base: versions: one version is listed twice'],
    ['latest as a version', initiative({ versions: ['latest'] }), "initiative base: versions: 'latest' is always there and must not be listed"],
    ['no policies', initiative({ policies: [] }), 'initiative base: policies: is required'],
  ])('names an initiative with %s', (_, about, message) => { expect(problems([folder('a')], [about])).toEqual([message]); });
});

describe('a policy that joins an initiative by itself', () => {
  const joining = (id: string, initiatives: string): PolicyFolder => folder(id, { ...vap(id, check), metadata: { name: id, annotations: { 'breakwater.dev/initiatives': initiatives } } });

  it('comes after those that are listed, once', () => {
    const catalog = buildCatalog([folder('a'), joining('z', 'base'), joining('c', 'base, plain')], [initiative({ policies: [{ id: 'a' }, { id: 'z' }] }), initiative({ id: 'plain' })]);
    expect(catalog.problems).toEqual([]);
    expect([...catalog.initiatives.values()].map(({ policies }) => policies.map(({ policy }) => policy.id))).toEqual([['a', 'z', 'c'], ['a', 'c']]);
  });

  it('is a problem where there is none', () => { expect(problems([joining('a', 'gone')])).toEqual(["policy a: joins the initiative 'gone', which does not exist"]); });
});

describe('a selection', () => {
  const catalog = buildCatalog([folder('a'), folder('b'), folder('sysctls', versioned)], [
    initiative({ versions: ['v1.0', 'v1.1', 'v1.2'], policies: [{ id: 'a', before: 'v1.2' }, { id: 'b', from: 'v1.1' }, { id: 'sysctls' }] }),
    initiative({ id: 'plain', policies: [{ id: 'a' }, { id: 'sysctls', parameters: { mode: 'strict' } }] }),
  ]);
  const select = (...ids: string[]): unknown => {
    const selection = selectInitiatives(catalog, ids);
    return selection.ok ? selection.value.map(({ policy, params }) => `${policy.id} ${JSON.stringify(params?.['data'] ?? null)}`) : selection.error.message;
  };

  it.each([
    [['base@v1.0'], ['a null', 'sysctls {"version":"v1.0"}']], [['base@v1.1'], ['a null', 'b null', 'sysctls {"version":"v1.1"}']],
    [['base@v1.2'], ['b null', 'sysctls {"version":"v1.2"}']], [['base'], ['b null', 'sysctls {"version":"latest"}']], [['base@latest'], ['b null', 'sysctls {"version":"latest"}']],
    [['plain'], ['a null', 'sysctls {"mode":"strict"}']], [['plain', 'base@v1.0'], ['a null', 'sysctls {"mode":"strict"}', 'sysctls {"version":"v1.0"}']], [[], []],
  ])('of %j', (ids, expected) => { expect(select(...ids)).toEqual(expected); });

  it.each([
    ['x', "there is no initiative 'x'; there are base, plain"], ['base@v9', "initiative 'base' has no version 'v9'; it has v1.0 to v1.2, and latest"],
    ['plain@v1', "initiative 'plain' has no versions; leave '@v1' out"], ['base@v1.0@x', "there is no initiative 'base@v1.0@x'; there are base, plain"],
  ])('of %s says what there is', (id, message) => { expect(select(id)).toBe(message); });

  it('of single policies takes them as they are', () => {
    const all = selectPolicies(catalog);
    expect(all.ok && all.value.map(({ policy }) => policy.id)).toEqual(['a', 'b', 'sysctls']);
    const none = selectPolicies(catalog, ['x']);
    expect(!none.ok && none.error.message).toBe("there is no policy 'x'; there are a, b, sysctls");
  });
});
