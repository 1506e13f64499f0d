import { createHash } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, describe, expect, it } from 'vitest';
import { dockerCredentials } from './credentials.ts';
import { parseReference, referenceText } from '#core/references.ts';
import { Registry } from './index.ts';
import { parseChallenge } from './tokens.ts';
import { type Handler, type Scripted, scripted, send } from './testing/scripted.ts';

const folder = mkdtempSync(join(tmpdir(), 'breakwater-registry-'));
afterAll(() => { rmSync(folder, { recursive: true, force: true }); });
const open: Scripted[] = [];
afterEach(async () => { for (const each of open.splice(0)) await each.close(); });
const serve = async (handler: Handler): Promise<Scripted> => { const each = await scripted(handler); open.push(each); return each; };

const sha256 = (bytes: Buffer | string): string => `sha256:${createHash('sha256').update(bytes).digest('hex')}`;
const blob = Buffer.from('layer '.repeat(10_000));
const layer = { mediaType: 'application/vnd.oci.image.layer.v1.tar', digest: sha256(blob), size: blob.length };
const manifest = JSON.stringify({ schemaVersion: 2, mediaType: 'application/vnd.oci.image.manifest.v1+json', layers: [layer] });
const TYPE = { 'content-type': 'application/vnd.oci.image.manifest.v1+json' };
const quick = { credentials: null, waits: [1, 1, 1] } as const;
const reference = (host: string) => parseReference(`${host}/shop/cart:1`);

describe('names', () => {
  it.each([
    ['alpine', 'docker.io/library/alpine:latest'], ['shop/cart:1', 'docker.io/shop/cart:1'], ['localhost/cart', 'localhost/cart:latest'], ['registry.example.com:5000/a/b/c:x_1', 'registry.example.com:5000/a/b/c:x_1'],
    [`a.b/c@sha256:${'0'.repeat(64)}`, `a.b/c@sha256:${'0'.repeat(64)}`], [`a.b/c:1@sha256:${'0'.repeat(64)}`, `a.b/c:1@sha256:${'0'.repeat(64)}`], ['[::1]:5000/a:1', '[::1]:5000/a:1'],
  ])('%s', (text, full) => { expect(referenceText(parseReference(text))).toBe(full); });

  it.each(['', 'UPPER', 'a/B', 'a:', 'a:-x', 'a@sha256:123', 'a.b/../c', 'a.b/c?x=1', 'a.b/c#x', 'a//b', 'evil@host.example/a', `a.b/${'c'.repeat(300)}`, 'a b', 'a.b/c:1\nHost: x'])('%j is none', (text) => {
    expect(() => parseReference(text)).toThrow();
  });
});

it('reads challenges', () => {
  expect(parseChallenge('Bearer realm="https://a/token",service="b",scope="repository:x:pull,push"')).toEqual({ scheme: 'bearer', parameters: { realm: 'https://a/token', service: 'b', scope: 'repository:x:pull,push' } });
  expect(parseChallenge('Basic realm="x", Bearer realm="https://y"')?.scheme).toBe('bearer');
  expect(parseChallenge('basic realm=x')).toEqual({ scheme: 'basic', parameters: { realm: 'x' } });
  expect(parseChallenge('Negotiate')).toBeNull();
});

