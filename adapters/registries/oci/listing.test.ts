import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { RegistryBusyError } from '#core/ports/registries.ts';
import { createListing } from './listing.ts';
import { ModelRegistry } from './testing/model.ts';
import { type Handler, type Scripted, scripted, send } from './testing/scripted.ts';

const signal = new AbortController().signal;
const registry = new ModelRegistry();
const credentials = { username: 'scanner', password: 'secret' };
const open: Scripted[] = [];
const serve = async (handler: Handler): Promise<Scripted> => { const each = await scripted(handler); open.push(each); return each; };
const listing = (host = registry.host, waits: readonly number[] = [1, 1, 1]) => createListing(host, { credentials, plainHttp: true, waits });

beforeEach(async () => { await registry.start(); });
afterEach(async () => { await registry.stop(); for (const each of open.splice(0)) await each.close(); });

describe('check', () => {
  it('takes credentials that hold, and says what is wrong with others', async () => {
    await expect(listing().check(signal)).resolves.toBeUndefined();
    await expect(createListing(registry.host, { credentials: { ...credentials, password: 'no' }, plainHttp: true }).check(signal)).rejects.toThrow(expect.objectContaining({ code: 'registry.denied', message: `${registry.host} refuses /v2/: the credentials are not accepted` }) as Error);
    await expect(createListing(registry.host, { credentials: null, plainHttp: true }).check(signal)).rejects.toThrow(`${registry.host} wants a user and password`);
    const other = await serve((_, response) => send(response, 404));
    await expect(listing(other.host).check(signal)).rejects.toThrow(expect.objectContaining({ code: 'registry.missing', message: `${other.host} is no container registry: it answers 404 for /v2/` }) as Error);
    const closed = await serve((_, response) => send(response, 403));
    await expect(listing(closed.host).check(signal)).rejects.toThrow(expect.objectContaining({ code: 'registry.denied' }) as Error);
  });

  it('signs in without asking for a repository, whatever the challenge names', async () => {
    const asked: string[] = [];
    const { host } = await serve((request, response) => {
      if (request.url?.startsWith('/token') === true) { asked.push(request.url); send(response, 200, '{"token":"t"}'); return; }
      if (request.headers.authorization === 'Bearer t') send(response, 200);
      else send(response, 401, '', { 'www-authenticate': `Bearer realm="http://${request.headers.host}/token",service="s",scope="repository:user/image:pull"` });
    });
    await listing(host).check(signal);
    expect(asked).toEqual(['/token?service=s']);
  });

  it('does not take a token service that is down for one that refuses', async () => {
    let status = 503;
    const { host } = await serve((request, response) => (request.url?.startsWith('/token') === true ? send(response, status, '', { 'retry-after': '7' }) : send(response, 401, '', { 'www-authenticate': `Bearer realm="http://${request.headers.host}/token"` })));
    await expect(listing(host).check(signal)).rejects.toThrow(expect.objectContaining({ code: 'registry.unreachable' }) as Error);
    status = 429;
    await expect(listing(host).check(signal)).rejects.toThrow(expect.objectContaining({ code: 'registry.busy', retryAfter: 7000 }) as Error);
  });

  it('ends when it is told to', async () => {
    registry.slow = 60_000;
    const started = performance.now();
    await expect(listing().check(AbortSignal.timeout(50))).rejects.toThrow(expect.objectContaining({ name: 'TimeoutError' }) as Error);
    registry.slow = 0;
    registry.status = 503;
    await expect(listing(registry.host, [60_000]).check(AbortSignal.timeout(50))).rejects.toThrow(expect.objectContaining({ name: 'TimeoutError' }) as Error);
    registry.status = null;
    expect(performance.now() - started).toBeLessThan(5000);
  });
});

describe('lists', () => {
  it('of repositories and tags, over pages, up to a number', async () => {
    for (const tag of ['1', '2', '3', '4', '5']) registry.push('shop/cart', tag, tag);
    registry.push('shop/web', '1', 'w');
    registry.page = 2;
    expect(await listing().repositories(10, signal)).toEqual({ names: ['shop/cart', 'shop/web'], complete: true });
    expect(await listing().tags('shop/cart', 10, signal)).toEqual({ names: ['1', '2', '3', '4', '5'], complete: true });
    expect(await listing().tags('shop/cart', 5, signal)).toEqual({ names: ['1', '2', '3', '4', '5'], complete: true });
    expect(await listing().tags('shop/cart', 3, signal)).toEqual({ names: ['1', '2', '3'], complete: false });
    registry.page = 1000;
    await expect(listing().tags('shop/none', 5, signal)).rejects.toThrow(expect.objectContaining({ code: 'registry.missing' }) as Error);
    registry.listed = false;
    await expect(listing().repositories(10, signal)).rejects.toThrow(expect.objectContaining({ code: 'registry.denied' }) as Error);
    registry.listed = true;
  });

  it('that never end are left', async () => {
    const { host, requests } = await serve((request, response, count) => send(response, 200, `{"tags":["t${count}"]}`, { link: `<${request.url}>; rel="next"` }));
    expect((await listing(host).tags('shop/cart', 100_000, signal)).complete).toBe(false);
    expect(requests.length).toBeLessThanOrEqual(1000);
  });
});

