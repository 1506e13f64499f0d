/** What the pipeline reads of the inventory of one environment. */
import type { InventoryStore, StoredObject } from '#core/ports/posture.ts';
import type { ResourceRef } from '#core/words.ts';
import { refOfRow } from './assessments.ts';
import { decodeBody } from './bodies.ts';
import { chunks, type Db } from './bulk.ts';
import { idsByKey } from './inventory.ts';
import type { BodyTable, ObjectTable } from './tables.ts';

type Reads = Pick<InventoryStore, 'storedKeys' | 'keysOfKind' | 'controllers' | 'dependents' | 'loadObjects'>;

export function objectReads(db: Db): Reads & { idsOf(environment: string, keys: readonly string[]): Promise<Map<string, number>> } {
  return {
    storedKeys: async (environment, keys) => (await idsByKey(db, environment, keys)).map((r) => ({ id: r.id, key: r.key, uid: r.uid, resourceVersion: r.resource_version, workload: refOf(r.workload) })),
    keysOfKind: async (environment, group, kind) =>
      (await db.selectFrom('objects').select('key').where('environment', '=', environment).where('api_group', '=', group).where('kind', '=', kind).where('stub', 'is', null).execute()).map((r) => r.key),
    controllers: async (environment, uids) => {
      const found = [];
      for (const some of chunks(uids)) {
        const rows = await db.selectFrom('objects').select(['uid', 'api_version', 'kind', 'namespace', 'name', 'workload']).where('environment', '=', environment).where('uid', 'in', some).where('templated', '=', 1).execute();
        for (const r of rows) if (r.uid !== null) found.push({ uid: r.uid, ref: refOfRow(r), workload: refOf(r.workload) });
      }
      return found;
    },
    dependents: async (environment, uids) => {
      const found: StoredObject[] = [];
      for (const some of chunks(uids)) found.push(...(await withBodies(db).where('environment', '=', environment).where('controller_uid', 'in', some).execute()).map(stored));
      return found;
    },
    loadObjects: async (environment, { after, limit, namespace, kind }) => {
      let query = withBodies(db).where('environment', '=', environment).where('id', '>', after);
      if (namespace !== undefined) query = query.where('namespace', '=', namespace);
      if (kind !== undefined) query = query.where('api_group', '=', kind.group).where('kind', '=', kind.kind);
      return (await query.orderBy('id').limit(limit).execute()).map(stored);
    },
    idsOf: async (environment, keys) => {
      const ids = new Map<string, number>();
      for (const some of chunks(keys)) {
        for (const r of await db.selectFrom('objects').select(['id', 'key']).where('environment', '=', environment).where('key', 'in', some).where('stub', 'is', null).execute()) ids.set(r.key, r.id);
      }
      return ids;
    },
  };
}

const withBodies = (db: Db) => db.selectFrom('objects').innerJoin('bodies', 'bodies.object', 'objects.id').select(['id', 'key', 'source_file', 'source_document', 'workload', 'encoding', 'body']).where('stub', 'is', null);

function stored(row: Pick<ObjectTable, 'id' | 'key' | 'source_file' | 'source_document' | 'workload'> & Pick<BodyTable, 'encoding' | 'body'>): StoredObject {
  return {
    id: row.id, key: row.key, body: decodeBody(row), workload: refOf(row.workload),
    source: row.source_file === null ? null : { file: row.source_file, document: row.source_document ?? 1 },
  };
}

const refOf = (json: string | null): ResourceRef | null => (json === null ? null : (JSON.parse(json) as ResourceRef));
