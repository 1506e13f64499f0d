/** Over https, and behind a proxy that speaks https for us. */
import { request } from 'node:https';
import { describe, expect, it } from 'vitest';
import { createAuthority } from '#quality/api-server/certificates.ts';
import { startTestServer } from '../testing/server.ts';

const SIGN_IN = '/api/v1/session';

describe('https', () => {
  it('gives a cookie that only https pages of this host can set, and stays https', async () => {
    const authority = createAuthority('test');
    const identity = authority.issue({ commonName: '127.0.0.1', hosts: ['127.0.0.1'] });
    const server = await startTestServer({ tls: identity });
    expect(server.url).toMatch(/^https:/);
    const answer = await new Promise<{ status: number; headers: NodeJS.Dict<string | string[]> }>((resolve, reject) => {
      request(`${server.url}${SIGN_IN}`, { method: 'POST', ca: authority.cert, headers: { 'content-type': 'application/json' } }, (response) => {
        response.resume().on('end', () => resolve({ status: response.statusCode ?? 0, headers: response.headers }));
      }).on('error', reject).end(JSON.stringify({ name: 'admin', password: server.password }));
    });
    expect(answer.status).toBe(200);
    expect(answer.headers['set-cookie']?.[0]).toMatch(/^__Host-breakwater=[\w-]{43}; Max-Age=604800; Path=\/; HttpOnly; Secure; SameSite=Strict$/);
    expect(answer.headers['strict-transport-security']).toBe('max-age=31536000');
    await server.stop();
  });
});

describe('behind a proxy', () => {
  it('believes its headers only where it is trusted', async () => {
    const forwarded = { 'x-forwarded-proto': 'https', 'x-forwarded-for': '203.0.113.9', 'x-forwarded-host': 'b.example' };
    const plain = await startTestServer();
    const trusting = await startTestServer({ trustedProxies: ['127.0.0.1'] });
    const cookieOf = async (server: typeof plain) => (await server.fetch(SIGN_IN, { method: 'POST', headers: forwarded, json: { name: 'admin', password: server.password } })).headers.getSetCookie()[0];
    expect(await cookieOf(plain)).toMatch(/^breakwater=/);
    expect(await cookieOf(trusting)).toMatch(/^__Host-breakwater=.*; Secure/);
    expect(trusting.logs.some((line) => line.includes('203.0.113.9'))).toBe(true);
    expect(plain.logs.some((line) => line.includes('203.0.113.9'))).toBe(false);
    const own = await trusting.fetch(SIGN_IN, { method: 'POST', headers: { ...forwarded, origin: 'https://b.example' }, json: { name: 'admin', password: trusting.password } });
    expect(own.status).toBe(200);
    await plain.stop();
    await trusting.stop();
  });

  it('knows its public address where it was told', async () => {
    const server = await startTestServer({ publicOrigin: 'https://b.example' });
    const from = async (origin: string) => await server.fetch(SIGN_IN, { method: 'POST', headers: { origin }, json: { name: 'admin', password: server.password } });
    const own = await from('https://b.example');
    expect([own.status, own.headers.getSetCookie()[0], own.headers.get('strict-transport-security')]).toEqual([200, expect.stringMatching(/^__Host-.*Secure/), 'max-age=31536000']);
    expect((await from('https://c.example')).status).toBe(403);
    await server.stop();
  });
});
