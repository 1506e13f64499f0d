/** Connections: the part of RegistryStore that people write. */
import type { Kysely, Transaction } from 'kysely';
import type { RegistryStore } from '#core/ports/registries.ts';
import { ProblemError } from '#core/result.ts';
import type { Sealer } from '../sealing.ts';
import { fromPatch, fromRecord, type RegistryTables, toRecord } from './tables.ts';

type Connections = Pick<RegistryStore, 'createRegistry' | 'updateRegistry' | 'registries' | 'registry' | 'registryByHost' | 'registryPassword' | 'deleteRegistry' | 'deletedRegistries' | 'purgeRegistry'>;

/** Repositories that one call of `purgeRegistry` removes. */
const PURGE_STEP = 20;

export function connections(read: Kysely<RegistryTables>, write: Kysely<RegistryTables>, sealer: Sealer): Connections {
  const alive = () => read.selectFrom('registries').selectAll().where('state', '!=', 'deleted');
  return {
    createRegistry: (record, password) => write.transaction().execute(async (trx) => {
      await refuseTaken(trx, record.name, record.host);
      await trx.insertInto('registries').values(fromRecord(record, password === null ? null : sealer.seal(password, record.id))).execute();
    }),
    updateRegistry: (id, patch, password) => write.transaction().execute(async (trx) => {
      if (patch.name !== undefined) await refuseTaken(trx, patch.name, null, id);
      const set = { ...fromPatch(patch), ...(password === undefined ? {} : { password: password === null ? null : sealer.seal(password, id) }) };
      if (Object.keys(set).length > 0) await trx.updateTable('registries').set(set).where('id', '=', id).where('state', '!=', 'deleted').execute();
    }),
    registries: async () => (await alive().orderBy('name').execute()).map(toRecord),
    registry: async (id) => {
      const row = await alive().where('id', '=', id).executeTakeFirst();
      return row === undefined ? null : toRecord(row);
    },
    registryByHost: async (host) => {
      const row = await alive().where('host', '=', host).executeTakeFirst();
      return row === undefined ? null : toRecord(row);
    },
    registryPassword: async (id) => {
      const row = await alive().where('id', '=', id).executeTakeFirst();
      return row === undefined || row.password === null ? null : sealer.open(row.password, id);
    },
    deleteRegistry: async (id) => {
      // Name and host are free at once for another connection.
      const { numUpdatedRows } = await write.updateTable('registries').set({ state: 'deleted', name: `deleted ${id}`, host: `deleted ${id}`, username: null, password: null })
        .where('id', '=', id).where('state', '!=', 'deleted').executeTakeFirst();
      return numUpdatedRows > 0n;
    },
    deletedRegistries: async () => (await read.selectFrom('registries').select('id').where('state', '=', 'deleted').execute()).map(({ id }) => id),
    purgeRegistry: (id) => write.transaction().execute((trx) => purgeSome(trx, id)),
  };
}

async function refuseTaken(trx: Transaction<RegistryTables>, name: string, host: string | null, except?: string): Promise<void> {
  const named = await trx.selectFrom('registries').select('id').where('name', '=', name).executeTakeFirst();
  if (named !== undefined && named.id !== except) throw new ProblemError('conflict', `there is already a registry named '${name}': choose another name`);
  const same = host === null ? undefined : await trx.selectFrom('registries').select('name').where('host', '=', host).executeTakeFirst();
  if (same !== undefined) throw new ProblemError('conflict', `${host} is already connected as '${same.name}': change that connection`);
}

async function purgeSome(trx: Transaction<RegistryTables>, id: string): Promise<boolean> {
  const repositories = await trx.selectFrom('registry_tags').select('repository').distinct().where('registry', '=', id).limit(PURGE_STEP).execute();
  if (repositories.length === 0) {
    await trx.deleteFrom('registries').where('id', '=', id).where('state', '=', 'deleted').execute();
    return false;
  }
  await trx.deleteFrom('registry_tags').where('registry', '=', id).where('repository', 'in', repositories.map(({ repository }) => repository)).execute();
  return true;
}
