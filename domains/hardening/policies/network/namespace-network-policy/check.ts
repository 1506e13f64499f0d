import type { GraphCheck, GraphFinding } from '#core/graph.ts';
import { type KubeObject, refOf } from '#core/words.ts';

/** Namespaces of the system itself: its components need paths that a default of ours would cut. */
const SYSTEM = new Set(['kube-system', 'kube-public', 'kube-node-lease']);

/** One finding a namespace that runs pods: does any NetworkPolicy limit what may reach them? */
export const check: GraphCheck = (graph) => graph.namespaces().map((name): GraphFinding => {
  const resource = { apiVersion: 'v1', kind: 'Namespace', namespace: null, name };
  if (SYSTEM.has(name)) return { resource, status: 'notApplicable', message: 'a namespace of the cluster itself', path: null };
  const pods = graph.podTemplates(name).filter(({ spec }) => spec['hostNetwork'] !== true);
  if (pods.length === 0) return { resource, status: 'notApplicable', message: 'no pod here that a NetworkPolicy could apply to', path: null };
  if (!graph.isComplete('networking.k8s.io', 'NetworkPolicy')) return { resource, status: 'notAssessed', message: 'no list of NetworkPolicies was read, so that there is none is not known', path: null };
  const policies = graph.inNamespace(name, 'networking.k8s.io', 'NetworkPolicy');
  if (policies.length === 0) return { resource, status: 'unhealthy', message: `no NetworkPolicy: anything in the cluster may reach the ${pods.length} workload${pods.length === 1 ? '' : 's'} here`, path: 'metadata.name' };
  const open = pods.filter(({ labels }) => !policies.some((policy) => limitsIngress(policy) && selects(policy, labels)));
  if (open.length === 0) return { resource, status: 'healthy', message: '', path: null };
  const names = open.slice(0, 5).map(({ owner }) => refOf(owner).name).join(', ');
  return { resource, status: 'unhealthy', message: `no NetworkPolicy selects ${names}${open.length > 5 ? ` and ${open.length - 5} more` : ''}`, path: 'metadata.name' };
});

/** Without policyTypes a policy is about ingress. Source: NetworkPolicySpec in the Kubernetes API reference. */
function limitsIngress(policy: KubeObject): boolean {
  const types = spec(policy)['policyTypes'];
  return !Array.isArray(types) || types.includes('Ingress');
}

interface Requirement { readonly key?: unknown; readonly operator?: unknown; readonly values?: unknown }

/** LabelSelector semantics; an empty selector selects every pod of the namespace. */
function selects(policy: KubeObject, labels: Readonly<Record<string, string>>): boolean {
  const selector = (spec(policy)['podSelector'] ?? {}) as { readonly matchLabels?: Record<string, unknown>; readonly matchExpressions?: readonly Requirement[] };
  return Object.entries(selector.matchLabels ?? {}).every(([key, value]) => labels[key] === value)
    && (selector.matchExpressions ?? []).every((requirement) => holds(requirement, labels));
}

function holds({ key, operator, values }: Requirement, labels: Readonly<Record<string, string>>): boolean {
  const name = String(key);
  const there = Object.hasOwn(labels, name);
  const among = there && Array.isArray(values) && values.includes(labels[name]);
  switch (operator) {
    case 'In': return among;
    case 'NotIn': return !among;
    case 'Exists': return there;
    case 'DoesNotExist': return !there;
    default: return false;
  }
}

const spec = (object: KubeObject): Readonly<Record<string, unknown>> => (object['spec'] ?? {}) as Readonly<Record<string, unknown>>;
