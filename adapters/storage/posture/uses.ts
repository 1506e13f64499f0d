/** Which images run: written with the objects, read by workload. */
import { sql } from 'kysely';
import type { ImageUseRecord, ObjectWrite, Visibility } from '#core/ports/posture.ts';
import { refKey, type ResourceRef } from '#core/words.ts';
import type { Dialect } from '../database.ts';
import { refOfRow } from './assessments.ts';
import { chunks, type Db, inserter, insertMany, runMany, type Trx } from './bulk.ts';
import type { ImageUseTable } from './tables.ts';
import { visibleTo } from './visible.ts';

const COLUMNS = ['object', 'position', 'container', 'reference', 'digest', 'config'] as const;
const INTO = inserter('image_uses', COLUMNS);

/** An object that is written: its id, the workload that was stored of it (undefined for a new one) and that it has now. */
export interface UseTarget { readonly id: number; readonly before: string | null | undefined; readonly workload: string | null; readonly uses: ObjectWrite['uses'] }

/** Replaces what is stored of each object; writes only what is different. Resolves to whether anything is. */
export async function writeUses(trx: Trx, dialect: Dialect, targets: readonly UseTarget[]): Promise<boolean> {
  const stored = new Map<number, ImageUseTable[]>();
  const known = targets.filter((t) => t.before !== undefined).map((t) => t.id);
  for (const some of chunks(known)) {
    for (const row of await trx.selectFrom('image_uses').selectAll().where('object', 'in', some).orderBy('object').orderBy('position').execute()) {
      const list = stored.get(row.object);
      if (list === undefined) stored.set(row.object, [row]);
      else list.push(row);
    }
  }
  let changed = false;
  const gone: number[] = [];
  const rows: ImageUseTable[] = [];
  for (const { id, before, workload, uses } of targets) {
    const old = stored.get(id) ?? [];
    const same = old.length === uses.length && uses.every((u, i) => { const o = old[i]; return o?.container === u.container && o.reference === u.reference && o.digest === u.digest && o.config === u.config; });
    if (!same || (old.length > 0 && before !== workload)) changed = true;
    if (same) continue;
    if (old.length > 0) gone.push(id);
    for (const [position, { container, reference, digest, config }] of uses.entries()) rows.push({ object: id, position, container, reference, digest, config });
  }
  await runMany(trx, dialect, 'delete from image_uses where object = ?', gone.map((id) => [id]));
  await insertMany(trx, dialect, INTO, rows.map((row) => COLUMNS.map((c) => row[c])));
  return changed;
}

/** Objects that are gone. Resolves to whether any of them used an image. */
export async function forgetUses(trx: Trx, ids: readonly number[]): Promise<boolean> {
  let deleted = false;
  for (const some of chunks(ids)) if ((await trx.deleteFrom('image_uses').where('object', 'in', some).executeTakeFirst()).numDeletedRows > 0n) deleted = true;
  return deleted;
}

interface Row {
  readonly environment: string; readonly namespace: string; readonly workload: string | null; readonly api_version: string; readonly kind: string; readonly name: string;
  readonly container: string; readonly reference: string; readonly digest: string | null; readonly config: string | null; readonly object: number; readonly pods: number;
}

export async function imageUses(db: Db, visibility: Visibility, environment?: string): Promise<ImageUseRecord[]> {
  const { ids } = await visibleTo(db, visibility, environment);
  const manifests = new Set((await db.selectFrom('environments').select('id').where('id', 'in', [...ids]).where('kind', '=', 'manifests').execute()).map((e) => e.id));
  // An object without a workload stands for itself: then the smallest of its names is its name.
  const rows = (await sql<Row>`select o.environment, o.namespace, o.workload, min(o.api_version) as api_version, min(o.kind) as kind, min(o.name) as name,
      u.container, u.reference, u.digest, u.config, min(o.id) as object, count(*) as pods
    from image_uses u join objects o on o.id = u.object where o.environment in (${sql.join([...ids])})
    group by o.environment, o.namespace, o.workload, case when o.workload is null then o.id end, u.container, u.reference, u.digest, u.config`.execute(db)).rows;
  const workloads = rows.map((r) => (r.workload === null ? refOfRow(r) : (JSON.parse(r.workload) as ResourceRef)));
  const idOf = await idsOfWorkloads(db, rows.map((r, i) => ({ environment: r.environment, key: r.workload === null ? null : refKey(workloads[i] as ResourceRef) })));
  const records = rows.map((r, i): ImageUseRecord & { readonly order: string } => {
    const workload = workloads[i] as ResourceRef;
    const key = refKey(workload);
    return {
      environment: r.environment, object: Number(r.object), workload, workloadId: r.workload === null ? Number(r.object) : (idOf.get(`${r.environment} ${key}`) ?? null), namespace: workload.namespace,
      container: r.container, reference: r.reference, digest: r.digest, config: r.config, pods: manifests.has(r.environment) ? 0 : Number(r.pods),
      order: [r.environment, key, r.container, r.reference, r.digest ?? '', r.config ?? ''].join('\n'),
    };
  });
  return records.sort((a, b) => (a.order < b.order ? -1 : 1)).map(({ order: _, ...record }) => record);
}

/** Ids of objects by `environment key`. */
async function idsOfWorkloads(db: Db, wanted: readonly { readonly environment: string; readonly key: string | null }[]): Promise<Map<string, number>> {
  const found = new Map<string, number>();
  for (const [environment, list] of Map.groupBy(wanted, (w) => w.environment)) {
    const keys = [...new Set(list.flatMap(({ key }) => key ?? []))];
    for (const some of chunks(keys)) {
      for (const row of await db.selectFrom('objects').select(['id', 'key']).where('environment', '=', environment).where('key', 'in', some).where('stub', 'is', null).execute()) found.set(`${environment} ${row.key}`, row.id);
    }
  }
  return found;
}
