import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import type { TLSSocket } from 'node:tls';
import { expect, test } from 'vitest';
import { createSource } from '#adapters/kubernetes/testing/setup.ts';
import { createRecorder } from '#adapters/kubernetes/testing/recorder.ts';
import { createClusterSource } from '#adapters/kubernetes/index.ts';
import { createAuthority } from './certificates.ts';
import { kubeconfigText } from './kubeconfig.ts';

const authority = createAuthority('authority');
const server = 'https://127.0.0.1:1';

test('a server and a client trust each other by them', async () => {
  const names: string[] = [];
  const identity = authority.issue({ commonName: 'server', hosts: ['127.0.0.1'] });
  const https = createServer({ ...identity, ca: authority.cert, requestCert: true, rejectUnauthorized: true }, (request, response) => {
    names.push(String((request.socket as TLSSocket).getPeerCertificate().subject.CN));
    response.writeHead(200, { 'content-type': 'application/json' }).end('{}');
  });
  await new Promise<void>((resolve) => { https.listen(0, '127.0.0.1', resolve); });
  const url = `https://127.0.0.1:${(https.address() as AddressInfo).port}`;
  const list = async (ca: string, who: string | null): Promise<unknown> => {
    const certificate = who === null ? {} : { certificate: authority.issue({ commonName: who, organizations: ['a', 'b'] }) };
    const source = await createSource({ kubeconfig: kubeconfigText({ server: url, ca, ...certificate }), timing: { connectTimeout: 2_000 } });
    return source.listOnce(createRecorder(), new AbortController().signal).catch((error: Error & { code: string }) => `${error.code}: ${error.message}`);
  };
  try {
    expect(await list(authority.cert, 'somebody')).toMatch(/^cluster-strange: \/version: the answer names no version/);
    expect(names).toEqual(['somebody']);
    expect(await list(createAuthority('authority').cert, 'somebody')).toMatch(/^cluster-untrusted: https:\/\/127.0.0.1:\d+ is not trusted: its certificate is not signed by the authority in the kubeconfig$/);
    expect(await list(authority.cert, null)).toMatch(/^cluster-(untrusted|unreachable): https:\/\/127.0.0.1:\d+/);
    expect(names).toHaveLength(1);
  } finally {
    https.closeAllConnections();
    await new Promise((resolve) => { https.close(resolve); });
  }
});

test.each<[string, () => ReturnType<typeof authority.issue>, RegExp]>([
  ['an expired one', () => authority.issue({ commonName: 'x', validTo: new Date('2020-01-01T00:00:00Z') }), /the client certificate expired on 2020-01-01T00:00:00.000Z$/],
  ['the key of another', () => ({ ...authority.issue({ commonName: 'x' }), key: authority.issue({ commonName: 'y' }).key }), /client-certificate-data and client-key-data do not belong together$/],
  ['no key', () => ({ ...authority.issue({ commonName: 'x' }), key: 'x' }), /client-key-data holds no usable PEM key/],
  ['no certificate', () => ({ ...authority.issue({ commonName: 'x' }), cert: 'x' }), /client-certificate-data holds no PEM certificate$/],
])('a kubeconfig with %s is refused', async (_name, certificate, message) => {
  const result = await createClusterSource({ kubeconfig: kubeconfigText({ server, ca: authority.cert, certificate: certificate() }) });
  expect(result).toMatchObject({ ok: false, error: { message: expect.stringMatching(message) } });
});
