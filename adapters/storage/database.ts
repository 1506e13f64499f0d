/** Opens the embedded database of a data directory. Stores (`posture`, `identity`) are built over what this returns. */
import { closeSync, mkdirSync, openSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { Kysely } from 'kysely';
import { lockDirectory } from './lock.ts';
import { type Dialect, loadMigrations, migrate, type NumberedMigration } from './migrate.ts';
import { connect, type NoTables } from './sqlite.ts';
import { startCheckpoints, threadReader } from './threads.ts';

export type { Dialect } from './migrate.ts';
export type { NoTables } from './sqlite.ts';

export interface Database {
  readonly dialect: Dialect;
  readonly dataDir: string;
  /** Only selects: sees the last commit, never waits for a write. A store says its tables by `read.withTables<T>()`. */
  readonly read: Kysely<NoTables>;
  /** The same for queries that look at many rows: in a thread once the database is large, so that they hold up nobody. */
  readonly heavy: () => Kysely<NoTables>;
  /** The one writer. `write.withTables<T>().transaction().execute(...)` is durable when it resolves. */
  readonly write: Kysely<NoTables>;
  close(): Promise<void>;
}

/** Size of the database from which long queries are worth a thread: below, they are not long. */
const HEAVY_FROM = 16 * 1024 * 1024;

/**
 * Opens (and on first use creates) `dataDir/breakwater.db`, brings it to the newest schema and locks the directory until
 * `close`. Throws ProblemError `data-dir-in-use` or `schema-too-new`, each with one line that says what to do.
 */
export async function openDatabase(dataDir: string, options: { readonly migrations?: readonly NumberedMigration[]; readonly heavyFrom?: number } = {}): Promise<Database> {
  mkdirSync(dataDir, { recursive: true, mode: 0o700 });
  const opened: { close(): void | Promise<void> }[] = [];
  const close = async (): Promise<void> => { for (let last = opened.pop(); last !== undefined; last = opened.pop()) await last.close(); };
  const lock = lockDirectory(dataDir);
  opened.push({ close: () => lock.release() });
  try {
    const file = join(dataDir, 'breakwater.db');
    // Created by hand first, so that the file and the -wal and -shm files beside it are never readable by others.
    closeSync(openSync(file, 'a', 0o600));
    const write = connect(file);
    opened.push(write);
    await migrate(write.kysely, 'sqlite', options.migrations ?? (await loadMigrations()), dataDir);
    const read = connect(file, { readOnly: true });
    const heavy = threadReader(file);
    opened.push(read, heavy, startCheckpoints(file));
    const heavyFrom = options.heavyFrom ?? HEAVY_FROM;
    return { dialect: 'sqlite', dataDir, read: read.kysely, write: write.kysely, heavy: () => (statSync(file).size < heavyFrom ? read.kysely : heavy.kysely), close };
  } catch (error) {
    await close();
    throw error;
  }
}
