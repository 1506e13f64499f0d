/** The whole control plane: the sample through the real pipeline, restarts, and what it says when it cannot start. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ApiProblem, type Client, createClient } from '#contract/client.ts';
import { importFiles } from '../cli/advisories/store.ts';
import { type ControlPlane, type ControlPlaneOptions, isLoopbackHost, startControlPlane } from './index.ts';
import { createLogger } from './http/logging.ts';
import { readSample } from './sample.ts';

let dir: string;
let running: ControlPlane | null;
beforeEach(() => { dir = mkdtempSync(join(tmpdir(), 'bw-up-')); running = null; });
afterEach(async () => { await running?.stop(); rmSync(dir, { recursive: true }); });

const start = async (options: Partial<ControlPlaneOptions> = {}): Promise<ControlPlane> => {
  running = await startControlPlane({ dataDir: dir, host: '127.0.0.1', port: 0, strict: true, log: createLogger('silent'), ...options });
  return running;
};
/** A client that keeps its cookie, as a browser does. */
const signedIn = async (url: string, body: { code: string } | { name: string; password: string }): Promise<Client> => {
  let cookie = '';
  const client = createClient({ baseUrl: url, fetch: async (input, init) => {
    const response = await fetch(input, { ...init, headers: { ...(init?.headers as Record<string, string>), cookie } });
    cookie = response.headers.getSetCookie()[0]?.split(';', 1)[0] ?? cookie;
    return response;
  } });
  await client.call('signIn', { body });
  return client;
};

