/** Rows of policies over the graph: all of an environment at once, written in steps, only what is different. */
import { setImmediate as nextTurn } from 'node:timers/promises';
import { sql } from 'kysely';
import type { GraphRow } from '#core/ports/posture.ts';
import { severityRank } from '#core/words.ts';
import type { Dialect } from '../database.ts';
import { chunks, type Db } from './bulk.ts';
import { graphKey, writeGraphRows } from './inventory.ts';

/** Objects a transaction. */
const STEP = 200;

/** Resolves to the number of assessments that changed. Each step is a transaction; a run that was cut short is made up by the next one. */
export async function replaceGraphRows(read: Db, write: Db, dialect: Dialect, environment: string, at: number, rows: readonly GraphRow[]): Promise<number> {
  const wanted = new Map<string, GraphRow[]>();
  for (const row of rows) {
    const list = wanted.get(graphKey(row));
    if (list === undefined) wanted.set(graphKey(row), [row]);
    else list.push(row);
  }
  const stored = await storedPrints(read, environment);
  const different = [...new Set([...wanted.keys(), ...stored.keys()])].filter((key) => (stored.get(key) ?? '') !== printOf(wanted.get(key) ?? []));
  let changed = 0;
  for (const some of chunks(different, STEP)) {
    changed += await write.transaction().execute((trx) => writeGraphRows(trx, dialect, environment, at, new Map(some.map((key) => [key, wanted.get(key) ?? []]))));
    await nextTurn();
  }
  await write.transaction().execute(async (trx) => {
    await trx.updateTable('environments').set({ graph_assessed_at: at, assessed_at: at }).where('id', '=', environment).execute();
    if (changed === 0) return;
    await trx.deleteFrom('objects').where('environment', '=', environment).where('stub', '=', 'implied')
      .where((eb) => eb.not(eb.exists(eb.selectFrom('assessments').select('policy').whereRef('assessments.object', '=', 'objects.id')))).execute();
  });
  return changed;
}

/** What the rows of an object say, as one text, so that stored and wanted are compared without writing. */
const printOf = (rows: readonly GraphRow[]): string =>
  rows.map((r) => JSON.stringify([r.policy, r.status, severityRank(r.severity), r.message, r.path, r.otherPaths.length === 0 ? null : JSON.stringify(r.otherPaths)])).sort().join('\n');

/** The condition is written out, because an index over a part of a table is only used for a condition that is known in advance. */
async function storedPrints(db: Db, environment: string): Promise<Map<string, string>> {
  const prints = new Map<string, string[]>();
  const rows = await db.selectFrom('assessments').innerJoin('objects', 'objects.id', 'assessments.object').where('assessments.environment', '=', environment).where(sql<boolean>`origin = 'graph'`)
    .select(['objects.key', 'assessments.policy', 'assessments.status', 'assessments.severity', 'assessments.message', 'assessments.path', 'assessments.other_paths']).execute();
  for (const r of rows) {
    const print = JSON.stringify([r.policy, r.status, r.severity, r.message, r.path, r.other_paths]);
    const list = prints.get(r.key);
    if (list === undefined) prints.set(r.key, [print]);
    else list.push(print);
  }
  return new Map([...prints].map(([key, list]) => [key, list.sort().join('\n')]));
}
