/** What the server does with requests and answers of any kind: forgery, bodies, caching, compression, headers. */
import { brotliDecompressSync } from 'node:zlib';
import { request } from 'node:http';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ROUTES, type Route } from '#contract/routes.ts';
import { stubPosture } from '../testing/posture.ts';
import { type CallInit, startTestServer, type TestServer } from '../testing/server.ts';

let server: TestServer;
let cookie: string;
let token: string;
beforeAll(async () => {
  server = await startTestServer({ posture: { ...stubPosture(500), overview: () => { throw new Error('the password is hunter2'); }, getPolicy: () => ({ id: 'x' }) as never } });
  cookie = await server.signIn();
  token = await server.token(['read', 'write', 'admin']);
});
afterAll(async () => { await server.stop(); });

/** Node's own client: sends what fetch would not. */
const raw = (path: string, headers: Record<string, string>, method = 'GET', body?: string) => new Promise<{ status: number; headers: Record<string, unknown>; body: Buffer }>((resolve, reject) => {
  const call = request(`${server.url}${path}`, { method, headers }, (response) => {
    const parts: Buffer[] = [];
    response.on('data', (part: Buffer) => parts.push(part)).on('end', () => resolve({ status: response.statusCode ?? 0, headers: response.headers, body: Buffer.concat(parts) }));
  });
  call.on('error', reject).end(body);
});

describe('requests from other sites', () => {
  const post = async (headers: Record<string, string>, init: CallInit = { cookie }) => (await raw('/api/v1/assignments/a1', { ...(init.cookie === undefined ? {} : { cookie: init.cookie }), ...(init.token === undefined ? {} : { authorization: `Bearer ${init.token}` }), ...headers }, 'DELETE')).status;
  it('cannot use the cookie', async () => {
    const host = new URL(server.url).host;
    for (const site of ['cross-site', 'same-site', 'none']) expect(await post({ 'sec-fetch-site': site })).toBe(403);
    for (const origin of ['https://evil.example', 'null', `http://${host}.evil.example`, 'http://127.0.0.1:1']) expect([origin, await post({ origin })]).toEqual([origin, 403]);
    expect(await post({ 'sec-fetch-site': 'same-origin', origin: `http://${host}` })).toBe(204);
    expect(await post({ origin: `http://${host}` })).toBe(204);
    expect(await post({})).toBe(204);
  });
  it('may read nothing, and a token is no cookie', async () => {
    expect(await post({ 'sec-fetch-site': 'cross-site' }, { token })).toBe(204);
    expect((await raw('/api/v1/users', { cookie, origin: 'https://evil.example' })).headers).not.toHaveProperty('access-control-allow-origin');
  });
  it('cannot sign in for someone', async () => {
    const answer = await raw('/api/v1/session', { 'content-type': 'application/json', origin: 'https://evil.example' }, 'POST', JSON.stringify({ name: 'admin', password: server.password }));
    expect([answer.status, JSON.parse(answer.body.toString())]).toMatchObject([403, { code: 'cross-site' }]);
  });
  it('cannot send a form', async () => {
    for (const type of ['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data; boundary=x']) expect((await raw('/api/v1/session', { 'content-type': type }, 'POST', '{"name":"admin","password":"x"}')).status).toBe(415);
    expect((await raw('/api/v1/session', {}, 'POST', '{"name":"admin","password":"x"}')).status).toBe(415);
  });
});

