import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { IdentityStore, TokenRecord, UserRecord } from '#core/ports/identity.ts';
import { type Database, openDatabase } from '../database.ts';
import { createIdentityStore } from './index.ts';

let dir: string;
let database: Database;
let store: IdentityStore;
const open = async () => { database = await openDatabase(dir); store = createIdentityStore(database); };

beforeEach(async () => { dir = mkdtempSync(join(tmpdir(), 'bw-identity-')); await open(); });
afterEach(async () => { await database.close(); rmSync(dir, { recursive: true }); });

const user = (id: string, more: Partial<UserRecord> = {}): UserRecord => ({ id, name: id, role: 'viewer', passwordHash: 'h', environments: null, disabled: false, mustChangePassword: false, createdAt: 1, lastSignInAt: null, ...more });
const token = (id: string, createdAt: number): TokenRecord => ({ id, name: id, secretHash: 'aa', scopes: ['read', 'write'], environments: ['e1'], createdBy: 'ann', createdAt, expiresAt: 99, lastUsedAt: null, revokedAt: null });

describe('users', () => {
  it('keeps every field over a restart', async () => {
    const ann = user('u1', { name: 'Ann', role: 'operator', environments: ['a', 'b'], mustChangePassword: true, createdAt: 5, lastSignInAt: 6 });
    expect(await store.addUser(ann)).toBe(true);
    await database.close();
    await open();
    expect(await store.user('u1')).toEqual(ann);
    expect(await store.userByName(' ANN ')).toEqual(ann);
    expect(await store.userByName('anne')).toBeUndefined();
  });

  it('refuses a name that looks the same', async () => {
    expect(await store.addUser(user('u1', { name: 'Ann' }))).toBe(true);
    expect(await store.addUser(user('u2', { name: 'aｎn' }))).toBe(false);
    expect((await store.users(null, 10)).total).toBe(1);
  });

  it('gives pages by name', async () => {
    for (const name of ['d', 'B', 'a', 'C']) await store.addUser(user(name));
    const first = await store.users(null, 3);
    expect([first.rows.map((row) => row.id), first.total]).toEqual([['a', 'B', 'C'], 4]);
    expect(await store.users(first.next, 3)).toMatchObject({ rows: [{ id: 'd' }], next: null, total: 4 });
  });

  it('changes only what is named', async () => {
    await store.addUser(user('u1', { environments: ['a'] }));
    expect(await store.changeUser('u1', { role: 'operator' })).toBe('done');
    expect(await store.changeUser('u1', {})).toBe('done');
    expect(await store.user('u1')).toEqual(user('u1', { role: 'operator', environments: ['a'] }));
    expect(await store.changeUser('nobody', { role: 'viewer' })).toBe('missing');
    expect(await store.removeUser('nobody')).toBe('missing');
  });

  it('never loses the last enabled admin', async () => {
    await store.addUser(user('a1', { role: 'admin' }));
    await store.addUser(user('a2', { role: 'admin', disabled: true, createdAt: 0 }));
    expect((await store.firstAdmin())?.id).toBe('a1');
    expect(await store.changeUser('a1', { disabled: true })).toBe('last-admin');
    expect(await store.changeUser('a1', { role: 'viewer' })).toBe('last-admin');
    expect(await store.removeUser('a1')).toBe('last-admin');
    expect(await store.changeUser('a1', { passwordHash: 'new', role: 'admin' })).toBe('done');
    expect(await store.removeUser('a2')).toBe('done');
    await store.addUser(user('a3', { role: 'admin' }));
    const both = await Promise.all([store.removeUser('a1'), store.removeUser('a3')]);
    expect(both.sort()).toEqual(['done', 'last-admin']);
  });
});

describe('sessions', () => {
  const session = (hash: string, lastSeenAt: number) => ({ hash, userId: 'u1', createdAt: lastSeenAt, lastSeenAt });
  beforeEach(async () => { await store.addUser(user('u1')); });

  it('gives the session with its user', async () => {
    await store.addSession(session('h1', 10), 5);
    expect(await store.session('h1')).toEqual({ session: session('h1', 10), user: user('u1') });
    await store.touchSession('h1', 20);
    expect((await store.session('h1'))?.session.lastSeenAt).toBe(20);
    await store.endSession('h1');
    expect(await store.session('h1')).toBeUndefined();
  });

  it('keeps only the newest', async () => {
    for (let i = 1; i <= 6; i++) await store.addSession(session(`h${i}`, i), 3);
    const left = [];
    for (let i = 1; i <= 6; i++) if (await store.session(`h${i}`) !== undefined) left.push(i);
    expect(left).toEqual([4, 5, 6]);
  });

  it('ends sessions with the password, the user, or age', async () => {
    for (let i = 1; i <= 3; i++) await store.addSession(session(`h${i}`, i), 9);
    await store.changeUser('u1', { passwordHash: 'x' }, { except: 'h2' });
    expect([await store.session('h1'), (await store.session('h2'))?.session.hash, await store.session('h3')]).toEqual([undefined, 'h2', undefined]);
    await store.addSession(session('h4', 9), 9);
    expect(await store.forgetSessions(3, 0)).toBe(1);
    expect(await store.forgetSessions(0, 10)).toBe(1);
    await store.addSession(session('h5', 9), 9);
    await store.changeUser('u1', { disabled: true }, 'all');
    expect(await store.session('h5')).toBeUndefined();
    await store.addSession(session('h6', 9), 9);
    await store.removeUser('u1');
    expect(await store.session('h6')).toBeUndefined();
  });
});

describe('tokens', () => {
  it('keeps every field and revokes once', async () => {
    await store.addToken(token('t1', 5));
    expect(await store.token('t1')).toEqual(token('t1', 5));
    await store.touchToken('t1', 7);
    expect(await store.revokeToken('t1', 8)).toBe(true);
    expect(await store.revokeToken('t1', 9)).toBe(true);
    expect(await store.token('t1')).toEqual({ ...token('t1', 5), lastUsedAt: 7, revokedAt: 8 });
    expect(await store.revokeToken('t2', 9)).toBe(false);
  });

  it('gives pages, newest first, and refuses a cursor of its own making', async () => {
    for (const [id, at] of [['a', 1], ['b', 2], ['c', 2], ['d', 3]] as const) await store.addToken(token(id, at));
    const first = await store.tokens(null, 2);
    expect(first.rows.map((row) => row.id)).toEqual(['d', 'b']);
    const second = await store.tokens(first.next, 2);
    expect([second.rows.map((row) => row.id), second.next, second.total]).toEqual([['c', 'a'], null, 4]);
    await expect(store.tokens("1'; drop table users", 2)).rejects.toMatchObject({ code: 'invalid' });
  });
});
