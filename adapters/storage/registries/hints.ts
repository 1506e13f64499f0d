/** What notifications told and is still to be looked up: a queue on disk. */
import { type Kysely, sql } from 'kysely';
import type { RegistryStore } from '#core/ports/registries.ts';
import type { RegistryTables } from './tables.ts';

type Hints = Pick<RegistryStore, 'addHints' | 'hints' | 'removeHints'>;

export function hints(read: Kysely<RegistryTables>, write: Kysely<RegistryTables>): Hints {
  return {
    addHints: (registry, added, at, most) => write.transaction().execute(async (trx) => {
      const { n } = await trx.selectFrom('registry_hints').select((e) => e.fn.countAll<number>().as('n')).where('registry', '=', registry).executeTakeFirstOrThrow();
      if (Number(n) + added.length > most) return false;
      for (const { repository, tag, pushedAt } of added) {
        await trx.insertInto('registry_hints').values({ registry, repository, tag, pushed_at: pushedAt, at }).onConflict((c) => c.columns(['registry', 'repository', 'tag']).doUpdateSet({
          // Always later than before: whoever looks up the older hint now must not remove this one.
          pushed_at: pushedAt, at: sql<number>`case when registry_hints.at >= ${at} then registry_hints.at + 1 else ${at} end`,
        })).execute();
      }
      return true;
    }),
    hints: async (registry, limit) => (await read.selectFrom('registry_hints').selectAll().where('registry', '=', registry).orderBy('at').orderBy('repository').orderBy('tag').limit(limit).execute())
      .map((row) => ({ repository: row.repository, tag: row.tag, pushedAt: row.pushed_at, at: row.at })),
    removeHints: (registry, removed) => write.transaction().execute(async (trx) => {
      for (const { repository, tag, at } of removed) await trx.deleteFrom('registry_hints').where('registry', '=', registry).where('repository', '=', repository).where('tag', '=', tag).where('at', '=', at).execute();
    }),
  };
}
