/** Writes kubeconfigs for tests. */
import type { Identity } from './certificates.ts';

export interface KubeconfigParts {
  readonly server: string;
  /** PEM. */
  readonly ca: string;
  readonly token?: string;
  readonly certificate?: Identity;
}

const base64 = (text: string): string => Buffer.from(text).toString('base64');

/** JSON, which is YAML. */
export function kubeconfigText({ server, ca, token, certificate }: KubeconfigParts): string {
  const user = {
    ...(token === undefined ? {} : { token }),
    ...(certificate === undefined ? {} : { 'client-certificate-data': base64(certificate.cert), 'client-key-data': base64(certificate.key) }),
  };
  return JSON.stringify({
    apiVersion: 'v1', kind: 'Config', 'current-context': 'test',
    clusters: [{ name: 'test', cluster: { server, 'certificate-authority-data': base64(ca) } }],
    users: [{ name: 'test', user }],
    contexts: [{ name: 'test', context: { cluster: 'test', user: 'test' } }],
  }, null, 2);
}