describe('signing in', () => {
  it('with a token, for anonymous and known users; a token is used until it ends', async () => {
    const asked: string[] = [];
    const { host, requests } = await serve((request, response) => {
      if (request.url?.startsWith('/token') === true) { asked.push(`${request.url} ${request.headers.authorization ?? 'anonymous'}`); send(response, 200, JSON.stringify({ token: 't1', expires_in: 300 })); return; }
      if (request.headers.authorization === 'Bearer t1') send(response, 200, manifest, TYPE);
      else send(response, 401, '', { 'www-authenticate': `Bearer realm="http://${request.headers.host}/token",service="reg",scope="repository:shop/cart:pull"` });
    });
    const registry = new Registry(host, { ...quick, credentials: { username: 'me', password: 'secret' } });
    expect((await registry.manifest('shop/cart', '1')).descriptor).toEqual({ mediaType: TYPE['content-type'], digest: sha256(manifest), size: manifest.length });
    await registry.manifest('shop/cart', '1');
    await new Registry(host, quick).manifest('shop/cart', '1');
    expect(asked).toEqual([`/token?service=reg&scope=repository%3Ashop%2Fcart%3Apull Basic ${btoa('me:secret')}`, '/token?service=reg&scope=repository%3Ashop%2Fcart%3Apull anonymous']);
    expect(requests.filter((each) => each.includes('manifests'))).toHaveLength(5);
  });

  it('with user and password', async () => {
    const { host } = await serve((request, response) => {
      if (request.headers.authorization === `Basic ${btoa('me:secret')}`) send(response, 200, manifest, TYPE);
      else send(response, 401, '', { 'www-authenticate': 'Basic realm="reg"' });
    });
    await expect(new Registry(host, { ...quick, credentials: { username: 'me', password: 'secret' } }).manifest('shop/cart', '1')).resolves.toBeDefined();
    await expect(new Registry(host, { ...quick, credentials: { username: 'me', password: 'wrong' } }).manifest('shop/cart', '1')).rejects.toThrow(`${host} refuses /v2/shop/cart/manifests/1: the credentials are not accepted`);
    await expect(new Registry(host, quick).manifest('shop/cart', '1')).rejects.toThrow(/wants a user and password/);
  });

  it('never sends credentials to a token service without TLS', async () => {
    const { host } = await serve((_, response) => send(response, 401, '', { 'www-authenticate': 'Bearer realm="http://tokens.example.com/"' }));
    await expect(new Registry(host, { ...quick, credentials: { username: 'me', password: 'secret' } }).manifest('shop/cart', '1')).rejects.toThrow(/that is not https/);
  });

  it('says when the token service refuses', async () => {
    const { host } = await serve((request, response) => (request.url?.startsWith('/token') === true ? send(response, 403) : send(response, 401, '', { 'www-authenticate': `Bearer realm="http://${request.headers.host}/token"` })));
    await expect(new Registry(host, quick).manifest('shop/cart', '1')).rejects.toThrow(/refused \(403\) without credentials/);
  });

  it('takes what docker login left', async () => {
    writeFileSync(join(folder, 'config.json'), JSON.stringify({ auths: { 'reg.example.com': { auth: btoa('me:pass:word') }, 'https://index.docker.io/v1/': { auth: btoa('hub:x') }, 'tok.example.com': { auth: btoa('00000000-0000-0000-0000-000000000000:'), identitytoken: 'refresh' } } }));
    process.env['DOCKER_CONFIG'] = folder;
    try {
      expect(await dockerCredentials('reg.example.com')).toEqual({ username: 'me', password: 'pass:word' });
      expect(await dockerCredentials('docker.io')).toEqual({ username: 'hub', password: 'x' });
      expect((await dockerCredentials('tok.example.com'))?.identityToken).toBe('refresh');
      expect(await dockerCredentials('other.example.com')).toBeNull();
      writeFileSync(join(folder, 'config.json'), JSON.stringify({ credsStore: '../evil' }));
      await expect(dockerCredentials('reg.example.com')).rejects.toThrow(/no valid name/);
      writeFileSync(join(folder, 'config.json'), '{');
      await expect(dockerCredentials('reg.example.com')).rejects.toThrow(/is not valid JSON/);
    } finally {
      delete process.env['DOCKER_CONFIG'];
    }
  });
});

describe('manifests', () => {
  it('must have the digest they are asked by', async () => {
    const { host } = await serve((_, response) => send(response, 200, '{"evil":1}', TYPE));
    await expect(new Registry(host, quick).manifest('shop/cart', sha256(manifest))).rejects.toThrow(/the manifest has the digest sha256:.*, not sha256:.* as it should/);
  });

  it('that are missing or too large are told', async () => {
    const { host } = await serve((request, response) => {
      if (request.url?.endsWith('/gone') === true) send(response, 404);
      else if (request.url?.endsWith('/secret') === true) send(response, 403);
      else { response.writeHead(200, TYPE); const piece = Buffer.alloc(1024 * 1024, 32); const more = (): void => { if (!response.destroyed && response.write(piece)) setImmediate(more); else response.once('drain', more); }; more(); }
    });
    const registry = new Registry(host, quick);
    await expect(registry.manifest('shop/cart', 'gone')).rejects.toThrow(`${host} has no shop/cart:gone`);
    await expect(registry.manifest('shop/cart', 'secret')).rejects.toThrow(/answers 403/);
    await expect(registry.manifest('shop/cart', 'large')).rejects.toThrow(/is larger than/);
  });

  it('are asked for again when the registry is busy', async () => {
    const { host, requests } = await serve((_, response, count) => (count < 2 ? send(response, count === 0 ? 503 : 429, '', { 'retry-after': '0' }) : send(response, 200, manifest, TYPE)));
    await new Registry(host, quick).manifest('shop/cart', '1');
    expect(requests).toHaveLength(3);
    const down = await serve((_, response) => send(response, 500));
    await expect(new Registry(down.host, quick).manifest('shop/cart', '1')).rejects.toThrow(/answers 500/);
    await expect(new Registry('127.0.0.1:1', quick).manifest('shop/cart', '1')).rejects.toThrow(/cannot be reached/);
  });
});

