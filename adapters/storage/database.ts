/** Opens the embedded database of a data directory. Stores (`posture`, `identity`) are built over what this returns. */
import { closeSync, mkdirSync, openSync } from 'node:fs';
import { join } from 'node:path';
import type { Kysely } from 'kysely';
import { lockDirectory } from './lock.ts';
import { type Dialect, loadMigrations, migrate, type NumberedMigration } from './migrate.ts';
import { type Connection, connect, type NoTables } from './sqlite.ts';

export type { Dialect } from './migrate.ts';
export type { NoTables } from './sqlite.ts';

export interface Database {
  readonly dialect: Dialect;
  readonly dataDir: string;
  /** Only selects: sees the last commit, never waits for a write. A store says its tables by `read.withTables<T>()`. */
  readonly read: Kysely<NoTables>;
  /** The one writer. `write.withTables<T>().transaction().execute(...)` is durable when it resolves. */
  readonly write: Kysely<NoTables>;
  close(): Promise<void>;
}

/**
 * Opens (and on first use creates) `dataDir/breakwater.db`, brings it to the newest schema and locks the directory until
 * `close`. Throws ProblemError `data-dir-in-use` or `schema-too-new`, each with one line that says what to do.
 */
export async function openDatabase(dataDir: string, options: { readonly migrations?: readonly NumberedMigration[] } = {}): Promise<Database> {
  mkdirSync(dataDir, { recursive: true, mode: 0o700 });
  const lock = lockDirectory(dataDir);
  const opened: Connection[] = [];
  try {
    const file = join(dataDir, 'breakwater.db');
    // Created by hand first, so that the file and the -wal and -shm files beside it are never readable by others.
    closeSync(openSync(file, 'a', 0o600));
    const write = connect(file);
    opened.push(write);
    await migrate(write.kysely, 'sqlite', options.migrations ?? (await loadMigrations()), dataDir);
    const read = connect(file, { readOnly: true });
    opened.push(read);
    let closed = false;
    return {
      dialect: 'sqlite', dataDir, read: read.kysely, write: write.kysely,
      close: async () => {
        if (closed) return;
        closed = true;
        for (const connection of opened.reverse()) connection.close();
        lock.release();
      },
    };
  } catch (error) {
    for (const connection of opened) connection.close();
    lock.release();
    throw error;
  }
}
