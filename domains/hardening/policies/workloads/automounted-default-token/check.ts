import type { GraphCheck, GraphFinding, InventoryGraph, PodTemplateFact } from '#core/graph.ts';
import { refOf } from '#core/words.ts';

/**
 * A pod gets the token of its service account unless the pod, or else the account, says no. The default account is what
 * a pod gets that names none. Source: kubernetes.io, "Configure Service Accounts for Pods", opt out of API credential
 * automounting: the pod's own field wins over the account's.
 */
export const check: GraphCheck = (graph) => graph.podTemplates().map((template) => assess(graph, template));

function assess(graph: InventoryGraph, template: PodTemplateFact): GraphFinding {
  const resource = refOf(template.owner);
  const { spec, specPath } = template;
  const account = text(spec['serviceAccountName']) ?? text(spec['serviceAccount']) ?? 'default';
  if (account !== 'default') {
    return { resource, status: 'notApplicable', message: `runs as service account ${account}, not as the default one`, path: null };
  }
  const own = spec['automountServiceAccountToken'];
  if (own === false) return { resource, status: 'healthy', message: '', path: null };
  const object = graph.get('', 'ServiceAccount', resource.namespace ?? 'default', 'default');
  if (own === undefined && object?.['automountServiceAccountToken'] === false) return { resource, status: 'healthy', message: '', path: null };
  return {
    resource, status: 'unhealthy', path: `${specPath}.automountServiceAccountToken`,
    message: own === true
      ? 'asks for the token of the default service account'
      : 'gets the token of the default service account: neither the pod nor the account opts out',
  };
}

const text = (value: unknown): string | undefined => (typeof value === 'string' && value !== '' ? value : undefined);
