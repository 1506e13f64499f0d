import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createListing } from '#adapters/registries/oci/listing.ts';
import { FILTERS, Harness } from './testing/harness.ts';

let h: Harness;
beforeEach(async () => { h = await new Harness().open(); });
afterEach(async () => { await h.end(); });

describe('connecting', () => {
  it('refuses credentials that the registry refuses, and stores nothing', async () => {
    await expect(h.connect({ password: 'wrong' })).rejects.toThrow(expect.objectContaining({ code: 'invalid', message: `${h.registry.host} refuses /v2/: the credentials are not accepted` }) as Error);
    await expect(h.connect({ username: null, password: null })).rejects.toThrow(`${h.registry.host} wants a user and password`);
    expect(await h.registries.store.registries()).toEqual([]);
    expect(h.logs).toEqual([]);
  });

  it('refuses addresses and pairs that cannot be', async () => {
    for (const [change, message] of [
      [{ url: 'ftp://x.example' }, /must begin with https/], [{ url: 'https://me:pw@x.example' }, /in their own fields/], [{ url: 'x.example/shop' }, /choose repositories by filters/],
      [{ url: 'registry' }, /with a dot or a port/], [{ url: 'a b.example' }, /not valid/], [{ username: null, password: 'x' }, /there is a password, but no user name/], [{ password: null }, /is needed for another user name/],
      [{ filters: { ...FILTERS, repositories: ['shop/*'] } }, /no name of a repository/],
    ] as const) await expect(h.connect(change), JSON.stringify(change)).rejects.toThrow(message);
    expect(await h.registries.store.registries()).toEqual([]);
  });

  it('keeps a registry that cannot be reached now, and follows it when it can', async () => {
    h.registry.push('shop/cart', '1', 'one');
    await h.registry.stop();
    const { id } = await h.connect();
    await h.until(async () => (await h.record(id)).state === 'notAssessed');
    expect((await h.record(id)).reason).toMatch(/cannot be reached: connect ECONNREFUSED/);
    await h.registry.start();
    await h.until(async () => (await h.record(id)).state === 'connected');
    expect(h.intake.names(h.registry.host)).toEqual(['shop/cart:1']);
    expect((await h.record(id)).reason).toBeNull();
  });

  it('knows names and hosts once', async () => {
    await h.connect();
    await expect(h.connect({ url: h.registry.host.toUpperCase(), name: 'other' })).rejects.toThrow(expect.objectContaining({ code: 'conflict', message: `${h.registry.host} is already connected as 'shop': change that connection` }) as Error);
    await expect(h.connect({ url: h.registry.host.replace('127.0.0.1', 'localhost') })).rejects.toThrow(`there is already a registry named 'shop': choose another name`);
  });

  it('writes the password down for nobody to read', async () => {
    h.registry.password = 'correct-horse-battery';
    const { id } = await h.connect();
    await h.until(async () => (await h.record(id)).state === 'connected');
    expect(await h.registries.accessFor(h.registry.host)).toEqual({ id, name: 'shop', credentials: { username: 'scanner', password: 'correct-horse-battery' }, plainHttp: true });
    for (const file of ['breakwater.db', 'breakwater.db-wal']) expect(readFileSync(join(h.dir, file)).includes('correct-horse')).toBe(false);
    expect(JSON.stringify([await h.registries.store.registries(), h.logs])).not.toContain('correct-horse');
  });
});

