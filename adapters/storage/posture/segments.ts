/**
 * Segments of assessments: rows of one policy, environment, status, exempt or not, assessed now or not. The counters say
 * how many rows each has; segments have an order, and within one the index has the order, so that a page is a few short
 * index scans, however many rows there are.
 */
import { type ExpressionBuilder, sql } from 'kysely';
import type { AssessmentFilter } from '#core/ports/posture.ts';
import { ASSESSMENT_STATUSES, type AssessmentStatus } from '#core/words.ts';
import type { Db } from './bulk.ts';
import { activeExemptions, counterRows } from './counts.ts';
import type { PostureTables } from './tables.ts';
import { gapOf, type Visible } from './visible.ts';

export interface Segment { readonly policy: string; readonly environment: string; readonly status: AssessmentStatus; readonly exempt: boolean; readonly stale: boolean; count: number }
export type Position = readonly [policy: number, environment: string, status: number, exempt: number, stale: number];

export const positionOf = (s: Segment, order: ReadonlyMap<string, number>): Position =>
  [order.get(s.policy) ?? -1, s.environment, ASSESSMENT_STATUSES.indexOf(s.status), s.exempt ? 1 : 0, s.stale ? 1 : 0];

export function comparePositions(a: Position, b: Position): number {
  for (let i = 0; i < a.length; i++) {
    const x = a[i] ?? 0;
    const y = b[i] ?? 0;
    if (x !== y) return x < y ? -1 : 1;
  }
  return 0;
}

export async function segmentsOf(db: Db, visible: Visible, filter: AssessmentFilter, found: Found, now: number): Promise<Segment[]> {
  const active = await activeExemptions(db, now);
  const segments = new Map<string, Segment>();
  for (const row of [...(await countedRows(db, visible, filter)), ...(await searchedRows(db, visible, filter, found))]) {
    const exempt = row.exemption !== null && active.has(row.exemption);
    const stale = gapOf(visible, row.environment, row.api_group, row.kind) !== undefined;
    if (!wanted(filter, row.status, exempt, stale)) continue;
    const key = `${row.policy}\n${row.environment}\n${row.status}\n${exempt}\n${stale}`;
    const known = segments.get(key);
    if (known === undefined) segments.set(key, { policy: row.policy, environment: row.environment, status: row.status, exempt, stale, count: Number(row.count) });
    else known.count += Number(row.count);
  }
  return [...segments.values()];
}

const bounds = ({ namespace, kind }: AssessmentFilter) => ({ ...(namespace === undefined ? {} : { namespace }), ...(kind === undefined ? {} : { kind }) });

/** Numbers of whole policies, from the counters. */
async function countedRows(db: Db, visible: Visible, filter: AssessmentFilter) {
  const policies = filter.search === undefined ? filter.policies : filter.policies.filter((p) => filter.search?.policies.includes(p));
  return policies.length === 0 ? [] : counterRows(db, visible, { policies, ...bounds(filter) });
}

/** Numbers of what a search finds in policies that it does not name: counted by the objects that match. */
async function searchedRows(db: Db, visible: Visible, filter: AssessmentFilter, found: Found) {
  const { search } = filter;
  const policies = search === undefined ? [] : filter.policies.filter((p) => !search.policies.includes(p));
  if (search === undefined || policies.length === 0) return [];
  const keys = ['policy', 'environment', 'status', 'exemption', 'api_group', 'kind'] as const;
  let query = db.selectFrom('assessments').select([...keys, (eb) => eb.fn.countAll<number>().as('count')]).where('policy', 'in', policies).where(isFound(visible, search.text, found));
  for (const [column, value] of Object.entries(bounds(filter))) query = query.where(column as 'namespace' | 'kind', '=', value);
  return query.groupBy(keys).execute();
}

/** Objects that a search finds: their ids where they are few, otherwise a query within the query. */
export type Found = readonly number[] | 'many';
const FEW = 500;

const objectsLike = (db: Pick<Db, 'selectFrom'>, visible: Visible, text: string) => db.selectFrom('objects as o').select('o.id').where('o.environment', 'in', [...visible.ids])
  .where((o) => o.or((['o.name', 'o.namespace', 'o.kind'] as const).map((c) => sql<boolean>`lower(${sql.ref(c)}) like ${likePattern(text)} escape '\\'`)));

export async function findObjects(db: Db, visible: Visible, filter: AssessmentFilter): Promise<Found> {
  if (filter.resource !== undefined) return [filter.resource];
  if (filter.search === undefined) return [];
  const ids = (await objectsLike(db, visible, filter.search.text).limit(FEW + 1).execute()).map((o) => o.id);
  return ids.length > FEW ? 'many' : ids.length === 0 ? [-1] : ids;
}

const isFound = (visible: Visible, text: string, found: Found) => (eb: Where) => eb('assessments.object', 'in', found === 'many' ? objectsLike(eb as unknown as Pick<Db, 'selectFrom'>, visible, text) : [...found]);

/** Whether rows belong to the tab asked for. Exempt ones belong to `notApplicable`, unless exempt rows are asked for by themselves. */
export function wanted(filter: AssessmentFilter, status: AssessmentStatus, exempt: boolean, stale: boolean): boolean {
  if (filter.exempt !== undefined && filter.exempt !== exempt) return false;
  if (filter.status === undefined) return true;
  const shown = stale && status === 'healthy' ? 'notAssessed' : status;
  if (exempt && filter.exempt === undefined) return filter.status === 'notApplicable';
  return filter.status === shown;
}

type Where = ExpressionBuilder<PostureTables, 'assessments'>;

/** What a row must be to belong to a segment and pass the filter. */
export function conditions(visible: Visible, filter: AssessmentFilter, s: Segment, found: Found, now: number) {
  return (eb: Where) => {
    const all = [
      eb('assessments.policy', '=', s.policy), eb('assessments.environment', '=', s.environment), eb('assessments.status', '=', s.status),
      s.exempt ? eb('assessments.exempt_until', '>', now) : eb.or([eb('assessments.exempt_until', 'is', null), eb('assessments.exempt_until', '<=', now)]),
    ];
    if (filter.namespace !== undefined) all.push(eb('assessments.namespace', '=', filter.namespace));
    if (filter.kind !== undefined) all.push(eb('assessments.kind', '=', filter.kind));
    const kinds = visible.gaps.has(s.environment) ? undefined : visible.kinds.get(s.environment);
    if (kinds !== undefined) {
      const stale = eb.or([...kinds.keys()].map((key) => eb.and([eb('assessments.api_group', '=', key.slice(0, key.indexOf('/'))), eb('assessments.kind', '=', key.slice(key.indexOf('/') + 1))])));
      all.push(s.stale ? stale : eb.not(stale));
    }
    if (filter.search !== undefined && !filter.search.policies.includes(s.policy)) all.push(isFound(visible, filter.search.text, found)(eb));
    return eb.and(all);
  };
}

export const likePattern = (text: string): string => `%${text.toLowerCase().replace(/[\\%_]/g, '\\$&')}%`;
