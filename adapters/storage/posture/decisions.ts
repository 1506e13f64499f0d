/** Assignments and exemptions: what people decided. */
import { setImmediate as nextTurn } from 'node:timers/promises';
import { type SelectQueryBuilder, sql } from 'kysely';
import type { AssignmentRecord, DecisionStore, ExemptionRecord, Visibility } from '#core/ports/posture.ts';
import type { Dialect } from '../database.ts';
import { chunks, type Db, type Trx } from './bulk.ts';
import { CounterChanges } from './counters.ts';
import { coverOf, exemptionsInForce } from './cover.ts';
import type { AssessmentTable, AssignmentTable, ExemptionTable, PostureTables } from './tables.ts';
import { visibleTo } from './visible.ts';

export function decisions(read: Db, write: Db, dialect: Dialect): DecisionStore {
  return {
    assignments: async (visibility) => (await inVisible(read, read.selectFrom('assignments').selectAll(), visibility)).map(assignment),
    createAssignment: async (r) => {
      await write.insertInto('assignments').values({ id: r.id, initiative: r.initiative, version: r.version, environment: r.scope.environment, namespace: r.scope.namespace, labels: JSON.stringify(r.scope.labels), effect: r.effect, created_by: r.createdBy, created_at: r.createdAt, updated_at: r.updatedAt }).execute();
    },
    updateAssignment: async (id, { effect, version, updatedAt }) => {
      await write.updateTable('assignments').set({ updated_at: updatedAt, ...(effect === undefined ? {} : { effect }), ...(version === undefined ? {} : { version }) }).where('id', '=', id).execute();
    },
    deleteAssignment: async (id) => (await write.deleteFrom('assignments').where('id', '=', id).executeTakeFirst()).numDeletedRows > 0n,
    exemptions: async (visibility) => (await inVisible(read, read.selectFrom('exemptions').selectAll(), visibility)).map(exemption),
    createExemption: (r) => write.transaction().execute(async (trx) => {
      await trx.insertInto('exemptions').values({
        id: r.id, policy: r.policy, environment: r.scope.environment, namespace: r.scope.namespace, kind: r.scope.kind, name: r.scope.name, reason: r.reason, justification: r.justification,
        owner: r.owner, approver: r.approver, created_by: r.createdBy, created_at: r.createdAt, expires_at: r.expiresAt, revoked_at: r.revokedAt, swept: 0,
        finding_vulnerability: r.findings?.vulnerability ?? null, finding_package: r.findings?.package ?? null, finding_image: r.findings?.image ?? null,
      }).execute();
      if (r.findings === null) await cover(trx, dialect, await covered(trx.selectFrom('assessments'), r).selectAll().execute(), r.policy, r.createdAt);
    }),
    revokeExemption: (id, at) => write.transaction().execute(async (trx) => {
      const { numUpdatedRows } = await trx.updateTable('exemptions').set({ revoked_at: at, swept: 1 }).where('id', '=', id).where('revoked_at', 'is', null).where('expires_at', '>', at).executeTakeFirst();
      if (numUpdatedRows === 0n) return false;
      await uncover(trx, dialect, id, at);
      return true;
    }),
    sweepExemptions: async (now) => {
      const due = await read.selectFrom('exemptions').selectAll().where('swept', '=', 0).where('expires_at', '<=', now).execute();
      if (due.length === 0) return [];
      await write.transaction().execute(async (trx) => {
        for (const { id } of due) {
          await trx.updateTable('exemptions').set({ swept: 1 }).where('id', '=', id).execute();
          await uncover(trx, dialect, id, now);
        }
      });
      return due.map(exemption);
    },
    nextExpiry: async () => (await read.selectFrom('exemptions').select((eb) => eb.fn.min('expires_at').as('at')).where('swept', '=', 0).executeTakeFirst())?.at ?? null,
    exemptionMatches: async (visibility, r) => {
      if (r.findings !== null) return 0;
      const { ids } = await visibleTo(read, visibility);
      if (r.scope.name !== null) {
        const found = await covered(read.selectFrom('assessments'), r).select(['environment', (eb) => eb.fn.countAll<number>().as('n')]).groupBy('environment').execute();
        return found.reduce((sum, { environment, n }) => sum + (ids.includes(environment) ? Number(n) : 0), 0);
      }
      let query = read.selectFrom('counters').select((eb) => eb.fn.sum<number | null>('count').as('n')).where('policy', '=', r.policy).where('environment', 'in', [...ids]);
      for (const column of ['environment', 'namespace', 'kind'] as const) { const value = r.scope[column]; if (value !== null) query = query.where(column, '=', value); }
      return Number((await query.executeTakeFirst())?.n ?? 0);
    },
    setting: async (name) => (await read.selectFrom('settings').select('value').where('name', '=', name).executeTakeFirst())?.value ?? null,
    setSetting: async (name, value) => { await write.insertInto('settings').values({ name, value }).onConflict((c) => c.column('name').doUpdateSet({ value })).execute(); },
  };
}

