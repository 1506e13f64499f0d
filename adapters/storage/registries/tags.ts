/** What is known of the tags of registries. */
import type { Kysely } from 'kysely';
import type { KnownTag, RegistryStore } from '#core/ports/registries.ts';
import { fromTag, type RegistryTables, toTag } from './tables.ts';

type Tags = Pick<RegistryStore, 'knownRepositories' | 'knownTags' | 'tagsOfDigest' | 'putTags' | 'removeTags' | 'markListed' | 'removeRepository'>;

/** Rows, or values of one `in (...)`, in a statement. */
const STEP = 100;

export function tags(read: Kysely<RegistryTables>, write: Kysely<RegistryTables>): Tags {
  const of = (registry: string, repository: string) => read.selectFrom('registry_tags').selectAll().where('registry', '=', registry).where('repository', '=', repository);
  return {
    knownRepositories: async (registry) => {
      const listed = await read.selectFrom('registry_repositories').select(['repository', 'listed_at']).where('registry', '=', registry).execute();
      const tagged = await read.selectFrom('registry_tags').select('repository').distinct().where('registry', '=', registry).execute();
      return new Map([...tagged.map(({ repository }): [string, number] => [repository, 0]), ...listed.map((r): [string, number] => [r.repository, r.listed_at])]);
    },
    knownTags: async (registry, repository, names) => {
      if (names === undefined) return (await of(registry, repository).orderBy('tag').execute()).map(toTag);
      const found: KnownTag[] = [];
      for (const some of chunks(names)) found.push(...(await of(registry, repository).where('tag', 'in', some).execute()).map(toTag));
      return found;
    },
    tagsOfDigest: async (registry, repository, digest) => (await of(registry, repository).where('digest', '=', digest).execute()).map(({ tag }) => tag),
    putTags: (registry, repository, put) => write.transaction().execute(async (trx) => {
      for (const some of chunks(put)) {
        await trx.insertInto('registry_tags').values(some.map((tag) => fromTag(registry, repository, tag))).onConflict((c) => c.columns(['registry', 'repository', 'tag']).doUpdateSet((e) => ({
          digest: e.ref('excluded.digest'), pushed_at: e.ref('excluded.pushed_at'), built_at: e.ref('excluded.built_at'), first_seen_at: e.ref('excluded.first_seen_at'), reported: e.ref('excluded.reported'),
        }))).execute();
      }
    }),
    removeTags: (registry, repository, names) => write.transaction().execute(async (trx) => {
      for (const some of chunks(names)) await trx.deleteFrom('registry_tags').where('registry', '=', registry).where('repository', '=', repository).where('tag', 'in', some).execute();
    }),
    markListed: async (registry, repository, at) => {
      await write.insertInto('registry_repositories').values({ registry, repository, listed_at: at }).onConflict((c) => c.columns(['registry', 'repository']).doUpdateSet({ listed_at: at })).execute();
    },
    removeRepository: (registry, repository) => write.transaction().execute(async (trx) => {
      for (const table of ['registry_tags', 'registry_repositories'] as const) await trx.deleteFrom(table).where('registry', '=', registry).where('repository', '=', repository).execute();
    }),
  };
}

function* chunks<T>(items: readonly T[]): Generator<readonly T[]> {
  for (let i = 0; i < items.length; i += STEP) yield items.slice(i, i + STEP);
}
