/** Literals that our rule language refuses when a policy is compiled: does a real API server refuse the same, with the same words at the same place? */
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { KubeObject } from '#core/words.ts';
import { compilePolicy } from '#domains/hardening/evaluate/compile.ts';
import { startCluster, type TestCluster } from '../api-server/cluster.ts';

const POLICIES = '/apis/admissionregistration.k8s.io/v1/validatingadmissionpolicies?dryRun=All';

let cluster: TestCluster;
beforeAll(async () => { cluster = await startCluster(); });
afterAll(async () => { await cluster?.stop(); });

const policy = (expression: string): KubeObject => ({
  apiVersion: 'admissionregistration.k8s.io/v1', kind: 'ValidatingAdmissionPolicy', metadata: { name: 'literals' },
  spec: {
    matchConstraints: { resourceRules: [{ apiGroups: [''], apiVersions: ['v1'], operations: ['CREATE'], resources: ['configmaps'] }] },
    variables: [{ name: 'tried', expression }], validations: [{ expression: 'true' }],
  },
});

/** `row:column: message` of each mistake. */
const theirs = (message: string): string[] => [...message.matchAll(/ERROR: <input>:(\d+:\d+: .*)/g)].map(([, mistake]) => mistake!);
const ours = (expression: string): string[] => compilePolicy(policy(expression)).issues.map((issue) => issue.replace('spec.variables[0].expression:', ''));

test.each([
  "duration('1 hour')", "duration('1h')", 'duration(5)', "timestamp('2024-02-30T00:00:00Z')", 'timestamp(253402300800)', 'timestamp(0)',
  "object.metadata.name.matches('[a')", "matches('[', object.metadata.name)", "object.metadata.name.matches('(?<=a)')", "matches(object.metadata.name, '[')", "'a'.matches('^[a-z]+$')",
  "[1, 'a', true]", "[object.metadata, 'a']", '[1, null]', '[1, 2.0]', '[int, string]', "[duration('1s'), timestamp(0)]", "1 == null || duration('1s') == timestamp(0)",
  "{'%s %s'.format([1, 'a']): 1, 'b': [1, 'a']}", "[['a'], [1]]", '[[], [1]]', "['a', ?object.?b]", '[dyn(1), dyn(2)]',
  "{'a': 1, 2: 'b'}", "{'a': 1, 'b': 'x', 'c': true}", "{'a': [1], 'b': []}",
  "'%s %d'.format(['a', 1])", "'%s %s'.format([[1, 'a'], {'b': 1, 2: 'c'}])", "'%d'.format([true ? [1, 'a'].size() : 0])",
  "[1, 'a'].size() > 0 && duration('x') == duration('1h') && object.metadata.name.matches('(')",
])('%s', async (expression) => {
  const { status, body } = await cluster.request('POST', POLICIES, policy(expression));
  expect(ours(expression)).toEqual(status === 201 ? [] : theirs(String(body['message'])));
});
