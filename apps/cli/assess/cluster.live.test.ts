/** `breakwater assess --kubeconfig` against a real API server. */
import { execFile } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Assessment } from '#core/words.ts';
import { startCluster, type TestCluster } from '#quality/api-server/cluster.ts';

const BREAKWATER = join(import.meta.dirname, '../../../breakwater');
let cluster: TestCluster;

function assess(...args: string[]): Promise<{ code: number; out: string; err: string }> {
  return new Promise((resolve) => {
    const child = execFile(BREAKWATER, ['assess', ...args], { maxBuffer: 64 * 1024 * 1024 }, (_error, out, err) => resolve({ code: child.exitCode ?? -1, out, err }));
  });
}

const rowsOf = (out: string): Assessment[] => (JSON.parse(out) as { assessments: Assessment[] }).assessments;

beforeAll(async () => {
  cluster = await startCluster();
  await cluster.ok('POST', '/api/v1/namespaces', { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'shop' } });
  const pod = { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'bad', namespace: 'shop' }, spec: { containers: [{ name: 'c', image: 'x:1', securityContext: { privileged: true } }] } };
  await cluster.ok('POST', '/api/v1/namespaces/shop/pods', pod);
});
afterAll(() => cluster.stop());

it('finds what is wrong in the cluster, twice the same', async () => {
  const args = ['--kubeconfig', cluster.kubeconfigPath, '--format', 'json', '--fail-on', 'critical'];
  const first = await assess(...args);
  expect(first.code, first.err).toBe(1);
  expect(rowsOf(first.out).find(({ policy, resource }) => policy === 'privileged-containers' && resource.name === 'bad'))
    .toMatchObject({ status: 'unhealthy', resource: { namespace: 'shop' }, path: 'spec.containers[0].securityContext.privileged' });
  expect((await assess(...args)).out).toBe(first.out);
});

it('says of each kind that it may not read, and stops where the credentials are refused', async () => {
  const file = join(cluster.folder, 'reader');
  const reader = await cluster.createReader('pods-only', [{ apiGroups: [''], resources: ['pods'], verbs: ['get', 'list'] }]);
  writeFileSync(file, cluster.kubeconfig({ token: reader.token }));
  const { out } = await assess('--kubeconfig', file, '--format', 'json');
  const rows = rowsOf(out);
  expect(rows.some(({ policy, resource }) => policy === 'privileged-containers' && resource.name === 'bad')).toBe(true);
  expect(rows.filter(({ policy, status }) => policy === '*' && status === 'notAssessed').map(({ resource }) => resource.kind)).toEqual(expect.arrayContaining(['Namespace', 'Service', 'Secret']));
  expect(rows.filter(({ policy, status }) => policy === 'namespace-network-policy' && status === 'healthy')).toEqual([]);
  writeFileSync(file, cluster.kubeconfig({ token: 'not-a-token' }));
  expect(await assess('--kubeconfig', file)).toMatchObject({ code: 2, out: '', err: expect.stringMatching(/^breakwater: .+\n$/) });
});

it('names the context that is not there, and a server that does not answer', async () => {
  expect(await assess('--kubeconfig', cluster.kubeconfigPath, '--context', 'nope')).toMatchObject({ code: 2, err: expect.stringContaining('nope') });
  await cluster.killApiServer();
  const { code, err } = await assess('--kubeconfig', cluster.kubeconfigPath);
  expect({ code, lines: err.trimEnd().split('\n').length }).toEqual({ code: 2, lines: 1 });
});