/** A decision without an environment holds everywhere, so everyone sees it. */
async function inVisible<T extends AssignmentTable | ExemptionTable>(db: Db, query: { execute(): Promise<T[]> }, visibility: Visibility): Promise<T[]> {
  const { ids } = await visibleTo(db, visibility);
  return (await query.execute()).filter((row) => row.environment === null || ids.includes(row.environment)).sort((a, b) => b.created_at - a.created_at || (a.id < b.id ? -1 : 1));
}

const assignment = (r: AssignmentTable): AssignmentRecord => ({
  id: r.id, initiative: r.initiative, version: r.version, scope: { environment: r.environment, namespace: r.namespace, labels: JSON.parse(r.labels) as Record<string, string> },
  effect: r.effect, createdBy: r.created_by, createdAt: r.created_at, updatedAt: r.updated_at,
});

const exemption = (r: ExemptionTable): ExemptionRecord => ({
  id: r.id, policy: r.policy, scope: { environment: r.environment, namespace: r.namespace, kind: r.kind, name: r.name }, findings: findingsOf(r), reason: r.reason, justification: r.justification,
  owner: r.owner, approver: r.approver, createdBy: r.created_by, createdAt: r.created_at, expiresAt: r.expires_at, revokedAt: r.revoked_at,
});

const findingsOf = (r: ExemptionTable): ExemptionRecord['findings'] =>
  (r.finding_vulnerability === null && r.finding_package === null && r.finding_image === null ? null : { vulnerability: r.finding_vulnerability, package: r.finding_package, image: r.finding_image });

function covered<O>(query: SelectQueryBuilder<PostureTables, 'assessments', O>, r: ExemptionRecord) {
  let found = query.where('policy', '=', r.policy);
  for (const column of ['environment', 'namespace', 'kind'] as const) { const value = r.scope[column]; if (value !== null) found = found.where(column, '=', value); }
  const { name } = r.scope;
  // By the index over names of objects: a policy has many rows, a name few.
  return name === null ? found : found.where((eb) => eb('object', 'in', eb.selectFrom('objects').select('objects.id').where('objects.name', '=', name)));
}

async function uncover(trx: Trx, dialect: Dialect, id: string, now: number): Promise<void> {
  const rows = await trx.selectFrom('assessments').selectAll().where('exemption', '=', id).execute();
  const policy = rows[0]?.policy;
  if (policy !== undefined) await cover(trx, dialect, rows, policy, now);
}

/** Sets, for each of these rows of one policy, which exemption covers it, and the numbers that follow. */
async function cover(trx: Trx, dialect: Dialect, rows: readonly AssessmentTable[], policy: string, now: number): Promise<void> {
  const exemptions = await exemptionsInForce(trx, now, policy);
  const counters = new CounterChanges();
  const groups = new Map<string, { id: string | null; until: number | null; objects: number[] }>();
  for (const row of rows) {
    const best = coverOf(exemptions, policy, row);
    if ((best?.id ?? null) === row.exemption) continue;
    counters.add(row, -1);
    counters.add({ ...row, exemption: best?.id ?? null }, 1);
    const group = groups.get(best?.id ?? '') ?? { id: best?.id ?? null, until: best?.until ?? null, objects: [] };
    groups.set(best?.id ?? '', group);
    group.objects.push(row.object);
  }
  for (const { id, until, objects } of groups.values()) {
    for (const some of chunks(objects)) {
      await trx.updateTable('assessments').set({ exemption: id, exempt_until: until }).where('policy', '=', policy).where('object', 'in', some).execute();
      await retally(trx, some);
      await nextTurn();
    }
  }
  await counters.write(trx, dialect);
}

async function retally(trx: Trx, objects: readonly number[]): Promise<void> {
  const of = (what: string, status: string) => sql`(select ${sql.raw(what)} from assessments a where a.object = objects.id and a.exemption is null and a.status = ${status})`;
  await sql`update objects set unhealthy = ${of('count(*)', 'unhealthy')}, worst = ${of('min(a.severity)', 'unhealthy')}, not_assessed = ${of('count(*)', 'notAssessed')}, healthy = ${of('count(*)', 'healthy')} where id in (${sql.join([...objects])})`.execute(trx);
}
