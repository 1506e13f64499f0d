/**
 * A connection to Debian's docker-registry (`apt-get install docker-registry apache2-utils`) through everything that can
 * come between: a notification, a deletion, a registry that is down, a restart of the control plane, a password that changed.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { dpkg, ociImage, OS_RELEASE } from '#adapters/images/testing/image.ts';
import { tar } from '#adapters/images/testing/tar.ts';
import type { Answer, Client } from '#contract/client.ts';
import { type ControlPlane, startControlPlane } from '../../apps/control-plane/index.ts';
import { signIn, within } from './testing/api.ts';
import { INDEX, sha256, TestRegistry } from './testing/registry.ts';

const dataDir = mkdtempSync(join(tmpdir(), 'breakwater-connection-live-'));
let registry: TestRegistry;
let controlPlane: ControlPlane;
let client: Client;
let password = '';
let [id, token] = ['', ''];
const lines: string[] = [];

const image = (name: string) => ociImage([{ tar: tar({ name: 'etc/os-release', content: OS_RELEASE }, { name: 'var/lib/dpkg/status', content: dpkg(`${name}=1-1`) }) }]);
const get = (): Promise<Answer<'getRegistry'>> => client.call('getRegistry', { params: { id } });
const names = async (): Promise<string[]> => (await client.call('listImages', { query: { registry: id, limit: 100 } })).items.flatMap(({ references }) => references).filter((name) => name.startsWith(registry.host)).map((name) => name.slice(registry.host.length + 1)).sort();
const has = (...wanted: string[]) => async (): Promise<boolean> => JSON.stringify(await names()) === JSON.stringify(wanted);
const notifications = () => ({ url: `${controlPlane.url}/ingest/v1/registries/${id}/notifications`, headers: { authorization: `Bearer ${token}` } });

async function start(): Promise<void> {
  controlPlane = await startControlPlane({ dataDir, host: '127.0.0.1', port: 0, strict: true, log: pino({ level: 'info' }, { write: (line: string) => { lines.push(line); } }) });
  password ||= controlPlane.adminPassword ?? '';
  client = await signIn(controlPlane.url, password);
}

beforeAll(async () => {
  registry = await TestRegistry.start();
  await start();
  await registry.push('shop/cart', image('one'), '1.0');
  await registry.push('shop/cart', image('two'), '2.0');
  await registry.push('lab/x', image('lab'), 'latest');
  ({ id } = await client.call('createRegistry', { body: { name: 'live', url: `http://${registry.host}`, ...registry.credentials, filters: { include: ['shop/**'] } } }));
  token = (await client.call('createToken', { body: { name: 'registry', scopes: ['write'] } })).secret;
});
afterAll(async () => {
  await controlPlane?.stop();
  await registry?.stop();
  rmSync(dataDir, { recursive: true, force: true });
});

it('lists what there is', async () => {
  await within(10, 'listed', async () => (await get()).state === 'connected');
  expect(await names()).toEqual(['shop/cart:1.0', 'shop/cart:2.0']);
  expect(await get()).toMatchObject({ repositories: 1, images: 2, unread: [], reason: null });
});

it('is told of pushes, of images of several platforms too, and of deletions', async () => {
  await registry.restart({ notify: notifications() });
  await registry.push('lab/x', image('more'), '2');
  const pushed = image('three');
  await registry.push('shop/new/deep', pushed, '3.0');
  const seconds = await within(5, 'the push', has('shop/cart:1.0', 'shop/cart:2.0', 'shop/new/deep:3.0'));
  console.log(`notification: known ${seconds.toFixed(2)} s after the push`);
  const index = Buffer.from(JSON.stringify({ schemaVersion: 2, mediaType: INDEX, manifests: [{ mediaType: 'application/vnd.oci.image.manifest.v1+json', digest: sha256(pushed.manifest), size: pushed.manifest.length, platform: { os: 'linux', architecture: 'amd64' } }] }));
  await registry.send('PUT', '/v2/shop/new/deep/manifests/many', index, { 'content-type': INDEX });
  await within(5, 'the index', async () => (await names()).includes('shop/new/deep:many'));
  await registry.send('DELETE', `/v2/shop/new/deep/manifests/${sha256(pushed.manifest)}`, null);
  const gone = await within(5, 'the deletion', async () => !(await names()).includes('shop/new/deep:3.0'));
  console.log(`notification: forgotten ${gone.toFixed(2)} s after the deletion`);
  expect((await get()).lastNotificationAt).not.toBeNull();
});

it('sees by listing what it was not told of', async () => {
  await registry.restart({});
  await registry.push('shop/web', image('web'), '1');
  await registry.send('DELETE', `/v2/shop/cart/manifests/${sha256(image('one').manifest)}`, null);
  await client.call('syncRegistry', { params: { id } });
  await within(5, 'the listing', has('shop/cart:2.0', 'shop/new/deep:many', 'shop/web:1'));
});

it('keeps what is known while the registry is down, over a restart of the control plane as well', async () => {
  await registry.end();
  await client.call('syncRegistry', { params: { id } });
  await within(20, 'lost', async () => (await get()).state === 'notAssessed');
  const { reason, since } = await get();
  expect(reason).toMatch(/cannot be reached: connect ECONNREFUSED/);
  const before = await names();
  expect(before).toHaveLength(3);
  await controlPlane.stop();
  await start();
  expect(await names()).toEqual(before);
  expect(await get()).toMatchObject({ state: 'notAssessed', since });
  await registry.restart({ notify: notifications() });
  await client.call('syncRegistry', { params: { id } });
  await within(10, 'found again', async () => (await get()).state === 'connected');
  await registry.push('shop/web', image('web2'), '2');
  await within(5, 'followed again', async () => (await names()).includes('shop/web:2'));
});

it('says that the password no longer holds, within one listing, and takes the new one', async () => {
  const before = await names();
  registry.changePassword('battery staple');
  await registry.restart({});
  await client.call('syncRegistry', { params: { id } });
  await within(10, 'refused', async () => (await get()).state === 'notAssessed');
  expect((await get()).reason).toBe(`${registry.host} refuses /v2/: the credentials are not accepted`);
  expect(await names()).toEqual(before);
  await expect(client.call('updateRegistry', { params: { id }, body: { password: 'guess' } })).rejects.toThrow('the credentials are not accepted');
  await client.call('updateRegistry', { params: { id }, body: { password: 'battery staple' } });
  await within(10, 'connected again', async () => (await get()).state === 'connected');
  for (const secret of ['correct horse', 'battery staple', token]) expect(lines.join('')).not.toContain(secret);
});

it('is forgotten with its images', async () => {
  await client.call('deleteRegistry', { params: { id } });
  expect((await client.call('listImages', { query: { limit: 100 } })).total).toBe(0);
  await expect(get()).rejects.toThrow(`there is no registry ${id}`);
});
