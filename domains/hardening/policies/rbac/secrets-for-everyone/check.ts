import type { GraphCheck, GraphFinding, InventoryGraph } from '#core/graph.ts';
import { type KubeObject, refOf } from '#core/words.ts';

/** Groups that hold every caller, or every service account of the cluster or of one namespace. Source: kubernetes.io, "Using RBAC Authorization", built-in groups. */
const WIDE_GROUP = /^system:(authenticated|unauthenticated|serviceaccounts(:.+)?)$/;
/** Verbs that hand out the content of a Secret: list and watch return whole objects. */
const READING = new Set(['get', 'list', 'watch', '*']);
const RBAC = 'rbac.authorization.k8s.io';

interface Subject { readonly kind?: unknown; readonly name?: unknown }
interface Rule { readonly apiGroups?: unknown; readonly resources?: unknown; readonly verbs?: unknown; readonly resourceNames?: unknown }

/** One finding a binding: does it let everybody read Secrets, through the rules of the role that it names? */
export const check: GraphCheck = (graph) => [
  ...graph.ofKind(RBAC, 'ClusterRoleBinding').map((binding) => assess(graph, binding)),
  ...graph.ofKind(RBAC, 'RoleBinding').map((binding) => assess(graph, binding)),
];

function assess(graph: InventoryGraph, binding: KubeObject): GraphFinding {
  const resource = refOf(binding);
  const subjects = list(binding['subjects']) as readonly Subject[];
  const wide = subjects.findIndex((subject) => isWide(subject));
  if (wide < 0) return { resource, status: 'healthy', message: '', path: null };
  const roleRef = (binding['roleRef'] ?? {}) as { readonly kind?: string; readonly name?: string };
  const kind = roleRef.kind === 'Role' ? 'Role' : 'ClusterRole';
  const role = graph.get(RBAC, kind, kind === 'Role' ? resource.namespace : null, roleRef.name ?? '');
  const who = String(subjects[wide]?.name);
  if (role === undefined) {
    return { resource, status: 'notAssessed', message: `binds ${who} to ${kind} ${roleRef.name ?? '(unnamed)'}, whose rules were not read`, path: 'roleRef.name' };
  }
  const rule = (list(role['rules']) as readonly Rule[]).findIndex((each) => readsSecrets(each));
  if (rule < 0) return { resource, status: 'healthy', message: '', path: null };
  return {
    resource, status: 'unhealthy', path: `subjects[${wide}]`,
    message: `${who} may read Secrets ${resource.namespace === null ? 'in every namespace' : `in namespace ${resource.namespace}`} through rule ${rule} of ${kind} ${role.metadata.name ?? ''}`,
  };
}

function isWide(subject: Subject): boolean {
  if (typeof subject.name !== 'string') return false;
  return subject.kind === 'Group' ? WIDE_GROUP.test(subject.name) : subject.kind === 'User' && subject.name === 'system:anonymous';
}

/** A rule that is limited to named Secrets is somebody's decision, not a hole; everything wider is. */
function readsSecrets(rule: Rule): boolean {
  const groups = list(rule.apiGroups);
  const resources = list(rule.resources);
  return list(rule.resourceNames).length === 0
    && (groups.includes('') || groups.includes('*'))
    && (resources.includes('secrets') || resources.includes('*'))
    && list(rule.verbs).some((verb) => READING.has(String(verb)));
}

const list = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);
