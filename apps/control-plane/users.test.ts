import { mkdtempSync, rmSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { openDatabase } from '#adapters/storage/database.ts';
import { createIdentityStore } from '#adapters/storage/identity/index.ts';
import { dataDirectory } from './data-directory.ts';
import { createFirstAdmin } from './identity/index.ts';
import { verifyPassword } from './identity/passwords.ts';
import { resetPassword } from './users.ts';

describe('reset of a password', () => {
  it('gives a new one, enables the user, ends the sessions, and needs the control plane stopped', async () => {
    const dir = mkdtempSync(join(tmpdir(), 'bw-reset-'));
    await expect(resetPassword({ name: 'admin', data: dir })).rejects.toMatchObject({ code: 'no-database', message: `there is no Breakwater database in ${dir}: name its directory with --data` });
    const database = await openDatabase(dir);
    const store = createIdentityStore(database);
    expect(await createFirstAdmin(store, Date.now)).toMatch(/^[\w-]{23}$/);
    expect(await createFirstAdmin(store, Date.now), 'only once').toBeNull();
    const admin = await store.firstAdmin();
    await store.addSession({ hash: 'h', userId: admin?.id ?? '', createdAt: 1, lastSeenAt: 1 }, 9);
    await expect(resetPassword({ name: 'admin', data: dir })).rejects.toMatchObject({ code: 'data-dir-in-use' });
    await database.close();
    await expect(resetPassword({ name: 'root', data: dir })).rejects.toMatchObject({ code: 'not-found', message: `there is no user root in ${dir}; there are: admin` });
    const { name, password } = await resetPassword({ name: 'Admin', data: dir });
    const again = await openDatabase(dir);
    const user = await createIdentityStore(again).userByName(name);
    expect(user).toMatchObject({ name: 'admin', disabled: false, mustChangePassword: true });
    expect(await verifyPassword(password, user?.passwordHash ?? '')).toBe(true);
    expect(await createIdentityStore(again).session('h')).toBeUndefined();
    await again.close();
    rmSync(dir, { recursive: true });
  });
});

describe('data directory', () => {
  it('is what was said, or the user\'s own', () => {
    expect(dataDirectory('/a/b', { BREAKWATER_DATA: '/c' })).toBe('/a/b');
    expect(dataDirectory(undefined, { BREAKWATER_DATA: '/c', XDG_DATA_HOME: '/d' })).toBe('/c');
    expect(dataDirectory(undefined, { XDG_DATA_HOME: '/d' })).toBe('/d/breakwater');
    expect(dataDirectory(undefined, { XDG_DATA_HOME: 'relative' })).toBe(join(homedir(), '.local/share/breakwater'));
  });
});
