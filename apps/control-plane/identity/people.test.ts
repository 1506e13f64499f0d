/** Users and tokens over HTTP. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTestServer, type TestServer } from '../testing/server.ts';

let server: TestServer;
let admin: string;
beforeAll(async () => { server = await startTestServer(); admin = await server.signIn(); });
afterAll(async () => { await server.stop(); });

const PASSWORD = 'a long enough one';
const send = async (method: string, path: string, json?: unknown, as: { cookie?: string; token?: string } = { cookie: admin }) => {
  const response = await server.fetch(`/api/v1${path}`, { method, ...as, ...(json === undefined ? {} : { json }) });
  const text = await response.text();
  return { status: response.status, body: (text === '' ? null : JSON.parse(text)) as Record<string, unknown> & { id: string; items: { id: string }[]; next: string | null; total: number; secret: string } };
};

describe('users', () => {
  it('are created, shown without their password, changed and deleted', async () => {
    const made = await send('POST', '/users', { name: ' Ann ', role: 'operator', password: PASSWORD, environments: ['shop'] });
    expect(made).toEqual({ status: 201, body: { id: expect.any(String), name: 'Ann', role: 'operator', environments: ['shop'], disabled: false, createdAt: expect.any(String), lastSignInAt: null } });
    expect((await send('POST', '/users', { name: 'aNN', role: 'viewer', password: PASSWORD })).body).toMatchObject({ status: 409, code: 'conflict', errors: [{ path: 'name' }] });
    expect((await send('PATCH', `/users/${made.body.id}`, { environments: null, role: 'viewer' })).body).toMatchObject({ role: 'viewer', environments: null });
    await server.signIn('ann', PASSWORD);
    expect((await send('GET', '/users')).body.items.find(({ id }) => id === made.body.id)).toMatchObject({ lastSignInAt: expect.stringMatching(/^20/) });
    expect((await send('DELETE', `/users/${made.body.id}`)).status).toBe(204);
    expect((await send('DELETE', `/users/${made.body.id}`)).body).toMatchObject({ status: 404, code: 'not-found' });
    expect((await send('PATCH', `/users/${made.body.id}`, {})).status).toBe(404);
  });

  it('cannot leave the product without an admin', async () => {
    const self = ((await send('GET', '/users')).body.items[0] as { id: string }).id;
    for (const change of [{ disabled: true }, { role: 'viewer' }]) expect((await send('PATCH', `/users/${self}`, change)).body).toMatchObject({ status: 409, code: 'last-admin' });
    expect((await send('DELETE', `/users/${self}`)).body).toMatchObject({ code: 'last-admin', detail: 'this is the last enabled admin: make another user admin first' });
  });

  it('of role admin see everything, and their names are plain text', async () => {
    expect((await send('POST', '/users', { name: 'x', role: 'admin', password: PASSWORD, environments: ['shop'] })).body).toMatchObject({ code: 'invalid', errors: [{ path: 'environments' }] });
    for (const name of ['a\u202eb', 'a\nb', 'a\u200bb']) expect((await send('POST', '/users', { name, role: 'viewer', password: PASSWORD })).body).toMatchObject({ code: 'invalid', errors: [{ path: 'name' }] });
    const restricted = await send('POST', '/users', { name: 'r', role: 'viewer', password: PASSWORD, environments: [] });
    expect((await send('PATCH', `/users/${restricted.body.id}`, { role: 'admin' })).body).toMatchObject({ code: 'invalid', errors: [{ path: 'environments' }] });
    await send('DELETE', `/users/${restricted.body.id}`);
  });

  it('keep their session when they set their own password as admin', async () => {
    const made = await send('POST', '/users', { name: 'second', role: 'admin', password: PASSWORD });
    const [mine, other] = [await server.signIn('second', PASSWORD), await server.signIn('second', PASSWORD)];
    expect((await send('PATCH', `/users/${made.body.id}`, { password: 'one more long one' }, { cookie: mine })).status).toBe(200);
    expect([(await send('GET', '/session', undefined, { cookie: mine })).status, (await send('GET', '/session', undefined, { cookie: other })).status]).toEqual([200, 401]);
    await send('DELETE', `/users/${made.body.id}`);
  });

  it('come in pages', async () => {
    for (const name of ['p1', 'p2', 'p3']) await send('POST', '/users', { name, role: 'viewer', password: PASSWORD });
    const names: string[] = [];
    let next: string | null = null;
    do {
      const { body }: Awaited<ReturnType<typeof send>> = await send('GET', `/users?limit=2${next === null ? '' : `&cursor=${next}`}`);
      expect(body.total).toBe(4);
      names.push(...body.items.map((user) => (user as unknown as { name: string }).name));
      next = body.next;
    } while (next !== null);
    expect(names).toEqual(['admin', 'p1', 'p2', 'p3']);
  });
});

describe('tokens', () => {
  it('show their secret once and work until they are revoked', async () => {
    const made = await send('POST', '/tokens', { name: 'ci', scopes: ['read', 'read'], environments: ['shop'], expiresInDays: 1 });
    expect(made.status).toBe(201);
    expect(made.body).toMatchObject({ name: 'ci', scopes: ['read'], environments: ['shop'], createdBy: 'admin', lastUsedAt: null, revoked: false });
    expect(made.body.secret).toMatch(/^bw_[0-9a-f]{16}_[\w-]{43}$/);
    const token = made.body.secret;
    expect((await send('GET', '/session', undefined, { token })).body).toEqual({ kind: 'token', id: made.body.id, name: 'ci', scopes: ['read'], environments: ['shop'], mustChangePassword: false });
    const listed = (await send('GET', '/tokens')).body.items[0] as Record<string, unknown>;
    expect(listed).toMatchObject({ id: made.body.id, lastUsedAt: expect.any(String) });
    expect(listed).not.toHaveProperty('secret');
    expect((await send('DELETE', `/tokens/${made.body.id}`)).status).toBe(204);
    expect((await send('GET', '/session', undefined, { token })).status).toBe(401);
    expect((await send('DELETE', '/tokens/nothing')).status).toBe(404);
  });

  it('expire', async () => {
    const token = await server.token(['read'], null, 1);
    server.clock = 24 * 3_600_000 - 10_000;
    expect((await send('GET', '/overview', undefined, { token })).status).toBe(200);
    server.clock = 24 * 3_600_000;
    expect((await send('GET', '/overview', undefined, { token })).status).toBe(401);
    server.clock = 0;
  });

  it('write down their last use once a minute', async () => {
    const token = await server.token(['read']);
    const id = token.split('_')[1] ?? '';
    const used = async () => { await send('GET', '/overview', undefined, { token }); return (await server.store.token(id))?.lastUsedAt ?? 0; };
    const first = await used();
    server.clock = 30_000;
    expect(await used()).toBe(first);
    server.clock = 61_000;
    expect(await used()).toBeGreaterThan(first);
    server.clock = 0;
  });

  it('cannot be made by who sees only some environments, nor reach further', async () => {
    expect((await send('POST', '/tokens', { name: 'x', scopes: ['admin'], environments: ['shop'] })).body).toMatchObject({ code: 'invalid', errors: [{ path: 'environments' }] });
    const made = await server.token(['read', 'write'], ['shop']);
    expect((await send('POST', '/tokens', { name: 'y', scopes: ['read'] }, { token: made })).status).toBe(403);
  });

  it('have no session to end and no password to change', async () => {
    const token = await server.token(['read']);
    expect((await send('DELETE', '/session', undefined, { token })).body).toMatchObject({ code: 'invalid' });
    expect((await send('PUT', '/session/password', { current: 'a', next: 'a long new password' }, { token })).body).toMatchObject({ code: 'invalid' });
  });

  it('are not replaced by a cookie when they are wrong', async () => {
    expect((await send('GET', '/session', undefined, { cookie: admin, token: 'bw_x_y' })).status).toBe(401);
  });
});
