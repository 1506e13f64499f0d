/** What is read of a cluster: everything that hardening and the inventory need, and nothing else. */
import type { ResourceKind } from '#core/ports/cluster.ts';

export interface AssessedKind {
  readonly group: string;
  readonly kind: string;
  /** Plural name in URLs. */
  readonly resource: string;
  readonly namespaced: boolean;
  /** Versions this product understands, the preferred one first; the first that the server serves is read. */
  readonly versions: readonly string[];
  /** Only the metadata is asked for: the rest may hold secrets, or is large and not needed. */
  readonly metadataOnly: boolean;
}

type Row = readonly [kind: string, resource: string, versions?: readonly string[]];

const rows = (group: string, namespaced: boolean, ...list: readonly Row[]): readonly AssessedKind[] =>
  list.map(([kind, resource, versions = ['v1']]) => ({ group, kind, resource, namespaced, versions, metadataOnly: false }));

/** PartialObjectMetadata (apimachinery meta/v1): the values never leave the API server. */
const metadataOnly = (kinds: readonly AssessedKind[]): readonly AssessedKind[] => kinds.map((kind) => ({ ...kind, metadataOnly: true }));

const CLUSTER = false;
const NAMESPACED = true;

/**
 * In the order in which they are listed: Namespaces first, because the verdict about an object may depend on its namespace.
 * Of Secrets, ConfigMaps and CustomResourceDefinitions only the metadata is read.
 */
export const ASSESSED_KINDS: readonly AssessedKind[] = [
  ...rows('', CLUSTER, ['Namespace', 'namespaces']),
  ...rows('apps', NAMESPACED, ['Deployment', 'deployments'], ['StatefulSet', 'statefulsets'], ['DaemonSet', 'daemonsets'], ['ReplicaSet', 'replicasets']),
  ...rows('batch', NAMESPACED, ['CronJob', 'cronjobs', ['v1', 'v1beta1']], ['Job', 'jobs']),
  ...rows('', NAMESPACED, ['ReplicationController', 'replicationcontrollers'], ['PodTemplate', 'podtemplates'], ['Pod', 'pods'],
    ['Service', 'services'], ['ServiceAccount', 'serviceaccounts'], ['LimitRange', 'limitranges'], ['ResourceQuota', 'resourcequotas'],
    ['PersistentVolumeClaim', 'persistentvolumeclaims']),
  ...rows('', CLUSTER, ['Node', 'nodes'], ['PersistentVolume', 'persistentvolumes']),
  ...rows('networking.k8s.io', NAMESPACED, ['Ingress', 'ingresses'], ['NetworkPolicy', 'networkpolicies']),
  ...rows('networking.k8s.io', CLUSTER, ['IngressClass', 'ingressclasses']),
  ...rows('rbac.authorization.k8s.io', NAMESPACED, ['Role', 'roles'], ['RoleBinding', 'rolebindings']),
  ...rows('rbac.authorization.k8s.io', CLUSTER, ['ClusterRole', 'clusterroles'], ['ClusterRoleBinding', 'clusterrolebindings']),
  ...rows('admissionregistration.k8s.io', CLUSTER,
    ['ValidatingAdmissionPolicy', 'validatingadmissionpolicies', ['v1', 'v1beta1']],
    ['ValidatingAdmissionPolicyBinding', 'validatingadmissionpolicybindings', ['v1', 'v1beta1']],
    ['ValidatingWebhookConfiguration', 'validatingwebhookconfigurations'], ['MutatingWebhookConfiguration', 'mutatingwebhookconfigurations']),
  ...rows('policy', NAMESPACED, ['PodDisruptionBudget', 'poddisruptionbudgets', ['v1', 'v1beta1']]),
  ...rows('autoscaling', NAMESPACED, ['HorizontalPodAutoscaler', 'horizontalpodautoscalers', ['v2', 'v1']]),
  ...rows('storage.k8s.io', CLUSTER, ['StorageClass', 'storageclasses']),
  ...metadataOnly([
    ...rows('', NAMESPACED, ['ConfigMap', 'configmaps'], ['Secret', 'secrets']),
    ...rows('apiextensions.k8s.io', CLUSTER, ['CustomResourceDefinition', 'customresourcedefinitions']),
  ]),
];

/** A kind as one server serves it. */
export interface ServedKind {
  readonly kind: ResourceKind;
  /** `/api/v1/pods`, `/apis/apps/v1/deployments`: over all namespaces. */
  readonly path: string;
  readonly metadataOnly: boolean;
  readonly watchable: boolean;
}

/** apiVersion of a kind: `v1`, `apps/v1`. */
export const apiVersionOf = (kind: ResourceKind): string => (kind.group === '' ? kind.version : `${kind.group}/${kind.version}`);

/** Base path of a group and version. */
export const groupPath = (group: string, version: string): string => (group === '' ? `/api/${version}` : `/apis/${group}/${version}`);

/** One assessed kind at one version. */
export const resourceKind = (assessed: AssessedKind, version: string): ResourceKind => ({
  group: assessed.group, version, kind: assessed.kind, resource: assessed.resource, namespaced: assessed.namespaced,
});

/** `pods`, `deployments.apps`: how kubectl and RBAC name a kind. */
export const kindName = (kind: Pick<ResourceKind, 'group' | 'resource'>): string => (kind.group === '' ? kind.resource : `${kind.resource}.${kind.group}`);
