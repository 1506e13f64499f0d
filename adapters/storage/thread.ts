/**
 * A thread of the database: answers long queries and moves what was committed from the write-ahead log into the file, so
 * that neither holds up the event loop. Started by `threads.ts`.
 */
import { DatabaseSync, type SQLInputValue } from 'node:sqlite';
import { parentPort, workerData } from 'node:worker_threads';

export interface ThreadData { readonly file: string; readonly job: 'query' | 'checkpoint' }
export interface Question { readonly id: number; readonly sql: string; readonly parameters: readonly unknown[] }
export type Answer = { readonly id: number; readonly rows: readonly unknown[] } | { readonly id: number; readonly error: string };

const { file, job } = workerData as ThreadData;
const db = new DatabaseSync(file, { readOnly: job === 'query', timeout: 5000 });
db.exec('PRAGMA cache_size = -32768');
if (job === 'checkpoint') db.exec('PRAGMA synchronous = FULL');
const port = parentPort;
if (port === null) throw new Error('this file is the body of a thread');

port.on('message', ({ id, sql, parameters }: Question) => {
  try {
    port.postMessage({ id, rows: db.prepare(sql).all(...(parameters as SQLInputValue[])) } satisfies Answer);
  } catch (error) {
    port.postMessage({ id, error: error instanceof Error ? error.message : String(error) } satisfies Answer);
  }
});
