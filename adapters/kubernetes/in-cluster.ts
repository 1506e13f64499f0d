/** The credentials that Kubernetes gives to a pod. */
import { fail, ok, type Result } from '#core/result.ts';

const FOLDER = '/var/run/secrets/kubernetes.io/serviceaccount';

/**
 * A kubeconfig for the ServiceAccount of the pod that this process runs in (client-go `rest.InClusterConfig`); needs
 * `allowFiles`. Fails with `not-in-cluster` outside of one.
 */
export function inClusterKubeconfig(environment: Readonly<Record<string, string | undefined>> = process.env): Result<string> {
  const { KUBERNETES_SERVICE_HOST: host, KUBERNETES_SERVICE_PORT: port } = environment;
  if (!host || !port) return fail('not-in-cluster', 'this process does not run in a pod: KUBERNETES_SERVICE_HOST and KUBERNETES_SERVICE_PORT are not set; give a kubeconfig');
  const address = host.includes(':') ? `[${host}]` : host;
  return ok(JSON.stringify({
    apiVersion: 'v1', kind: 'Config', 'current-context': 'in-cluster',
    clusters: [{ name: 'in-cluster', cluster: { server: `https://${address}:${port}`, 'certificate-authority': `${FOLDER}/ca.crt` } }],
    users: [{ name: 'in-cluster', user: { tokenFile: `${FOLDER}/token` } }],
    contexts: [{ name: 'in-cluster', context: { cluster: 'in-cluster', user: 'in-cluster' } }],
  }));
}
