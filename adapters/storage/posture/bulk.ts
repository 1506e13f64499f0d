/** Many rows at once. The SQL text is made once for a number of rows, so that a statement is prepared once and only bound. */
import { CompiledQuery, type Kysely, type Transaction } from 'kysely';
import type { Dialect } from '../database.ts';
import type { PostureTables } from './tables.ts';

export type Trx = Transaction<PostureTables>;
export type Db = Kysely<PostureTables>;

/** Rows a statement: large ones first, the rest in small ones, so that few different statements are kept prepared. */
const STEPS = [100, 10, 1] as const;
/** Ids of one `in (...)`. */
export const IN_LIST = 500;

interface Target {
  readonly table: keyof PostureTables;
  readonly columns: readonly string[];
  /** `on conflict ...` clause; without it a conflict is a mistake. */
  readonly conflict?: string;
}
export interface Inserter { readonly target: Target; readonly texts: Map<number, string> }

/** Prepares inserts into a table. `update`: columns that a row with the same `keys` takes over. `add`: columns that are added up. */
export function inserter<T extends keyof PostureTables>(table: T, columns: readonly (keyof PostureTables[T] & string)[], conflict?: { readonly keys: readonly string[]; readonly update?: readonly string[]; readonly add?: readonly string[] }): Inserter {
  const sets = [...(conflict?.update ?? []).map((c) => `"${c}" = excluded."${c}"`), ...(conflict?.add ?? []).map((c) => `"${c}" = "${table}"."${c}" + excluded."${c}"`)];
  return {
    target: { table, columns, ...(conflict === undefined ? {} : { conflict: `on conflict (${conflict.keys.map((k) => `"${k}"`).join(', ')}) do update set ${sets.join(', ')}` }) },
    texts: new Map(),
  };
}

/** Inserts rows; each has a value for each column, in their order. */
export async function insertMany(trx: Trx, dialect: Dialect, into: Inserter, rows: readonly (readonly unknown[])[]): Promise<void> {
  let at = 0;
  for (const step of STEPS) {
    while (rows.length - at >= step) {
      const values: unknown[] = [];
      for (let i = at; i < at + step; i++) for (const value of rows[i] ?? []) values.push(value);
      await trx.executeQuery(CompiledQuery.raw(textOf(into, dialect, step), values));
      at += step;
    }
  }
}

function textOf({ target, texts }: Inserter, dialect: Dialect, rows: number): string {
  let text = texts.get(rows);
  if (text === undefined) {
    let n = 0;
    const tuple = (): string => `(${target.columns.map(() => (dialect === 'sqlite' ? '?' : `$${++n}`)).join(', ')})`;
    text = `insert into "${target.table}" (${target.columns.map((c) => `"${c}"`).join(', ')}) values ${Array.from({ length: rows }, tuple).join(', ')} ${target.conflict ?? ''}`;
    texts.set(rows, text);
  }
  return text;
}

/** Runs one statement for each set of values. `?` stands for a value, whatever the dialect. */
export async function runMany(trx: Trx, dialect: Dialect, text: string, values: readonly (readonly unknown[])[]): Promise<void> {
  let n = 0;
  const sql = dialect === 'sqlite' ? text : text.replace(/\?/g, () => `$${++n}`);
  for (const set of values) await trx.executeQuery(CompiledQuery.raw(sql, [...set]));
}

export function* chunks<T>(items: readonly T[], size = IN_LIST): Generator<readonly T[]> {
  for (let i = 0; i < items.length; i += size) yield items.slice(i, i + size);
}
