import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sql } from 'kysely';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openDatabase } from './database.ts';
import { loadMigrations, type NumberedMigration } from './migrate.ts';

let dir = '';
beforeEach(() => { dir = mkdtempSync(join(tmpdir(), 'breakwater-db-')); });
afterEach(() => { rmSync(dir, { recursive: true, force: true }); });

const table = (number: number, name: string): NumberedMigration => ({ number, name, up: async (db) => { await sql`create table ${sql.table(name)} (a integer primary key)`.execute(db); } });

describe('openDatabase', () => {
  it('creates a private file, in WAL mode with full synchronisation and foreign keys', async () => {
    const db = await openDatabase(dir, { migrations: [] });
    expect(statSync(join(dir, 'breakwater.db')).mode & 0o777).toBe(0o600);
    const pragma = async (name: string) => (await sql<Record<string, unknown>>`pragma ${sql.raw(name)}`.execute(db.write)).rows[0]?.[name];
    expect(await pragma('journal_mode')).toBe('wal');
    expect(await pragma('synchronous')).toBe(2);
    expect(await pragma('foreign_keys')).toBe(1);
    await db.close();
  });

  it('lets one process in at a time and says so in one line', async () => {
    const first = await openDatabase(dir, { migrations: [] });
    await expect(openDatabase(dir, { migrations: [] })).rejects.toThrow(`data directory ${dir} is in use by another breakwater process (process ${process.pid}): stop it or choose another directory`);
    await first.close();
    await (await openDatabase(dir, { migrations: [] })).close();
  });

  it('applies what is missing once, and refuses a database that a newer version wrote', async () => {
    await (await openDatabase(dir, { migrations: [table(1, 'one')] })).close();
    await (await openDatabase(dir, { migrations: [table(1, 'one'), table(2, 'two')] })).close();
    await expect(openDatabase(dir, { migrations: [table(1, 'one')] })).rejects.toThrow(`the database in ${dir} has schema 002-two, which this version of breakwater does not know (newest known: 001-one): start the newer version, or restore a backup made by this one`);
    await (await openDatabase(dir, { migrations: [table(1, 'one'), table(2, 'two')] })).close();
  });

  it('leaves nothing of a migration that failed', async () => {
    const broken: NumberedMigration = { number: 1, name: 'broken', up: async (db) => { await table(1, 'half').up(db, 'sqlite'); throw new Error('no'); } };
    await expect(openDatabase(dir, { migrations: [broken] })).rejects.toThrow('no');
    const db = await openDatabase(dir, { migrations: [] });
    expect((await sql`select name from sqlite_master where name = 'half'`.execute(db.read)).rows).toEqual([]);
    await db.close();
  });

  it('shows a reader the last commit while a write is under way', async () => {
    const db = await openDatabase(dir, { migrations: [table(1, 'one')] });
    await db.write.transaction().execute(async (trx) => {
      await sql`insert into one values (1)`.execute(trx);
      expect((await sql`select * from one`.execute(db.read)).rows).toHaveLength(0);
    });
    expect((await sql`select * from one`.execute(db.read)).rows).toHaveLength(1);
    await db.close();
  });
});

it('finds the migrations of this version on disk, in order', async () => {
  const numbers = (await loadMigrations()).map((m) => m.number);
  expect(numbers).toEqual([...numbers].sort((a, b) => a - b));
  expect(numbers.length).toBeGreaterThan(0);
});
