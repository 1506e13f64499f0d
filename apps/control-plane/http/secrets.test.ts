/** No secret in a log, an answer that is not for it, or the database. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ProblemError } from '#core/result.ts';
import { stubPosture } from '../testing/posture.ts';
import { startTestServer } from '../testing/server.ts';
import { createLogger, hideSecrets } from './logging.ts';

describe('secrets', () => {
  it('are in no log and in no file of the database after use', async () => {
    const posture = { ...stubPosture(), createEnvironment: ({ body }: { body: unknown }) => { throw Object.assign(new Error(`cannot read ${JSON.stringify(body)}`), { body }); } };
    const server = await startTestServer({ posture: posture as never, level: 'debug' });
    const cookie = await server.signIn();
    const token = await server.token(['read', 'write', 'admin']);
    const [password, next] = ['the-password-of-ann', 'the-new-password-of-admin'];
    const code = server.identity.codes.issue();
    await server.fetch('/api/v1/users', { method: 'POST', token, json: { name: 'ann', role: 'viewer', password } });
    await server.fetch('/api/v1/session', { method: 'POST', json: { name: 'ann', password } });
    await server.fetch('/api/v1/session', { method: 'POST', json: { name: 'ann', password: 'wrong-password-typed' } });
    await server.fetch('/api/v1/session', { method: 'POST', json: { code } });
    await server.fetch('/api/v1/session/password', { method: 'PUT', cookie, json: { current: server.password, next } });
    await server.fetch('/api/v1/overview', { token: `${token}x` });
    const kubeconfig = 'users: [{name: me, user: {token: kube-secret-token}}]';
    expect((await server.fetch('/api/v1/environments', { method: 'POST', token, json: { kind: 'cluster', name: 'c', kubeconfig } })).status).toBe(500);
    const secrets = [server.password, next, password, token, token.split('_').slice(2).join('_'), cookie.split('=')[1] ?? '?', code, 'wrong-password-typed'];
    const files = readdirSync(server.dir).map((file) => readFileSync(join(server.dir, file)));
    expect(files.reduce((sum, file) => sum + file.length, 0)).toBeGreaterThan(10_000);
    const logs = server.logs.join('');
    expect(server.logs.length).toBeGreaterThan(5);
    for (const secret of secrets) {
      expect(secret.length).toBeGreaterThan(10);
      expect(logs).not.toContain(secret);
      expect(files.some((file) => file.includes(secret))).toBe(false);
    }
    expect(files.some((file) => file.includes('$argon2id$'))).toBe(true);
    await server.stop();
  });

  it('are hidden in logs by name and by look, wherever they sit', () => {
    const lines: string[] = [];
    const log = createLogger('debug', { write: (line) => { lines.push(line); } });
    const token = `bw_0123456789abcdef_${'s'.repeat(43)}`;
    log.info({ headers: { authorization: 'Bearer abc.def', cookie: 'breakwater=abc', 'Set-Cookie': ['x'] }, body: { password: 'abcpw', deep: [{ clientSecret: 'abcsec', kubeconfig: 'abckube' }] } }, `token ${token}`);
    log.child({ note: token }).warn({ err: new Error(`refused ${token}`, { cause: new Error('Authorization: Bearer abc.def.ghi') }) }, 'failed');
    log.error(new ProblemError('x', `key -----BEGIN RSA PRIVATE KEY-----\nabcd\n-----END RSA PRIVATE KEY-----`));
    const text = lines.join('');
    for (const secret of ['sssss', 'abc.def', 'breakwater=abc', 'abcpw', 'abcsec', 'abckube', 'abcd']) expect(text, secret).not.toContain(secret);
    expect(text).toContain('refused [hidden]');
    expect(lines).toHaveLength(3);
    expect(JSON.parse(lines[1] ?? '')).toMatchObject({ note: '[hidden]', err: { type: 'Error', message: expect.stringContaining('refused [hidden]') } });
    for (const line of lines) expect(JSON.parse(line)).toMatchObject({ level: expect.any(String), time: expect.stringMatching(/Z$/) });
  });

  it('do not hide what is not secret, and logs stay small', () => {
    expect(hideSecrets({ route: 'createToken', status: 201, tokens: 3, code: 'not-found', passwordHash: '$argon2id$v=19$m=1$x$y' })).toEqual({ route: 'createToken', status: 201, tokens: 3, code: '[hidden]', passwordHash: '[hidden]' });
    const deep: Record<string, unknown> = {};
    deep['self'] = deep;
    expect(JSON.stringify(hideSecrets(deep)).length).toBeLessThan(200);
    expect(String(hideSecrets('x'.repeat(1e6))).length).toBe(8000);
  });
});
