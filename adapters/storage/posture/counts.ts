/** Numbers by policy, from the counters. */
import { sql } from 'kysely';
import type { Counts, CountsFilter, PolicyCounts, Visibility } from '#core/ports/posture.ts';
import type { Db } from './bulk.ts';
import type { CounterTable } from './tables.ts';
import { gapOf, type Visible, visibleTo } from './visible.ts';

/** Counters of visible environments that are not zero. Without `byNamespace` the namespaces are added up. */
export async function counterRows(db: Db, visible: Visible, filter: CountsFilter & { readonly policies?: readonly string[]; readonly kind?: string }): Promise<CounterTable[]> {
  let query = db.selectFrom('counters').where('environment', 'in', [...visible.ids]);
  if (filter.namespace !== undefined) query = query.where('namespace', '=', filter.namespace);
  if (filter.kind !== undefined) query = query.where('kind', '=', filter.kind);
  if (filter.policies !== undefined) query = query.where('policy', 'in', [...filter.policies]);
  const keys = ['environment', 'policy', 'api_group', 'kind', 'status', 'exemption'] as const;
  const rows = filter.byNamespace === true
    ? await query.select([...keys, 'namespace', 'count']).where('count', '!=', 0).execute()
    : await query.select([...keys, (eb) => eb.fn.sum<number>('count').as('count')]).groupBy(keys).execute();
  return rows.filter((row) => Number(row.count) !== 0).map((row) => ({ namespace: '', ...row, count: Number(row.count) }));
}

/** Ids of the exemptions that are in force now. A row that names another one is not exempt, swept or not. */
export async function activeExemptions(db: Db, now: number): Promise<Set<string>> {
  return new Set((await db.selectFrom('exemptions').select('id').where('revoked_at', 'is', null).where('expires_at', '>', now).execute()).map((e) => e.id));
}

export async function policyCounts(db: Db, visibility: Visibility, filter: CountsFilter, now: number): Promise<PolicyCounts[]> {
  const visible = await visibleTo(db, visibility, filter.environment);
  const active = await activeExemptions(db, now);
  const found = new Map<string, { environment: string; policy: string; namespace: string; counts: { -readonly [K in keyof Counts]: number }; scored: { healthy: number; unhealthy: number } }>();
  for (const row of await counterRows(db, visible, filter)) {
    const key = `${row.environment}\n${row.policy}\n${row.namespace}`;
    let entry = found.get(key);
    if (entry === undefined) found.set(key, (entry = { environment: row.environment, policy: row.policy, namespace: row.namespace, counts: { unhealthy: 0, healthy: 0, notApplicable: 0, notAssessed: 0, exempt: 0 }, scored: { healthy: 0, unhealthy: 0 } }));
    if (row.exemption !== '' && active.has(row.exemption)) { entry.counts.exempt += row.count; continue; }
    const stale = gapOf(visible, row.environment, row.api_group, row.kind) !== undefined;
    entry.counts[stale && row.status === 'healthy' ? 'notAssessed' : row.status] += row.count;
    if (!stale && (row.status === 'healthy' || row.status === 'unhealthy')) entry.scored[row.status] += row.count;
  }
  return [...found.values()];
}

export async function unhealthySince(db: Db, visibility: Visibility, policies: readonly string[], filter: CountsFilter, now: number): Promise<Map<string, number>> {
  const visible = await visibleTo(db, visibility, filter.environment);
  const since = new Map<string, number>();
  for (const policy of policies) {
    for (const environment of visible.ids) {
      // Oldest first along the index over unhealthy rows, up to the first that is not exempt.
      let query = db.selectFrom('assessments').select('since').where('policy', '=', policy).where('environment', '=', environment).where(sql<boolean>`status = 'unhealthy'`)
        .where((eb) => eb.or([eb('exempt_until', 'is', null), eb('exempt_until', '<=', now)]));
      if (filter.namespace !== undefined) query = query.where('namespace', '=', filter.namespace);
      const first = (await query.orderBy('since').limit(1).executeTakeFirst())?.since;
      if (first !== undefined) since.set(policy, Math.min(first, since.get(policy) ?? first));
    }
  }
  return since;
}
