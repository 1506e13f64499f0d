/** What the kinds of Kubernetes are to the inventory: where their pod template is and which category they belong to. */

export type ResourceCategory = 'workload' | 'pod' | 'node' | 'namespace' | 'network' | 'identity' | 'config' | 'storage' | 'other';

/**
 * Kinds that hold a pod spec, with its path. The same list as Pod Security admission extracts pod specs from:
 * `DefaultPodSpecExtractor` in k8s.io/pod-security-admission/admission/admission.go.
 */
const POD_SPEC_PATHS: Readonly<Record<string, readonly [group: string, path: string]>> = {
  Pod: ['', 'spec'],
  PodTemplate: ['', 'template.spec'],
  ReplicationController: ['', 'spec.template.spec'],
  ReplicaSet: ['apps', 'spec.template.spec'],
  Deployment: ['apps', 'spec.template.spec'],
  StatefulSet: ['apps', 'spec.template.spec'],
  DaemonSet: ['apps', 'spec.template.spec'],
  Job: ['batch', 'spec.template.spec'],
  CronJob: ['batch', 'spec.jobTemplate.spec.template.spec'],
};

/** `extensions/v1beta1` served Deployment, DaemonSet and ReplicaSet until Kubernetes 1.16; old manifests still say it. */
const sameGroup = (expected: string, group: string): boolean => group === expected || (expected === 'apps' && group === 'extensions');

/** Path of the pod spec in an object of this kind, null where it has none. Without a group only the kind is compared. */
export function podSpecPath(kind: string, group?: string): string | null {
  const entry = Object.hasOwn(POD_SPEC_PATHS, kind) ? POD_SPEC_PATHS[kind] : undefined;
  if (entry === undefined || (group !== undefined && !sameGroup(entry[0], group))) return null;
  return entry[1];
}

/** Whether objects of this kind make pods: everything with a pod template but the pod itself and the unused PodTemplate. */
export const isController = (kind: string, group: string): boolean => kind !== 'Pod' && kind !== 'PodTemplate' && podSpecPath(kind, group) !== null;

const CATEGORIES: Readonly<Record<string, ResourceCategory>> = {
  '/Node': 'node',
  '/Namespace': 'namespace',
  '/Service': 'network', '/Endpoints': 'network', 'discovery.k8s.io/EndpointSlice': 'network',
  '/ServiceAccount': 'identity', 'certificates.k8s.io/CertificateSigningRequest': 'identity',
  '/ConfigMap': 'config', '/Secret': 'config', '/ResourceQuota': 'config', '/LimitRange': 'config', 'policy/PodDisruptionBudget': 'config',
  'autoscaling/HorizontalPodAutoscaler': 'config', 'scheduling.k8s.io/PriorityClass': 'config', 'node.k8s.io/RuntimeClass': 'config',
  'admissionregistration.k8s.io/ValidatingAdmissionPolicy': 'config', 'admissionregistration.k8s.io/ValidatingAdmissionPolicyBinding': 'config',
  'admissionregistration.k8s.io/ValidatingWebhookConfiguration': 'config', 'admissionregistration.k8s.io/MutatingWebhookConfiguration': 'config',
  '/PersistentVolume': 'storage', '/PersistentVolumeClaim': 'storage',
};
const GROUP_CATEGORIES: Readonly<Record<string, ResourceCategory>> = {
  'networking.k8s.io': 'network', 'gateway.networking.k8s.io': 'network', 'rbac.authorization.k8s.io': 'identity', 'storage.k8s.io': 'storage',
};

/** Category of a kind that has no pod template. */
export const categoryOfKind = (group: string, kind: string): ResourceCategory => CATEGORIES[`${group}/${kind}`] ?? GROUP_CATEGORIES[group] ?? 'other';
