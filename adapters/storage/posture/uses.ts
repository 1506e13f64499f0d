/** Which images run: written with the objects, read by workload. */
import { setImmediate as nextTurn } from 'node:timers/promises';
import { sql } from 'kysely';
import type { ContainerUse, ImageUseRecord, Visibility } from '#core/ports/posture.ts';
import { refKey, type ResourceRef } from '#core/words.ts';
import type { Dialect } from '../database.ts';
import { refOfRow } from './assessments.ts';
import { chunks, type Db, inserter, insertMany, runMany, type Trx } from './bulk.ts';
import { visibleTo } from './visible.ts';

const INTO = inserter('image_uses', ['object', 'uses'], { keys: ['object'], update: ['uses'] });

/** An object that is written: its id, the workload that was stored of it (undefined for a new one) and that it has now. */
export interface UseTarget { readonly id: number; readonly before: string | null | undefined; readonly workload: string | null; readonly uses: readonly ContainerUse[] }

/** Replaces what is stored of each object; writes only what is different. Resolves to whether anything is. */
export async function writeUses(trx: Trx, dialect: Dialect, targets: readonly UseTarget[]): Promise<boolean> {
  const stored = new Map<number, string>();
  for (const some of chunks(targets.filter((t) => t.before !== undefined).map((t) => t.id))) {
    for (const row of await trx.selectFrom('image_uses').selectAll().where('object', 'in', some).execute()) stored.set(row.object, row.uses);
  }
  let changed = false;
  const gone: [number][] = [];
  const rows: [number, string][] = [];
  for (const { id, before, workload, uses } of targets) {
    const old = stored.get(id);
    const now = uses.length === 0 ? undefined : textOf(uses);
    if (old !== now || (old !== undefined && before !== workload)) changed = true;
    if (old === now) continue;
    if (now === undefined) gone.push([id]);
    else rows.push([id, now]);
  }
  await runMany(trx, dialect, 'delete from image_uses where object = ?', gone);
  await insertMany(trx, dialect, INTO, rows);
  return changed;
}

/** One text for equal uses: pods of one workload are then counted by the database. */
const textOf = (uses: readonly ContainerUse[]): string => JSON.stringify(uses.map(({ container, reference, digest, config }) => [container, reference, digest, config]));
type Stored = readonly [container: string, reference: string, digest: string | null, config: string | null];

/** Objects that are gone. Resolves to whether any of them used an image. */
export async function forgetUses(trx: Trx, ids: readonly number[]): Promise<boolean> {
  let deleted = false;
  for (const some of chunks(ids)) if ((await trx.deleteFrom('image_uses').where('object', 'in', some).executeTakeFirst()).numDeletedRows > 0n) deleted = true;
  return deleted;
}

interface Row {
  readonly environment: string; readonly namespace: string; readonly workload: string | null; readonly api_version: string; readonly kind: string; readonly name: string;
  readonly uses: string; readonly object: number; readonly pods: number;
}

export async function imageUses(db: Db, visibility: Visibility, environment?: string): Promise<ImageUseRecord[]> {
  const { ids } = await visibleTo(db, visibility, environment);
  const manifests = new Set((await db.selectFrom('environments').select('id').where('id', 'in', [...ids]).where('kind', '=', 'manifests').execute()).map((e) => e.id));
  // An object without a workload is alone in its group: the smallest of its names is its name.
  const { rows } = await sql<Row>`select o.environment, o.namespace, o.workload, min(o.api_version) as api_version, min(o.kind) as kind, min(o.name) as name, u.uses, min(o.id) as object, count(*) as pods
    from image_uses u join objects o on o.id = u.object where o.environment in (${sql.join([...ids])})
    group by o.environment, o.namespace, o.workload, case when o.workload is null then o.id end, u.uses`.execute(db);
  const workloads = new Map<string, Running>();
  const refs = new Map<string, ResourceRef>();
  for (const [i, row] of rows.entries()) {
    // Tens of thousands of rows are no reason to hold up everything else.
    if (i % BREATH === BREATH - 1) await nextTurn();
    const ref = row.workload === null ? refOfRow(row) : (refs.get(row.workload) ?? (JSON.parse(row.workload) as ResourceRef));
    if (row.workload !== null) refs.set(row.workload, ref);
    const key = refKey(ref), at = `${row.environment}\n${key}`;
    let running = workloads.get(at);
    if (running === undefined) workloads.set(at, (running = { environment: row.environment, key, ref, id: null, images: new Map() }));
    if (row.workload === null) running.id ??= Number(row.object);
    addUses(running, JSON.parse(row.uses) as Stored[], Number(row.object), manifests.has(row.environment) ? 0 : Number(row.pods));
  }
  await nextTurn();
  await findIds(db, [...workloads.values()]);
  const records: ImageUseRecord[] = [];
  let done = 0;
  for (const [, { environment: of, ref, id, images }] of [...workloads].sort(byText)) {
    for (const [, image] of [...images].sort(byText)) records.push({ environment: of, workload: ref, workloadId: id, namespace: ref.namespace, ...image });
    done++;
    if (done % BREATH === 0) await nextTurn();
  }
  return records;
}

/** Rows between two breaths of the event loop. */
const BREATH = 2_000;
const byText = ([a]: readonly [string, unknown], [b]: readonly [string, unknown]): number => (a < b ? -1 : 1);

/** What a workload runs; `id` is its own where the inventory holds it. */
interface Running {
  readonly environment: string; readonly key: string; readonly ref: ResourceRef;
  id: number | null;
  readonly images: Map<string, ContainerUse & { object: number; pods: number }>;
}

function addUses({ images }: Running, uses: readonly Stored[], object: number, pods: number): void {
  for (const [container, reference, digest, config] of uses) {
    const key = `${container}\n${reference}\n${digest ?? ''}\n${config ?? ''}`;
    const known = images.get(key);
    if (known === undefined) images.set(key, { container, reference, digest, config, object, pods });
    else {
      known.pods += pods;
      known.object = Math.min(known.object, object);
    }
  }
}

/** Looks up the workloads that are not themselves what uses an image. */
async function findIds(db: Db, workloads: readonly Running[]): Promise<void> {
  for (const [environment, list] of Map.groupBy(workloads.filter(({ id }) => id === null), (one) => one.environment)) {
    for (const some of chunks(list)) {
      const ids = new Map((await db.selectFrom('objects').select(['id', 'key']).where('environment', '=', environment).where('key', 'in', some.map(({ key }) => key)).where('stub', 'is', null).execute()).map((row) => [row.key, row.id]));
      for (const one of some) one.id = ids.get(one.key) ?? null;
    }
  }
}
