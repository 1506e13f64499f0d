/** What pods of a real API server run: known as nodes report it, assessed as not assessed while no registry is connected, gone with the pods. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Answer, Client } from '#contract/client.ts';
import type { TestCluster } from '../api-server/cluster.ts';
import { createPod, deletePod } from './helpers.ts';
import { within } from './testing/api.ts';
import { type Live, startLive } from './testing/control-plane.ts';

const POLICY = 'running-images-vulnerabilities';
const D = (digit: string): string => `sha256:${digit.repeat(64)}`;
let live: Live;
let cluster: TestCluster;
let client: Client;

beforeAll(async () => {
  live = await startLive();
  ({ cluster, client } = live);
});

afterAll(() => live?.stop());

const pod = (path: string): string => `/api/v1/namespaces/default/pods/cart${path}`;
/** Nothing here runs pods: the test says what a kubelet would. */
const report = (phase: string, ids: Readonly<Record<string, string>>): Promise<unknown> => {
  const statuses = (names: readonly string[]) => names.map((name) => ({ name, image: name, imageID: ids[name] ?? '', ready: false, restartCount: 0, state: {} }));
  return cluster.ok('PATCH', pod('/status'), { status: { phase, containerStatuses: statuses(['main']), initContainerStatuses: statuses(['prepare']), ephemeralContainerStatuses: statuses(['debug']) } });
};
const running = async (): Promise<Answer<'listImages'>['items']> => (await client.call('listImages', { query: { running: 'true', limit: 100 } })).items;
const row = async () => (await client.call('listAssessments', { query: { policy: POLICY, limit: 100 } })).items.find(({ resource }) => resource.name === 'cart');

test('images of all containers are known with what the node says, until the pod ends', async () => {
  const { id } = await client.call('createEnvironment', { body: { kind: 'cluster', name: 'live', kubeconfig: cluster.kubeconfig() } });
  await createPod(cluster, { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'cart' }, spec: { initContainers: [{ name: 'prepare', image: 'registry.example/base/prepare:1' }], containers: [{ name: 'main', image: 'registry.example/shop/cart:1' }] } });
  await cluster.ok('PATCH', pod('/ephemeralcontainers'), { spec: { ephemeralContainers: [{ name: 'debug', image: 'registry.example/tools/debug:1' }] } });
  const references = async () => (await running()).flatMap((image) => image.references).sort();
  const known = await within(30, 'all three images', async () => (await references()).length === 3);
  expect(await references()).toEqual(['registry.example/base/prepare:1', 'registry.example/shop/cart:1', 'registry.example/tools/debug:1']);
  expect((await running()).map(({ digest }) => digest)).toEqual([null, null, null]);

  await report('Running', { main: `registry.example/shop/cart@${D('a')}`, prepare: `docker-pullable://registry.example/base/prepare@${D('b')}`, debug: D('c') });
  const reported = await within(30, 'the digests', async () => (await running()).filter(({ digest }) => digest !== null).length === 2);
  expect((await running()).map((image) => [image.references[0], image.digest]).sort()).toEqual([['registry.example/base/prepare:1', D('b')], ['registry.example/shop/cart:1', D('a')], ['registry.example/tools/debug:1', null]]);
  await within(60, 'the assessment says why', async () => (await row())?.message.includes('not connected') ?? false);
  expect(await row()).toMatchObject({ status: 'notAssessed', environment: id });
  expect((await client.call('imageCoverage', { query: { environment: id } })).running).toBe(3);

  await report('Succeeded', {});
  const ended = await within(30, 'nothing runs', async () => (await running()).length === 0 && (await row()) === undefined);
  await deletePod(cluster, 'cart');
  console.log(`images after ${known.toFixed(2)} s, digests after ${reported.toFixed(2)} s, nothing left ${ended.toFixed(2)} s after the pod ended`);
});
