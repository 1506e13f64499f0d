/** Walks the OpenAPI document: what is in it is what answers, and nobody gets in without credentials and scope. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { buildOpenApi } from '#contract/openapi.ts';
import { ROUTES } from '#contract/routes.ts';
import { type CallInit, startTestServer, type TestServer } from '../testing/server.ts';

interface Operation { operationId: string; security?: unknown[]; 'x-scope'?: 'read' | 'write' | 'admin'; requestBody?: unknown; responses: Record<string, unknown> }
const operations = Object.entries(buildOpenApi('x').paths).flatMap(([path, item]) => Object.entries(item).map(([method, operation]) => ({ path, method: method.toUpperCase(), operation: operation as unknown as Operation })));
const named = operations.map((each) => [`${each.method} ${each.path}`, each] as const);
const OPEN = ['signIn', 'health', 'readiness'];
const below = { read: [], write: ['read'], admin: ['read', 'write'] } as const;

let server: TestServer;
let tokens: Record<string, string>;
beforeAll(async () => {
  server = await startTestServer();
  tokens = { none: await server.token(['write']), read: await server.token(['read']), write: await server.token(['read', 'write']), admin: await server.token(['read', 'write', 'admin']) };
});
afterAll(async () => { await server.stop(); });

const call = async (each: (typeof operations)[number], init: CallInit = {}) => {
  const abort = new AbortController();
  const json = each.operation.requestBody === undefined ? {} : { json: {} };
  const response = await server.fetch(each.path.replace(/\{\w+\}/g, 'a1'), { method: each.method, signal: abort.signal, ...json, ...init });
  const stream = response.headers.get('content-type')?.startsWith('text/event-stream') === true;
  const text = stream ? '' : await response.text();
  abort.abort();
  return { status: response.status, headers: response.headers, problem: response.headers.get('content-type')?.startsWith('application/problem+json') === true ? (JSON.parse(text) as { code: string; status: number }) : null };
};

describe('every operation of the document', () => {
  it('is served, and is open only where it must be', () => {
    expect(operations.map(({ operation }) => operation.operationId).sort()).toEqual([...Object.keys(ROUTES), 'events', 'openapi', 'metrics', 'health', 'readiness'].sort());
    expect(operations.filter(({ operation }) => operation.security?.length === 0).map(({ operation }) => operation.operationId).sort()).toEqual([...OPEN].sort());
  });

  it.each(named)('%s answers 401 without credentials', async (_name, each) => {
    if (OPEN.includes(each.operation.operationId)) {
      expect((await call(each)).status).toBe(each.operation.operationId === 'signIn' ? 400 : 200);
      return;
    }
    for (const init of [{}, { token: 'bw_0123456789abcdef_wrong' }, { token: tokens['admin']?.slice(0, -1) ?? '' }, { cookie: 'breakwater=wrong' }, { headers: { authorization: 'Basic YWRtaW46YWRtaW4=' } }]) {
      const answer = await call(each, init);
      expect([answer.status, answer.problem?.code, answer.problem?.status]).toEqual([401, 'unauthenticated', 401]);
      expect(answer.headers.get('www-authenticate')).toContain('Bearer');
    }
    expect(each.operation.responses).toHaveProperty('401');
  });

  it.each(named.filter(([, each]) => each.operation['x-scope'] !== undefined))('%s answers 403 without its scope', async (_name, each) => {
    const scope = each.operation['x-scope'] ?? 'read';
    for (const lesser of scope === 'read' ? ['none'] : below[scope]) {
      const answer = await call(each, { token: tokens[lesser] ?? '' });
      expect([answer.status, answer.problem?.code]).toEqual([403, 'forbidden']);
    }
    const let_in = await call(each, { token: tokens[scope] ?? '' });
    expect([401, 403, 405, 500], `${each.method} ${each.path} with scope ${scope}`).not.toContain(let_in.status);
    expect(each.operation.responses).toHaveProperty('403');
  });
});

describe('environments out of view', () => {
  it('cannot be asked for, whether they exist or not', async () => {
    const token = await server.token(['read', 'write'], ['shop']);
    const withFilter = operations.filter(({ operation }) => (operation as { parameters?: { name: string; in: string }[] }).parameters?.some((field) => field.name === 'environment' && field.in === 'query') === true);
    expect(withFilter.length).toBeGreaterThanOrEqual(6);
    for (const each of withFilter) {
      const path = each.path.replace(/\{\w+\}/g, 'a1');
      for (const [environment, status] of [['bank', 403], ['nowhere', 403], ['shop', 200]] as const) expect([path, (await server.fetch(`${path}?environment=${environment}`, { token })).status]).toEqual([path, status]);
    }
    expect((await server.fetch('/api/v1/environments/bank', { token })).status).toBe(404);
    expect((await server.fetch('/api/v1/environments/shop', { token })).status).toBe(200);
    expect(await (await server.fetch('/api/v1/environments', { token })).json()).toMatchObject({ total: 1 });
    expect((await server.fetch('/metrics', { token })).status).toBe(403);
  });
});

describe('what is not there', () => {
  it.each(['/api', '/api/', '/api/v2', '/api/v1/nothing', '/ingest/v1/events', '/api/v1/users/a/b'])('%s says 401 to strangers and 404 to others', async (path) => {
    for (const method of ['GET', 'POST', 'DELETE', 'OPTIONS']) expect([method, (await server.fetch(path, { method })).status]).toEqual([method, 401]);
    const answer = await server.fetch(path, { token: tokens['read'] ?? '' });
    expect([answer.status, await answer.json()]).toMatchObject([404, { code: 'not-found' }]);
  });

  it('says 405 with what is allowed', async () => {
    const answer = await server.fetch('/api/v1/users/a', { method: 'PUT', token: tokens['admin'] ?? '' });
    expect([answer.status, answer.headers.get('allow'), await answer.json()]).toMatchObject([405, 'DELETE, PATCH', { code: 'method-not-allowed', detail: '/api/v1/users/a takes DELETE, PATCH' }]);
    expect((await server.fetch('/api/openapi.json', { method: 'DELETE', token: tokens['admin'] ?? '' })).headers.get('allow')).toBe('GET, HEAD');
    expect((await server.fetch('/api/v1/users/a', { method: 'PUT' })).status).toBe(401);
  });
});
