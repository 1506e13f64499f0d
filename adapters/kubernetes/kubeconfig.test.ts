import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { inClusterKubeconfig } from './in-cluster.ts';
import { readKubeconfig } from './kubeconfig.ts';
import type { KubeconfigOptions } from './kubeconfig-fields.ts';

type Part = Record<string, unknown>;
const config = (cluster: Part, user: Part, more: Part = {}): string => JSON.stringify({
  apiVersion: 'v1', kind: 'Config', 'current-context': 'c',
  clusters: [{ name: 'k', cluster: { server: 'https://10.0.0.1:6443', ...cluster } }], users: [{ name: 'u', user }],
  contexts: [{ name: 'c', context: { cluster: 'k', user: 'u' } }], ...more,
});
const token = { token: 'the-secret' };
const exec = { exec: { apiVersion: 'client.authentication.k8s.io/v1', command: 'aws', args: ['eks', 'get-token'] } };

async function mistake(text: string, options?: KubeconfigOptions): Promise<string> {
  const result = await readKubeconfig(text, options);
  if (result.ok) throw new Error('it was accepted');
  expect(result.error.code).toBe('kubeconfig-invalid');
  expect(result.error.message).not.toContain('the-secret');
  expect(result.error.message).not.toMatch(/[\n\r]/);
  return result.error.message;
}

describe('mistakes', () => {
  test.each<[string, string, KubeconfigOptions, string]>([
    ['empty', ' ', {}, 'kubeconfig: it is empty'],
    ['a text', 'hello', {}, 'kubeconfig: it is not a mapping'],
    ['another document', 'kind: Pod', {}, 'kubeconfig: its kind is "Pod", not Config'],
    ['no contexts', 'clusters: []', {}, 'kubeconfig: it has no contexts'],
    ['no such context', config({}, token), { context: 'prod' }, 'kubeconfig: the request names context "prod", which is not in contexts (there are: c)'],
    ['a current-context that is not there', config({}, token, { 'current-context': 'x' }), {}, 'kubeconfig: current-context names context "x", which is not in contexts (there are: c)'],
    ['several contexts and no current one', config({}, token, { 'current-context': '', contexts: [{ name: 'a' }, { name: 'b' }] }), {}, 'kubeconfig: it has no current-context; choose one of: a, b'],
    ['no such cluster', config({}, token, { clusters: [] }), {}, 'kubeconfig: context "c" names cluster "k", which is not in clusters (there are none)'],
    ['no such user', config({}, token, { users: [] }), {}, 'kubeconfig: context "c" names user "u", which is not in users (there are none)'],
    ['a context without cluster', config({}, token, { contexts: [{ name: 'c', context: {} }] }), {}, 'kubeconfig: context "c" names no cluster'],
    ['a context without user', config({}, token, { contexts: [{ name: 'c', context: { cluster: 'k' } }] }), {}, 'kubeconfig: context "c" names no user'],
    ['no server', config({ server: '' }, token), {}, 'kubeconfig: cluster "k" has no server'],
    ['another scheme', config({ server: 'ftp://x' }, token), {}, 'kubeconfig: cluster "k": server must begin with https:// or http://'],
    ['no URL', config({ server: 'https://' }, token), {}, 'kubeconfig: cluster "k": server is not a URL'],
    ['credentials in the address', config({ server: 'https://u:the-secret@x' }, token), {}, 'kubeconfig: cluster "k": server must not hold credentials'],
    ['a query in the address', config({ server: 'https://x/?a' }, token), {}, 'kubeconfig: cluster "k": server must be a plain address without ? or #'],
    ['credentials in clear', config({ server: 'http://10.0.0.1' }, token), {}, 'kubeconfig: cluster "k": server is http://, so the credentials would travel in clear; use https://'],
    ['an authority that is none', config({ 'certificate-authority-data': 'aGVsbG8=' }, token), {}, 'kubeconfig: cluster "k": certificate-authority-data holds no PEM certificate'],
    ['an authority that is not base64', config({ 'certificate-authority-data': '-----' }, token), {}, 'kubeconfig: cluster "k": certificate-authority-data is not base64'],
    ['weakened TLS', config({ 'insecure-skip-tls-verify': true }, token), {}, 'kubeconfig: cluster "k": insecure-skip-tls-verify is not accepted; give certificate-authority-data'],
    ['another proxy', config({ 'proxy-url': 'gopher://x' }, token), {}, 'kubeconfig: cluster "k": proxy-url must begin with http:// or https:// or socks5://'],
    ['a command', config({}, exec), {}, 'kubeconfig: user "u" gets its credentials by running "aws", which is not allowed here; use a token of a ServiceAccount or a client certificate'],
    ['an old plug-in', config({}, { exec: { ...exec.exec, apiVersion: 'client.authentication.k8s.io/v1alpha1' } }), { allowExec: true }, 'kubeconfig: user "u": exec apiVersion "client.authentication.k8s.io/v1alpha1" is not supported; use client.authentication.k8s.io/v1'],
    ['a plug-in with a terminal', config({}, { exec: { ...exec.exec, interactiveMode: 'Always' } }), { allowExec: true }, 'kubeconfig: user "u": the plug-in "aws" needs a terminal (interactiveMode: Always)'],
    ['a provider', config({}, { 'auth-provider': { name: 'gcp', config: { 'cmd-path': '/bin/sh' } } }), { allowExec: true, allowFiles: true }, 'kubeconfig: user "u": auth-provider "gcp" is not supported; use exec, a token or a client certificate'],
    ['a token file', config({}, { tokenFile: '/etc/shadow' }), {}, 'kubeconfig: user "u": tokenFile names a file, which is not read here; embed its content (kubectl config view --raw --flatten --minify)'],
    ['a certificate file', config({}, { 'client-certificate': '/x', 'client-key': '/y' }), {}, 'kubeconfig: user "u": client-certificate names a file, which is not read here; embed its content (kubectl config view --raw --flatten --minify)'],
    ['an authority file', config({ 'certificate-authority': '/x' }, token), {}, 'kubeconfig: cluster "k": certificate-authority names a file, which is not read here; embed its content (kubectl config view --raw --flatten --minify)'],
    ['half a certificate', config({}, { 'client-certificate-data': 'aGVsbG8=' }), {}, 'kubeconfig: user "u": a client certificate needs both client-certificate-data and client-key-data'],
    ['two ways to sign in', config({}, { ...token, ...exec }), { allowExec: true }, 'kubeconfig: user "u" has more than one way to sign in; keep one of exec, token and username'],
    ['a token of two lines', config({}, { token: 'a\r\nX-Evil: 1' }), {}, 'kubeconfig: user "u": token holds characters that cannot be sent'],
    ['a token that is no text', config({}, { token: 5 }), {}, 'kubeconfig: user "u": token must be text'],
    ['groups without user', config({}, { ...token, 'as-groups': ['a'] }), {}, 'kubeconfig: user "u": as-groups and as-uid need as'],
  ])('%s', async (_name, text, options, message) => {
    expect(await mistake(text, options)).toBe(message);
  });

  test('broken YAML says where, and quotes nothing', async () => {
    expect(await mistake('users:\n- name: u\n  user:\n   token: the-secret\n  bad: [')).toMatch(/^kubeconfig: it is not valid YAML: /);
  });

  test('too large', async () => {
    expect(await mistake(`a: ${'x'.repeat(2 * 1024 * 1024)}`)).toBe('kubeconfig: it is larger than 1048576 bytes');
  });

  test('names with control characters stay on one line', async () => {
    expect(await mistake(config({}, token), { context: 'a\nb\u0007' })).toContain('context "a b"');
  });
});

