/** Pages of assessments: see `segments.ts` for why they are cheap. */
import { sql } from 'kysely';
import type { AssessmentFilter, AssessmentView, Slice, Visibility } from '#core/ports/posture.ts';
import { ProblemError } from '#core/result.ts';
import { type ResourceRef, SEVERITIES } from '#core/words.ts';
import type { Db } from './bulk.ts';
import { type CursorParts, decodeCursor, encodeCursor } from './cursor.ts';
import { comparePositions, conditions, findObjects, type Found, type Position, positionOf, type Segment, segmentsOf, wanted } from './segments.ts';
import { gapOf, gapText, type Visible, visibleTo } from './visible.ts';

type After = readonly [namespace: string, name: string, object: number];

export async function assessments(db: Db, visibility: Visibility, filter: AssessmentFilter, page: { readonly cursor?: string; readonly limit: number }, now: number): Promise<Slice<AssessmentView>> {
  const visible = await visibleTo(db, visibility, filter.environment);
  const order = new Map(filter.policies.map((policy, i) => [policy, i]));
  const start = page.cursor === undefined ? null : startOf(page.cursor, order);
  const objects = await findObjects(db, visible, filter);
  const named = filter.search?.policies.some((policy) => order.has(policy)) ?? false;
  if (objects !== 'many' && (filter.resource !== undefined || (filter.search !== undefined && !named))) return ofObjects(db, visible, filter, objects, { order, start, limit: page.limit }, now);
  const segments = (await segmentsOf(db, visible, filter, objects, now)).sort((a, b) => comparePositions(positionOf(a, order), positionOf(b, order)));
  const found: { readonly row: Row; readonly segment: Segment }[] = [];
  for (const segment of segments) {
    if (found.length > page.limit) break;
    const place = start === null ? 1 : comparePositions(positionOf(segment, order), start.position);
    if (segment.count === 0 || place < 0) continue;
    const after = place === 0 && start !== null ? { after: start.after } : {};
    for (const row of await rowsIn(db, visible, filter, segment, objects, now, { ...after, limit: page.limit + 1 - found.length })) found.push({ row, segment });
  }
  return sliceOf(found, page.limit, segments.reduce((sum, s) => sum + s.count, 0), visible, now);
}

function sliceOf(found: readonly { readonly row: Row; readonly segment: Segment }[], limit: number, total: number, visible: Visible, now: number): Slice<AssessmentView> {
  const shown = found.slice(0, limit);
  const last = shown.at(-1);
  return { items: shown.map(({ row }) => view(row, visible, now)), next: found.length > limit && last !== undefined ? encodeCursor(cursorOf(last.row, last.segment)) : null, total };
}

interface Start { readonly position: Position; readonly after: After }

/** The rows of a few objects are sorted here. The order is that of all lists. */
async function ofObjects(db: Db, visible: Visible, filter: AssessmentFilter, objects: readonly number[], page: { readonly order: ReadonlyMap<string, number>; readonly start: Start | null; readonly limit: number }, now: number): Promise<Slice<AssessmentView>> {
  const all: (Key & { readonly segment: Segment; readonly position: Position })[] = [];
  // Without a condition on the policy: with one, the index over policies would be read, which has far more rows.
  const keys = await db.selectFrom('assessments').select(['object', 'policy', 'environment', 'status', 'exempt_until', 'namespace', 'name', 'api_group', 'kind']).where('object', 'in', [...objects]).where('environment', 'in', [...visible.ids]).execute();
  for (const key of keys) {
    const segment: Segment = { policy: key.policy, environment: key.environment, status: key.status, exempt: key.exempt_until !== null && key.exempt_until > now, stale: gapOf(visible, key.environment, key.api_group, key.kind) !== undefined, count: 1 };
    const asked = page.order.has(key.policy) && wanted(filter, segment.status, segment.exempt, segment.stale)
      && (filter.namespace === undefined || filter.namespace === key.namespace) && (filter.kind === undefined || filter.kind === key.kind) && inSearch(filter, key);
    if (asked) all.push({ ...key, segment, position: positionOf(segment, page.order) });
  }
  const after = (a: { readonly position: Position; readonly after: After }, b: typeof a): number => comparePositions(a.position, b.position) || compareAfter(a.after, b.after);
  const placed = all.map((key) => ({ position: key.position, after: [key.namespace, key.name, key.object] as const, key })).sort(after);
  const { start } = page;
  const next = (start === null ? placed : placed.filter((p) => after(p, start) > 0)).slice(0, page.limit + 1).map((p) => p.key);
  const rows = new Map<string, Row>();
  if (next.length > 0) for (const row of await withObjects(db).where('assessments.object', 'in', next.map((k) => k.object)).where('assessments.policy', 'in', next.map((k) => k.policy)).execute()) rows.set(`${row.object} ${row.policy}`, row);
  const found = next.flatMap(({ object, policy, segment }) => { const row = rows.get(`${object} ${policy}`); return row === undefined ? [] : [{ row, segment }]; });
  return sliceOf(found, page.limit, all.length, visible, now);
}

