/** Pages of assessments: see `segments.ts` for why they are cheap. */
import { sql } from 'kysely';
import type { AssessmentFilter, AssessmentView, Slice, Visibility } from '#core/ports/posture.ts';
import { ProblemError } from '#core/result.ts';
import { type ResourceRef, SEVERITIES } from '#core/words.ts';
import type { Db } from './bulk.ts';
import { type CursorParts, decodeCursor, encodeCursor } from './cursor.ts';
import { comparePositions, conditions, type Position, positionOf, type Segment, segmentsOf } from './segments.ts';
import { gapOf, gapText, type Visible, visibleTo } from './visible.ts';

type After = readonly [namespace: string, name: string, object: number];

export async function assessments(db: Db, visibility: Visibility, filter: AssessmentFilter, page: { readonly cursor?: string; readonly limit: number }, now: number): Promise<Slice<AssessmentView>> {
  const visible = await visibleTo(db, visibility, filter.environment);
  const order = new Map(filter.policies.map((policy, i) => [policy, i]));
  const start = page.cursor === undefined ? null : startOf(page.cursor, order);
  const segments = (await segmentsOf(db, visible, filter, now)).sort((a, b) => comparePositions(positionOf(a, order), positionOf(b, order)));
  if (filter.search !== undefined || filter.resource !== undefined) for (const segment of segments) segment.count = await countIn(db, visible, filter, segment, now);
  const found: { readonly row: Row; readonly segment: Segment }[] = [];
  for (const segment of segments) {
    if (found.length > page.limit) break;
    const place = start === null ? 1 : comparePositions(positionOf(segment, order), start.position);
    if (segment.count === 0 || place < 0) continue;
    const after = place === 0 && start !== null ? { after: start.after } : {};
    for (const row of await rowsIn(db, visible, filter, segment, now, { ...after, limit: page.limit + 1 - found.length })) found.push({ row, segment });
  }
  const shown = found.slice(0, page.limit);
  const last = shown.at(-1);
  return {
    items: shown.map(({ row }) => view(row, visible, now)),
    next: found.length > page.limit && last !== undefined ? encodeCursor(cursorOf(last.row, last.segment)) : null,
    total: segments.reduce((sum, s) => sum + s.count, 0),
  };
}

const CURSOR_SHAPE = ['string', 'string', 'string', 'number', 'number', 'string', 'string', 'number'] as const;

const cursorOf = (row: Row, s: Segment): CursorParts => [s.policy, s.environment, s.status, s.exempt ? 1 : 0, s.stale ? 1 : 0, row.namespace, row.name, row.object];

function startOf(cursor: string, order: ReadonlyMap<string, number>): { position: Position; after: After } {
  const [policy, environment, status, exempt, stale, namespace, name, object] = decodeCursor(cursor, CURSOR_SHAPE);
  if (!order.has(String(policy))) throw new ProblemError('invalid', 'the cursor belongs to a policy that is not in this list: begin again without a cursor');
  const segment: Segment = { policy: String(policy), environment: String(environment), status: status as Segment['status'], exempt: exempt === 1, stale: stale === 1, count: 0 };
  return { position: positionOf(segment, order), after: [String(namespace), String(name), Number(object)] };
}

async function countIn(db: Db, visible: Visible, filter: AssessmentFilter, segment: Segment, now: number): Promise<number> {
  return Number((await db.selectFrom('assessments').select((eb) => eb.fn.countAll<number>().as('n')).where(conditions(visible, filter, segment, now)).executeTakeFirstOrThrow()).n);
}

async function rowsIn(db: Db, visible: Visible, filter: AssessmentFilter, segment: Segment, now: number, page: { readonly after?: After; readonly limit: number }) {
  let query = db.selectFrom('assessments').where(conditions(visible, filter, segment, now));
  if (page.after !== undefined) query = query.where(sql<boolean>`(assessments.namespace, assessments.name, assessments.object) > (${page.after[0]}, ${page.after[1]}, ${page.after[2]})`);
  return query.innerJoin('objects', 'objects.id', 'assessments.object').innerJoin('environments', 'environments.id', 'assessments.environment')
    .select(['assessments.object', 'assessments.policy', 'assessments.environment', 'assessments.status', 'assessments.severity', 'assessments.message', 'assessments.path', 'assessments.other_paths', 'assessments.since', 'assessments.exemption', 'assessments.exempt_until', 'assessments.origin', 'assessments.api_group', 'assessments.kind', 'assessments.name', 'assessments.namespace'])
    .select(['objects.api_version', 'objects.stub', 'objects.source_file', 'objects.source_document', 'objects.assessed_at', 'objects.updated_at', 'environments.graph_assessed_at'])
    .orderBy('assessments.namespace').orderBy('assessments.name').orderBy('assessments.object').limit(page.limit).execute();
}
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
