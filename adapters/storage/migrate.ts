/** Numbered migrations, forward only. Each runs in one transaction together with the note that it ran. */
import { readdir } from 'node:fs/promises';
import { type Kysely, sql } from 'kysely';
import { ProblemError } from '#core/result.ts';
import type { NoTables } from './sqlite.ts';

export type Dialect = 'sqlite' | 'postgres';

/** What a file `migrations/NNN-name.ts` exports: `up` creates or changes tables. Never edited after a release. */
export interface Migration { up(db: Kysely<NoTables>, dialect: Dialect): Promise<void> }
export interface NumberedMigration extends Migration { readonly number: number; readonly name: string }

type MigrationTables = { schema_migrations: { number: number; name: string; applied_at: number } };

/** The migrations on disk in the order of their numbers. Throws when two share a number. */
export async function loadMigrations(): Promise<NumberedMigration[]> {
  const folder = new URL('./migrations/', import.meta.url);
  const found: NumberedMigration[] = [];
  for (const file of (await readdir(folder)).sort()) {
    const match = /^(\d{3})-([a-z0-9-]+)\.ts$/.exec(file);
    if (match === null) continue;
    const module = (await import(new URL(file, folder).href)) as Migration;
    found.push({ number: Number(match[1]), name: match[2] ?? '', up: (db, dialect) => module.up(db, dialect) });
  }
  const twice = found.find((m, i) => found[i + 1]?.number === m.number);
  if (twice !== undefined) throw new Error(`two migrations have the number ${twice.number}`);
  return found;
}

/**
 * Brings a database to the newest schema. Throws ProblemError `schema-too-new` for a database that a later version wrote:
 * its data must not be touched by a program that does not know it.
 */
export async function migrate(db: Kysely<NoTables>, dialect: Dialect, migrations: readonly NumberedMigration[], where: string): Promise<void> {
  const tables = db.withTables<MigrationTables>();
  await sql`create table if not exists schema_migrations (number integer primary key, name text not null, applied_at bigint not null)`.execute(db);
  const applied = await tables.selectFrom('schema_migrations').select(['number', 'name']).orderBy('number').execute();
  const unknown = applied.findLast((row) => !migrations.some((m) => m.number === row.number));
  if (unknown !== undefined) {
    throw new ProblemError('schema-too-new', `the database in ${where} has schema ${label(unknown)}, which this version of breakwater does not know (newest known: ${label(migrations.at(-1))}): start the newer version, or restore a backup made by this one`);
  }
  const done = new Set(applied.map((row) => row.number));
  for (const migration of migrations) {
    if (done.has(migration.number)) continue;
    await db.transaction().execute(async (trx) => {
      await migration.up(trx, dialect);
      await trx.withTables<MigrationTables>().insertInto('schema_migrations').values({ number: migration.number, name: migration.name, applied_at: Date.now() }).execute();
    });
  }
}

const label = (m: { readonly number: number; readonly name: string } | undefined): string => (m === undefined ? 'none' : `${String(m.number).padStart(3, '0')}-${m.name}`);