interface Key { readonly object: number; readonly policy: string; readonly namespace: string; readonly name: string }

/** A search within the rows of one object; among objects that were searched for, all rows are asked for. */
const inSearch = ({ search }: AssessmentFilter, row: { readonly policy: string; readonly name: string; readonly namespace: string; readonly kind: string }): boolean =>
  search === undefined || search.policies.includes(row.policy) || [row.name, row.namespace, row.kind].some((text) => text.toLowerCase().includes(search.text.toLowerCase()));

const compareAfter = (a: After, b: After): number => (a[0] !== b[0] ? (a[0] < b[0] ? -1 : 1) : a[1] !== b[1] ? (a[1] < b[1] ? -1 : 1) : a[2] - b[2]);

const CURSOR_SHAPE = ['string', 'string', 'string', 'number', 'number', 'string', 'string', 'number'] as const;

const cursorOf = (row: Row, s: Segment): CursorParts => [s.policy, s.environment, s.status, s.exempt ? 1 : 0, s.stale ? 1 : 0, row.namespace, row.name, row.object];

function startOf(cursor: string, order: ReadonlyMap<string, number>): Start {
  const [policy, environment, status, exempt, stale, namespace, name, object] = decodeCursor(cursor, CURSOR_SHAPE);
  if (!order.has(String(policy))) throw new ProblemError('invalid', 'the cursor belongs to a policy that is not in this list: begin again without a cursor');
  const segment: Segment = { policy: String(policy), environment: String(environment), status: status as Segment['status'], exempt: exempt === 1, stale: stale === 1, count: 0 };
  return { position: positionOf(segment, order), after: [String(namespace), String(name), Number(object)] };
}

async function rowsIn(db: Db, visible: Visible, filter: AssessmentFilter, segment: Segment, objects: Found, now: number, page: { readonly after?: After; readonly limit: number }) {
  let query = withObjects(db).where(conditions(visible, filter, segment, objects, now));
  if (page.after !== undefined) query = query.where(sql<boolean>`(assessments.namespace, assessments.name, assessments.object) > (${page.after[0]}, ${page.after[1]}, ${page.after[2]})`);
  return query.orderBy('assessments.namespace').orderBy('assessments.name').orderBy('assessments.object').limit(page.limit).execute();
}

const withObjects = (db: Db) => db.selectFrom('assessments').innerJoin('objects', 'objects.id', 'assessments.object').innerJoin('environments', 'environments.id', 'assessments.environment')
  .select(['assessments.object', 'assessments.policy', 'assessments.environment', 'assessments.status', 'assessments.severity', 'assessments.message', 'assessments.path', 'assessments.other_paths', 'assessments.since', 'assessments.exemption', 'assessments.exempt_until', 'assessments.origin', 'assessments.api_group', 'assessments.kind', 'assessments.name', 'assessments.namespace'])
  .select(['objects.api_version', 'objects.stub', 'objects.source_file', 'objects.source_document', 'objects.assessed_at', 'objects.updated_at', 'environments.graph_assessed_at']);
type Row = Awaited<ReturnType<typeof rowsIn>>[number];

function view(row: Row, visible: Visible, now: number): AssessmentView {
  const gap = gapOf(visible, row.environment, row.api_group, row.kind);
  const stale = gap !== undefined && row.status === 'healthy';
  return {
    object: row.object, policy: row.policy, environment: row.environment, resource: refOfRow(row), known: row.stub === null,
    source: row.source_file === null ? null : { file: row.source_file, document: row.source_document ?? 1 },
    status: stale ? 'notAssessed' : row.status, severity: SEVERITIES[row.severity] ?? 'informational', message: stale ? gapText(gap) : row.message,
    path: row.path, otherPaths: row.other_paths === null ? [] : (JSON.parse(row.other_paths) as string[]),
    exemption: row.exempt_until !== null && row.exempt_until > now ? row.exemption : null,
    since: stale ? Math.max(gap.since, row.since) : row.since,
    assessedAt: (row.origin === 'graph' ? row.graph_assessed_at : row.assessed_at) ?? row.updated_at,
  };
}

/** The identity of an object from its columns: a Namespace is stored under its own name but is in no namespace. */
export function refOfRow(row: { readonly api_version: string; readonly kind: string; readonly namespace: string; readonly name: string }): ResourceRef {
  const inItself = row.kind === 'Namespace' && row.api_version === 'v1';
  return { apiVersion: row.api_version, kind: row.kind, namespace: row.namespace === '' || inItself ? null : row.namespace, name: row.name };
}
