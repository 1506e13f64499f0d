/** kysely's SQLite dialect over Node's built-in `node:sqlite`: no native addon, statements prepared once. */
import { DatabaseSync, type SQLInputValue, type StatementSync } from 'node:sqlite';
import { Kysely, SqliteDialect } from 'kysely';

/** Nothing is known of the tables here; each store says its own by `withTables`. */
export type NoTables = Record<never, never>;

const STATEMENTS_KEPT = 500;

interface Statement {
  readonly reader: boolean;
  all(parameters: readonly unknown[]): unknown[];
  run(parameters: readonly unknown[]): { changes: number | bigint; lastInsertRowid: number | bigint };
  iterate(parameters: readonly unknown[]): IterableIterator<unknown>;
}

/** The subset of a driver that kysely asks for, with the most recently used statements kept prepared. */
class StatementCache {
  readonly #db: DatabaseSync;
  readonly #statements = new Map<string, Statement>();
  constructor(db: DatabaseSync) { this.#db = db; }

  prepare(sql: string): Statement {
    const known = this.#statements.get(sql);
    if (known !== undefined) {
      this.#statements.delete(sql);
      this.#statements.set(sql, known);
      return known;
    }
    const made = wrap(this.#db.prepare(sql));
    this.#statements.set(sql, made);
    if (this.#statements.size > STATEMENTS_KEPT) {
      const [oldest] = this.#statements.keys();
      if (oldest !== undefined) this.#statements.delete(oldest);
    }
    return made;
  }

  close(): void {
    this.#statements.clear();
    this.#db.close();
  }
}

function wrap(statement: StatementSync): Statement {
  const reader = statement.columns().length > 0;
  return {
    reader,
    all: (parameters) => statement.all(...(parameters as SQLInputValue[])),
    run: (parameters) => statement.run(...(parameters as SQLInputValue[])),
    iterate: (parameters) => statement.iterate(...(parameters as SQLInputValue[])) as IterableIterator<unknown>,
  };
}

export interface Connection { readonly kysely: Kysely<NoTables>; close(): void }

/**
 * One connection. Every commit is on disk before it returns (`synchronous=FULL`); readers see the last commit and never
 * wait for the writer (WAL).
 */
export function connect(file: string, options: { readonly readOnly?: boolean } = {}): Connection {
  const db = new DatabaseSync(file, { readOnly: options.readOnly ?? false, enableForeignKeyConstraints: true, timeout: 5000 });
  if (options.readOnly !== true) {
    db.exec('PRAGMA journal_mode = WAL');
    db.exec('PRAGMA synchronous = FULL');
    db.exec('PRAGMA journal_size_limit = 67108864');
    // 64 MiB; before that a thread does it (`threads.ts`).
    db.exec('PRAGMA wal_autocheckpoint = 16384');
  }
  db.exec('PRAGMA cache_size = -65536');
  db.exec('PRAGMA temp_store = MEMORY');
  const database = new StatementCache(db);
  // kysely closes a database only after its first query; the file must be closed in any case.
  return { kysely: new Kysely<NoTables>({ dialect: new SqliteDialect({ database }) }), close: () => database.close() };
}
