/** Anything sent to any route of the whole control plane gets an answer, and it is never a 500. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createClient } from '#contract/client.ts';
import { ROUTES, type Route } from '#contract/routes.ts';
import { createLogger } from './http/logging.ts';
import { type ControlPlane, startControlPlane } from './index.ts';

let dir: string;
let server: ControlPlane;
let token: string;
/** What exists: a call that names it gets deeper than one that does not. */
let known: { ids: string[]; cursor: string };

beforeAll(async () => {
  dir = mkdtempSync(join(tmpdir(), 'bw-fuzz-'));
  server = await startControlPlane({ dataDir: dir, host: '127.0.0.1', port: 0, sample: true, strict: true, log: createLogger('silent') });
  const headers = { 'content-type': 'application/json' };
  const signIn = await fetch(`${server.url}/api/v1/session`, { method: 'POST', headers, body: JSON.stringify({ name: 'admin', password: server.adminPassword }) });
  const cookie = signIn.headers.getSetCookie()[0]?.split(';', 1)[0] ?? '';
  const made = await fetch(`${server.url}/api/v1/tokens`, { method: 'POST', headers: { ...headers, cookie }, body: JSON.stringify({ name: 't', scopes: ['read', 'write', 'admin'] }) });
  token = ((await made.json()) as { secret: string }).secret;
  const client = createClient({ baseUrl: server.url, token });
  const first = { query: { limit: 1 } };
  const assessments = await client.call('listAssessments', first);
  const ids = [(await client.call('listEnvironments', first)).items[0]?.id, (await client.call('listPolicies', first)).items[0]?.id, (await client.call('listResources', first)).items[0]?.id, (await client.call('listAssignments', first)).items[0]?.id];
  known = { ids: ids.map((id) => id ?? ''), cursor: assessments.next ?? '' };
}, 60_000);
afterAll(async () => { await server.stop(); rmSync(dir, { recursive: true }); });

const SKIPPED = new Set(['signIn', 'signOut', 'deleteEnvironment', 'revokeToken']);

it('holds', { timeout: 120_000 }, async () => {
  const odd = fc.constantFrom("' or 1=1 --", '\u0000', '%_%', '*', '0', '-1', '1e5', '1001', '99999999999999999999', '../../etc/passwd', 'a/b');
  const id = fc.oneof(fc.constantFrom(...known.ids), odd, fc.string({ unit: 'grapheme', minLength: 1, maxLength: 250 }));
  const value = fc.oneof(fc.constantFrom(...known.ids, known.cursor, 'shop', 'true', 'unhealthy', 'high,low', 'Deployment', 'workload'), odd, fc.string({ maxLength: 300 }));
  const leaf = fc.oneof(fc.constantFrom<unknown>(...known.ids, 'breakwater-recommended', 'latest', 'deny', 'waiver', '9999-12-31T23:59:59Z', null, 'a: &a [*a]', 'apiVersion: v1\nkind: List\nitems: [1,{}]', 'apiVersion: v1\nkind: Pod\nmetadata: {name: x}'), odd, fc.jsonValue({ maxDepth: 2 }));
  const keys = fc.constantFrom('name', 'kind', 'files', 'scope', 'environment', 'effect', 'version', 'policy', 'labels', 'kubeconfig', 'initiative', 'namespace', 'reason', 'owner', 'expiresAt', 'context', '__proto__');
  const scope = fc.dictionary(keys, leaf, { maxKeys: 3 });
  const text = fc.oneof(leaf.map(String), fc.string());
  const name = fc.string({ minLength: 1, maxLength: 30 });
  const body = fc.oneof(
    fc.record({ kind: fc.constant('manifests'), name, files: fc.array(fc.record({ path: name, content: text }), { minLength: 1, maxLength: 3 }) }),
    fc.record({ kind: fc.constant('cluster'), name, kubeconfig: text }),
    fc.record({ initiative: leaf, version: leaf, scope, effect: leaf }, { requiredKeys: ['initiative', 'scope'] }),
    fc.record({ policy: leaf, scope, reason: fc.constantFrom('waiver', 'mitigated'), justification: fc.constant('because'), owner: name, approver: name, expiresAt: fc.oneof(fc.constant('9999-12-31T23:59:59Z'), leaf) }),
    fc.dictionary(keys, leaf, { maxKeys: 6 }),
  );
  const fields = fc.dictionary(fc.constantFrom('cursor', 'limit', 'environment', 'search', 'sort', 'status', 'namespace', 'severity', 'kind', 'category', 'policy', 'resource', 'exempt', 'initiative', 'unhealthy', 'state'), value, { maxKeys: 3 });
  const routes = Object.values<Route>(ROUTES).filter((route) => !SKIPPED.has(route.id));
  await fc.assert(fc.asyncProperty(fc.constantFrom(...routes), id, fields, body, async (route, one, query, json) => {
    const asked = new URLSearchParams(Object.entries(query).filter(([field]) => route.query !== undefined && field in route.query.shape));
    const path = route.path.replace(/:\w+/g, encodeURIComponent(one.toWellFormed()));
    const write = route.body === undefined ? {} : { body: JSON.stringify(json) };
    const response = await fetch(`${server.url}${path}?${asked.toString()}`, { method: route.method, headers: { authorization: `Bearer ${token}`, ...(route.body === undefined ? {} : { 'content-type': 'application/json' }) }, ...write });
    const answer = await response.text();
    expect([200, 201, 202, 204, 400, 404, 409], `${route.method} ${path}?${asked.toString()} ${write.body ?? ''}: ${answer.slice(0, 300)}`).toContain(response.status);
  }), { numRuns: 600 });
});