describe('bodies and queries', () => {
  it('are refused with the fields that are wrong', async () => {
    const response = await server.fetch('/api/v1/exemptions', { method: 'POST', token, json: { policy: 'p', scope: { kind: 5 }, reason: 'because', justification: 'x', owner: 'o', expiresAt: 'soon' } });
    expect(response.headers.get('content-type')).toBe('application/problem+json; charset=utf-8');
    const problem = (await response.json()) as { errors: { path: string }[] };
    expect(problem).toMatchObject({ type: 'about:blank', title: 'Invalid request', status: 400, code: 'invalid', detail: expect.stringContaining('body field scope.kind: ') });
    expect(problem.errors.map(({ path }) => path)).toEqual(['scope.kind', 'reason', 'justification', 'approver', 'expiresAt']);
  });
  it('are refused with fields that nobody knows', async () => {
    expect(await (await server.fetch('/api/v1/resources?severty=high', { token })).json()).toMatchObject({ code: 'invalid', detail: expect.stringMatching(/^query field severty: unknown; known are cursor, limit, environment/) });
    expect(await (await server.fetch('/api/v1/assignments/a1', { method: 'PATCH', token, json: { effekt: 'deny' } })).json()).toMatchObject({ errors: [{ path: 'effekt', message: 'unknown field' }] });
    expect(await (await server.fetch('/api/v1/environments', { method: 'POST', token, json: { kind: 'cluster', name: 'x', kubeconfig: 'y', color: 1 } })).json()).toMatchObject({ errors: [{ path: 'color' }] });
  });
  it('are bounded, by route', async () => {
    const file = { path: 'a.yaml', content: 'x'.repeat(2 * 1024 * 1024) };
    expect((await server.fetch('/api/v1/exemptions', { method: 'POST', token, json: { policy: 'x'.repeat(2 * 1024 * 1024) } })).status).toBe(413);
    expect((await server.fetch('/api/v1/session', { method: 'POST', json: { name: 'a', password: 'x'.repeat(20_000) } })).status).toBe(413);
    expect((await server.fetch('/api/v1/environments', { method: 'POST', token, json: { kind: 'manifests', name: 'x', files: [file, file, file] } })).status).toBe(201);
    expect(await (await server.fetch('/api/v1/users', { method: 'POST', token, body: '{', headers: { 'content-type': 'application/json' } })).json()).toMatchObject({ status: 400, code: 'invalid' });
  });
  it('never bring the server down, whatever they hold', async () => {
    const bodies = Object.values<Route>(ROUTES).filter((route) => route.body !== undefined);
    const keys = fc.constantFrom('name', 'password', 'code', 'kind', 'files', 'scope', 'environment', 'role', 'disabled', 'environments', 'scopes', 'expiresInDays', 'expiresAt', 'effect', 'version', 'policy', '__proto__', 'constructor', 'labels', 'path', 'content', 'kubeconfig');
    const value = fc.letrec((tie) => ({ any: fc.oneof({ depthSize: 'small' }, fc.constantFrom<unknown>('manifests', 'cluster', 'admin', 'audit', 'waiver', 'read', null, -1, 1e308, 'x'.repeat(300), '\u0000', '\ud800'), fc.jsonValue(), fc.array(tie('any'), { maxLength: 4 }), fc.dictionary(keys, tie('any'), { maxKeys: 8 })) })).any;
    await fc.assert(fc.asyncProperty(fc.constantFrom(...bodies), fc.oneof(fc.dictionary(keys, value, { maxKeys: 8 }), value), async (route, body) => {
      const init = route.scope === null ? {} : { token };
      const text = JSON.stringify(body) ?? 'null';
      const response = await server.fetch(route.path.replace(/:\w+/g, 'a1'), { method: route.method, ...init, body: text, headers: { 'content-type': 'application/json' } });
      expect([200, 201, 202, 204, 400, 401, 404, 409, 429], `${route.id} ${text}: ${await response.text()}`).toContain(response.status);
    }), { numRuns: 400 });
  });
  it('nor does a query or path', async () => {
    const gets = Object.values<Route>(ROUTES).filter((route) => route.method === 'GET' && !['overview', 'getPolicy'].includes(route.id));
    await fc.assert(fc.asyncProperty(fc.constantFrom(...gets), fc.string({ unit: 'grapheme', minLength: 1, maxLength: 300 }), fc.dictionary(fc.constantFrom('cursor', 'limit', 'environment', 'search', 'sort', 'status', 'namespace'), fc.string({ maxLength: 600 }), { maxKeys: 4 }), async (route, id, query) => {
      const response = await server.fetch(`${route.path.replace(/:\w+/g, encodeURIComponent(id.toWellFormed()))}?${new URLSearchParams(query).toString()}`, { token });
      expect([200, 400, 404], `${route.id}: ${await response.text()}`).toContain(response.status);
    }), { numRuns: 300 });
  });
});

