/** Long queries and checkpoints in threads of their own. Each starts when it is first needed. */
import { statSync } from 'node:fs';
import { Worker } from 'node:worker_threads';
import { type CompiledQuery, type DatabaseConnection, type Driver, Kysely, type QueryResult, SqliteAdapter, SqliteIntrospector, SqliteQueryCompiler } from 'kysely';
import type { NoTables } from './sqlite.ts';
import type { Answer, Question, ThreadData } from './thread.ts';

interface Waiting { readonly resolve: (rows: readonly unknown[]) => void; readonly reject: (error: Error) => void }

/** A thread that answers SQL. When it dies, what waits fails, and the next question starts another one. */
class Thread {
  readonly #data: ThreadData;
  readonly #waiting = new Map<number, Waiting>();
  #worker: Worker | null = null;
  #questions = 0;

  constructor(data: ThreadData) { this.#data = data; }

  ask(sql: string, parameters: readonly unknown[]): Promise<readonly unknown[]> {
    return new Promise((resolve, reject) => {
      const question: Question = { id: ++this.#questions, sql, parameters };
      this.#waiting.set(question.id, { resolve, reject });
      this.#started().postMessage(question);
    });
  }

  async close(): Promise<void> {
    await this.#worker?.terminate();
    this.#fail(new Error('the database was closed'));
  }

  #started(): Worker {
    if (this.#worker !== null) return this.#worker;
    const worker = new Worker(new URL('./thread.ts', import.meta.url), { workerData: this.#data });
    worker.unref();
    worker.on('message', (answer: Answer) => {
      const waiting = this.#waiting.get(answer.id);
      this.#waiting.delete(answer.id);
      if ('rows' in answer) waiting?.resolve(answer.rows);
      else waiting?.reject(new Error(answer.error));
    });
    worker.on('error', (error) => this.#fail(error instanceof Error ? error : new Error(String(error))));
    worker.on('exit', () => { if (this.#worker === worker) this.#worker = null; this.#fail(new Error('a thread of the database ended')); });
    return (this.#worker = worker);
  }

  #fail(error: Error): void {
    for (const { reject } of this.#waiting.values()) reject(error);
    this.#waiting.clear();
  }
}

/** Selects in a thread. There is no transaction over several of them: each sees the last commit. */
export function threadReader(file: string): { readonly kysely: Kysely<NoTables>; close(): Promise<void> } {
  const thread = new Thread({ file, job: 'query' });
  const connection: DatabaseConnection = {
    executeQuery: async <R>({ sql, parameters }: CompiledQuery): Promise<QueryResult<R>> => ({ rows: (await thread.ask(sql, parameters)) as R[] }),
    streamQuery: () => { throw new Error('a thread does not stream'); },
  };
  const refuse = (): Promise<never> => Promise.reject(new Error('a thread only reads'));
  const driver: Driver = { init: () => Promise.resolve(), acquireConnection: () => Promise.resolve(connection), releaseConnection: () => Promise.resolve(), beginTransaction: refuse, commitTransaction: refuse, rollbackTransaction: refuse, destroy: () => thread.close() };
  const kysely = new Kysely<NoTables>({ dialect: { createAdapter: () => new SqliteAdapter(), createDriver: () => driver, createIntrospector: (db) => new SqliteIntrospector(db), createQueryCompiler: () => new SqliteQueryCompiler() } });
  return { kysely, close: () => thread.close() };
}

const LOOK_MS = 500;
/** Size of the write-ahead log from which it is moved into the file. */
const CHECKPOINT_FROM = 4 * 1024 * 1024;

/**
 * Moves committed pages into the database file whenever there are many. It never blocks the writer; where it cannot keep
 * up, the writer's own limit (`wal_autocheckpoint` in `sqlite.ts`) holds.
 */
export function startCheckpoints(file: string): { close(): Promise<void> } {
  const thread = new Thread({ file, job: 'checkpoint' });
  let under: Promise<unknown> | null = null;
  const timer = setInterval(() => {
    const size = statSync(`${file}-wal`, { throwIfNoEntry: false })?.size ?? 0;
    if (under !== null || size < CHECKPOINT_FROM) return;
    // What fails here is done by the writer later; nothing is lost by waiting.
    under = thread.ask('PRAGMA wal_checkpoint(PASSIVE)', []).catch(() => undefined).finally(() => { under = null; });
  }, LOOK_MS);
  timer.unref();
  return { close: async () => { clearInterval(timer); await under; await thread.close(); } };
}