describe('the digest of a tag', () => {
  it('comes without the manifest', async () => {
    const digest = registry.push('shop/cart', '1', 'one');
    registry.requests = [];
    expect(await listing().digest('shop/cart', '1', null, signal)).toBe(digest);
    expect(registry.requests.every((line) => line === 'HEAD /v2/shop/cart/manifests/1')).toBe(true);
    expect(await listing().digest('shop/cart', 'none', null, signal)).toBeNull();
    registry.refused.add('shop/cart');
    await expect(listing().digest('shop/cart', '1', null, signal)).rejects.toThrow(expect.objectContaining({ code: 'registry.denied' }) as Error);
    registry.refused.clear();
  });

  it('is worked out where HEAD does not tell it, and not sent again when it is known', async () => {
    const conditions: (string | undefined)[] = [];
    const { host } = await serve((request, response) => {
      if (request.method === 'HEAD') { send(response, 405); return; }
      conditions.push(request.headers['if-none-match']);
      if (request.headers['if-none-match'] === undefined) send(response, 200, '{}', { 'content-type': 'application/vnd.oci.image.manifest.v1+json' });
      else send(response, 304);
    });
    const digest = await listing(host).digest('shop/cart', '1', null, signal);
    expect(digest).toBe('sha256:44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a');
    expect(await listing(host).digest('shop/cart', '1', digest, signal)).toBe(digest);
    expect(conditions).toEqual([undefined, `"${digest}"`]);
  });
});

describe('when an image was built', () => {
  it('is in its configuration', async () => {
    const digest = registry.push('shop/cart', '1', 'one', '2026-01-02T03:04:05Z');
    expect(await listing().builtAt('shop/cart', digest, signal)).toBe(Date.UTC(2026, 0, 2, 3, 4, 5));
    for (const created of ['1970-01-01T00:00:00Z', 'yesterday', undefined]) {
      expect(await listing().builtAt('shop/cart', registry.push('shop/cart', '2', `two ${created}`, created), signal)).toBeNull();
    }
  });

  it('of an index is that of its first image', async () => {
    const config = `sha256:${'c'.repeat(64)}`;
    const documents: Record<string, unknown> = {
      [`manifests/sha256:${'1'.repeat(64)}`]: { manifests: [{ digest: `sha256:${'2'.repeat(64)}`, platform: { os: 'unknown', architecture: 'unknown' } }, { digest: `sha256:${'3'.repeat(64)}`, platform: { os: 'linux', architecture: 'amd64' } }] },
      [`manifests/sha256:${'3'.repeat(64)}`]: { config: { digest: config } },
      [`blobs/${config}`]: { created: '2025-06-01T00:00:00Z' },
    };
    const { host } = await serve((request, response) => {
      const found = documents[request.url?.replace('/v2/shop/cart/', '') ?? ''];
      send(response, found === undefined ? 404 : 200, JSON.stringify(found ?? {}));
    });
    expect(await listing(host).builtAt('shop/cart', `sha256:${'1'.repeat(64)}`, signal)).toBe(Date.UTC(2025, 5, 1));
  });
});

describe('a registry that is busy', () => {
  it('is asked again after the time that it names, or left alone when that is long', async () => {
    const { host, requests } = await serve((_, response, count) => (count === 0 ? send(response, 429, '', { 'retry-after': '1' }) : send(response, 200)));
    const started = performance.now();
    await listing(host).check(signal);
    expect(performance.now() - started).toBeGreaterThan(990);
    expect(requests).toHaveLength(2);
    const long = await serve((_, response) => send(response, 429, '', { 'retry-after': '3600' }));
    await expect(listing(long.host).check(signal)).rejects.toThrow(expect.objectContaining({ code: 'registry.busy', retryAfter: 3_600_000 }) as Error);
    expect(long.requests).toHaveLength(1);
    const dated = await serve((_, response) => send(response, 503, '', { 'retry-after': new Date(Date.now() + 7_200_000).toUTCString() }));
    const error: unknown = await listing(dated.host).check(signal).catch((each: unknown) => each);
    expect(error).toBeInstanceOf(RegistryBusyError);
    expect((error as RegistryBusyError).retryAfter).toBeGreaterThan(7_100_000);
  });
});
