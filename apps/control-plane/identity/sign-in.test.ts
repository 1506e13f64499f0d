import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type CallInit, startTestServer, type TestServer } from '../testing/server.ts';
import { SESSION } from './access.ts';
import { hashPassword, randomPassword, verifyNobody, verifyPassword } from './passwords.ts';
import { addressKey, SIGN_IN_LIMITS } from './sign-in.ts';

let server: TestServer;
beforeEach(async () => { server = await startTestServer(); });
afterEach(async () => { await server.stop(); });

const HOUR = 3_600_000;
const tryIn = (name: string, password: string, more: CallInit = {}) => server.fetch('/api/v1/session', { method: 'POST', json: { name, password }, ...more });
const who = async (cookie: string) => (await server.fetch('/api/v1/session', { cookie })).status;
const add = async (name: string, role = 'viewer', password = 'a long enough one') => {
  const response = await server.fetch('/api/v1/users', { method: 'POST', cookie: await server.signIn(), json: { name, role, password } });
  return (await response.json()) as { id: string };
};

describe('passwords', () => {
  it('are argon2id with the parameters of OWASP and a salt each', async () => {
    const [one, two] = await Promise.all([hashPassword('secret words here'), hashPassword('secret words here')]);
    expect(one).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$[A-Za-z0-9+/]{22}\$[A-Za-z0-9+/]{43}$/);
    expect(one).not.toBe(two);
    expect([await verifyPassword('secret words here', one), await verifyPassword('secret words herE', one)]).toEqual([true, false]);
    await expect(verifyPassword('x', 'plain')).rejects.toThrow('not argon2id');
    await expect(verifyPassword('x', one.replace('m=19456', 'm=4000000'))).rejects.toThrow('more work');
  });

  it('verifies a hash of another program: the test vector of the reference implementation', async () => {
    // P-H-C/phc-winner-argon2, src/test.c: argon2id, version 0x13, t=2, m=2^16, p=1, "password", "somesalt".
    expect(await verifyPassword('password', '$argon2id$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc')).toBe(true);
  });

  it('are random where this program makes them', () => {
    const made = new Set(Array.from({ length: 200 }, randomPassword));
    expect(made.size).toBe(200);
    for (const one of made) expect(one).toMatch(/^([a-zA-Z2-9]{5}-){3}[a-zA-Z2-9]{5}$/);
  });

  it('take the same time for a name that does not exist', async () => {
    const hash = await hashPassword('x');
    await verifyNobody('x');
    const spent = { known: 0, unknown: 0 };
    const time = async (which: keyof typeof spent, check: () => Promise<unknown>) => { const start = performance.now(); await check(); spent[which] += performance.now() - start; };
    // In turn, so that what else the machine does falls on both.
    for (let i = 0; i < 16; i++) { await time('known', () => verifyPassword('y', hash)); await time('unknown', () => verifyNobody('y')); }
    const { known, unknown } = spent;
    expect(unknown / known).toBeGreaterThan(0.4);
    expect(unknown / known).toBeLessThan(2.5);
  });
});

describe('signing in', () => {
  it('gives a session cookie that scripts and other sites cannot use', async () => {
    const response = await tryIn('admin', server.password);
    expect(response.status).toBe(200);
    expect(response.headers.getSetCookie()[0]).toMatch(/^breakwater=[\w-]{43}; Max-Age=604800; Path=\/; HttpOnly; SameSite=Strict$/);
    expect(response.headers.get('cache-control')).toBe('no-store');
    expect(await response.json()).toEqual({ kind: 'user', id: expect.any(String), name: 'admin', scopes: ['read', 'write', 'admin'], environments: null, mustChangePassword: true });
  });

  it('takes the name in any case, and says the same for a wrong name and a wrong password', async () => {
    expect((await tryIn(' ADMIN ', server.password)).status).toBe(200);
    const [wrong, nobody] = [await tryIn('admin', 'wrong'), await tryIn('nobody', 'wrong')];
    expect([wrong.status, await wrong.json()]).toEqual([nobody.status, await nobody.json()]);
    expect(wrong.status).toBe(401);
    expect(wrong.headers.getSetCookie()).toEqual([]);
  });

  it('replaces the session that the browser had', async () => {
    const old = await server.signIn();
    await tryIn('admin', server.password, { cookie: old });
    expect(await who(old)).toBe(401);
  });

  it('is refused to disabled users, as if the password were wrong', async () => {
    const { id } = await add('ann');
    await server.fetch(`/api/v1/users/${id}`, { method: 'PATCH', cookie: await server.signIn(), json: { disabled: true } });
    expect(await (await tryIn('ann', 'a long enough one')).json()).toMatchObject({ code: 'wrong-credentials', detail: 'the name or the password is wrong' });
  });

  it('allows few failures of one name, says how long to wait, and then lets in again', async () => {
    for (let i = 0; i < SIGN_IN_LIMITS.pair.limit; i++) expect((await tryIn('admin', 'wrong')).status).toBe(401);
    const refused = await tryIn('admin', server.password);
    expect([refused.status, await refused.json()]).toMatchObject([429, { code: 'too-many-requests' }]);
    const wait = Number(refused.headers.get('retry-after'));
    expect(wait).toBeGreaterThan(50);
    expect(wait).toBeLessThanOrEqual(60);
    server.clock += wait * 1000;
    expect((await tryIn('admin', server.password)).status).toBe(200);
    for (let i = 0; i < 20; i++) expect((await tryIn('admin', server.password)).status).toBe(200);
  });

  it('allows few failures of one address, whatever the names, and counts what runs at once', async () => {
    const statuses = await Promise.all(Array.from({ length: SIGN_IN_LIMITS.address.limit + 10 }, async (_, i) => (await tryIn(`user ${i}`, 'wrong')).status));
    expect(statuses.filter((status) => status === 401).length).toBeLessThanOrEqual(SIGN_IN_LIMITS.address.limit);
    expect(statuses.filter((status) => status === 429).length).toBeGreaterThanOrEqual(10);
  });

  it('keys IPv6 clients by their network', () => {
    expect(addressKey('2001:db8::1')).toBe(addressKey('2001:0DB8:0:0:ffff::2'));
    expect(addressKey('2001:db8:0:1::1')).not.toBe(addressKey('2001:db8::1'));
    expect([addressKey('::ffff:10.0.0.1'), addressKey('10.0.0.1'), addressKey('::1')]).toEqual(['10.0.0.1', '10.0.0.1', '0:0:0:0::/64']);
  });
});