describe('layers', () => {
  const fetch = async (host: string, descriptor = layer): Promise<Buffer> => {
    const source = new Registry(host, quick).image(reference(host), join(folder, 'cache'));
    try {
      const range = await source.file(descriptor);
      return readFileSync(range.path);
    } finally {
      await source.close();
      expect(readdirSync(join(folder, 'cache/blobs'))).toEqual([]);
    }
  };

  it('are taken up again where they broke off', async () => {
    const ranges: (string | undefined)[] = [];
    const { host } = await serve((request, response, count) => {
      ranges.push(request.headers.range);
      const from = Number(/bytes=(\d+)-/.exec(request.headers.range ?? '')?.[1] ?? 0);
      const piece = count < 2 ? blob.subarray(from, from + 20_000) : blob.subarray(from);
      response.writeHead(from === 0 ? 200 : 206, { 'content-length': blob.length - from, ...(from === 0 ? {} : { 'content-range': `bytes ${from}-${blob.length - 1}/${blob.length}` }) });
      response.write(piece, () => { if (count < 2) setTimeout(() => response.destroy(), 50); else response.end(); });
    });
    expect((await fetch(host)).equals(blob)).toBe(true);
    expect(ranges).toEqual([undefined, 'bytes=20000-', 'bytes=40000-']);
  });

  it('begin anew where the registry knows no ranges', async () => {
    const { host } = await serve((_, response, count) => {
      response.writeHead(200, { 'content-length': blob.length });
      response.write(count === 0 ? blob.subarray(0, 100) : blob, () => { if (count === 0) setTimeout(() => response.destroy(), 50); else response.end(); });
    });
    expect((await fetch(host)).equals(blob)).toBe(true);
  });

  it('with the wrong digest, or of another size, are not used', async () => {
    const wrong = Buffer.from(blob);
    wrong[5]! ^= 1;
    const { host } = await serve((_, response) => send(response, 200, wrong));
    await expect(fetch(host)).rejects.toThrow(/what came for sha256:.* has the digest/);
    const larger = await serve((_, response) => send(response, 200, Buffer.concat([blob, blob])));
    await expect(fetch(larger.host)).rejects.toThrow(/is larger than the 60000 bytes/);
    const gone = await serve((_, response) => send(response, 404));
    await expect(fetch(gone.host)).rejects.toThrow(/it is not there/);
    const never = await serve((_, response) => { response.writeHead(200, { 'content-length': blob.length }); response.write('x', () => response.destroy()); });
    await expect(fetch(never.host)).rejects.toThrow(/cannot be fetched/);
  });

  it('elsewhere are fetched without our credentials', async () => {
    const elsewhere = await serve((request, response) => (request.headers.authorization === undefined ? send(response, 200, blob) : send(response, 400)));
    const { host } = await serve((request, response) => (request.headers.authorization === undefined ? send(response, 401, '', { 'www-authenticate': 'Basic realm="x"' }) : send(response, 307, '', { location: `http://${elsewhere.host}/blob` })));
    const source = new Registry(host, { ...quick, credentials: { username: 'me', password: 'secret' } }).image(reference(host), join(folder, 'cache'));
    expect((await source.file(layer)).size).toBe(blob.length);
    await source.close();
    const file = await serve((_, response) => send(response, 302, '', { location: 'file:///etc/passwd' }));
    await expect(fetch(file.host)).rejects.toThrow(/not allowed/);
    const round = await serve((_, response) => send(response, 302, '', { location: '/again' }));
    await expect(fetch(round.host)).rejects.toThrow(/more than 5 times/);
  });
});

it('lists tags and repositories over pages, and follows no page elsewhere', async () => {
  const { host } = await serve((request, response) => {
    if (request.url === '/v2/shop/cart/tags/list?n=1000') send(response, 200, '{"tags":["1","2"]}', { link: '</v2/shop/cart/tags/list?n=1000&last=2>; rel="next"' });
    else if (request.url === '/v2/shop/cart/tags/list?n=1000&last=2') send(response, 200, '{"tags":["3"]}');
    else if (request.url?.startsWith('/v2/_catalog') === true) send(response, 200, '{"repositories":["a","b/c"]}');
    else send(response, 200, '{"tags":["x"]}', { link: '<http://elsewhere.example.com/>; rel="next"' });
  });
  const registry = new Registry(host, quick);
  expect(await registry.tags('shop/cart')).toEqual(['1', '2', '3']);
  expect(await registry.repositories()).toEqual(['a', 'b/c']);
  await expect(registry.tags('evil')).rejects.toThrow(/links to another host/);
});

it('finds referrers, by the API and by the tag', async () => {
  const index = JSON.stringify({ manifests: [{ mediaType: 'm', digest: sha256('sig'), size: 3, artifactType: 'application/vnd.example.sig' }] });
  const digest = sha256(manifest);
  const modern = await serve((request, response) => (request.url === `/v2/shop/cart/referrers/${digest}` ? send(response, 200, index, { 'content-type': 'application/vnd.oci.image.index.v1+json' }) : send(response, 404)));
  const old = await serve((request, response) => (request.url === `/v2/shop/cart/manifests/${digest.replace(':', '-')}` ? send(response, 200, index, { 'content-type': 'application/vnd.oci.image.index.v1+json' }) : send(response, 404)));
  const none = await serve((_, response) => send(response, 404));
  for (const { host } of [modern, old]) expect((await new Registry(host, quick).referrers('shop/cart', digest)).map(({ artifactType }) => artifactType)).toEqual(['application/vnd.example.sig']);
  expect(await new Registry(none.host, quick).referrers('shop/cart', digest)).toEqual([]);
});
