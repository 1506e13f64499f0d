/** ImageStore over the product's database. */
import { setImmediate as nextTurn } from 'node:timers/promises';
import { type Kysely, sql, type Transaction } from 'kysely';
import type { MatchEvidence } from '#core/advisories.ts';
import type { EventFilter, ImageChange, ImageEventRecord, ImageStore, LoadedImages, MatchRecord, Place, ScanDetail } from '#core/ports/images-store.ts';
import type { Database } from '../database.ts';
import { eventRecord, eventRow, imageRecord, imageRow, matchRecord, matchRow, packageRecord, packageRow, pack, unpack, unpackNow } from './rows.ts';
import type { ImageScanTable, ImageTables } from './tables.ts';

type Db = Kysely<ImageTables>;
type Trx = Transaction<ImageTables>;

/** Rows of one statement, and of one page when everything is loaded. */
const STEP = 100;
const PAGE = 5000;

/** Every promise that changes something resolves after the commit is on disk. */
export function createImageStore(database: Pick<Database, 'read' | 'write'>): ImageStore {
  const read = database.read.withTables<ImageTables>();
  const write = database.write.withTables<ImageTables>();
  return {
    load: () => load(read),
    save: async (change) => {
      const scans = await Promise.all((change.scans ?? []).map(async ({ image, detail, places: where }): Promise<ImageScanTable> => ({ image, detail: await pack(detail), places: await pack(where) })));
      await write.transaction().execute((trx) => save(trx, change, scans));
    },
    scan: async (image) => {
      const row = await read.selectFrom('image_scans').select('detail').where('image', '=', image).executeTakeFirst();
      return row === undefined ? null : await unpack<ScanDetail>(row.detail);
    },
    places: (images) => places(read, images),
    evidence: (matches) => evidence(read, matches),
    events: (filter) => events(read, filter),
    expireEvents: async (before) => { await write.deleteFrom('image_events').where('at', '<', before).execute(); },
    setting: async (name) => (await read.selectFrom('image_settings').select('value').where('name', '=', name).executeTakeFirst())?.value ?? null,
  };
}

/** Page by page, so that others get their turn. */
async function load(db: Db): Promise<LoadedImages> {
  const images: LoadedImages['images'][number][] = [], names: LoadedImages['names'][number][] = [], packages: LoadedImages['packages'][number][] = [], matches: MatchRecord[] = [];
  for (let after = ''; ;) {
    const rows = await db.selectFrom('images').selectAll().where('id', '>', after).orderBy('id').limit(PAGE).execute();
    for (const row of rows) images.push(imageRecord(row));
    await nextTurn();
    const last = rows.at(-1);
    if (last === undefined || rows.length < PAGE) break;
    after = last.id;
  }
  for (let after: readonly [string, string] = ['', '']; ;) {
    const rows = await db.selectFrom('image_names').selectAll().where(sql<boolean>`(name, registry) > (${after[0]}, ${after[1]})`).orderBy('name').orderBy('registry').limit(PAGE).execute();
    for (const row of rows) names.push({ name: row.name, registry: row.registry, image: row.image, pushedAt: row.pushed_at, checkedAt: row.checked_at });
    await nextTurn();
    const last = rows.at(-1);
    if (last === undefined || rows.length < PAGE) break;
    after = [last.name, last.registry];
  }
  for (let after = -1; ;) {
    const rows = await db.selectFrom('image_packages').selectAll().where('id', '>', after).orderBy('id').limit(PAGE).execute();
    for (const row of rows) packages.push(packageRecord(row));
    await nextTurn();
    const last = rows.at(-1);
    if (last === undefined || rows.length < PAGE) break;
    after = last.id;
  }
  for (let after: readonly [number, string] = [-1, '']; ;) {
    const rows = await db.selectFrom('image_matches').selectAll().where(sql<boolean>`(package, vulnerability) > (${after[0]}, ${after[1]})`).orderBy('package').orderBy('vulnerability').limit(PAGE).execute();
    for (const row of rows) matches.push(matchRecord(row));
    await nextTurn();
    const last = rows.at(-1);
    if (last === undefined || rows.length < PAGE) break;
    after = [last.package, last.vulnerability];
  }
  return { images, names, packages, matches };
}

function* steps<T>(items: readonly T[] | undefined): Generator<readonly T[]> {
  for (let at = 0; at < (items?.length ?? 0); at += STEP) yield (items ?? []).slice(at, at + STEP);
}

