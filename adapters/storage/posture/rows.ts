/** Reconciles the assessments of objects: what is stored becomes what was found, and `since` stays while a status stays. */
import type { RowWrite } from '#core/ports/posture.ts';
import { severityRank } from '#core/words.ts';
import type { Dialect } from '../database.ts';
import { chunks, inserter, insertMany, runMany, type Trx } from './bulk.ts';
import type { CounterChanges } from './counters.ts';
import { coverOf, type ExemptionInForce } from './cover.ts';
import type { AssessmentTable } from './tables.ts';

/** An object whose rows of one origin are replaced. */
export interface RowTarget {
  readonly id: number;
  readonly namespace: string;
  readonly name: string;
  readonly group: string;
  readonly kind: string;
  readonly rows: readonly RowWrite[];
}
export interface Tally { unhealthy: number; worst: number | null; notAssessed: number; healthy: number }
export interface Reconciled { readonly changed: number; readonly tallies: ReadonlyMap<number, Tally> }
export interface RowsContext { readonly trx: Trx; readonly dialect: Dialect; readonly environment: string; readonly at: number; readonly exemptions: readonly ExemptionInForce[]; readonly counters: CounterChanges }

const COLUMNS = ['object', 'policy', 'environment', 'origin', 'status', 'severity', 'namespace', 'name', 'api_group', 'kind', 'message', 'path', 'other_paths', 'since', 'exemption', 'exempt_until'] as const;
const INTO = inserter('assessments', COLUMNS, { keys: ['object', 'policy'], update: COLUMNS.slice(2) });

/**
 * Replaces the rows of `origin` of each target. Writes only what is different; the caller writes the counters and, from
 * the tallies (over rows of both origins), the objects.
 */
export async function reconcileRows(context: RowsContext, origin: AssessmentTable['origin'], targets: readonly RowTarget[]): Promise<Reconciled> {
  const stored = await rowsOf(context.trx, targets.map((t) => t.id));
  const tallies = new Map<number, Tally>();
  const upserts: AssessmentTable[] = [];
  const gone: [number, string][] = [];
  for (const target of targets) {
    const before = stored.get(target.id) ?? [];
    const tally: Tally = { unhealthy: 0, worst: null, notAssessed: 0, healthy: 0 };
    const named = new Set<string>();
    for (const row of target.rows) {
      named.add(row.policy);
      const old = before.find((r) => r.policy === row.policy);
      const now = rowFor(context, origin, target, row, old);
      count(tally, now);
      if (old !== undefined && same(old, now)) continue;
      if (old !== undefined) context.counters.add(old, -1);
      context.counters.add(now, 1);
      upserts.push(now);
    }
    for (const old of before) {
      if (named.has(old.policy)) continue;
      if (old.origin !== origin) { count(tally, old); continue; }
      context.counters.add(old, -1);
      gone.push([old.object, old.policy]);
    }
    tallies.set(target.id, tally);
  }
  await runMany(context.trx, context.dialect, 'delete from assessments where object = ? and policy = ?', gone);
  await insertMany(context.trx, context.dialect, INTO, upserts.map((row) => COLUMNS.map((c) => row[c])));
  return { changed: upserts.length + gone.length, tallies };
}

/** All rows of these objects, by object. */
export async function rowsOf(trx: Trx, ids: readonly number[]): Promise<Map<number, AssessmentTable[]>> {
  const found = new Map<number, AssessmentTable[]>();
  for (const some of chunks(ids)) {
    for (const row of await trx.selectFrom('assessments').selectAll().where('object', 'in', some).execute()) {
      const list = found.get(row.object);
      if (list === undefined) found.set(row.object, [row]);
      else list.push(row);
    }
  }
  return found;
}

/** Objects that are gone: their rows leave the counters; the rows themselves go with the objects. */
export async function forgetObjects(trx: Trx, counters: CounterChanges, ids: readonly number[]): Promise<number> {
  let rows = 0;
  for (const some of chunks(ids)) {
    for (const list of (await rowsOf(trx, some)).values()) for (const row of list) { counters.add(row, -1); rows++; }
    await trx.deleteFrom('objects').where('id', 'in', some).execute();
  }
  return rows;
}

function rowFor(context: RowsContext, origin: AssessmentTable['origin'], target: RowTarget, row: RowWrite, old: AssessmentTable | undefined): AssessmentTable {
  const { environment } = context;
  const cover = coverOf(context.exemptions, row.policy, { environment, namespace: target.namespace, kind: target.kind, name: target.name });
  return {
    object: target.id, policy: row.policy, environment, origin,
    status: row.status, severity: severityRank(row.severity), namespace: target.namespace, name: target.name, api_group: target.group, kind: target.kind,
    message: row.message, path: row.path, other_paths: row.otherPaths.length === 0 ? null : JSON.stringify(row.otherPaths),
    since: old?.status === row.status ? old.since : context.at,
    exemption: cover?.id ?? null, exempt_until: cover?.until ?? null,
  };
}

const same = (a: AssessmentTable, b: AssessmentTable): boolean => COLUMNS.every((c) => a[c] === b[c]);

function count(tally: Tally, row: AssessmentTable): void {
  if (row.exemption !== null) return;
  if (row.status === 'healthy') tally.healthy++;
  else if (row.status === 'notAssessed') tally.notAssessed++;
  else if (row.status === 'unhealthy') {
    tally.unhealthy++;
    tally.worst = tally.worst === null ? row.severity : Math.min(tally.worst, row.severity);
  }
}
