import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Page, Registry } from '#contract/types.ts';
import { FILTERS, Harness } from '#pipeline/registries/testing/harness.ts';
import { startTestServer, type TestServer } from '../testing/server.ts';
import { registryHandlers } from './handlers.ts';

let server: TestServer;
let h: Harness;
let [write, read, some] = ['', '', ''];
beforeAll(async () => {
  h = await new Harness().open();
  server = await startTestServer({ registries: registryHandlers({ registries: h.registries, intake: h.intake }) });
  write = await server.token(['read', 'write']);
  read = await server.token(['read']);
  some = await server.token(['read', 'write'], ['shop']);
});
afterAll(async () => { await server.stop(); await h.end(); });

const call = async (method: string, path: string, json?: unknown, token = write): Promise<{ readonly status: number; readonly body: unknown }> => {
  const response = await server.fetch(path, { method, token, ...(json === undefined ? {} : { json }) });
  return { status: response.status, body: response.status === 204 ? null : await response.json() };
};
const input = (change: object = {}) => ({ name: 'shop', url: `http://${h.registry.host}`, username: 'scanner', password: 'secret', filters: { include: ['shop/**'] }, ...change });

describe('registries over HTTP', () => {
  let id = '';

  it('are refused when they cannot be used', async () => {
    expect(await call('POST', '/api/v1/registries', input({ password: 'wrong' }))).toMatchObject({ status: 400, body: { code: 'invalid', detail: `${h.registry.host} refuses /v2/: the credentials are not accepted` } });
    expect(await call('POST', '/api/v1/registries', input({ url: 'x.example/path' }))).toMatchObject({ status: 400, body: { code: 'invalid' } });
    expect(await call('POST', '/api/v1/registries', input({ filters: { includes: ['shop/**'] } })), 'a misspelt filter is not none').toMatchObject({ status: 400, body: { code: 'invalid', detail: expect.stringMatching(/includes/) as string } });
    expect(await call('GET', '/api/v1/registries')).toMatchObject({ body: { total: 0 } });
  });

  it('are connected, listed and shown without their password', async () => {
    h.registry.push('shop/cart', '1', 'one');
    const { status, body } = await call('POST', '/api/v1/registries', input());
    expect(status).toBe(201);
    expect(body).toMatchObject({ name: 'shop', url: h.registry.host, username: 'scanner', plainHttp: true, state: 'connecting', filters: { ...FILTERS, include: ['shop/**'] }, scheduleMinutes: 60, createdBy: 't-read-write' });
    id = (body as Registry).id;
    await h.until(async () => ((await call('GET', `/api/v1/registries/${id}`, undefined, read)).body as Registry).state === 'connected');
    const shown = (await call('GET', '/api/v1/registries', undefined, read)).body as Page<Registry>;
    expect(shown).toMatchObject({ total: 1, next: null, items: [{ id, images: 1, assessed: 0, repositories: 1, unread: [], lastNotificationAt: null }] });
    expect(JSON.stringify([body, shown, server.logs, h.logs])).not.toContain('secret');
    expect(await call('GET', '/api/v1/registries/none')).toMatchObject({ status: 404, body: { detail: 'there is no registry none' } });
    expect((await call('POST', '/api/v1/registries', input())).status).toBe(409);
  });

  it('are changed only by those who see all environments', async () => {
    const ways = [['POST', '/api/v1/registries', input({ name: 'other' })], ['PATCH', `/api/v1/registries/${id}`, { name: 'x' }], ['DELETE', `/api/v1/registries/${id}`], ['POST', `/api/v1/registries/${id}/sync`], ['POST', `/ingest/v1/registries/${id}/notifications`, { events: [] }]] as const;
    for (const [method, path, body] of ways) {
      expect(await call(method, path, body, some), `${method} ${path}`).toMatchObject({ status: 403, body: { detail: 'registries serve all environments, and you see only some' } });
      expect((await call(method, path, body, read)).status, `${method} ${path}`).toBe(403);
    }
    const shown = (await call('GET', `/api/v1/registries/${id}`, undefined, some)).body;
    expect(shown).toMatchObject({ name: 'shop', username: null, filters: FILTERS, unread: [] });
  });

  it('are changed, listed anew, and forgotten', async () => {
    expect((await call('PATCH', `/api/v1/registries/${id}`, { name: 'renamed', scheduleMinutes: 5 })).body).toMatchObject({ name: 'renamed', scheduleMinutes: 5, filters: { include: ['shop/**'] } });
    expect(await call('PATCH', `/api/v1/registries/${id}`, { username: 'other' })).toMatchObject({ status: 400, body: { detail: 'body field password: is needed for another user name' } });
    h.registry.push('shop/web', '1', 'web');
    expect((await call('POST', `/api/v1/registries/${id}/sync`)).status).toBe(202);
    await h.until(() => h.intake.images.size === 2);
  });

  it('tell of pushes and deletions', async () => {
    const path = `/ingest/v1/registries/${id}/notifications`;
    const notify = (body: string, type: string) => server.fetch(path, { method: 'POST', token: write, headers: { 'content-type': type }, body });
    const target = { mediaType: 'application/vnd.oci.image.manifest.v1+json', digest: h.registry.push('shop/new', '1', 'new'), repository: 'shop/new', tag: '1' };
    const types = ['application/vnd.docker.distribution.events.v1+json', 'application/vnd.docker.distribution.events.v2+json; charset=utf-8', 'application/json', 'application/cloudevents+json'];
    for (const type of types) {
      const response = await notify(JSON.stringify({ events: [{ action: 'push', target }, { action: 'pull', target }, { action: 'push', target: { ...target, repository: 'lab/x' } }] }), type);
      expect([type, response.status, await response.json()]).toEqual([type, 202, { accepted: 1, ignored: 2 }]);
    }
    await h.until(() => h.intake.images.has(`${h.registry.host}/shop/new:1`));
    expect(((await call('GET', `/api/v1/registries/${id}`)).body as Registry).lastNotificationAt).not.toBeNull();
    expect((await notify('{"events":', types[0]!)).status).toBe(400);
    expect((await notify('[]', types[0]!)).status).toBe(400);
    expect(await (await notify('{"hello":1}', types[0]!)).json()).toMatchObject({ code: 'invalid', detail: expect.stringMatching(/^the body: is no notification of a known kind/) as string });
    expect((await notify('{"__proto__":{"a":1},"events":[]}', types[0]!)).status).toBe(400);
    expect((await notify('{}', 'application/xml')).status).toBe(415);
    expect((await notify(`{"events":[${'{},'.repeat(600_000)}{}]}`, types[0]!)).status).toBe(413);
    expect((await server.fetch(path, { method: 'POST', json: { events: [] } })).status).toBe(401);
    expect((await call('POST', '/ingest/v1/registries/none/notifications', { events: [] })).status).toBe(404);
  });

  it('are asked to wait when they tell too much', async () => {
    h.registry.status = 503;
    const events = (from: number) => ({ events: Array.from({ length: 6000 }, (_, i) => ({ action: 'push', target: { repository: 'shop/cart', tag: `t${from + i}` } })) });
    const statuses: number[] = [];
    for (let i = 0; i < 4; i++) statuses.push((await call('POST', `/ingest/v1/registries/${id}/notifications`, events(i * 6000))).status);
    expect(statuses).toEqual([202, 202, 202, 429]);
    const refused = await server.fetch(`/ingest/v1/registries/${id}/notifications`, { method: 'POST', token: write, json: events(30_000) });
    expect([refused.status, refused.headers.get('retry-after')]).toEqual([429, '30']);
    expect(((await refused.json()) as { detail: string }).detail).toBe("too many notifications of registry 'renamed' wait to be looked up: send them again in 30 s");
    h.registry.status = null;
    expect((await call('DELETE', `/api/v1/registries/${id}`)).status).toBe(204);
    expect((await call('GET', `/api/v1/registries/${id}`)).status).toBe(404);
    expect(h.intake.forgotten).toContain(id);
  });
});