describe('accepted', () => {
  test('the current context, or the only one', async () => {
    for (const more of [{}, { 'current-context': undefined }]) {
      const result = await readKubeconfig(config({ server: 'https://example.org/k8s/cluster/', 'tls-server-name': 'inner' }, token, more));
      expect(result).toMatchObject({ ok: true, value: { context: 'c', endpoint: { server: 'https://example.org/k8s/cluster', servername: 'inner', skipVerify: false }, user: { credential: { kind: 'token', token: 'the-secret' } } } });
    }
  });

  test('YAML with names as kubectl writes them', async () => {
    const text = 'apiVersion: v1\nkind: Config\nclusters:\n- cluster:\n    server: 10.0.0.1:6443\n  name: k\ncontexts:\n- context: {cluster: k, user: u}\n  name: c\ncurrent-context: c\nusers:\n- name: u\n  user:\n    username: a\n    password: b\n    as: auditor\n    as-groups: [x, y]\n';
    const result = await readKubeconfig(text);
    expect(result).toMatchObject({ ok: true, value: { endpoint: { server: 'https://10.0.0.1:6443' }, user: { credential: { kind: 'basic', username: 'a', password: 'b' }, impersonate: { 'impersonate-user': 'auditor', 'impersonate-group': ['x', 'y'] } } } });
  });

  test('plain HTTP to this machine, and without credentials anywhere', async () => {
    for (const server of ['http://127.0.0.1:8001', 'http://localhost:8001', 'http://[::1]:8001']) expect((await readKubeconfig(config({ server }, token))).ok).toBe(true);
    expect((await readKubeconfig(config({ server: 'http://10.0.0.1' }, {}))).ok).toBe(true);
  });

  test('what a pod gets', async () => {
    const text = inClusterKubeconfig({ KUBERNETES_SERVICE_HOST: 'fd00::1', KUBERNETES_SERVICE_PORT: '443' });
    if (!text.ok) throw new Error(text.error.message);
    expect(JSON.parse(text.value).clusters[0].cluster.server).toBe('https://[fd00::1]:443');
    expect(await mistake(text.value, { allowFiles: true })).toMatch(/^kubeconfig: cluster "in-cluster": certificate-authority cannot be read: ENOENT/);
    expect(inClusterKubeconfig({})).toMatchObject({ ok: false, error: { code: 'not-in-cluster' } });
  });
});

describe('files', () => {
  let folder = '';
  beforeAll(async () => { folder = await mkdtemp(join(tmpdir(), 'kubeconfig-')); });
  afterAll(() => rm(folder, { recursive: true }));

  test('are read where allowed, relative to the kubeconfig', async () => {
    await writeFile(join(folder, 'token'), 'from-file\n');
    const result = await readKubeconfig(config({}, { tokenFile: 'token' }), { allowFiles: true, baseDir: folder });
    expect(result).toMatchObject({ ok: true, value: { user: { credential: { kind: 'tokenFile', path: join(folder, 'token') } } } });
  });

  test('are bounded, and must be files', async () => {
    await writeFile(join(folder, 'large'), Buffer.alloc(2 * 1024 * 1024));
    const read = (path: string): Promise<string> => mistake(config({ 'certificate-authority': path }, token), { allowFiles: true, baseDir: folder });
    expect(await read('large')).toBe('kubeconfig: cluster "k": certificate-authority cannot be read: larger than 1048576 bytes');
    expect(await read('.')).toMatch(/cannot be read: /);
    expect(await read('/dev/zero')).toBe('kubeconfig: cluster "k": certificate-authority cannot be read: not a regular file');
  });
});
