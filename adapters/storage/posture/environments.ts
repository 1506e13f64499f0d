/** Environments, their credentials and what was not read of them. */
import type { CoverageGap, EnvironmentRecord, EnvironmentStore, InventoryCounts } from '#core/ports/posture.ts';
import { ProblemError } from '#core/result.ts';
import type { Dialect } from '../database.ts';
import type { Sealer } from '../sealing.ts';
import type { Db, Trx } from './bulk.ts';
import { writeInventory } from './inventory.ts';
import type { EnvironmentTable } from './tables.ts';
import { type Gap, heldGap, visibleTo } from './visible.ts';

/** Objects of deleted environments that one call of `purge` removes. */
const PURGE_STEP = 200;

export function environments(read: Db, heavy: () => Db, write: Db, dialect: Dialect, sealer: Sealer, lost: Map<string, Gap>): EnvironmentStore {
  return {
    createEnvironment: async (record, config, inventory) => {
      await write.transaction().execute(async (trx) => {
        await refuseTakenName(trx, record.name, null);
        await trx.insertInto('environments').values({
          id: record.id, name: record.name, kind: record.kind, sample: record.sample ? 1 : 0, config: config === null ? null : sealer.seal(config, record.id),
          state: record.state, reason: record.reason, since: record.since, version: record.version, server: record.server, created_at: record.createdAt,
          assessed_at: record.assessedAt, graph_assessed_at: null, assessed_generation: record.generation,
        }).execute();
        if (inventory !== undefined) await writeInventory(trx, dialect, record.id, inventory);
      });
    },
    environmentConfig: async (id) => {
      const row = await read.selectFrom('environments').select('config').where('id', '=', id).executeTakeFirst();
      return row === undefined || row.config === null ? null : sealer.open(row.config, id);
    },
    updateEnvironment: async (id, { name, state, reason, since, version, server, assessedAt, generation }, config) => {
      await write.transaction().execute(async (trx) => {
        if (name !== undefined) await refuseTakenName(trx, name, id);
        const set: Partial<EnvironmentTable> = {
          ...(name === undefined ? {} : { name }), ...(state === undefined ? {} : { state }), ...(reason === undefined ? {} : { reason }), ...(since === undefined ? {} : { since }),
          ...(version === undefined ? {} : { version }), ...(server === undefined ? {} : { server }), ...(assessedAt === undefined ? {} : { assessed_at: assessedAt }),
          ...(generation === undefined ? {} : { assessed_generation: generation }), ...(config === undefined ? {} : { config: sealer.seal(config, id) }),
        };
        if (Object.keys(set).length > 0) await trx.updateTable('environments').set(set).where('id', '=', id).where('state', '!=', 'deleted').execute();
      });
      if (state !== undefined) lost.delete(id);
    },
    holdLost: (id, gap) => { lost.set(id, gap); },
    deleteEnvironment: (id) => write.transaction().execute((trx) => hide(trx, id)),
    purge: () => write.transaction().execute(purgeSome),
    environments: async (visibility) => (await recordsQuery(read, (await visibleTo(read, visibility)).ids).execute()).map((row) => record(row, heldGap(read, row.id))),
    environment: async (visibility, id) => {
      const row = await recordsQuery(read, (await visibleTo(read, visibility, id)).ids).executeTakeFirst();
      return row === undefined ? null : record(row, heldGap(read, row.id));
    },
    inventoryCounts: async (visibility) => inventoryCounts(heavy(), (await visibleTo(read, visibility)).ids),
    coverageGaps: async (visibility, limit) => coverageGaps(read, (await visibleTo(read, visibility)), limit),
    kinds: async (environment) => (await read.selectFrom('kinds').selectAll().where('environment', '=', environment).execute()).map((k) => ({ group: k.api_group, kind: k.kind, state: k.state, reason: k.reason, since: k.since })),
    setKind: async (environment, k) => {
      await write.insertInto('kinds').values({ environment, api_group: k.group, kind: k.kind, state: k.state, reason: k.reason, since: k.since })
        .onConflict((c) => c.columns(['environment', 'api_group', 'kind']).doUpdateSet({ state: k.state, reason: k.reason, since: k.since })).execute();
    },
  };
}

const recordsQuery = (db: Db, ids: readonly string[]) => db.selectFrom('environments').selectAll().where('id', 'in', [...ids]).orderBy('name');

