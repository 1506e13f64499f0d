/** Which images run: written with the objects, read by workload. */
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
  const found = new Map<string, ImageUseRecord & { pods: number; object: number; workloadId: number | null }>();
  for (const row of rows) {
    const workload = row.workload === null ? refOfRow(row) : (JSON.parse(row.workload) as ResourceRef);
    const pods = manifests.has(row.environment) ? 0 : Number(row.pods);
    const object = Number(row.object);
    const self = row.workload === null ? object : null;
    for (const [container, reference, digest, config] of JSON.parse(row.uses) as Stored[]) {
      const key = [row.environment, refKey(workload), container, reference, digest ?? '', config ?? ''].join('\n');
      const known = found.get(key);
      if (known === undefined) found.set(key, { environment: row.environment, object, workload, workloadId: self, namespace: workload.namespace, container, reference, digest, config, pods });
      else {
        known.pods += pods;
        known.object = Math.min(known.object, object);
        known.workloadId ??= self;
      }
    }
  }
  const idOf = await idsOfWorkloads(db, [...found.values()]);
  return [...found].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, use]) => ({ ...use, workloadId: use.workloadId ?? idOf.get(`${use.environment} ${refKey(use.workload)}`) ?? null }));
}

/** Ids of the workloads that are not the object itself, by `environment key`. */
async function idsOfWorkloads(db: Db, uses: readonly ImageUseRecord[]): Promise<Map<string, number>> {
  const found = new Map<string, number>();
  for (const [environment, list] of Map.groupBy(uses.filter((use) => use.workloadId === null), (use) => use.environment)) {
    const keys = [...new Set(list.map(({ workload }) => refKey(workload)))];
    for (const some of chunks(keys)) {
      for (const row of await db.selectFrom('objects').select(['id', 'key']).where('environment', '=', environment).where('key', 'in', some).where('stub', 'is', null).execute()) found.set(`${environment} ${row.key}`, row.id);
    }
  }
  return found;
}
