import { describe, expect, expectTypeOf, it } from 'vitest';
import { ApiProblem, createClient, urlOf } from './client.ts';
import { styleNonce } from './console-page.ts';
import { PATHS } from './paths.ts';
import { ROUTES } from './routes.ts';
import type { Page, PolicyDetail, Recommendation } from './types.ts';

interface Seen { url: string; init: RequestInit }
function answering(response: Response | Error): { seen: Seen[]; fetch: typeof globalThis.fetch } {
  const seen: Seen[] = [];
  return { seen, fetch: async (url, init) => {
    seen.push({ url: String(url), init: init ?? {} });
    if (response instanceof Error) throw response;
    return response;
  } };
}
const json = (status: number, body: unknown, headers: Record<string, string> = {}) => new Response(JSON.stringify(body), { status, headers: { 'content-type': 'application/problem+json', ...headers } });

describe('client', () => {
  it('knows method and path of every route', () => {
    expect(PATHS).toEqual(Object.fromEntries(Object.entries(ROUTES).map(([id, route]) => [id, [route.method, route.path]])));
  });

  it('sends query, parameters and body, and answers what the route says', async () => {
    const { seen, fetch } = answering(json(200, { items: [], next: null, total: 0 }));
    const client = createClient({ baseUrl: 'https://b.example/', token: 'bw_1_2', fetch });
    const answer = await client.call('listRecommendations', { query: { environment: 'a&b', limit: 5, search: undefined } });
    expectTypeOf(answer).toEqualTypeOf<Page<Recommendation>>();
    expect(seen[0]?.url).toBe('https://b.example/api/v1/recommendations?environment=a%26b&limit=5');
    expect(seen[0]?.init).toMatchObject({ method: 'GET', credentials: 'same-origin', headers: { authorization: 'Bearer bw_1_2' } });
    expect(seen[0]?.init.body).toBeUndefined();
  });

  it('asks for exactly the arguments that a route has', async () => {
    const { seen, fetch } = answering(new Response(null, { status: 204 }));
    const client = createClient({ fetch });
    expectTypeOf(client.call<'getPolicy'>).returns.resolves.toEqualTypeOf<PolicyDetail>();
    // @ts-expect-error a parameter is missing
    const missing = () => client.call('getPolicy');
    // @ts-expect-error not a severity sort order
    const wrong = () => client.call('listRecommendations', { query: { sort: 'colour' } });
    expect([missing, wrong]).toHaveLength(2);
    expect(await client.call('changePassword', { body: { current: 'a', next: 'b' } })).toBeUndefined();
    expect(seen[0]).toMatchObject({ url: '/api/v1/session/password', init: { method: 'PUT', body: '{"current":"a","next":"b"}', headers: { 'content-type': 'application/json' } } });
    expect(await client.call('signOut')).toBeUndefined();
  });

  it('percent-encodes what goes into the path', () => {
    expect(urlOf('/api/v1/policies/:id', { params: { id: 'a/../b c' } })).toBe('/api/v1/policies/a%2F..%2Fb%20c');
  });

  it('throws the problem of an answer', async () => {
    const { fetch } = answering(json(429, { type: 'about:blank', title: 'Too many requests', status: 429, code: 'too-many-requests', detail: 'wait', errors: [{ path: 'name', message: 'no' }] }, { 'retry-after': '7' }));
    const problem = await createClient({ fetch }).call('overview').catch((error: unknown) => error);
    expect(problem).toBeInstanceOf(ApiProblem);
    expect(problem).toMatchObject({ status: 429, code: 'too-many-requests', message: 'wait', retryAfter: 7, errors: [{ path: 'name', message: 'no' }] });
  });

  it('says what happened where no answer came or it is not one of ours', async () => {
    const down = answering(new TypeError('fetch failed', { cause: new Error('connect ECONNREFUSED 127.0.0.1:1') }));
    await expect(createClient({ baseUrl: 'http://127.0.0.1:1', fetch: down.fetch }).call('overview')).rejects.toMatchObject({ status: 0, code: 'unreachable', message: 'no answer from http://127.0.0.1:1/api/v1/overview: connect ECONNREFUSED 127.0.0.1:1' });
    const page = answering(new Response('<html>', { status: 200 }));
    await expect(createClient({ fetch: page.fetch }).call('overview')).rejects.toMatchObject({ code: 'not-json' });
    const proxy = answering(new Response('bad gateway', { status: 502, headers: { 'content-type': 'text/plain' } }));
    await expect(createClient({ fetch: proxy.fetch }).call('overview')).rejects.toMatchObject({ status: 502, code: 'http', errors: [] });
  });

  it('lets an abort through as it is', async () => {
    const abort = new AbortController();
    abort.abort();
    await expect(createClient({ baseUrl: 'http://127.0.0.1:9' }).call('overview', { signal: abort.signal })).rejects.toMatchObject({ name: 'AbortError' });
  });
});

describe('console page', () => {
  it('reads the nonce where there is one', () => {
    expect(styleNonce({ querySelector: () => ({ nonce: 'abc' }) })).toBe('abc');
    expect(styleNonce({ querySelector: () => ({ nonce: '' }) })).toBeUndefined();
    expect(styleNonce({ querySelector: () => null })).toBeUndefined();
  });
});
