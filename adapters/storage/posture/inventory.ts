/** Objects and their assessments, written together. */
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { GraphRow, InventoryChange, InventoryResult, ObjectWrite } from '#core/ports/posture.ts';
import { ProblemError } from '#core/result.ts';
import { scopeNamespace } from '#core/scopes.ts';
import { groupOf, refKey } from '#core/words.ts';
import type { Dialect } from '../database.ts';
import { encodeBody } from './bodies.ts';
import { chunks, type Db, inserter, insertMany, runMany, type Trx } from './bulk.ts';
import { CounterChanges } from './counters.ts';
import { exemptionsInForce } from './cover.ts';
import { forgetObjects, reconcileRows, type RowsContext, type RowTarget, type Tally } from './rows.ts';
import type { ObjectTable } from './tables.ts';
import { forgetUses, writeUses } from './uses.ts';

/** Objects between two breaths of the event loop while a large transaction is written. */
const BREATH = 32;

const OBJECT_COLUMNS = ['id', 'environment', 'key', 'uid', 'api_version', 'api_group', 'kind', 'namespace', 'name', 'stub', 'category', 'templated', 'controller_uid', 'workload', 'images', 'source_file', 'source_document', 'resource_version', 'unhealthy', 'worst', 'not_assessed', 'healthy', 'first_seen_at', 'updated_at', 'assessed_at'] as const;
const FACTS = OBJECT_COLUMNS.filter((c) => c !== 'id' && c !== 'first_seen_at' && c !== 'updated_at');
const OBJECTS = inserter('objects', OBJECT_COLUMNS, { keys: ['id'], update: [...FACTS, 'updated_at'] });
/** What is known of an object, where the object itself did not change. */
const OBJECT_FACTS = inserter('objects', OBJECT_COLUMNS, { keys: ['id'], update: FACTS });
const BODIES = inserter('bodies', ['object', 'encoding', 'body'], { keys: ['object'], update: ['encoding', 'body'] });
const SET_TALLY = 'update objects set unhealthy = ?, worst = ?, not_assessed = ?, healthy = ?, assessed_at = ? where id = ?';

/** Writes a change inside of a transaction. */
export async function writeInventory(trx: Trx, dialect: Dialect, environment: string, change: InventoryChange): Promise<InventoryResult> {
  const context = await contextOf(trx, dialect, environment, change.at);
  const objects = [...new Map(change.objects.map((object) => [object.key, object])).values()];
  const removed = new Set(change.removed);
  if (change.complete === true) for (const key of await otherKeys(trx, environment, objects)) removed.add(key);
  for (const object of objects) removed.delete(object.key);
  const gone = (await idsByKey(trx, environment, [...removed])).map((row) => row.id);
  let uses = await forgetUses(trx, gone);
  let assessments = await forgetObjects(trx, context.counters, gone);
  for (const some of chunks(objects, BREATH)) {
    const written = await writeObjects(context, some);
    assessments += written.assessments;
    uses ||= written.uses;
    if (objects.length > BREATH) await nextTurn();
  }
  await context.counters.write(trx, dialect);
  await trx.updateTable('environments').set({ assessed_at: change.at, ...(change.unsettles === true ? { assessed_generation: null } : {}) }).where('id', '=', environment).execute();
  return { assessments, uses };
}

async function writeObjects(context: RowsContext, objects: readonly ObjectWrite[]): Promise<InventoryResult> {
  const { trx, dialect, environment } = context;
  const known = new Map((await idsByKey(trx, environment, objects.map((o) => o.key))).map((row) => [row.key, row]));
  // The same name with another uid is another object: nothing of the old one is told of the new one.
  const replaced = objects.flatMap((o) => { const k = known.get(o.key); return k !== undefined && k.uid !== null && o.uid !== null && k.uid !== o.uid ? [k] : []; });
  const forgotten = await forgetUses(trx, replaced.map((k) => k.id));
  let assessments = await forgetObjects(trx, context.counters, replaced.map((k) => k.id));
  for (const k of replaced) known.delete(k.key);
  let next = await reserveIds(trx, objects.filter((o) => !known.has(o.key)).length);
  const ids = objects.map((o) => known.get(o.key)?.id ?? next++);
  const targets = objects.map((o, i): RowTarget => ({ id: ids[i] ?? 0, namespace: scopeNamespace(o.ref), name: o.ref.name, group: groupOf(o.ref.apiVersion), kind: o.ref.kind, rows: o.rows }));
  // An object must be there before its rows, and its numbers follow from the rows: written first, corrected after.
  const values = (changed: boolean): unknown[][] => objects.flatMap((o, i) => {
    if ((o.body !== undefined) !== changed) return [];
    const row = objectRow(context, o, ids[i] ?? 0);
    return [OBJECT_COLUMNS.map((c) => row[c])];
  });
  await insertMany(trx, dialect, OBJECTS, values(true));
  await insertMany(trx, dialect, OBJECT_FACTS, values(false));
  await insertMany(trx, dialect, BODIES, objects.flatMap((o, i) => {
    if (o.body === undefined || o.body === 'problem') return [];
    const { encoding, body } = encodeBody(o.body);
    return [[ids[i], encoding, body]];
  }));
  const reconciled = await reconcileRows(context, 'object', targets);
  await setTallies(context, reconciled.tallies);
  assessments += reconciled.changed;
  const uses = await writeUses(trx, dialect, objects.map((o, i) => ({ id: ids[i] ?? 0, before: known.get(o.key)?.workload, workload: workloadText(o), uses: o.uses })));
  return { assessments, uses: forgotten || uses };
}

