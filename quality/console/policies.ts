/** Policies of the made-up world. */
import type { PolicyDetail } from '#contract/types.ts';
import type { Severity } from '#core/words.ts';

const BASELINE = { id: 'pod-security-baseline', title: 'Pod Security: baseline' };
const RESTRICTED = { id: 'pod-security-restricted', title: 'Pod Security: restricted' };
const ESSENTIALS = { id: 'essentials', title: 'Breakwater essentials' };

type Line = readonly [id: string, title: string, category: string, severity: Severity, initiatives: PolicyDetail['initiatives'], evaluation?: 'graph'];
const LINES: readonly Line[] = [
  ['privileged-containers', 'Containers must not run privileged', 'Workload isolation', 'critical', [BASELINE, RESTRICTED]],
  ['runtime-socket', 'The socket of the container runtime must not be mounted', 'Workload isolation', 'critical', [ESSENTIALS]],
  ['cluster-admin-bindings', 'cluster-admin must not be bound to workloads', 'Access', 'critical', [ESSENTIALS], 'graph'],
  ['host-namespaces', 'Pods must not share the network, process or IPC namespace of their node', 'Workload isolation', 'high', [BASELINE, RESTRICTED]],
  ['host-path-volumes', 'hostPath volumes must not be used', 'Workload isolation', 'high', [BASELINE, RESTRICTED]],
  ['run-as-non-root', 'Containers must run as a user other than root', 'Workload isolation', 'high', [RESTRICTED]],
  ['wildcard-roles', 'Roles must name their verbs and resources', 'Access', 'high', [ESSENTIALS]],
  ['running-images-vulnerabilities', 'Running container images should have vulnerability findings resolved', 'Images', 'high', [ESSENTIALS], 'graph'],
  ['allow-privilege-escalation', 'Containers must not gain privileges after they start', 'Workload isolation', 'medium', [RESTRICTED]],
  ['capabilities-restricted', 'Containers must drop all capabilities', 'Workload isolation', 'medium', [RESTRICTED]],
  ['seccomp-restricted', 'A seccomp profile must be set', 'Workload isolation', 'medium', [RESTRICTED]],
  ['network-policy', 'Each namespace needs a NetworkPolicy that denies by default', 'Network', 'medium', [ESSENTIALS], 'graph'],
  ['mutable-tags', 'Images must be referenced by digest or by a fixed version', 'Supply chain', 'medium', [ESSENTIALS]],
  ['secrets-in-env', 'Secrets should reach a container as files, not as environment variables', 'Secrets', 'low', [ESSENTIALS]],
  ['resource-limits', 'Containers need memory limits', 'Availability', 'low', [ESSENTIALS]],
  ['liveness-probes', 'Long-running containers should have a liveness and a readiness probe', 'Availability', 'informational', [ESSENTIALS]],
];

const remediation = `securityContext:
  allowPrivilegeEscalation: false # never more than it starts with
  runAsNonRoot: true
  capabilities:
    drop: ["ALL"]
  seccompProfile:
    type: RuntimeDefault
`;

const manifest = (id: string, title: string): string => `apiVersion: admissionregistration.k8s.io/v1
kind: ValidatingAdmissionPolicy
metadata:
  name: ${id}
  annotations:
    breakwater.dev/title: "${title}"
spec:
  failurePolicy: Fail
  matchConstraints:
    resourceRules:
    - apiGroups: [""]
      apiVersions: ["v1"]
      operations: ["CREATE", "UPDATE"]
      resources: ["pods"]
  validations:
  - expression: "object.spec.containers.all(c, !has(c.securityContext) || c.securityContext.privileged != true)"
    message: "${title}"
`;

export const POLICIES: readonly PolicyDetail[] = LINES.map(([id, title, category, severity, initiatives, evaluation = 'object' as const]): PolicyDetail => ({
  id, title, category, severity, initiatives, evaluation,
  description: `${title}.\n\nWhoever gets into such a container is a step away from the node and from everything that runs on it. The setting is seldom needed by what ships today; where it is, an exemption with an owner and an end says so.`,
  kinds: evaluation === 'graph' ? ['Namespace'] : ['Pod', 'Deployment', 'StatefulSet', 'DaemonSet', 'CronJob', 'Job'],
  references: ['https://kubernetes.io/docs/concepts/security/pod-security-standards/', 'https://kubernetes.io/docs/tasks/configure-pod-container/security-context/'],
  remediation: { text: 'Set `securityContext` on each container as below. Where an image starts as root, give it a user of its own first (`USER` in its Dockerfile).', yaml: remediation },
  techniques: ['T1611', 'T1610'], manifest: evaluation === 'graph' ? null : manifest(id, title),
}));

/** The policy about findings in running images. */
export const IMAGES = { id: 'running-images-vulnerabilities', title: 'Running container images should have vulnerability findings resolved' };

export const INITIATIVES = [BASELINE, RESTRICTED, ESSENTIALS].map(({ id, title }) => ({
  id, title, description: `${title}: the policies that this set holds, assessed together and reported as one.`,
  versions: id.startsWith('pod-security') ? Array.from({ length: 35 }, (_, minor) => `v1.${minor}`) : ['1'],
  policies: POLICIES.filter((policy) => policy.initiatives.some((each) => each.id === id)).map((policy) => ({ id: policy.id, title: policy.title, severity: policy.severity, category: policy.category })),
}));
