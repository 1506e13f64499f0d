/**
 * From kinds to resources. Rules name resources (`pods`), objects name kinds (`Pod`); without a cluster to ask, the name
 * is made as kubectl makes it. Source: kubernetes apimachinery pkg/api/meta/restmapper.go (UnsafeGuessKindToResource).
 */

/** Kinds of the built-in API groups that live outside of namespaces. */
const CLUSTER_SCOPED = new Set([
  '/Namespace', '/Node', '/PersistentVolume', '/ComponentStatus',
  'admissionregistration.k8s.io/MutatingWebhookConfiguration', 'admissionregistration.k8s.io/ValidatingWebhookConfiguration',
  'admissionregistration.k8s.io/ValidatingAdmissionPolicy', 'admissionregistration.k8s.io/ValidatingAdmissionPolicyBinding',
  'admissionregistration.k8s.io/MutatingAdmissionPolicy', 'admissionregistration.k8s.io/MutatingAdmissionPolicyBinding',
  'apiextensions.k8s.io/CustomResourceDefinition', 'apiregistration.k8s.io/APIService',
  'authentication.k8s.io/TokenReview', 'authentication.k8s.io/SelfSubjectReview',
  'authorization.k8s.io/SubjectAccessReview', 'authorization.k8s.io/SelfSubjectAccessReview', 'authorization.k8s.io/SelfSubjectRulesReview',
  'certificates.k8s.io/CertificateSigningRequest', 'certificates.k8s.io/ClusterTrustBundle',
  'flowcontrol.apiserver.k8s.io/FlowSchema', 'flowcontrol.apiserver.k8s.io/PriorityLevelConfiguration',
  'networking.k8s.io/IngressClass', 'networking.k8s.io/IPAddress', 'networking.k8s.io/ServiceCIDR', 'node.k8s.io/RuntimeClass',
  'policy/PodSecurityPolicy', 'extensions/PodSecurityPolicy',
  'rbac.authorization.k8s.io/ClusterRole', 'rbac.authorization.k8s.io/ClusterRoleBinding',
  'resource.k8s.io/DeviceClass', 'resource.k8s.io/ResourceSlice', 'scheduling.k8s.io/PriorityClass',
  'storage.k8s.io/StorageClass', 'storage.k8s.io/VolumeAttachment', 'storage.k8s.io/CSIDriver', 'storage.k8s.io/CSINode', 'storage.k8s.io/VolumeAttributesClass',
  'storagemigration.k8s.io/StorageVersionMigration', 'internal.apiserver.k8s.io/StorageVersion',
]);

const BUILT_IN_GROUPS = new Set(['', 'apps', 'batch', 'autoscaling', 'policy', 'extensions']);

/** Whether Kubernetes itself defines the group, so that its schemas hold (a null field is an absent field). */
export const isBuiltInGroup = (group: string): boolean => BUILT_IN_GROUPS.has(group) || group.endsWith('.k8s.io');

/** The plural in URLs and rules: `Ingress` is `ingresses`, `NetworkPolicy` is `networkpolicies`. */
export function resourceOf(kind: string): string {
  const single = kind.toLowerCase();
  if (single.endsWith('endpoints')) return single;
  if (single.endsWith('s')) return `${single}es`;
  if (single.endsWith('y')) return `${single.slice(0, -1)}ies`;
  return `${single}s`;
}

/**
 * Whether objects of a kind live in a namespace. For kinds that Kubernetes does not define, the object itself tells:
 * one without a namespace is taken as cluster-scoped.
 */
export function isNamespaced(group: string, kind: string, namespace: string | undefined): boolean {
  if (namespace !== undefined && namespace !== '') return true;
  return isBuiltInGroup(group) && !CLUSTER_SCOPED.has(`${group}/${kind}`);
}

/** The version of an apiVersion: `v1` for `apps/v1` and for `v1`. */
export const versionOf = (apiVersion: string): string => apiVersion.slice(apiVersion.indexOf('/') + 1);