const workloadText = ({ facts }: ObjectWrite): string | null => (facts.workload === null ? null : JSON.stringify(facts.workload));

function objectRow(context: RowsContext, o: ObjectWrite, id: number): ObjectTable {
  return {
    id, environment: context.environment, key: o.key, uid: o.uid,
    api_version: o.ref.apiVersion, api_group: groupOf(o.ref.apiVersion), kind: o.ref.kind, namespace: scopeNamespace(o.ref), name: o.ref.name,
    stub: o.body === 'problem' ? 'problem' : null,
    category: o.facts.category, templated: o.facts.templated ? 1 : 0, controller_uid: o.facts.controllerUid,
    workload: workloadText(o), images: JSON.stringify(o.facts.images),
    source_file: o.source?.file ?? null, source_document: o.source?.document ?? null, resource_version: o.resourceVersion,
    unhealthy: 0, worst: null, not_assessed: 0, healthy: 0, first_seen_at: context.at, updated_at: context.at, assessed_at: context.at,
  };
}

/** Rows of policies over the graph, by the key of the object that they are about. Unknown objects become stand-ins. */
export async function writeGraphRows(trx: Trx, dialect: Dialect, environment: string, at: number, byKey: ReadonlyMap<string, readonly GraphRow[]>): Promise<number> {
  const context = await contextOf(trx, dialect, environment, at);
  const keys = [...byKey.keys()];
  const known = new Map((await idsByKey(trx, environment, keys)).map((row) => [row.key, row.id]));
  const unknown = keys.filter((key) => !known.has(key) && byKey.get(key)?.[0]?.known === false);
  const facts = { category: 'other', templated: false, controllerUid: null, workload: null, images: [] } as const;
  let next = await reserveIds(trx, unknown.length);
  const stubs = unknown.flatMap((key) => {
    const ref = byKey.get(key)?.[0]?.resource;
    if (ref === undefined) return [];
    known.set(key, next);
    return [{ ...objectRow(context, { key, ref, uid: null, resourceVersion: null, facts, source: null, body: undefined, uses: [], rows: [] }, next++), stub: 'implied' as const }];
  });
  await insertMany(trx, dialect, OBJECTS, stubs.map((row) => OBJECT_COLUMNS.map((c) => row[c])));
  const keyOf = new Map([...known].map(([key, id]) => [id, key]));
  const targets = await targetsOf(trx, environment, [...known.values()], (id) => byKey.get(keyOf.get(id) ?? '') ?? []);
  const { changed, tallies } = await reconcileRows(context, 'graph', targets);
  await setTallies(context, tallies);
  await context.counters.write(trx, dialect);
  return changed;
}

async function contextOf(trx: Trx, dialect: Dialect, environment: string, at: number): Promise<RowsContext> {
  const found = await trx.selectFrom('environments').select('state').where('id', '=', environment).executeTakeFirst();
  if (found === undefined || found.state === 'deleted') throw new ProblemError('not-found', `there is no environment ${environment}`);
  return { trx, dialect, environment, at, exemptions: await exemptionsInForce(trx, at), counters: new CounterChanges() };
}

async function targetsOf(trx: Trx, environment: string, ids: readonly number[], rowsOf: (id: number) => RowTarget['rows']): Promise<RowTarget[]> {
  const targets: RowTarget[] = [];
  for (const some of chunks(ids)) {
    const found = await trx.selectFrom('objects').select(['id', 'namespace', 'name', 'api_group', 'kind']).where('environment', '=', environment).where('id', 'in', some).execute();
    for (const o of found) targets.push({ id: o.id, namespace: o.namespace, name: o.name, group: o.api_group, kind: o.kind, rows: rowsOf(o.id) });
  }
  return targets;
}

const setTallies = async (context: RowsContext, tallies: ReadonlyMap<number, Tally>): Promise<void> =>
  runMany(context.trx, context.dialect, SET_TALLY, [...tallies].map(([id, t]) => [t.unhealthy, t.worst, t.notAssessed, t.healthy, context.at, id]));

type Identity = Pick<ObjectTable, 'id' | 'key' | 'uid' | 'resource_version' | 'workload'>;
export async function idsByKey(db: Db, environment: string, keys: readonly string[]): Promise<Identity[]> {
  const found: Identity[] = [];
  for (const some of chunks(keys)) found.push(...(await db.selectFrom('objects').select(['id', 'key', 'uid', 'resource_version', 'workload']).where('environment', '=', environment).where('key', 'in', some).execute()));
  return found;
}

async function otherKeys(trx: Trx, environment: string, objects: readonly ObjectWrite[]): Promise<string[]> {
  const kept = new Set(objects.map((o) => o.key));
  const all = await trx.selectFrom('objects').select('key').where('environment', '=', environment).execute();
  return all.map((row) => row.key).filter((key) => !kept.has(key));
}

/** The first of `count` fresh ids. */
async function reserveIds(trx: Trx, count: number): Promise<number> {
  if (count === 0) return 0;
  const row = await trx.insertInto('sequences').values({ name: 'objects', value: count })
    .onConflict((c) => c.column('name').doUpdateSet((eb) => ({ value: eb('sequences.value', '+', eb.ref('excluded.value')) })))
    .returning('value').executeTakeFirstOrThrow();
  return row.value - count + 1;
}

export const graphKey = (row: GraphRow): string => refKey(row.resource);
