/**
 * A registry that a running control plane is connected to, with credentials: what is pushed after that is found, read and
 * compared with advisories, told by a notification or found by schedule; what is deleted disappears.
 */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Answer, Client } from '#contract/client.ts';
import { messageOf } from '#core/result.ts';
import { importFiles } from '../../apps/cli/advisories/store.ts';
import { type ControlPlane, startControlPlane } from '../../apps/control-plane/index.ts';
import { type BuiltImage, ensureImages } from '../images/build.ts';
import { sideBySide } from '../images/compare.ts';
import { expectedFindings, type Offered, offeredBySecurity, recordsOf } from '../images/security.ts';
import { signIn, within } from './testing/api.ts';
import { TestRegistry } from './testing/registry.ts';

const SECONDS = 60;
const folder = mkdtempSync(join(tmpdir(), 'breakwater-connected-live-')), dataDir = join(folder, 'data'), database = join(dataDir, 'advisories.db');
let images: ReadonlyMap<string, BuiltImage>, offered: Offered, controlPlane: ControlPlane, client: Client;
const registries: TestRegistry[] = [];

type Row = Answer<'listImages'>['items'][number];

beforeAll(async () => {
  images = await ensureImages();
  offered = await offeredBySecurity(join(process.env['XDG_CACHE_HOME'] || join(homedir(), '.cache'), 'breakwater/images/security'));
  mkdirSync(dataDir, { mode: 0o700 });
  await advise('security', recordsOf(offered));
  controlPlane = await startControlPlane({ dataDir, host: '127.0.0.1', port: 0, strict: true, log: pino({ level: 'warn' }) });
  client = await signIn(controlPlane.url, controlPlane.adminPassword ?? '');
}, 900_000);

afterAll(async () => {
  await controlPlane?.stop();
  for (const registry of registries) await registry.stop();
  rmSync(folder, { recursive: true, force: true });
});

/** Advisories as `breakwater advisories import` takes them. */
async function advise(name: string, records: string): Promise<void> {
  const file = join(folder, `${name}.ndjson`);
  writeFileSync(file, records);
  expect((await importFiles(database, [file], false)).failed).toEqual([]);
}

async function connect(name: string, scheduleMinutes: number): Promise<{ readonly registry: TestRegistry; readonly id: string }> {
  const registry = await TestRegistry.start();
  registries.push(registry);
  const { id } = await client.call('createRegistry', { body: { name, url: registry.host, ...registry.credentials, plainHttp: true, scheduleMinutes } });
  await within(SECONDS, `${name} is connected`, async () => (await client.call('getRegistry', { params: { id } })).state === 'connected');
  return { registry, id };
}

async function rowOf(registry: string, digest: string): Promise<Row | undefined> {
  return (await client.call('listImages', { query: { registry, limit: 100 } })).items.find((row) => row.digest === digest);
}

/** The image, once it is assessed; how many seconds that took goes to the log. */
async function assessed(registry: string, digest: string, how: string): Promise<Row> {
  const state = async (): Promise<string> => {
    const row = await rowOf(registry, digest);
    return row === undefined ? 'not found' : `${row.state} ${row.reason ?? ''}`.trim();
  };
  const seconds = await within(SECONDS, `${how}: assessed`, async () => await state() === 'assessed', 200).catch(async (error: unknown) => { throw new Error(`${messageOf(error)}: it is ${await state()}, of ${JSON.stringify(await client.call('getRegistry', { params: { id: registry } }))}`); });
  console.log(`${how}: assessed ${seconds.toFixed(1)} s after the push`);
  return (await rowOf(registry, digest))!;
}

async function all<T>(page: (cursor: string | undefined) => Promise<{ readonly items: readonly T[]; readonly next: string | null }>): Promise<T[]> {
  const items: T[] = [];
  for (let cursor: string | undefined; ;) {
    const answer = await page(cursor);
    items.push(...answer.items);
    if (answer.next === null) return items;
    cursor = answer.next;
  }
}

/** Findings of an image as `package record fixed` lines. */
async function findingsOf(image: string): Promise<readonly string[]> {
  const findings = await all((cursor) => client.call('listFindings', { query: { image, limit: 100, ...(cursor === undefined ? {} : { cursor }) } }));
  return findings.map((each) => `${each.package.name} ${each.vulnerability} ${each.fixed}`).sort();
}

