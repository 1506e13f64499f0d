/** Policies in a real API server: installed with bindings that warn, and asked by dry run. */
import { setTimeout as sleep } from 'node:timers/promises';
import { ASSESSED_KINDS } from '#adapters/kubernetes/index.ts';
import { type KubeObject, groupOf } from '#core/words.ts';
import { type AdmissionPolicy, admit, type Policy, readBinding } from '#domains/hardening/index.ts';
import type { TestCluster } from '../api-server/cluster.ts';

/**
 * null: policies without parameters. Else the version of the standard that policies with parameters are bound with.
 * Each has a namespace of its own: an answer has room for 4096 characters of warnings, and what is beyond is left out
 * (apiserver endpoints/filters/warning.go).
 */
export type PolicySet = string | null;
const namespaceOf = (set: PolicySet): string => `policies-${(set ?? 'plain').replace('.', '-')}`;
const REGISTRATION = '/apis/admissionregistration.k8s.io/v1';
const MARK = 'Validation failed for ValidatingAdmissionPolicy ';

const paramsOf = (set: PolicySet): KubeObject => ({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'standard', namespace: namespaceOf(set) }, data: { version: set } });
const takesParams = (document: KubeObject): boolean => (document['spec'] as { paramKind?: object }).paramKind !== undefined;

