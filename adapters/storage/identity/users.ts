/** Users: the part of IdentityStore about people. */
import type { Kysely, Transaction } from 'kysely';
import { type ChangeOutcome, type IdentityStore, nameKey } from '#core/ports/identity.ts';
import { fromChange, fromUser, type IdentityTables, toUser } from './tables.ts';

type Users = Pick<IdentityStore, 'user' | 'userByName' | 'users' | 'firstAdmin' | 'addUser' | 'changeUser' | 'removeUser'>;

export function users(read: Kysely<IdentityTables>, write: Kysely<IdentityTables>): Users {
  const one = async (column: 'id' | 'name_key', value: string) => {
    const row = await read.selectFrom('users').selectAll().where(column, '=', value).executeTakeFirst();
    return row === undefined ? undefined : toUser(row);
  };
  return {
    user: (id) => one('id', id),
    userByName: (name) => one('name_key', nameKey(name)),
    users: async (after, limit) => {
      const rows = await read.selectFrom('users').selectAll().$if(after !== null, (q) => q.where('name_key', '>', after ?? '')).orderBy('name_key').limit(limit + 1).execute();
      const { total } = await read.selectFrom('users').select((e) => e.fn.countAll<number>().as('total')).executeTakeFirstOrThrow();
      const last = rows.length > limit ? rows[limit - 1] : undefined;
      return { rows: rows.slice(0, limit).map(toUser), next: last?.name_key ?? null, total };
    },
    firstAdmin: async () => {
      const row = await read.selectFrom('users').selectAll().where('role', '=', 'admin').where('disabled', '=', 0).orderBy('created_at').orderBy('id').limit(1).executeTakeFirst();
      return row === undefined ? undefined : toUser(row);
    },
    addUser: async (user) => {
      const result = await write.insertInto('users').values(fromUser(user)).onConflict((c) => c.column('name_key').doNothing()).executeTakeFirst();
      return result.numInsertedOrUpdatedRows === 1n;
    },
    changeUser: (id, change, endSessions) => write.transaction().execute(async (trx) => {
      const loses = change.disabled === true || (change.role !== undefined && change.role !== 'admin');
      const refused = await refusal(trx, id, loses);
      if (refused !== null) return refused;
      const columns = fromChange(change);
      if (Object.keys(columns).length > 0) await trx.updateTable('users').set(columns).where('id', '=', id).execute();
      if (endSessions !== undefined) {
        await trx.deleteFrom('sessions').where('user_id', '=', id).$if(endSessions !== 'all', (q) => q.where('hash', '<>', endSessions === 'all' ? '' : endSessions.except)).execute();
      }
      return 'done';
    }),
    removeUser: (id) => write.transaction().execute(async (trx) => {
      const refused = await refusal(trx, id, true);
      if (refused !== null) return refused;
      await trx.deleteFrom('sessions').where('user_id', '=', id).execute();
      await trx.deleteFrom('users').where('id', '=', id).execute();
      return 'done';
    }),
  };
}

/** Why a user cannot be changed: it is not there, or it is the last enabled admin and would no longer be one. */
async function refusal(trx: Transaction<IdentityTables>, id: string, losesAdmin: boolean): Promise<Exclude<ChangeOutcome, 'done'> | null> {
  const user = await trx.selectFrom('users').select(['role', 'disabled']).where('id', '=', id).executeTakeFirst();
  if (user === undefined) return 'missing';
  if (!losesAdmin || user.role !== 'admin' || user.disabled !== 0) return null;
  const other = await trx.selectFrom('users').select('id').where('role', '=', 'admin').where('disabled', '=', 0).where('id', '<>', id).limit(1).executeTakeFirst();
  return other === undefined ? 'last-admin' : null;
}