describe('listing', () => {
  it('reports what there is, what is new, moved and gone', async () => {
    const one = h.registry.push('shop/cart', '1', 'one');
    h.registry.push('shop/cart', '2', 'two');
    h.registry.push('shop/web', '1', 'web');
    const { id } = await h.connect();
    await h.until(async () => (await h.record(id)).state === 'connected');
    expect(h.intake.names(h.registry.host)).toEqual(['shop/cart:1', 'shop/cart:2', 'shop/web:1']);
    expect(h.intake.images.get(`${h.registry.host}/shop/cart:1`)).toBe(one);
    expect(await h.record(id)).toMatchObject({ repositories: 2, unread: [], listingSince: null });
    const before = h.intake.calls.length;
    await h.listed(id);
    expect(h.intake.calls, 'nothing changed').toHaveLength(before);
    const moved = h.registry.push('shop/cart', '1', 'one again');
    h.registry.push('shop/new', '1', 'new');
    h.registry.remove('shop/cart', '2');
    h.registry.remove('shop/web');
    await h.listed(id);
    expect(h.intake.names(h.registry.host)).toEqual(['shop/cart:1', 'shop/new:1']);
    expect(h.intake.images.get(`${h.registry.host}/shop/cart:1`)).toBe(moved);
    expect(h.intake.calls.slice(before)).toHaveLength(4);
    await h.until(() => h.published.includes('registries'));
  });

  it('comes again on schedule', async () => {
    let now = Date.now();
    await h.close();
    await h.open({ now: () => now });
    const { id } = await h.connect({ scheduleMinutes: 10 });
    await h.until(async () => (await h.record(id)).state === 'connected');
    expect((await h.record(id)).nextSyncAt).toBe(now + 600_000);
    await h.close();
    h.registry.push('shop/cart', '1', 'one');
    now += 600_001;
    await h.open({ now: () => now });
    await h.until(() => h.intake.images.size === 1);
  });

  it('keeps what is known while the registry is down, and says since when', async () => {
    h.registry.push('shop/cart', '1', 'one');
    const { id } = await h.connect();
    await h.until(async () => (await h.record(id)).state === 'connected');
    h.registry.status = 503;
    await h.registries.sync(id);
    await h.until(async () => (await h.record(id)).state === 'notAssessed');
    const { since, reason } = await h.record(id);
    expect(reason).toMatch(/answers 503 for \/v2\//);
    await new Promise((resolve) => { setTimeout(resolve, 300); });
    expect((await h.record(id)).since, 'tried again, since the same time').toBe(since);
    expect(h.intake.names(h.registry.host)).toEqual(['shop/cart:1']);
    h.registry.status = null;
    await h.until(async () => (await h.record(id)).state === 'connected');
  });

  it('says that a password no longer holds, and does not try it again and again', async () => {
    h.registry.push('shop/cart', '1', 'one');
    await h.close();
    await h.open({ retry: [40, 60_000] });
    const { id } = await h.connect();
    await h.until(async () => (await h.record(id)).state === 'connected');
    h.registry.password = 'changed';
    await h.registries.sync(id);
    await h.until(async () => (await h.record(id)).state === 'notAssessed');
    expect(await h.record(id)).toMatchObject({ reason: `${h.registry.host} refuses /v2/: the credentials are not accepted` });
    h.registry.requests = [];
    await new Promise((resolve) => { setTimeout(resolve, 300); });
    expect(h.registry.requests).toEqual([]);
    expect(h.intake.names(h.registry.host)).toEqual(['shop/cart:1']);
    const access = h.access.length;
    await h.registries.update(await h.record(id), { password: 'changed' });
    await h.until(async () => (await h.record(id)).state === 'connected');
    expect(h.access.slice(access)).toEqual([h.registry.host]);
  });

  it('waits as long as the registry asks', async () => {
    const { id } = await h.connect();
    await h.until(async () => (await h.record(id)).state === 'connected');
    Object.assign(h.registry, { status: 429, retryAfter: 3600 });
    await h.registries.sync(id);
    await h.until(async () => (await h.record(id)).state === 'notAssessed');
    const { reason, nextSyncAt } = await h.record(id);
    expect(reason).toMatch(/answers 429 .*; it goes on in 3600 seconds/);
    expect(nextSyncAt - Date.now()).toBeGreaterThan(3_590_000);
    Object.assign(h.registry, { status: null, retryAfter: null });
    await h.listed(id);
  });

  it('goes on where it was when it is interrupted', async () => {
    for (let i = 10; i < 40; i++) h.registry.push(`shop/r${i}`, '1', `image ${i}`);
    h.registry.slow = 15;
    const { id } = await h.connect();
    await h.until(() => h.intake.images.size > 8);
    await h.close();
    h.registry.slow = 0;
    const before = h.intake.images.size;
    expect(before).toBeLessThan(30);
    expect(h.logs).toEqual([]);
    h.registry.requests = [];
    await h.open();
    await h.until(() => h.intake.images.size === 30);
    await h.until(async () => (await h.record(id)).state === 'connected');
    const again = h.registry.requests.filter((line) => line.includes('/tags/list'));
    expect(again.length).toBeLessThanOrEqual(30 - before + 3);
    expect(h.intake.calls).toHaveLength(30);
  });

  it('reports again what could not be kept', async () => {
    h.registry.push('shop/cart', '1', 'one');
    h.intake.broken = true;
    const { id } = await h.connect();
    await h.until(() => h.intake.images.size === 1);
    expect(h.logs[0]).toMatch(/^error registry shop: the disk is full/);
    await h.until(async () => (await h.record(id)).state === 'connected');
  });

  it('tells what it could not read, and keeps what is known of it', async () => {
    h.registry.push('shop/cart', '1', 'one');
    h.registry.push('shop/secret', '1', 'two');
    const { id } = await h.connect();
    await h.until(() => h.intake.images.size === 2);
    h.registry.refused.add('shop/secret');
    h.registry.push('UPPER/Case', '1', 'three');
    expect(await h.listed(id)).toMatchObject({ state: 'connected', unread: [{ what: 'UPPER/Case', reason: 'this is no valid name of a repository' }, { what: 'shop/secret', reason: expect.stringMatching(/answers 403/) as string }] });
    expect(h.intake.names(h.registry.host)).toEqual(['shop/cart:1', 'shop/secret:1']);
  });

  it('asks for a bounded number of things at once', async () => {
    for (let i = 0; i < 20; i++) for (let tag = 0; tag < 20; tag++) h.registry.push(`shop/r${i}`, `t${tag}`, `image ${i} ${tag}`);
    h.registry.slow = 2;
    const { id } = await h.connect();
    await h.until(async () => (await h.record(id)).state === 'connected');
    expect(h.intake.images.size).toBe(400);
    expect(h.registry.mostAtOnce).toBeLessThanOrEqual(12);
    expect(h.registry.mostAtOnce).toBeGreaterThan(3);
  });
});

describe('a registry that does not list its repositories', () => {
  it('is followed by the names in the filters, and says so without them', async () => {
    h.registry.listed = false;
    h.registry.push('shop/cart', '1', 'one');
    h.registry.push('shop/web', '1', 'two');
    const { id } = await h.connect();
    await h.until(async () => (await h.record(id)).state === 'connected');
    expect((await h.record(id)).unread).toEqual([{ what: 'repositories', reason: expect.stringMatching(/does not list them .*: name them under filters/) as string }]);
    expect(h.intake.images.size).toBe(0);
    await h.registries.update(await h.record(id), { filters: { ...FILTERS, repositories: ['shop/cart', 'shop/none'] } });
    await h.until(() => h.intake.images.size === 1);
    await h.until(async () => (await h.record(id)).unread.some(({ what }) => what === 'shop/none'));
    expect(h.intake.names(h.registry.host)).toEqual(['shop/cart:1']);
  });

  it('is followed for the tags that run, not for all that lie beside them', async () => {
    h.registry.listed = false;
    for (const tag of ['1', '2', '3']) h.registry.push('library/base', tag, tag);
    h.running = [`${h.registry.host}/library/base:2`, 'docker.io/library/base:3', 'not a reference', `${h.registry.host}/library/base@sha256:${'a'.repeat(64)}`];
    const { id } = await h.connect();
    await h.until(async () => (await h.record(id)).state === 'connected');
    expect(h.intake.names(h.registry.host)).toEqual(['library/base:2']);
    await h.registries.update(await h.record(id), { filters: { ...FILTERS, include: ['library/*'] } });
    await h.until(() => h.intake.images.size === 3);
  });
});

describe('filters', () => {
  it('take in and out; what they no longer let through is taken back', async () => {
    for (const name of ['shop/cart', 'shop/web', 'shop/deep/er', 'lab/x']) for (const tag of ['1.0', 'dev-1']) h.registry.push(name, tag, `${name} ${tag}`);
    const { id } = await h.connect({ filters: { ...FILTERS, include: ['shop/*'], tags: ['1.*'] } });
    await h.until(async () => (await h.record(id)).state === 'connected');
    expect(h.intake.names(h.registry.host)).toEqual(['shop/cart:1.0', 'shop/web:1.0']);
    await h.registries.update(await h.record(id), { filters: { ...FILTERS, include: ['shop/**'], exclude: ['shop/w*'] } });
    await h.until(() => h.intake.images.size === 4 && !h.intake.images.has(`${h.registry.host}/shop/web:1.0`));
    expect(h.intake.names(h.registry.host)).toEqual(['shop/cart:1.0', 'shop/cart:dev-1', 'shop/deep/er:1.0', 'shop/deep/er:dev-1']);
    await h.registries.update(await h.record(id), { filters: { ...FILTERS, include: ['shop/cart'], tags: ['dev-*'] } });
    await h.until(() => h.intake.images.size === 1);
    expect(h.intake.names(h.registry.host)).toEqual(['shop/cart:dev-1']);
  });

  it('choose the newest: by push, then by build, then by name', async () => {
    h.registry.push('shop/cart', 'b', 'b', '2025-03-01T00:00:00Z');
    h.registry.push('shop/cart', 'a', 'a', '2025-04-01T00:00:00Z');
    h.registry.push('shop/cart', 'v9', 'v9');
    h.registry.push('shop/cart', 'v10', 'v10');
    const { id } = await h.connect({ filters: { ...FILTERS, newest: 3 } });
    await h.until(async () => (await h.record(id)).state === 'connected');
    expect(h.intake.names(h.registry.host)).toEqual(['shop/cart:a', 'shop/cart:b', 'shop/cart:v10']);
    h.registry.push('shop/cart', 'old', 'old', '2020-01-01T00:00:00Z');
    await h.registries.notify(await h.record(id), [{ action: 'push', repository: 'shop/cart', tag: 'old', digest: null }]);
    await h.until(() => h.intake.images.has(`${h.registry.host}/shop/cart:old`));
    await h.until(() => h.intake.images.size === 3);
    expect(h.intake.names(h.registry.host)).toEqual(['shop/cart:a', 'shop/cart:b', 'shop/cart:old']);
    h.registry.remove('shop/cart', 'a');
    await h.listed(id);
    expect(h.intake.names(h.registry.host)).toEqual(['shop/cart:b', 'shop/cart:old', 'shop/cart:v10']);
    h.registry.requests = [];
    await h.listed(id);
    expect(h.registry.requests.filter((line) => line.includes('/blobs/')), 'times of builds are asked for once').toEqual([]);
  });
});

describe('notifications', () => {
  const event = (action: 'push' | 'delete', tag: string | null, digest: string | null = null, repository = 'shop/cart') => ({ action, repository, tag, digest });

  it('are looked up at once', async () => {
    const first = h.registry.push('shop/cart', '1', 'one');
    const { id } = await h.connect();
    await h.until(async () => (await h.record(id)).state === 'connected');
    const digest = h.registry.push('shop/cart', '2', 'two');
    const started = performance.now();
    expect(await h.registries.notify(await h.record(id), [event('push', '2', 'sha256:lie'), event('push', null, digest), event('push', '2', digest)])).toEqual({ accepted: 2, ignored: 1 });
    await h.until(() => h.intake.images.size === 2);
    expect(performance.now() - started).toBeLessThan(2000);
    expect(h.intake.images.get(`${h.registry.host}/shop/cart:2`), 'the registry decides what is true').toBe(digest);
    expect(h.intake.calls.at(-1)).toMatchObject({ pushedAt: expect.any(Number) as number });
    h.registry.remove('shop/cart', '1');
    expect(await h.registries.notify(await h.record(id), [event('delete', null, first), event('delete', null, `sha256:${'f'.repeat(64)}`)])).toEqual({ accepted: 1, ignored: 1 });
    await h.until(() => h.intake.images.size === 1);
    await h.registries.notify(await h.record(id), [event('delete', '2')]);
    await h.until(async () => (await h.registries.store.hints(id, 10)).length === 0);
    expect(h.intake.images.size, 'a deletion that did not happen').toBe(1);
    expect((await h.record(id)).lastNotificationAt).not.toBeNull();
  });

  it('are looked up again a little later: registries tell of a push before its tag moves', async () => {
    await h.close();
    await h.open({ settle: 300 });
    h.registry.push('shop/cart', 'moved', 'old');
    const { id } = await h.connect();
    await h.until(async () => (await h.record(id)).state === 'connected');
    await h.registries.notify(await h.record(id), ['moved', 'new'].map((tag) => ({ action: 'push' as const, repository: 'shop/cart', tag, digest: null })));
    await h.until(() => h.registry.requests.some((request) => request.includes('/manifests/new')));
    h.registry.push('shop/cart', 'new', 'one');
    const digest = h.registry.push('shop/cart', 'moved', 'two');
    await h.until(() => h.intake.images.get(`${h.registry.host}/shop/cart:moved`) === digest && h.intake.names(h.registry.host).length === 2);
    await h.until(async () => (await h.registries.store.hints(id, 10)).length === 0);
    h.registry.requests = [];
    await new Promise((resolve) => { setTimeout(resolve, 400); });
    expect(h.registry.requests).toEqual([]);
  });

  it('that wait for their tag to move do not hold up others', async () => {
    await h.close();
    await h.open({ settle: 60_000 });
    for (let i = 0; i < 250; i++) h.registry.push('shop/cart', `t${i}`, `image ${i}`);
    const { id } = await h.connect();
    await h.until(async () => (await h.record(id)).state === 'connected');
    await h.registries.notify(await h.record(id), Array.from({ length: 250 }, (_, i) => event('push', `t${i}`)));
    const digest = h.registry.push('shop/web', '1', 'web');
    await h.registries.notify(await h.record(id), [event('push', '1', null, 'shop/web')]);
    const started = performance.now();
    await h.until(() => h.intake.images.get(`${h.registry.host}/shop/web:1`) === digest);
    expect(performance.now() - started).toBeLessThan(3000);
    expect(await h.registries.store.hints(id, 1000)).toHaveLength(250);
  });

  it('about what the filters do not let through, and about what is no name, are ignored', async () => {
    const { id } = await h.connect({ filters: { ...FILTERS, exclude: ['lab/**'], tags: ['1*'] } });
    const record = await h.record(id);
    for (const [tag, repository] of [['1', 'lab/x'], ['2', 'shop/cart'], ['1', '../../etc'], ['1', 'shop/cart:1'], ['1', 'x'.repeat(10_000)], ['1/../2', 'shop/cart'], ['1 2', 'shop/cart'], ['1', '']] as const) {
      expect(await h.registries.notify(record, [event('push', tag, null, repository)]), `${repository}:${tag}`).toEqual({ accepted: 0, ignored: 1 });
    }
    expect(await h.registries.store.hints(id, 10)).toEqual([]);
  });

  it('wait while the registry is down, also over a restart', async () => {
    const { id } = await h.connect();
    await h.until(async () => (await h.record(id)).state === 'connected');
    h.registry.push('shop/cart', '1', 'one');
    h.registry.listed = false;
    h.registry.status = 503;
    await h.registries.notify(await h.record(id), [event('push', '1')]);
    await h.until(async () => (await h.record(id)).state === 'notAssessed');
    await h.close();
    await h.open();
    expect(await h.registries.store.hints(id, 10)).toHaveLength(1);
    h.registry.status = null;
    await h.until(() => h.intake.images.size === 1);
    await h.until(async () => (await h.record(id)).state === 'connected');
    expect(await h.registries.store.hints(id, 10)).toEqual([]);
  });

  it('about a repository that is refused do not hold up the others', async () => {
    h.registry.listed = false;
    h.registry.refused.add('shop/secret');
    h.registry.push('shop/secret', '1', 's');
    h.registry.push('shop/cart', '1', 'c');
    const { id } = await h.connect();
    await h.until(async () => (await h.record(id)).state === 'connected');
    await h.registries.notify(await h.record(id), [event('push', '1', null, 'shop/secret'), event('push', '1')]);
    await h.until(async () => (await h.registries.store.hints(id, 10)).length === 0);
    expect(h.intake.names(h.registry.host)).toEqual(['shop/cart:1']);
    expect((await h.record(id)).unread.map(({ what }) => what)).toContain('shop/secret');
  });

  it('more than can wait are refused, and none of them is kept', async () => {
    const { id } = await h.connect();
    await h.until(async () => (await h.record(id)).state === 'connected');
    h.registry.status = 503;
    const record = await h.record(id);
    const flood = (from: number, many: number) => Array.from({ length: many }, (_, i) => event('push', `t${from + i}`));
    expect(await h.registries.notify(record, flood(0, 15_000))).toEqual({ accepted: 15_000, ignored: 0 });
    expect(await h.registries.notify(record, flood(20_000, 6_000))).toBe('full');
    expect((await h.registries.store.hints(id, 50_000)).length).toBe(15_000);
  });
});

describe('a connection', () => {
  it('is forgotten with all that was known, also when that was interrupted', async () => {
    h.registry.push('shop/cart', '1', 'one');
    const { id } = await h.connect();
    await h.until(() => h.intake.images.size === 1);
    expect(await h.registries.delete(id)).toBe(true);
    expect(await h.registries.delete(id)).toBe(false);
    expect(h.intake.forgotten).toEqual([id]);
    expect(await h.registries.accessFor(h.registry.host)).toBeNull();
    expect(await h.registries.store.knownRepositories(id)).toEqual(new Map());
    const again = await h.connect();
    await h.until(() => h.intake.images.size === 1);
    await h.registries.store.deleteRegistry(again.id);
    await h.close();
    await h.open();
    await h.until(() => h.intake.forgotten.length === 2);
    await h.until(async () => (await h.registries.store.deletedRegistries()).length === 0);
  });

  it('keeps its password unless another is given; another user needs one', async () => {
    const { id } = await h.connect();
    await h.registries.update(await h.record(id), { name: 'renamed', scheduleMinutes: 5, password: null });
    expect(await h.record(id)).toMatchObject({ name: 'renamed', scheduleMinutes: 5, username: 'scanner' });
    expect(await h.registries.store.registryPassword(id)).toBe('secret');
    await expect(h.registries.update(await h.record(id), { username: 'other' })).rejects.toThrow('body field password: is needed for another user name');
    await expect(h.registries.update(await h.record(id), { username: 'other', password: 'x' })).rejects.toThrow('the credentials are not accepted');
    await expect(h.registries.update(await h.record(id), { username: null })).rejects.toThrow('wants a user and password');
    expect(await h.record(id)).toMatchObject({ username: 'scanner' });
    Object.assign(h.registry, { username: 'other', password: 'x' });
    await h.registries.update(await h.record(id), { username: 'other', password: 'x' });
    expect((await h.registries.accessFor(h.registry.host))?.credentials).toEqual({ username: 'other', password: 'x' });
  });

  it('can be changed many times at once', async () => {
    const { id } = await h.connect();
    const record = await h.record(id);
    await Promise.all(Array.from({ length: 10 }, (_, i) => h.registries.update(record, { scheduleMinutes: 10 + i })));
    h.registry.requests = [];
    await h.listed(id);
    expect(h.registry.requests.filter((line) => line === 'GET /v2/_catalog?n=1000').length, 'one follower').toBeLessThanOrEqual(2);
  });

  it('to Docker Hub is known by all its names', async () => {
    await h.close();
    const asked: string[] = [];
    await h.open({ openListing: (host, options) => { asked.push(host); return createListing(h.registry.host, { waits: [5], ...options }); } });
    h.registry.push('library/alpine', '3', 'x');
    h.registry.listed = false;
    h.running = ['alpine:3', 'index.docker.io/library/alpine:3'];
    const { id } = await h.connect({ url: 'https://index.docker.io/v1/', plainHttp: false });
    expect(await h.record(id)).toMatchObject({ host: 'docker.io' });
    for (const host of ['docker.io', 'registry-1.docker.io', 'index.docker.io']) expect(await h.registries.accessFor(host)).toMatchObject({ id });
    await h.until(() => h.intake.images.size === 1);
    expect([...h.intake.images.keys()]).toEqual(['docker.io/library/alpine:3']);
    expect(new Set(asked)).toEqual(new Set(['docker.io']));
  });
});
