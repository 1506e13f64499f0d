import type { GraphCheck, GraphFinding, InventoryGraph, PodTemplateFact } from '#core/graph.ts';
import { type KubeObject, refOf } from '#core/words.ts';

/**
 * Consoles that act on the cluster or run jobs for whoever reaches them; exposing one is how clusters were taken over
 * (ATT&CK T1133, threat matrix "Exposed sensitive interfaces"). Matched against the last parts of the image name.
 */
const DASHBOARDS = /(^|\/)(kubernetesui\/dashboard(-web|-auth|-api)?|kubernetes-dashboard(-[a-z0-9]+)?|headlamp|kubeflow[^/]*\/centraldashboard|centraldashboard|argocd|argo-workflows|argocli|workflow-controller|weave-?scope|scope|kubeview|octant|portainer(-ce)?|rancher|nuclio\/dashboard|jenkins|airflow|k8s-dashboard|polaris-dashboard|ray-dashboard)([:@]|$)/;

/** One finding a Service that leads to a dashboard: can it be reached from outside of the cluster? */
export const check: GraphCheck = (graph) => {
  const findings: GraphFinding[] = [];
  for (const service of graph.ofKind('', 'Service')) {
    const dashboard = dashboardBehind(graph, service);
    if (dashboard !== null) findings.push(assess(graph, service, dashboard));
  }
  return findings;
};

function assess(graph: InventoryGraph, service: KubeObject, dashboard: string): GraphFinding {
  const resource = refOf(service);
  const type = field(service, 'type');
  if (type === 'LoadBalancer' || type === 'NodePort') {
    return { resource, status: 'unhealthy', message: `${dashboard} is reachable from outside of the cluster: the Service is of type ${type}`, path: 'spec.type' };
  }
  const external = field(service, 'externalIPs');
  if (Array.isArray(external) && external.length > 0) {
    return { resource, status: 'unhealthy', message: `${dashboard} is reachable from outside of the cluster through externalIPs`, path: 'spec.externalIPs' };
  }
  const ingress = graph.inNamespace(resource.namespace ?? 'default', 'networking.k8s.io', 'Ingress').find((each) => leadsTo(each, resource.name));
  if (ingress !== undefined) {
    return { resource, status: 'unhealthy', message: `${dashboard} is reachable from outside of the cluster through Ingress ${ingress.metadata.name ?? ''}`, path: 'metadata.name' };
  }
  if (!graph.isComplete('networking.k8s.io', 'Ingress')) return { resource, status: 'notAssessed', message: `leads to ${dashboard}; Ingresses were not read`, path: null };
  return { resource, status: 'healthy', message: '', path: null };
}

/** The workload and image of a dashboard that the Service selects, for the message; null where it leads to none. */
function dashboardBehind(graph: InventoryGraph, service: KubeObject): string | null {
  const selector = field(service, 'selector');
  if (typeof selector !== 'object' || selector === null || Object.keys(selector).length === 0) return null;
  const wanted = Object.entries(selector);
  for (const template of graph.podTemplates(service.metadata.namespace ?? 'default')) {
    if (!wanted.every(([key, value]) => template.labels[key] === value)) continue;
    const image = images(template).find((each) => DASHBOARDS.test(each));
    if (image !== undefined) return `${refOf(template.owner).name} (${image.slice(0, 200)})`;
  }
  return null;
}

function images({ spec }: PodTemplateFact): readonly string[] {
  const containers = Array.isArray(spec['containers']) ? spec['containers'] as readonly { readonly image?: unknown }[] : [];
  return containers.flatMap((container) => (typeof container?.image === 'string' ? [container.image] : []));
}

interface Backend { readonly service?: { readonly name?: unknown } }
interface IngressSpec {
  readonly defaultBackend?: Backend;
  readonly rules?: readonly { readonly http?: { readonly paths?: readonly { readonly backend?: Backend }[] } }[];
}

function leadsTo(ingress: KubeObject, service: string): boolean {
  const spec = (ingress['spec'] ?? {}) as IngressSpec;
  return spec.defaultBackend?.service?.name === service
    || (spec.rules ?? []).some((rule) => (rule.http?.paths ?? []).some((path) => path.backend?.service?.name === service));
}

const field = (object: KubeObject, name: string): unknown => ((object['spec'] ?? {}) as Record<string, unknown>)[name];
