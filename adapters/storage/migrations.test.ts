import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sql } from 'kysely';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openDatabase } from './database.ts';
import { loadMigrations } from './migrate.ts';
import { createPostureStore } from './posture/index.ts';
import { openSealer } from './sealing.ts';

let dir = '';
beforeEach(() => { dir = mkdtempSync(join(tmpdir(), 'breakwater-migrations-')); });
afterEach(() => { rmSync(dir, { recursive: true, force: true }); });

describe('003-image-uses', () => {
  it('lets objects be described anew, and leaves exemptions what they were', async () => {
    const all = await loadMigrations();
    const old = await openDatabase(dir, { migrations: all.filter(({ number }) => number <= 2) });
    await sql`insert into environments (id, name, kind, sample, state, since, created_at, assessed_generation) values ('e', 'shop', 'cluster', 0, 'connected', 1, 1, 'settled')`.execute(old.write);
    await sql`insert into exemptions (id, policy, reason, justification, owner, approver, created_by, created_at, expires_at, swept) values ('x', 'p', 'waiver', 'j', 'o', 'a', 'c', 1, 9, 0)`.execute(old.write);
    await old.close();
    const database = await openDatabase(dir);
    const store = createPostureStore(database, openSealer(dir, {}));
    expect(await store.environment(null, 'e')).toMatchObject({ name: 'shop', generation: null });
    expect((await store.exemptions(null)).map((e) => [e.id, e.findings])).toEqual([['x', null]]);
    expect(await store.imageUses(null)).toEqual([]);
    await database.close();
  });
});