/** Connected, and telling of what is pushed and deleted. The next listing is a day away. */
async function connectTelling(name: string): Promise<{ readonly registry: TestRegistry; readonly id: string }> {
  const { registry, id } = await connect(name, 1440);
  const { secret } = await client.call('createToken', { body: { name, scopes: ['write'] } });
  await registry.restart({ notify: { url: `${controlPlane.url}/ingest/v1/registries/${id}/notifications`, headers: { authorization: `Bearer ${secret}` } } });
  return { registry, id };
}

it('is told of deletions', async () => {
  const { registry, id } = await connectTelling('deleting');
  const digest = await registry.pushLayout('base/rpm', images.get('rpm-ndb')!.layout, '9');
  await assessed(id, digest, 'notification');
  await registry.send('DELETE', `/v2/base/rpm/manifests/${digest}`, null);
  console.log(`deletion: gone ${(await within(SECONDS, 'gone', async () => await rowOf(id, digest) === undefined, 200)).toFixed(1)} s after it`);
}, 3 * SECONDS * 1000);

it('is told of a push: packages and findings are in the API in time, and new advisories reach what runs', async () => {
  const { registry, id } = await connectTelling('telling'), image = images.get('shop')!;
  const digest = await registry.pushLayout('shop/orders', image.layout, '5.11.0');
  const row = await assessed(id, digest, 'notification');
  expect(row).toMatchObject({ reference: `${registry.host}/shop/orders:5.11.0`, running: false, operatingSystem: expect.stringContaining('Debian') as string });

  // All of it was read; that there are no advisories about its other packages is said.
  const { unread } = await client.call('getImage', { params: { id: row.id } });
  expect(unread.filter(({ reason }) => !/: (?:the advisory database has nothing about |its version is not known)/.test(reason))).toEqual([]);
  expect(await findingsOf(row.id)).toEqual(await expectedFindings(image.truth['dpkg-source']!, offered));
  const packages = await all((cursor) => client.call('listImagePackages', { params: { id: row.id }, query: { limit: 100, ...(cursor === undefined ? {} : { cursor }) } }));
  const { expected } = sideBySide(image.truth, { artifact: { digest }, packages: [], vulnerabilities: [] });
  expect([...new Set(packages.map(({ name, version }) => `${name} ${version}`))].sort()).toEqual([...new Set(Object.values(expected).flat())].sort());

  const pod = `apiVersion: v1\nkind: Pod\nmetadata: {name: orders, namespace: shop}\nspec: {containers: [{name: main, image: "${registry.host}/shop/orders:5.11.0"}]}\n`;
  await client.call('createEnvironment', { body: { kind: 'manifests', name: 'shop', files: [{ path: 'pod.yaml', content: pod }] } });
  await within(SECONDS, 'runs', async () => (await rowOf(id, digest))?.running === true);
  await advise('log4j', `${JSON.stringify({ id: 'NEW-1', modified: '2024-02-01T00:00:00Z', aliases: ['CVE-2021-44228'], affected: [{ package: { ecosystem: 'Maven', name: 'org.apache.logging.log4j:log4j-core' }, ranges: [{ type: 'ECOSYSTEM', events: [{ introduced: '2.13.0' }, { fixed: '2.15.0' }] }] }], database_specific: { severity: 'CRITICAL' } })}\n`);
  const seconds = await within(SECONDS, 'the new advisory', async () => (await client.call('listFindings', { query: { running: 'true', vulnerability: 'CVE-2021-44228' } })).total === 1, 200);
  console.log(`new advisory: on a running image ${seconds.toFixed(1)} s after its import`);
}, 4 * SECONDS * 1000);

it('finds a push by schedule', async () => {
  const { registry, id } = await connect('listed', 1), image = images.get('debian')!;
  // Pushed when less than the time that is allowed is left, and more than nothing.
  await within(2 * SECONDS, 'near the next listing', async () => {
    const { nextSyncAt } = await client.call('getRegistry', { params: { id } });
    const left = Date.parse(nextSyncAt ?? '') - Date.now();
    return left > 2000 && left < 45_000;
  });
  const digest = await registry.pushLayout('base/debian', image.layout, 'bookworm');
  const row = await assessed(id, digest, 'schedule');
  expect(await findingsOf(row.id)).toEqual(await expectedFindings(image.truth['dpkg-source']!, offered));
}, 4 * SECONDS * 1000);

it('refuses credentials that the registry does not take', async () => {
  const registry = await TestRegistry.start();
  registries.push(registry);
  await expect(client.call('createRegistry', { body: { name: 'wrong', url: registry.host, username: 'scanner', password: 'nonsense', plainHttp: true } })).rejects.toThrow('the credentials are not accepted');
});