function record(row: EnvironmentTable, gap: Gap | undefined): EnvironmentRecord {
  const { state, reason, since } = gap === undefined ? row : { ...gap, state: 'notAssessed' as const };
  return {
    id: row.id, name: row.name, kind: row.kind, sample: row.sample === 1, state: state === 'deleted' ? 'notAssessed' : state, reason, since,
    version: row.version, server: row.server, createdAt: row.created_at, assessedAt: row.assessed_at, generation: row.assessed_generation,
  };
}

async function refuseTakenName(trx: Trx, name: string, except: string | null): Promise<void> {
  const other = await trx.selectFrom('environments').select('id').where('name', '=', name).executeTakeFirst();
  if (other !== undefined && other.id !== except) throw new ProblemError('conflict', `there is already an environment named '${name}': choose another name`);
}

/** One short transaction: the environment is gone for every query; its many rows are removed later. */
async function hide(trx: Trx, id: string): Promise<boolean> {
  const { numUpdatedRows } = await trx.updateTable('environments').set({ state: 'deleted', name: `deleted ${id}`, config: null }).where('id', '=', id).where('state', '!=', 'deleted').executeTakeFirst();
  if (numUpdatedRows === 0n) return false;
  for (const table of ['counters', 'kinds', 'score_history', 'assignments', 'exemptions'] as const) await trx.deleteFrom(table).where('environment', '=', id).execute();
  return true;
}

async function purgeSome(trx: Trx): Promise<boolean> {
  const environment = await trx.selectFrom('environments').select('id').where('state', '=', 'deleted').executeTakeFirst();
  if (environment === undefined) return false;
  const objects = await trx.selectFrom('objects').select('id').where('environment', '=', environment.id).limit(PURGE_STEP).execute();
  if (objects.length > 0) await trx.deleteFrom('objects').where('id', 'in', objects.map((o) => o.id)).execute();
  else await trx.deleteFrom('environments').where('id', '=', environment.id).execute();
  return true;
}

async function inventoryCounts(db: Db, ids: readonly string[]): Promise<Map<string, InventoryCounts>> {
  const counts = new Map<string, { objects: number; namespaces: number; workload: number; pod: number; node: number }>();
  const rows = await db.selectFrom('objects').select(['environment', 'namespace', 'category', (eb) => eb.fn.countAll<number>().as('n')])
    .where('environment', 'in', [...ids]).where('stub', 'is', null).groupBy(['environment', 'namespace', 'category']).execute();
  const spaces = new Map<string, Set<string>>();
  for (const { environment, namespace, category, n } of rows) {
    const c = counts.get(environment) ?? { objects: 0, namespaces: 0, workload: 0, pod: 0, node: 0 };
    counts.set(environment, c);
    c.objects += Number(n);
    if (category === 'workload' || category === 'pod' || category === 'node') c[category] += Number(n);
    if (namespace !== '') spaces.set(environment, (spaces.get(environment) ?? new Set()).add(namespace));
  }
  for (const [environment, names] of spaces) { const c = counts.get(environment); if (c !== undefined) c.namespaces = names.size; }
  return counts;
}

async function coverageGaps(db: Db, visible: Awaited<ReturnType<typeof visibleTo>>, limit: number): Promise<{ gaps: CoverageGap[]; total: number }> {
  const gaps: CoverageGap[] = [];
  for (const [environment, gap] of visible.gaps) gaps.push({ environment, what: 'environment', ...gap });
  for (const [environment, kinds] of visible.kinds) for (const [kind, gap] of kinds) gaps.push({ environment, what: kind.replace(/^\//, ''), ...gap });
  const problems = db.selectFrom('objects').innerJoin('assessments', 'assessments.object', 'objects.id').where('objects.environment', 'in', [...visible.ids]).where('objects.stub', '=', 'problem');
  const { n } = await problems.select((eb) => eb.fn.countAll<number>().as('n')).executeTakeFirstOrThrow();
  const listed = await problems.select(['objects.environment', 'objects.source_file', 'objects.source_document', 'assessments.message', 'assessments.since'])
    .orderBy('objects.id').limit(Math.max(0, limit - gaps.length)).execute();
  for (const p of listed) gaps.push({ environment: p.environment, what: sourceText(p.source_file, p.source_document), reason: p.message, since: p.since });
  return { gaps: gaps.slice(0, limit), total: visible.gaps.size + [...visible.kinds.values()].reduce((sum, kinds) => sum + kinds.size, 0) + Number(n) };
}

const sourceText = (file: string | null, document: number | null): string => `${file ?? 'manifest'}${document === null ? '' : `, document ${document}`}`;
