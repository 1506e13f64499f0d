import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createCredentials, type Credentials } from './credentials.ts';
import { readKubeconfig } from './kubeconfig.ts';

let folder = '';
beforeEach(async () => { folder = await mkdtemp(join(tmpdir(), 'credentials-')); });
afterEach(() => rm(folder, { recursive: true }));
const never = new AbortController().signal;

async function credentials(user: Record<string, unknown>): Promise<Credentials> {
  const text = JSON.stringify({ contexts: [{ name: 'c', context: { cluster: 'k', user: 'u' } }], clusters: [{ name: 'k', cluster: { server: 'https://x' } }], users: [{ name: 'u', user }] });
  const access = await readKubeconfig(text, { allowExec: true, allowFiles: true, baseDir: folder });
  if (!access.ok) throw new Error(access.error.message);
  return createCredentials(access.value, folder);
}

/** A plug-in that is a shell script; counts its runs. */
async function plugin(script: string, more: Record<string, unknown> = {}): Promise<Credentials> {
  await writeFile(join(folder, 'plugin.sh'), `#!/bin/sh\necho run >> "${folder}/runs"\n${script}\n`);
  await chmod(join(folder, 'plugin.sh'), 0o755);
  return credentials({ exec: { apiVersion: 'client.authentication.k8s.io/v1', command: './plugin.sh', installHint: 'install it', ...more } });
}
const runs = async (): Promise<number> => (await readFile(join(folder, 'runs'), 'utf8')).trim().split('\n').length;
const answer = (status: unknown): string => `echo '${JSON.stringify({ apiVersion: 'client.authentication.k8s.io/v1', kind: 'ExecCredential', status })}'`;

test('fixed credentials', async () => {
  expect((await (await credentials({ token: 't', as: 'x' })).proof(never)).headers).toEqual({ authorization: 'Bearer t', 'impersonate-user': 'x' });
  expect((await (await credentials({ username: 'a', password: 'b' })).proof(never)).headers).toEqual({ authorization: `Basic ${Buffer.from('a:b').toString('base64')}` });
  expect((await (await credentials({})).proof(never)).headers).toEqual({});
  expect((await credentials({ token: 't' })).refused()).toBe(false);
});

test('a token file is read again after a refusal', async () => {
  await writeFile(join(folder, 'token'), 'one\n');
  const proof = await credentials({ tokenFile: 'token' });
  expect((await proof.proof(never)).headers).toEqual({ authorization: 'Bearer one' });
  await writeFile(join(folder, 'token'), 'two\n');
  expect((await proof.proof(never)).headers).toEqual({ authorization: 'Bearer one' });
  expect(proof.refused()).toBe(true);
  expect((await proof.proof(never)).headers).toEqual({ authorization: 'Bearer two' });
});

describe('plug-ins', () => {
  test('run once for many requests, and again after a refusal', async () => {
    const proof = await plugin(answer({ token: 'abc' }));
    const all = await Promise.all(Array.from({ length: 10 }, () => proof.proof(never)));
    expect(all.every(({ headers }) => headers['authorization'] === 'Bearer abc')).toBe(true);
    expect(await runs()).toBe(1);
    expect(proof.refused()).toBe(true);
    await proof.proof(never);
    expect(await runs()).toBe(2);
  });

  test('run again when the credentials end', async () => {
    const proof = await plugin(answer({ token: 'abc', expirationTimestamp: new Date(Date.now() + 5_000).toISOString() }));
    await proof.proof(never);
    await proof.proof(never);
    expect(await runs()).toBe(2);
  });

  test('get their environment, the request and no input', async () => {
    const proof = await plugin(`printf '%s' "$KUBERNETES_EXEC_INFO" > "${folder}/info"; cat > "${folder}/input"; ${answer({ token: 'abc' }).replace('abc', `'"$FLAVOUR"'`)}`, { env: [{ name: 'FLAVOUR', value: 'vanilla' }], provideClusterInfo: true });
    expect((await proof.proof(never)).headers).toEqual({ authorization: 'Bearer vanilla' });
    expect(JSON.parse(await readFile(join(folder, 'info'), 'utf8'))).toEqual({ apiVersion: 'client.authentication.k8s.io/v1', kind: 'ExecCredential', spec: { interactive: false, cluster: { server: 'https://x' } } });
    expect(await readFile(join(folder, 'input'), 'utf8')).toBe('');
  });

  test('may give a certificate', async () => {
    const proof = await plugin(answer({ clientCertificateData: 'C', clientKeyData: 'K' }));
    expect(await proof.proof(never)).toEqual({ headers: {}, certificate: { cert: 'C', key: 'K' } });
  });

  test.each([
    ['fails', 'echo "sign in first" >&2; exit 3', 'it ended with code 3: sign in first; install it'],
    ['prints no JSON', 'echo secret-in-output', 'its output is not JSON; install it'],
    ['prints something else', 'echo "{}"', 'its output is not an ExecCredential; install it'],
    ['speaks another version', `echo '{"kind":"ExecCredential","apiVersion":"v9"}'`, 'its output is not client.authentication.k8s.io/v1; install it'],
    ['gives nothing', answer({}), 'it gave neither a token nor a client certificate; install it'],
    ['gives half', answer({ clientKeyData: 'K' }), 'it gave only half of a client certificate; install it'],
    ['gives a bad token', answer({ token: 'a b' }), 'its token holds characters that cannot be sent; install it'],
    ['writes without end', 'yes', 'it wrote more than 1048576 bytes; install it'],
  ])('that %s', async (_name, script, message) => {
    const proof = await plugin(script);
    await expect(proof.proof(never)).rejects.toMatchObject({ reason: 'unauthorized', message: `no credentials from "./plugin.sh": ${message}` });
  });

  test('that are not there', async () => {
    const proof = await credentials({ exec: { apiVersion: 'client.authentication.k8s.io/v1', command: 'no-such-plugin-of-breakwater' } });
    await expect(proof.proof(never)).rejects.toMatchObject({ reason: 'unauthorized', message: /^no credentials from "no-such-plugin-of-breakwater": spawn no-such-plugin-of-breakwater ENOENT$/ });
  });

  test('end with the signal', async () => {
    const controller = new AbortController();
    const proof = await plugin('exec sleep 100');
    const running = proof.proof(controller.signal);
    setTimeout(() => controller.abort(), 50);
    await expect(running).rejects.toThrow(/abort/i);
  });
});
