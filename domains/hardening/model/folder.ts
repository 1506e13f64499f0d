/** A policy folder as one policy: the definition, its metadata, and what stands beside it. */
import type { PolicyFolder } from '#core/ports/content.ts';
import type { KubeObject } from '#core/words.ts';
import type { Policy } from '../types.ts';
import { readBinding } from './binding.ts';
import { isAdmissionKind, readDefinition } from './definition.ts';
import { isRecord, Mistakes } from './fields.ts';
import { readMetadata } from './metadata.ts';

/** The document of a policy over the inventory graph, which no API server knows. */
export const GRAPH_POLICY = { apiVersion: 'breakwater.dev/v1', kind: 'GraphPolicy' } as const;

/** Reads a folder; `initiatives` are those that the policy joins by itself. `policy` is null where there is nothing to read; with any mistake it must not be used. */
export function readPolicyFolder(folder: PolicyFolder): { readonly policy: Policy | null; readonly initiatives: readonly string[]; readonly mistakes: string[] } {
  const mistakes: string[] = [];
  if (!/^[a-z0-9]([a-z0-9.-]*[a-z0-9])?$/.test(folder.id)) mistakes.push('the folder name must consist of small letters, digits, hyphens and dots');
  const definitions = folder.documents.filter((document) => isDefinition(document));
  const [document] = definitions;
  if (document === undefined || definitions.length > 1) {
    mistakes.push(`policy.yaml must hold one ValidatingAdmissionPolicy (or one ${GRAPH_POLICY.kind}), it holds ${definitions.length}`);
    return { policy: null, initiatives: [], mistakes };
  }
  const companions = folder.documents.filter((other) => other !== document).flatMap((other, i) => readCompanion(other, i, mistakes));
  const graph = isGraphPolicy(document);
  const kinds = graph ? readGraphPolicy(document, mistakes) : readObjectPolicy(document, companions, mistakes);
  if (graph && folder.check === undefined) mistakes.push('check.ts: a GraphPolicy needs one that exports `check`');
  if (!graph && folder.check !== undefined) mistakes.push(`check.ts: only a ${GRAPH_POLICY.kind} has one`);
  const object = document as KubeObject;
  const name = isRecord(object.metadata) && typeof object.metadata.name === 'string' ? object.metadata.name : folder.id;
  const { metadata: { initiatives, ...metadata }, mistakes: wrong } = readMetadata(isRecord(object.metadata) ? object.metadata.annotations : undefined, name);
  mistakes.push(...wrong);
  const policy: Policy = {
    id: folder.id, area: folder.area, ...metadata, evaluation: graph ? 'graph' : 'object', kinds, document: object, companions,
    ...(folder.check === undefined ? {} : { check: folder.check }),
  };
  return { policy, initiatives, mistakes };
}

const isGraphPolicy = (document: unknown): boolean => isRecord(document) && document['kind'] === GRAPH_POLICY.kind && document['apiVersion'] === GRAPH_POLICY.apiVersion;
const isDefinition = (document: unknown): boolean =>
  isGraphPolicy(document) || (isRecord(document) && document['kind'] === 'ValidatingAdmissionPolicy') || isAdmissionKind(document, 'ValidatingAdmissionPolicy');

function readGraphPolicy(document: unknown, mistakes: string[]): readonly string[] {
  const found = new Mistakes();
  const kinds = found.texts(found.record(found.record(document, 'document')['spec'], 'spec')['kinds'], 'spec.kinds');
  if (kinds.length === 0) found.add('spec.kinds', 'is required');
  mistakes.push(...found.lines);
  return kinds;
}

function readObjectPolicy(document: unknown, companions: readonly KubeObject[], mistakes: string[]): readonly string[] {
  const { definition, mistakes: wrong } = readDefinition(document);
  mistakes.push(...wrong);
  for (const companion of companions) {
    if (!isAdmissionKind(companion, 'ValidatingAdmissionPolicyBinding')) continue;
    const { binding, mistakes: lines } = readBinding(companion);
    mistakes.push(...lines.map((line) => `binding ${binding.name}: ${line}`));
    if (binding.policyName !== definition.name) mistakes.push(`binding ${binding.name}: spec.policyName: names '${binding.policyName}', the policy is '${definition.name}'`);
  }
  return [...new Set(definition.match.resourceRules.flatMap((rule) => rule.resources.map(kindForPeople)))];
}

function readCompanion(document: unknown, index: number, mistakes: string[]): KubeObject[] {
  if (isRecord(document) && typeof document['apiVersion'] === 'string' && typeof document['kind'] === 'string' && isRecord(document['metadata'])) return [document as unknown as KubeObject];
  mistakes.push(`policy.yaml: document ${index + 2} beside the policy is not a Kubernetes object`);
  return [];
}

const SPELLED: Readonly<Record<string, string>> = {
  pods: 'Pod', services: 'Service', namespaces: 'Namespace', secrets: 'Secret', configmaps: 'ConfigMap', serviceaccounts: 'ServiceAccount', endpoints: 'Endpoints',
  replicationcontrollers: 'ReplicationController', podtemplates: 'PodTemplate', persistentvolumes: 'PersistentVolume', persistentvolumeclaims: 'PersistentVolumeClaim',
  deployments: 'Deployment', statefulsets: 'StatefulSet', daemonsets: 'DaemonSet', replicasets: 'ReplicaSet', jobs: 'Job', cronjobs: 'CronJob', nodes: 'Node',
  ingresses: 'Ingress', networkpolicies: 'NetworkPolicy', roles: 'Role', rolebindings: 'RoleBinding', clusterroles: 'ClusterRole', clusterrolebindings: 'ClusterRoleBinding',
};

/** The kind behind a plural for people to read, also for a subresource; a plural that is not known stays as it is. */
function kindForPeople(resource: string): string {
  const plural = resource.split('/', 1)[0] ?? resource;
  return SPELLED[plural] ?? plural;
}