describe('sessions', () => {
  it('slide while they are used and end when they are not', async () => {
    const cookie = await server.signIn();
    for (let i = 0; i < 3; i++) { server.clock += SESSION.idleMs - 1000; expect(await who(cookie)).toBe(200); }
    server.clock += SESSION.idleMs;
    expect(await who(cookie)).toBe(401);
    server.clock = 0;
    expect(await who(cookie), 'an ended session is forgotten').toBe(401);
  });

  it('end after seven days, used or not', async () => {
    const cookie = await server.signIn();
    for (let at = 0; at < SESSION.absoluteMs - 6 * HOUR; at += 6 * HOUR) { server.clock = at; expect(await who(cookie)).toBe(200); }
    server.clock = SESSION.absoluteMs;
    expect(await who(cookie)).toBe(401);
  });

  it('end by signing out', async () => {
    const cookie = await server.signIn();
    const response = await server.fetch('/api/v1/session', { method: 'DELETE', cookie });
    expect([response.status, response.headers.getSetCookie()[0]]).toEqual([204, expect.stringMatching(/^breakwater=; .*Expires=Thu, 01 Jan 1970/)]);
    expect(await who(cookie)).toBe(401);
  });

  it('end with the password, except the one that changed it', async () => {
    const [mine, other] = [await server.signIn(), await server.signIn()];
    const change = (current: string, next: string) => server.fetch('/api/v1/session/password', { method: 'PUT', cookie: mine, json: { current, next } });
    expect(await (await change('wrong', 'another long one')).json()).toMatchObject({ code: 'invalid', errors: [{ path: 'current' }] });
    expect((await change(server.password, 'short')).status).toBe(400);
    expect((await change(server.password, server.password)).status).toBe(400);
    expect((await change(server.password, 'another long one')).status).toBe(204);
    expect([await who(mine), await who(other)]).toEqual([200, 401]);
    expect(await (await server.fetch('/api/v1/session', { cookie: mine })).json()).toMatchObject({ mustChangePassword: false });
    expect([(await tryIn('admin', server.password)).status, (await tryIn('admin', 'another long one')).status]).toEqual([401, 200]);
  });

  it('limits guesses of the current password', async () => {
    const cookie = await server.signIn();
    const guess = async () => (await server.fetch('/api/v1/session/password', { method: 'PUT', cookie, json: { current: 'wrong', next: 'another long one' } })).status;
    const statuses = [];
    for (let i = 0; i < 6; i++) statuses.push(await guess());
    expect(statuses).toEqual([400, 400, 400, 400, 400, 429]);
  });

  it('end when the user is disabled, deleted or given a new password by an admin', async () => {
    const admin = await server.signIn();
    for (const change of [{ disabled: true }, { password: 'a new long password' }, null]) {
      const { id } = await add(`user ${JSON.stringify(change)}`);
      const cookie = await server.signIn(`user ${JSON.stringify(change)}`, 'a long enough one');
      expect(await who(cookie)).toBe(200);
      const response = await server.fetch(`/api/v1/users/${id}`, change === null ? { method: 'DELETE', cookie: admin } : { method: 'PATCH', cookie: admin, json: change });
      expect(response.ok).toBe(true);
      expect(await who(cookie)).toBe(401);
    }
  });

  it('follow a change of role at once', async () => {
    const { id } = await add('ann', 'operator');
    const cookie = await server.signIn('ann', 'a long enough one');
    const write = async () => (await server.fetch('/api/v1/environments/nowhere', { method: 'DELETE', cookie })).status;
    expect(await write()).toBe(404);
    await server.fetch(`/api/v1/users/${id}`, { method: 'PATCH', cookie: await server.signIn(), json: { role: 'viewer' } });
    expect(await write()).toBe(403);
  });

  it('are swept when they have ended', async () => {
    await server.signIn();
    server.clock += SESSION.idleMs + 1;
    expect(await server.identity.access.sweep()).toBe(1);
  });
});

describe('one-time codes', () => {
  const redeem = (code: string) => server.fetch('/api/v1/session', { method: 'POST', json: { code } });
  it('sign in once', async () => {
    const code = server.identity.codes.issue();
    const first = await redeem(code);
    expect([first.status, await first.json()]).toMatchObject([200, { name: 'admin' }]);
    expect(await (await redeem(code)).json()).toMatchObject({ status: 401, code: 'wrong-credentials' });
  });
  it('expire, and cannot be guessed often', async () => {
    const code = server.identity.codes.issue();
    server.clock += 15 * 60_000 + 1;
    expect((await redeem(code)).status).toBe(401);
    const statuses = [];
    for (let i = 0; i < SIGN_IN_LIMITS.address.limit; i++) statuses.push((await redeem('guess')).status);
    expect(statuses.at(-1)).toBe(429);
  });
});