/** Many rows: between statements others get their turn; readers see all of it or nothing. */
async function save(trx: Trx, change: ImageChange, scans: readonly ImageScanTable[]): Promise<void> {
  for (const ids of steps(change.removed)) { await trx.deleteFrom('images').where('id', 'in', ids).execute(); await nextTurn(); }
  for (const { name, registry } of change.removedNames ?? []) await trx.deleteFrom('image_names').where('name', '=', name).where('registry', '=', registry).execute();
  for (const some of steps(change.images)) {
    const rows = some.map(imageRow);
    const columns = Object.keys(imageRow(some[0]!)).filter((column) => column !== 'id') as (keyof ImageTables['images'])[];
    await trx.insertInto('images').values(rows).onConflict((c) => c.column('id').doUpdateSet((eb) => Object.fromEntries(columns.map((column) => [column, eb.ref(`excluded.${column}`)])))).execute();
    await nextTurn();
  }
  for (const some of steps(change.names)) {
    await trx.insertInto('image_names').values(some.map((n) => ({ name: n.name, registry: n.registry, image: n.image, pushed_at: n.pushedAt, checked_at: n.checkedAt })))
      .onConflict((c) => c.columns(['name', 'registry']).doUpdateSet((eb) => ({ image: eb.ref('excluded.image'), pushed_at: eb.ref('excluded.pushed_at'), checked_at: eb.ref('excluded.checked_at') }))).execute();
    await nextTurn();
  }
  for (const row of scans) await trx.insertInto('image_scans').values(row).onConflict((c) => c.column('image').doUpdateSet({ detail: row.detail, places: row.places })).execute();
  for (const some of steps(change.removedPackages)) { await trx.deleteFrom('image_packages').where('id', 'in', some).execute(); await nextTurn(); }
  for (const some of steps(change.packages)) {
    await trx.insertInto('image_packages').values(some.map(packageRow)).onConflict((c) => c.column('id').doUpdateSet((eb) => ({ unjudged: eb.ref('excluded.unjudged') }))).execute();
    await nextTurn();
  }
  let count = 0;
  for (const { package: id, vulnerability } of change.removedMatches ?? []) {
    await trx.deleteFrom('image_matches').where('package', '=', id).where('vulnerability', '=', vulnerability).execute();
    if (++count % STEP === 0) await nextTurn();
  }
  const updated = ['aliases', 'status', 'justification', 'severity', 'score', 'kev', 'epss', 'fixed', 'since', 'evidence'] as const;
  for (const some of steps(change.matches)) {
    await trx.insertInto('image_matches').values(some.map(matchRow)).onConflict((c) => c.columns(['package', 'vulnerability']).doUpdateSet((eb) => Object.fromEntries(updated.map((column) => [column, eb.ref(`excluded.${column}`)])))).execute();
    await nextTurn();
  }
  for (const some of steps(change.events)) { await trx.insertInto('image_events').values(some.map(eventRow)).execute(); await nextTurn(); }
  for (const [name, value] of Object.entries(change.settings ?? {})) await trx.insertInto('image_settings').values({ name, value }).onConflict((c) => c.column('name').doUpdateSet({ value })).execute();
}

async function places(db: Db, images: readonly string[]): Promise<Map<string, readonly Place[]>> {
  const found = new Map<string, readonly Place[]>();
  for (const some of steps(images)) {
    const rows = await db.selectFrom('image_scans').select(['image', 'places']).where('image', 'in', some).execute();
    for (const row of rows) found.set(row.image, unpackNow<Place[]>(row.places));
  }
  return found;
}

async function evidence(db: Db, matches: readonly Pick<MatchRecord, 'package' | 'vulnerability'>[]): Promise<(readonly MatchEvidence[])[]> {
  const found: (readonly MatchEvidence[])[] = [];
  for (const { package: id, vulnerability } of matches) {
    const row = await db.selectFrom('image_matches').select('evidence').where('package', '=', id).where('vulnerability', '=', vulnerability).executeTakeFirst();
    found.push(row === undefined ? [] : JSON.parse(row.evidence) as MatchEvidence[]);
  }
  return found;
}

/** Ids of images that one query names; more are asked in several. */
const IN_LIST = 500;

async function events(db: Db, { images, since, before, limit }: EventFilter): Promise<{ items: ImageEventRecord[]; total: number }> {
  const items: ImageEventRecord[] = [];
  let total = 0;
  const lists = images === null ? [null] : Array.from({ length: Math.ceil(images.length / IN_LIST) }, (_, i) => images.slice(i * IN_LIST, (i + 1) * IN_LIST));
  for (const list of lists) {
    let query = db.selectFrom('image_events');
    if (list !== null) query = query.where('image', 'in', list);
    if (since !== undefined) query = query.where('at', '>', since);
    total += Number((await query.select((eb) => eb.fn.countAll<number>().as('n')).executeTakeFirstOrThrow()).n);
    if (before !== undefined) query = query.where('id', '<', before);
    items.push(...(await query.selectAll().orderBy('id', 'desc').limit(limit).execute()).map(eventRecord));
  }
  return { items: items.sort((a, b) => b.id - a.id).slice(0, limit), total };
}
