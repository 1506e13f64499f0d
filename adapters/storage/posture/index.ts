/** PostureStore over the product's database. */
import type { GraphRow, PostureStore } from '#core/ports/posture.ts';
import type { Database } from '../database.ts';
import type { Sealer } from '../sealing.ts';
import { assessments } from './assessments.ts';
import { policyCounts, unhealthySince } from './counts.ts';
import { decisions } from './decisions.ts';
import { environments } from './environments.ts';
import { replaceGraphRows } from './graph.ts';
import { history } from './history.ts';
import { writeInventory } from './inventory.ts';
import { objectReads } from './objects.ts';
import { namespaces, resource, resources } from './resources.ts';
import type { PostureTables } from './tables.ts';
import { imageUses } from './uses.ts';
import { type Gap, knowing } from './visible.ts';

/** Every promise that changes something resolves after the commit is on disk. */
export function createPostureStore(database: Pick<Database, 'read' | 'heavy' | 'write' | 'dialect'>, sealer: Sealer): PostureStore {
  const lost = new Map<string, Gap>();
  const read = knowing(database.read.withTables<PostureTables>(), lost);
  const write = database.write.withTables<PostureTables>();
  const heavy = () => knowing(database.heavy().withTables<PostureTables>(), lost);
  const { dialect } = database;
  return {
    ...environments(read, heavy, write, dialect, sealer, lost),
    ...objectReads(read),
    ...decisions(read, write, dialect),
    ...history(read, write, dialect),
    applyInventory: (environment, change) => write.transaction().execute((trx) => writeInventory(trx, dialect, environment, change)),
    applyGraph: (environment, at, rows: readonly GraphRow[]) => replaceGraphRows(read, write, dialect, environment, at, rows),
    policyCounts: (visibility, filter, now) => policyCounts(read, visibility, filter, now),
    unhealthySince: (visibility, policies, filter, now) => unhealthySince(read, visibility, policies, filter, now),
    assessments: (visibility, filter, page, now) => assessments(filter.search === undefined ? read : heavy(), visibility, filter, page, now),
    resources: (visibility, filter, page) => resources(heavy(), visibility, filter, page),
    resource: (visibility, id) => resource(read, visibility, id),
    imageUses: (visibility, environment) => imageUses(heavy(), visibility, environment),
    namespaces: (visibility, environment) => namespaces(heavy(), visibility, environment),
  };
}
