import { afterEach, expect, test, vi } from 'vitest';
import { createClusterSource } from './index.ts';

afterEach(() => vi.unstubAllEnvs());

test('a wrong kubeconfig fails before anything is sent', async () => {
  expect(await createClusterSource({ kubeconfig: 'kind: Pod' })).toEqual({ ok: false, error: { code: 'kubeconfig-invalid', message: 'kubeconfig: its kind is "Pod", not Config' } });
});

test('unverified TLS is a warning where it is allowed', async () => {
  const lines: string[] = [];
  const kubeconfig = JSON.stringify({ contexts: [{ name: 'a', context: { cluster: 'a', user: 'a' } }], clusters: [{ name: 'a', cluster: { server: 'https://10.0.0.1', 'insecure-skip-tls-verify': true } }], users: [{ name: 'a' }] });
  expect((await createClusterSource({ kubeconfig, allowInsecureTls: true, log: (line) => lines.push(line) })).ok).toBe(true);
  expect(lines).toEqual(['warning: the certificate of https://10.0.0.1 is not verified (insecure-skip-tls-verify): anyone on the way can read and change what is exchanged']);
});

test('in-cluster: needs a pod, and leave to read its files', async () => {
  vi.stubEnv('KUBERNETES_SERVICE_HOST', '');
  expect(await createClusterSource({ kubeconfig: 'in-cluster', allowFiles: true })).toMatchObject({ ok: false, error: { code: 'not-in-cluster' } });
  vi.stubEnv('KUBERNETES_SERVICE_HOST', '10.0.0.1');
  vi.stubEnv('KUBERNETES_SERVICE_PORT', '443');
  expect(await createClusterSource({ kubeconfig: 'in-cluster' })).toMatchObject({ ok: false, error: { code: 'kubeconfig-invalid', message: expect.stringContaining('names a file') } });
});