describe('control plane', () => {
  it('shows the sample, assessed, to whoever follows the welcome link; once', { timeout: 60_000 }, async () => {
    const server = await start({ sample: true });
    expect(server.adminPassword).toMatch(/^[\w-]{23}$/);
    const code = server.welcomeUrl?.split('/welcome#')[1] ?? '';
    const client = await signedIn(server.url, { code });
    expect(await client.call('whoAmI')).toMatchObject({ name: 'admin', mustChangePassword: false });
    await expect(client.call('signIn', { body: { code } })).rejects.toMatchObject({ status: 401 });
    const environments = await client.call('listEnvironments');
    expect(environments.items).toMatchObject([{ name: 'Sample shop', kind: 'manifests', sample: true, state: 'connected', workloads: 30, namespaces: 6 }]);
    const recommendations = await client.call('listRecommendations', { query: { status: 'unhealthy' } });
    expect(recommendations.total).toBeGreaterThan(10);
    const overview = await client.call('overview');
    expect(overview.score).toBeGreaterThan(0);
    expect(overview.coverage.reasons.length).toBeGreaterThan(0);
    await server.stop();
    const again = await start({ sample: true });
    expect(again.adminPassword).toBeNull();
    const later = await signedIn(again.url, { name: 'admin', password: server.adminPassword ?? '' });
    expect((await later.call('listEnvironments')).total).toBe(1);
    await later.call('deleteEnvironment', { params: { id: environments.items[0]?.id ?? '' } });
    expect((await later.call('listEnvironments')).total).toBe(0);
  });

  it('gives every route an answer that keeps the contract', { timeout: 60_000 }, async () => {
    const server = await start({ sample: true });
    const client = await signedIn(server.url, { name: 'admin', password: server.adminPassword ?? '' });
    const policy = (await client.call('listRecommendations', { query: { limit: 1 } })).items[0]?.policy ?? '';
    const resource = (await client.call('listResources', { query: { limit: 1 } })).items[0]?.id ?? '';
    const environment = (await client.call('listEnvironments')).items[0]?.id ?? '';
    expect(await client.call('getRecommendation', { params: { id: policy } })).toMatchObject({ policy });
    expect(await client.call('getPolicy', { params: { id: policy } })).toMatchObject({ id: policy });
    expect(await client.call('getResource', { params: { id: resource } })).toMatchObject({ id: resource });
    expect((await client.call('listAssessments', { query: { policy, limit: 5 } })).items[0]).toMatchObject({ policy });
    expect((await client.call('listNamespaces', { query: { environment } })).total).toBe(6);
    expect((await client.call('listInitiatives')).total).toBeGreaterThan(1);
    expect((await client.call('listAssignments')).total).toBeGreaterThan(0);
    const expiresAt = new Date(Date.now() + 3_600_000).toISOString();
    const scope = { environment };
    const exemption = await client.call('createExemption', { body: { policy, scope, reason: 'waiver', justification: 'a test', owner: 'ann', approver: 'bob', expiresAt } });
    expect(exemption).toMatchObject({ state: 'active', scope: { environment, namespace: null } });
    await client.call('revokeExemption', { params: { id: exemption.id } });
    await expect(client.call('createExemption', { body: { policy, scope, reason: 'waiver', justification: 'late', owner: 'ann', approver: 'bob', expiresAt: '2020-01-01T00:00:00Z' } })).rejects.toMatchObject({ status: 400, code: 'invalid' });
    await expect(client.call('createEnvironment', { body: { kind: 'cluster', name: 'c', kubeconfig: 'not: [a kubeconfig' } })).rejects.toMatchObject({ status: 400, code: 'invalid' });
    await expect(client.call('createEnvironment', { body: { kind: 'manifests', name: 'Sample shop', files: [{ path: 'a.yaml', content: '' }] } })).rejects.toMatchObject({ status: 409, code: 'conflict' });
  });

  it('assesses the images of the sample, and tells of a new advisory soon after it was imported', { timeout: 90_000 }, async () => {
    const server = await start({ sample: true });
    const client = await signedIn(server.url, { name: 'admin', password: server.adminPassword ?? '' });
    const coverage = await client.call('imageCoverage');
    expect(coverage).toMatchObject({ running: 31, assessed: 28, notAssessed: 3, advisories: { problem: null } });
    expect(coverage.reasons.every(({ reason }) => / is not connected$/.test(reason))).toBe(true);
    const [worst] = (await client.call('listImages', { query: { limit: 1 } })).items;
    expect(worst?.vulnerabilities?.critical).toBeGreaterThan(0);
    const { items: packages } = await client.call('listImagePackages', { params: { id: worst?.id ?? '' }, query: { vulnerable: 'false' } });
    const named = packages.find(({ ecosystem }) => ecosystem === 'Debian:12');
    const file = join(dir, 'new.json'), id = 'DEBIAN-CVE-2026-99999';
    writeFileSync(file, JSON.stringify({ id, modified: '2026-01-01T00:00:00Z', upstream: ['CVE-2026-99999'], affected: [{ package: { ecosystem: 'Debian:12', name: named?.name }, ranges: [{ type: 'ECOSYSTEM', events: [{ introduced: '0' }] }] }] }));
    const began = performance.now();
    await importFiles(join(dir, 'advisories.db'), [file], false);
    let found = (await client.call('listFindings', { query: { vulnerability: 'CVE-2026-99999' } })).total;
    while (found === 0 && performance.now() - began < 60_000) {
      await new Promise((resolve) => { setTimeout(resolve, 50); });
      found = (await client.call('listFindings', { query: { vulnerability: 'CVE-2026-99999', running: 'true' } })).total;
    }
    const took = performance.now() - began;
    console.log(`from the import of an advisory to the finding on ${found} running images in the API: ${(took / 1000).toFixed(1)} s (goal 60 s)`);
    expect(found).toBeGreaterThan(0);
    expect((await client.call('listImageEvents', { query: { limit: 1 } })).items[0]).toMatchObject({ cause: 'advisories', added: 1, vulnerabilities: ['CVE-2026-99999'] });
    const sample = (await client.call('listEnvironments')).items[0]?.id ?? '';
    await client.call('deleteEnvironment', { params: { id: sample } });
    let left = 1;
    for (let i = 0; i < 200 && left > 0; i++) { await new Promise((resolve) => { setTimeout(resolve, 50); }); left = (await client.call('listImages')).total; }
    expect(left).toBe(0);
  });

  it('keeps apart who sees only some environments', { timeout: 60_000 }, async () => {
    const server = await start({ sample: true });
    const admin = await signedIn(server.url, { name: 'admin', password: server.adminPassword ?? '' });
    const sample = (await admin.call('listEnvironments')).items[0]?.id ?? '';
    const pod = 'apiVersion: v1\nkind: Pod\nmetadata: {name: bare, namespace: own}\nspec: {containers: [{name: c, image: "x:latest", securityContext: {privileged: true}}]}';
    const own = await admin.call('createEnvironment', { body: { kind: 'manifests', name: 'own', files: [{ path: 'pod.yaml', content: pod }] } });
    const { secret } = await admin.call('createToken', { body: { name: 't', scopes: ['read', 'write'], environments: [own.id] } });
    const some = createClient({ baseUrl: server.url, token: secret });
    const statusOf = async (call: Promise<unknown>): Promise<number> => call.then(() => 200, (error: unknown) => (error instanceof ApiProblem ? error.status : -1));
    expect((await some.call('listEnvironments')).items.map(({ id }) => id)).toEqual([own.id]);
    for (const route of ['listResources', 'listAssessments'] as const) {
      const { items, total } = await some.call(route, { query: { limit: 1000 } });
      expect(items.map(({ environment }) => environment)).toEqual(Array(total).fill(own.id));
    }
    expect((await some.call('listRecommendations')).items.flatMap(({ environments }) => environments.map(({ id }) => id)).filter((id) => id !== own.id)).toEqual([]);
    const theirs = (await admin.call('listResources', { query: { environment: sample, limit: 1 } })).items[0]?.id ?? '';
    expect(await statusOf(some.call('getResource', { params: { id: theirs } }))).toBe(404);
    for (const id of [sample, 'nowhere']) {
      expect(await statusOf(some.call('getEnvironment', { params: { id } }))).toBe(404);
      expect(await statusOf(some.call('updateEnvironment', { params: { id }, body: { name: 'x' } }))).toBe(404);
      expect(await statusOf(some.call('deleteEnvironment', { params: { id } }))).toBe(404);
      expect(await statusOf(some.call('overview', { query: { environment: id } }))).toBe(403);
      expect(await statusOf(some.call('createAssignment', { body: { initiative: 'breakwater-recommended', scope: { environment: id } } }))).toBe(404);
    }
    expect(await statusOf(some.call('createAssignment', { body: { initiative: 'breakwater-recommended', scope: {} } }))).toBe(403);
    expect(await statusOf(some.call('createEnvironment', { body: { kind: 'manifests', name: 'more', files: [{ path: 'a.yaml', content: pod }] } }))).toBe(403);
    expect((await some.call('overview')).coverage.environments).toBe(1);
  });

  it('says in one line why it cannot start, and lets go of everything', async () => {
    const taken = createServer().listen(0, '127.0.0.1');
    await new Promise((resolve) => { taken.once('listening', resolve); });
    const { port } = taken.address() as { port: number };
    await expect(start({ port })).rejects.toMatchObject({ code: 'port-in-use', message: `port ${port} on 127.0.0.1 is in use by another program: stop it, or choose another with --port` });
    taken.close();
    await expect(start({ host: '192.0.2.1' })).rejects.toMatchObject({ code: 'address-unusable' });
    await expect(start({ tls: { cert: 'x', key: 'y' } })).rejects.toMatchObject({ code: 'tls-unusable' });
    const server = await start();
    expect([server.welcomeUrl, server.adminPassword]).toEqual([null, null]);
    await expect(startControlPlane({ dataDir: dir, host: '127.0.0.1', port: 0 })).rejects.toMatchObject({ code: 'data-dir-in-use' });
  });

  it('gives no welcome link to strangers', () => {
    expect(['127.0.0.1', '::1', 'localhost', '127.1.2.3'].map(isLoopbackHost)).toEqual([true, true, true, true]);
    expect(['0.0.0.0', '::', '10.0.0.1', '127.evil.example', 'example.org'].map(isLoopbackHost)).toEqual([false, false, false, false, false]);
  });
});

describe('sample', () => {
  it('is read in a stable order with its own paths', async () => {
    const files = await readSample();
    expect(files.map(({ path }) => path)).toEqual(files.map(({ path }) => path).sort());
    expect(files.find(({ path }) => path === 'checkout/cart.yaml')?.content).toContain('kind: Deployment');
    await expect(readSample(dir)).rejects.toMatchObject({ code: 'no-sample' });
  });
});