/** Bindings that warn, in the namespaces of their sets only; cluster-scoped objects meet them all. */
function bindingsOf(document: KubeObject, sets: readonly PolicySet[]): object[] {
  return sets.filter((set) => (set !== null) === takesParams(document)).map((set) => ({
    apiVersion: 'admissionregistration.k8s.io/v1', kind: 'ValidatingAdmissionPolicyBinding', metadata: { name: `${document.metadata.name}-${set ?? 'plain'}` },
    spec: {
      policyName: document.metadata.name, validationActions: ['Warn'],
      matchResources: { namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': namespaceOf(set) } } },
      ...(set === null ? {} : { paramRef: { name: 'standard', parameterNotFoundAction: 'Deny' } }),
    },
  }));
}

/** Path of the collection of a kind in a namespace; null for a kind that is not known here. */
export function collectionOf(object: KubeObject, namespace = 'default'): string | null {
  const kind = ASSESSED_KINDS.find((known) => known.kind === object.kind && known.group === groupOf(object.apiVersion));
  if (kind === undefined) return null;
  const base = kind.group === '' ? '/api/v1' : `/apis/${object.apiVersion}`;
  return `${base}/${kind.namespaced ? `namespaces/${namespace}/` : ''}${kind.resource}`;
}

/** Creates policies, as they are, with bindings that warn; waits until they are in force. Returns the answers to the policies. */
export async function installPolicies(cluster: TestCluster, policies: readonly Policy[], sets: readonly PolicySet[]): Promise<ReadonlyMap<string, { status: number; message: string }>> {
  for (const set of sets) {
    await cluster.ok('POST', '/api/v1/namespaces', { metadata: { name: namespaceOf(set) } });
    if (set !== null) await cluster.ok('POST', `/api/v1/namespaces/${namespaceOf(set)}/configmaps`, paramsOf(set));
  }
  const answers = new Map<string, { status: number; message: string }>();
  for (const { id, document } of policies) {
    const { status, body } = await cluster.request('POST', `${REGISTRATION}/validatingadmissionpolicies`, document);
    answers.set(id, { status, message: String(body['message'] ?? '') });
    if (status !== 201) continue;
    for (const binding of bindingsOf(document, sets)) await cluster.ok('POST', `${REGISTRATION}/validatingadmissionpolicybindings`, binding);
  }
  await awaitForce(cluster);
  return answers;
}

/** The API server learns of policies in the order of their creation: when the last one speaks, all are in force. */
async function awaitForce(cluster: TestCluster): Promise<void> {
  const name = 'last-of-all';
  const matchConstraints = { resourceRules: [{ apiGroups: [''], apiVersions: ['v1'], operations: ['CREATE'], resources: ['configmaps'] }] };
  await cluster.ok('POST', `${REGISTRATION}/validatingadmissionpolicies`, { metadata: { name }, spec: { matchConstraints, validations: [{ expression: 'false' }] } });
  await cluster.ok('POST', `${REGISTRATION}/validatingadmissionpolicybindings`, { metadata: { name }, spec: { policyName: name, validationActions: ['Warn'] } });
  for (let attempt = 0; attempt < 200; attempt++) {
    const { warnings } = await cluster.request('POST', '/api/v1/namespaces/default/configmaps?dryRun=All', { metadata: { name: 'probe' } });
    // Parameters come through watches of their own, which begin when the policy is known.
    if (warnings.some((warning) => warning.includes(name))) return sleep(2_000);
    await sleep(100);
  }
  throw new Error('the policies did not come into force within 20 s');
}

export interface Verdict {
  /** Why the API server refused the object; null where it took it. */
  readonly refused: string | null;
  /** What the policies say by the API server's engine, and by ours about the object as it would be stored; sorted. */
  readonly theirs: readonly string[];
  readonly ours: readonly string[];
}

/** Asks both engines about the creation of an object, in the namespaces of some sets. */
export async function ask(cluster: TestCluster, policies: readonly Policy[], sets: readonly PolicySet[], object: KubeObject): Promise<Verdict> {
  const theirs: string[] = [];
  const ours: string[] = [];
  for (const set of sets) {
    const namespace = namespaceOf(set);
    const { namespace: _, ...metadata } = object.metadata;
    const { status, body, warnings } = await cluster.request('POST', `${collectionOf(object, namespace)}?dryRun=All`, { ...object, metadata });
    if (status !== 201) return { refused: String(body['message']), theirs: [], ours: [] };
    theirs.push(...warnings.filter((warning) => warning.startsWith(MARK)));
    // With the defaults that the API server filled in before the policies saw it.
    ours.push(...judge(policies, { apiVersion: object.apiVersion, kind: object.kind, ...body } as KubeObject, set));
  }
  const inOrder = (warnings: readonly string[]): readonly string[] => [...new Set(warnings)].sort();
  return { refused: null, theirs: inOrder(theirs), ours: inOrder(ours) };
}

/** What our own engine says about a creation, by the same bindings. */
function judge(policies: readonly Policy[], stored: KubeObject, set: PolicySet): readonly string[] {
  const namespace = namespaceOf(set);
  const bound: AdmissionPolicy[] = policies.map(({ document }) => ({ document, bindings: bindingsOf(document, [set]).map((binding) => readBinding(binding).binding) }));
  const group = groupOf(stored.apiVersion);
  const version = stored.apiVersion.slice(group === '' ? 0 : group.length + 1);
  const path = collectionOf(stored, namespace)!.split('/');
  const namespaced = path.includes('namespaces');
  const { warnings, denials } = admit(bound, {
    request: {
      kind: { group, version, kind: stored.kind }, resource: { group, version, resource: path.at(-1)! }, operation: 'CREATE', name: stored.metadata.name ?? '', namespace: namespaced ? namespace : '',
      dryRun: true, userInfo: { username: 'admin', uid: 'admin', groups: ['system:masters', 'system:authenticated'] },
    },
    object: stored, oldObject: null,
    namespaceObject: namespaced ? { apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace, labels: { 'kubernetes.io/metadata.name': namespace } } } : null,
    params: (_kind, from, by) => [paramsOf(set)].filter((params) => params.metadata.namespace === from && 'name' in by && params.metadata.name === by.name),
  });
  return [...warnings, ...denials.map((denial) => denial.message)];
}

/** Names of the policies that warnings come from. */
export const policiesOf = (warnings: readonly string[]): ReadonlySet<string> => new Set(warnings.map((warning) => warning.slice(MARK.length + 1).split("'", 1)[0]!));
