/** The whole control plane against a real API server: what changes in the cluster shows in the API, and what cannot be seen is said. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Answer, Client } from '#contract/client.ts';
import type { TestCluster } from '../api-server/cluster.ts';
import { startFaultProxy } from '../faults/proxy.ts';
import { createPod, deletePod, privilegedPod } from './helpers.ts';
import { within } from './testing/api.ts';
import { type Live, startLive } from './testing/control-plane.ts';

let live: Live;
let cluster: TestCluster;
let client: Client;

beforeAll(async () => {
  live = await startLive();
  ({ cluster, client } = live);
});

afterAll(() => live?.stop());

type Row = Answer<'listAssessments'>['items'][number];
const rowsOf = async (environment: string, name: string): Promise<Row[]> =>
  (await client.call('listAssessments', { query: { environment, search: name, limit: 1000 } })).items.filter((row) => row.resource.name === name);
const unhealthy = async (environment: string, name: string): Promise<boolean> =>
  (await rowsOf(environment, name)).some((row) => row.policy === 'privileged-containers' && row.status === 'unhealthy');
const stateOf = async (id: string): Promise<Answer<'getEnvironment'>> => client.call('getEnvironment', { params: { id } });

async function connect(name: string, kubeconfig: string): Promise<string> {
  const { id } = await client.call('createEnvironment', { body: { kind: 'cluster', name, kubeconfig } });
  await within(30, `${name} is connected and assessed`, async () => {
    const { state, lastAssessedAt } = await stateOf(id);
    return state === 'connected' && lastAssessedAt !== null;
  });
  return id;
}

describe('a connected cluster', () => {
  test('a privileged pod shows as unhealthy within 5 s, and deleting it clears it', async () => {
    const id = await connect('live', cluster.kubeconfig());
    await createPod(cluster, privilegedPod('breaks-out'));
    const shown = await within(5, 'unhealthy', () => unhealthy(id, 'breaks-out'));
    await deletePod(cluster, 'breaks-out');
    const gone = await within(5, 'gone', async () => (await rowsOf(id, 'breaks-out')).length === 0);
    console.log(`unhealthy after ${shown.toFixed(2)} s, gone after ${gone.toFixed(2)} s`);
    await client.call('deleteEnvironment', { params: { id } });
  });

  test('the API server restarted: state converges to what changed meanwhile', async () => {
    const id = await connect('restarted', cluster.kubeconfig());
    await createPod(cluster, privilegedPod('before-restart'));
    await within(5, 'before', () => unhealthy(id, 'before-restart'));
    await cluster.restartApiServer();
    await deletePod(cluster, 'before-restart');
    await createPod(cluster, privilegedPod('after-restart'));
    const seconds = await within(60, 'converged', async () => await unhealthy(id, 'after-restart') && (await rowsOf(id, 'before-restart')).length === 0 && (await stateOf(id)).state === 'connected');
    console.log(`converged ${seconds.toFixed(2)} s after the API server was back`);
    await deletePod(cluster, 'after-restart');
    await client.call('deleteEnvironment', { params: { id } });
  });

  test('the watch cut and refused for a while: state converges', async () => {
    const proxy = await startFaultProxy(cluster.port);
    const id = await connect('cut', cluster.kubeconfig({ server: `https://127.0.0.1:${proxy.port}` }));
    proxy.set('refuse');
    proxy.cut();
    await createPod(cluster, privilegedPod('while-cut'));
    await within(30, 'not assessed', async () => (await stateOf(id)).state === 'notAssessed');
    proxy.set('pass');
    const seconds = await within(60, 'converged', async () => await unhealthy(id, 'while-cut') && (await stateOf(id)).state === 'connected');
    console.log(`converged ${seconds.toFixed(2)} s after the network was back`);
    await deletePod(cluster, 'while-cut');
    await client.call('deleteEnvironment', { params: { id } });
    await proxy.close();
  });

  test('a revoked credential: not assessed since when, and nothing of it counts as healthy', async () => {
    const reader = await cluster.createReader('live-reader');
    const began = Date.now();
    const id = await connect('revoked', cluster.kubeconfig({ token: reader.token }));
    await within(20, 'healthy rows', async () => (await client.call('listAssessments', { query: { environment: id, status: 'healthy' } })).total > 0);
    await reader.revoke();
    const seconds = await within(60, 'not assessed', async () => (await stateOf(id)).state === 'notAssessed');
    const { since, reason } = await stateOf(id);
    console.log(`not assessed ${seconds.toFixed(1)} s after the credential was revoked: ${reason}`);
    expect(Date.parse(since)).toBeGreaterThan(began);
    expect(reason).toMatch(/credential|token|401|[Uu]nauthorized/);
    expect((await client.call('listAssessments', { query: { environment: id, status: 'healthy' } })).total).toBe(0);
    expect((await client.call('listAssessments', { query: { environment: id, status: 'notAssessed' } })).total).toBeGreaterThan(0);
    const overview = await client.call('overview', { query: { environment: id } });
    expect(overview.coverage.environmentsNotAssessed).toBe(1);
    expect(overview.counts.healthy).toBe(0);
    const renewed = await cluster.createReader('live-reader-2');
    await client.call('updateEnvironment', { params: { id }, body: { kubeconfig: cluster.kubeconfig({ token: renewed.token }) } });
    await within(30, 'connected again', async () => (await stateOf(id)).state === 'connected');
    await within(20, 'healthy rows', async () => (await client.call('listAssessments', { query: { environment: id, status: 'healthy' } })).total > 0);
    await client.call('deleteEnvironment', { params: { id } });
  });
});
