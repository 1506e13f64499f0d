/** Pages of the inventory, and one object with its body. */
import { sql } from 'kysely';
import type { NamespaceView, ResourceFilter, ResourceView, Slice, Visibility } from '#core/ports/posture.ts';
import { type KubeObject, type ResourceRef, SEVERITIES } from '#core/words.ts';
import { refOfRow } from './assessments.ts';
import { decodeBody } from './bodies.ts';
import type { Db } from './bulk.ts';
import { decodeCursor, encodeCursor } from './cursor.ts';
import { likePattern } from './segments.ts';
import type { ObjectTable } from './tables.ts';
import { gapOf, type Visible, visibleTo } from './visible.ts';

export async function resources(db: Db, visibility: Visibility, filter: ResourceFilter, page: { readonly cursor?: string; readonly limit: number }): Promise<Slice<ResourceView>> {
  const visible = await visibleTo(db, visibility, filter.environment);
  const matching = matchingObjects(db, visible, filter);
  const { n } = await matching.select((eb) => eb.fn.countAll<number>().as('n')).executeTakeFirstOrThrow();
  let query = matching.selectAll();
  // Each order is that of an index; the id makes it a total order, so that pages neither repeat nor leave out.
  if (filter.sort === 'name') {
    query = query.orderBy('name').orderBy('id');
    if (page.cursor !== undefined) { const [name, id] = decodeCursor(page.cursor, ['string', 'number']); query = query.where(sql<boolean>`(name, id) > (${name}, ${id})`); }
  } else if (filter.sort === 'updated') {
    query = query.orderBy('updated_at', 'desc').orderBy('id', 'desc');
    if (page.cursor !== undefined) { const [at, id] = decodeCursor(page.cursor, ['number', 'number']); query = query.where(sql<boolean>`(updated_at, id) < (${at}, ${id})`); }
  } else {
    query = query.orderBy('unhealthy', 'desc').orderBy('name').orderBy('id');
    if (page.cursor !== undefined) {
      const [unhealthy = 0, name, id] = decodeCursor(page.cursor, ['number', 'string', 'number']);
      query = query.where('unhealthy', '<=', Number(unhealthy)).where(sql<boolean>`(unhealthy < ${unhealthy} or (name, id) > (${name}, ${id}))`);
    }
  }
  const rows = await query.limit(page.limit + 1).execute();
  const shown = rows.slice(0, page.limit);
  const last = shown.at(-1);
  return { items: shown.map((row) => view(row, visible)), next: rows.length > page.limit && last !== undefined ? encodeCursor(cursorOf(last, filter.sort)) : null, total: Number(n) };
}

const cursorOf = (row: ObjectTable, sort: ResourceFilter['sort']): (string | number)[] =>
  sort === 'name' ? [row.name, row.id] : sort === 'updated' ? [row.updated_at, row.id] : [row.unhealthy, row.name, row.id];

function matchingObjects(db: Db, visible: Visible, filter: ResourceFilter) {
  let query = db.selectFrom('objects').where('stub', 'is', null);
  // One environment is searched by its index; for more, the order decides and the environment is only a condition.
  query = visible.ids.length === 1 && visible.ids[0] !== undefined ? query.where('environment', '=', visible.ids[0]) : query.where('environment', 'in', [...visible.ids]);
  if (filter.namespace !== undefined) query = query.where('namespace', '=', filter.namespace);
  if (filter.category !== undefined) query = query.where('category', '=', filter.category);
  if (filter.kind !== undefined) query = query.where('kind', '=', filter.kind);
  if (filter.unhealthy !== undefined) query = query.where('unhealthy', filter.unhealthy ? '>' : '=', 0);
  if (filter.search !== undefined && filter.search !== '') {
    const like = likePattern(filter.search);
    query = query.where((eb) => eb.or((['name', 'namespace', 'kind', 'images'] as const).map((c) => sql<boolean>`lower(${sql.ref(c)}) like ${like} escape '\\'`)));
  }
  return query;
}

function view(row: ObjectTable, visible: Visible): ResourceView {
  const stale = gapOf(visible, row.environment, row.api_group, row.kind) !== undefined;
  return {
    id: row.id, environment: row.environment, ref: refOfRow(row), uid: row.uid,
    facts: {
      category: row.category as ResourceView['facts']['category'], templated: row.templated === 1, controllerUid: row.controller_uid,
      workload: row.workload === null ? null : (JSON.parse(row.workload) as ResourceRef), images: JSON.parse(row.images) as string[],
    },
    unhealthy: row.unhealthy, worst: row.worst === null ? null : (SEVERITIES[row.worst] ?? null),
    notAssessed: row.not_assessed + (stale ? row.healthy : 0), firstSeenAt: row.first_seen_at, updatedAt: row.updated_at,
  };
}

export async function resource(db: Db, visibility: Visibility, id: number): Promise<(ResourceView & { readonly body: KubeObject }) | null> {
  const visible = await visibleTo(db, visibility);
  const row = await db.selectFrom('objects').selectAll().where('id', '=', id).where('stub', 'is', null).where('environment', 'in', [...visible.ids]).executeTakeFirst();
  if (row === undefined) return null;
  const body = await db.selectFrom('bodies').select(['encoding', 'body']).where('object', '=', id).executeTakeFirstOrThrow();
  return { ...view(row, visible), body: decodeBody(body) };
}

export async function namespaces(db: Db, visibility: Visibility, environment?: string): Promise<NamespaceView[]> {
  const visible = await visibleTo(db, visibility, environment);
  const rows = await db.selectFrom('objects').select(['environment', 'namespace', 'category', (eb) => eb.fn.countAll<number>().as('n')])
    .where('environment', 'in', [...visible.ids]).where('stub', 'is', null).where('namespace', '!=', '').groupBy(['environment', 'namespace', 'category']).execute();
  const found = new Map<string, { environment: string; name: string; workloads: number; objects: number }>();
  for (const { environment: of, namespace, category, n } of rows) {
    const key = `${of}/${namespace}`;
    const entry = found.get(key) ?? { environment: of, name: namespace, workloads: 0, objects: 0 };
    found.set(key, entry);
    // The Namespace object itself is not one of the objects in it.
    if (category !== 'namespace') entry.objects += Number(n);
    if (category === 'workload') entry.workloads += Number(n);
  }
  return [...found.values()];
}
