import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { KnownTag, RegistryRecord, RegistryStore } from '#core/ports/registries.ts';
import { type Database, openDatabase } from '../database.ts';
import { sealer } from '../sealing.ts';
import { createRegistryStore } from './index.ts';

let dir = '';
let database: Database;
let store: RegistryStore;
beforeEach(async () => {
  dir = mkdtempSync(join(tmpdir(), 'breakwater-registries-'));
  database = await openDatabase(dir);
  store = createRegistryStore(database, sealer(Buffer.alloc(32, 1)));
});
afterEach(async () => { await database.close(); rmSync(dir, { recursive: true, force: true }); });

const record = (id: string, change: Partial<RegistryRecord> = {}): RegistryRecord => ({
  id, name: id, host: `${id}.example`, username: 'ada', plainHttp: true, filters: { include: ['a/*'], exclude: [], tags: ['1'], repositories: ['a/b'], newest: 3 }, scheduleMinutes: 60,
  state: 'connecting', reason: null, since: 1, unread: [{ what: 'x', reason: 'y' }], repositories: 2, listingSince: 4, lastSyncAt: null, nextSyncAt: 5, lastNotificationAt: null, createdBy: 'ada', createdAt: 6, ...change,
});
const tag = (name: string, change: Partial<KnownTag> = {}): KnownTag => ({ tag: name, digest: `sha256:${name}`, pushedAt: null, builtAt: null, firstSeenAt: 1, reported: null, ...change });

describe('connections', () => {
  it('are kept as they are, with the password sealed', async () => {
    const one = record('one');
    await store.createRegistry(one, 'a very secret word');
    await store.createRegistry(record('two', { username: null }), null);
    expect(await store.registry('one')).toEqual(one);
    expect((await store.registries()).map(({ id }) => id)).toEqual(['one', 'two']);
    expect(await store.registryByHost('one.example')).toEqual(one);
    expect([await store.registryPassword('one'), await store.registryPassword('two'), await store.registryPassword('none')]).toEqual(['a very secret word', null, null]);
    expect(readFileSync(join(dir, 'breakwater.db-wal')).includes('a very secret word')).toBe(false);
    await database.close();
    database = await openDatabase(dir);
    await expect(createRegistryStore(database, sealer(Buffer.alloc(32, 2))).registryPassword('one')).rejects.toThrow('cannot be opened with this key');
  });

  it('change only where they are told to', async () => {
    await store.createRegistry(record('one'), 'pw');
    await store.createRegistry(record('two'), 'pw');
    const patch = { name: 'uno', state: 'notAssessed', reason: 'gone', since: 9, unread: [], repositories: 0, listingSince: null, lastSyncAt: 7, nextSyncAt: 8, lastNotificationAt: 9, username: null, plainHttp: false, scheduleMinutes: 1 } as const;
    await store.updateRegistry('one', patch, null);
    await store.updateRegistry('one', {});
    expect(await store.registry('one')).toEqual({ ...record('one'), ...patch });
    expect(await store.registryPassword('one')).toBeNull();
    expect(await store.registry('two')).toEqual(record('two'));
    await store.updateRegistry('two', { name: 'two', filters: { ...record('two').filters, newest: null } }, 'other');
    expect(await store.registryPassword('two')).toBe('other');
    await expect(store.updateRegistry('two', { name: 'uno' })).rejects.toThrow(expect.objectContaining({ code: 'conflict' }) as Error);
    await expect(store.createRegistry(record('three', { host: 'one.example' }), null)).rejects.toThrow("one.example is already connected as 'uno'");
    await expect(store.createRegistry(record('three', { name: 'two' }), null)).rejects.toThrow("there is already a registry named 'two'");
  });

  it('that are deleted are gone at once, and free name and host; the rest goes bit by bit', async () => {
    await store.createRegistry(record('one'), 'pw');
    for (let i = 0; i < 50; i++) await store.putTags('one', `r${i}`, [tag('1')]);
    await store.markListed('one', 'r1', 5);
    await store.addHints('one', [{ repository: 'r', tag: '1', pushedAt: null }], 1, 10);
    expect([await store.deleteRegistry('one'), await store.deleteRegistry('one')]).toEqual([true, false]);
    expect([await store.registry('one'), await store.registries(), await store.registryPassword('one')]).toEqual([null, [], null]);
    await store.createRegistry(record('again', { name: 'one', host: 'one.example' }), null);
    expect(await store.deletedRegistries()).toEqual(['one']);
    let steps = 0;
    while (await store.purgeRegistry('one')) steps++;
    expect(steps).toBe(3);
    expect(await store.deletedRegistries()).toEqual([]);
    expect([await store.knownRepositories('one'), await store.hints('one', 10)]).toEqual([new Map(), []]);
    expect(await store.purgeRegistry('again')).toBe(false);
    expect(await store.registry('again')).not.toBeNull();
  });
});

describe('tags', () => {
  it('are put, found, and removed', async () => {
    await store.createRegistry(record('one'), null);
    const many = Array.from({ length: 250 }, (_, i) => tag(String(i).padStart(3, '0')));
    await store.putTags('one', 'a/b', many);
    await store.putTags('one', 'a/b', [tag('001', { digest: 'sha256:000', pushedAt: 2, builtAt: 3, reported: 'sha256:x' })]);
    expect(await store.knownTags('one', 'a/b')).toHaveLength(250);
    expect(await store.knownTags('one', 'a/b', many.slice(0, 150).map((each) => each.tag))).toHaveLength(150);
    expect(await store.knownTags('one', 'a/b', ['001', 'none'])).toEqual([tag('001', { digest: 'sha256:000', pushedAt: 2, builtAt: 3, reported: 'sha256:x' })]);
    expect((await store.tagsOfDigest('one', 'a/b', 'sha256:000')).sort()).toEqual(['000', '001']);
    await store.removeTags('one', 'a/b', many.slice(0, 249).map((each) => each.tag));
    expect((await store.knownTags('one', 'a/b')).map((each) => each.tag)).toEqual(['249']);
    await store.markListed('one', 'a/b', 7);
    await store.markListed('one', 'a/c', 8);
    await store.putTags('one', 'a/d', [tag('1')]);
    expect(await store.knownRepositories('one')).toEqual(new Map([['a/b', 7], ['a/d', 0], ['a/c', 8]]));
    await store.removeRepository('one', 'a/b');
    expect(await store.knownRepositories('one')).toEqual(new Map([['a/d', 0], ['a/c', 8]]));
  });
});

describe('hints', () => {
  it('wait in order, of each tag the last, up to a number', async () => {
    await store.createRegistry(record('one'), null);
    const hint = (name: string, pushedAt: number | null = null) => ({ repository: 'a/b', tag: name, pushedAt });
    expect(await store.addHints('one', [hint('1'), hint('2')], 10, 3)).toBe(true);
    expect(await store.addHints('one', [hint('3', 5)], 11, 3)).toBe(true);
    expect(await store.addHints('one', [hint('4')], 12, 3)).toBe(false);
    const waiting = await store.hints('one', 10);
    expect(waiting).toEqual([{ ...hint('1'), at: 10 }, { ...hint('2'), at: 10 }, { ...hint('3', 5), at: 11 }]);
    expect(await store.hints('one', 1)).toEqual([{ ...hint('1'), at: 10 }]);
    // The same tag is told of again while the first hint is being looked up.
    expect(await store.addHints('one', [hint('1', 7)], 10, 10)).toBe(true);
    await store.removeHints('one', waiting);
    expect(await store.hints('one', 10)).toEqual([{ ...hint('1', 7), at: 11 }]);
  });
});