describe('answers', () => {
  it('hold only what the contract names', async () => {
    const { items } = (await (await server.fetch('/api/v1/resources', { token })).json()) as { items: object[] };
    expect(items[0]).not.toHaveProperty('internal');
  });
  it('of a broken handler say nothing of the reason; the log has it under the request id', async () => {
    const response = await server.fetch('/api/v1/overview', { token });
    const text = await response.text();
    expect([response.status, JSON.parse(text)]).toMatchObject([500, { code: 'internal' }]);
    expect(text).not.toContain('hunter2');
    expect(server.logs.some((line) => line.includes('hunter2') && line.includes(response.headers.get('x-request-id') ?? '?'))).toBe(true);
    expect((await server.fetch('/api/v1/policies/x', { token })).status, 'an answer that breaks the contract, in strict mode').toBe(500);
  });
  it('have an ETag, and are not sent twice', async () => {
    const first = await server.fetch('/api/v1/resources', { token });
    const tag = first.headers.get('etag') ?? '';
    expect([tag, first.headers.get('cache-control'), first.headers.get('vary')]).toEqual([expect.stringMatching(/^W\/"[\w-]+"$/), 'private, no-cache', expect.stringMatching(/Authorization, Cookie/)]);
    const again = await server.fetch('/api/v1/resources', { token, headers: { 'if-none-match': `"other", ${tag}` } });
    expect([again.status, await again.text(), again.headers.get('etag')]).toEqual([304, '', tag]);
    expect((await server.fetch('/api/v1/resources?limit=2', { token, headers: { 'if-none-match': tag } })).status).toBe(200);
    expect((await server.fetch('/api/v1/users', { token })).headers.get('etag')).toBeNull();
  });
  it('are compressed where they are large and hold no secret', async () => {
    const headers = { authorization: `Bearer ${token}`, 'accept-encoding': 'br, gzip' };
    const large = await raw('/api/v1/resources?limit=1000', headers);
    expect(large.headers['content-encoding']).toBe('br');
    expect(JSON.parse(brotliDecompressSync(large.body).toString())).toMatchObject({ total: 500 });
    expect((await raw('/api/v1/resources?limit=1', headers)).headers['content-encoding']).toBeUndefined();
    for (let i = 0; i < 12; i++) await server.token(['read']);
    const tokens = await raw('/api/v1/tokens', headers);
    expect(tokens.body.length).toBeGreaterThan(1024);
    expect(tokens.headers['content-encoding']).toBeUndefined();
  });
  it('carry the headers that browsers need to be careful', async () => {
    const { headers } = await server.fetch('/api/v1/resources', { token });
    expect(Object.fromEntries(['content-security-policy', 'x-content-type-options', 'x-frame-options', 'referrer-policy', 'cross-origin-resource-policy', 'strict-transport-security', 'x-powered-by', 'server'].map((name) => [name, headers.get(name)]))).toEqual({
      'content-security-policy': "default-src 'none';frame-ancestors 'none'", 'x-content-type-options': 'nosniff', 'x-frame-options': 'DENY', 'referrer-policy': 'no-referrer', 'cross-origin-resource-policy': 'same-origin', 'strict-transport-security': null, 'x-powered-by': null, 'server': null,
    });
  });
});

describe('state', () => {
  it('is told by health and readiness without credentials', async () => {
    expect(await (await server.fetch('/healthz')).json()).toEqual({ status: 'ok' });
    expect(await (await server.fetch('/readyz')).json()).toEqual({ status: 'ready' });
    const broken = await startTestServer({ ready: () => Promise.reject(new Error('disk I/O error')) });
    const response = await broken.fetch('/readyz');
    expect([response.status, await response.json()]).toEqual([503, { status: 'not ready' }]);
    expect((await broken.fetch('/healthz')).status).toBe(200);
    await broken.stop();
  });
  it('is counted for Prometheus by route, never by URL', async () => {
    await server.fetch('/api/v1/policies/some-name-of-a-policy', { token });
    const text = await (await server.fetch('/metrics', { token })).text();
    for (const line of ['breakwater_environments{state="connected"} 2', 'breakwater_objects 7', 'breakwater_assessments{status="healthy"} 3', 'breakwater_assessments{status="notAssessed"} 0', 'breakwater_evaluated_objects_total 11', 'breakwater_evaluation_seconds_total 0.5']) expect(text).toContain(line);
    expect(text).toMatch(/breakwater_http_request_seconds_count\{method="GET",route="getPolicy",status="500"\} \d/);
    expect(text).toMatch(/nodejs_eventloop_lag_p99_seconds/);
    expect(text).not.toContain('some-name-of-a-policy');
  });
});
