/** API tokens: the part of IdentityStore about machines. */
import type { Kysely } from 'kysely';
import type { IdentityStore } from '#core/ports/identity.ts';
import { ProblemError } from '#core/result.ts';
import { fromToken, type IdentityTables, toToken } from './tables.ts';

type Tokens = Pick<IdentityStore, 'token' | 'tokens' | 'addToken' | 'touchToken' | 'revokeToken'>;

export function tokens(read: Kysely<IdentityTables>, write: Kysely<IdentityTables>): Tokens {
  return {
    token: async (id) => {
      const row = await read.selectFrom('api_tokens').selectAll().where('id', '=', id).executeTakeFirst();
      return row === undefined ? undefined : toToken(row);
    },
    tokens: async (after, limit) => {
      const from = after === null ? null : position(after);
      const rows = await read.selectFrom('api_tokens').selectAll()
        .$if(from !== null, (q) => q.where((e) => e.or([e('created_at', '<', from?.at ?? 0), e.and([e('created_at', '=', from?.at ?? 0), e('id', '>', from?.id ?? '')])])))
        .orderBy('created_at', 'desc').orderBy('id').limit(limit + 1).execute();
      const { total } = await read.selectFrom('api_tokens').select((e) => e.fn.countAll<number>().as('total')).executeTakeFirstOrThrow();
      const last = rows.length > limit ? rows[limit - 1] : undefined;
      return { rows: rows.slice(0, limit).map(toToken), next: last === undefined ? null : `${last.created_at} ${last.id}`, total };
    },
    addToken: async (token) => { await write.insertInto('api_tokens').values(fromToken(token)).execute(); },
    touchToken: async (id, at) => { await write.updateTable('api_tokens').set({ last_used_at: at }).where('id', '=', id).execute(); },
    revokeToken: (id, at) => write.transaction().execute(async (trx) => {
      const row = await trx.selectFrom('api_tokens').select('revoked_at').where('id', '=', id).executeTakeFirst();
      if (row === undefined) return false;
      if (row.revoked_at === null) await trx.updateTable('api_tokens').set({ revoked_at: at }).where('id', '=', id).execute();
      return true;
    }),
  };
}

function position(after: string): { at: number; id: string } {
  const parts = /^(\d{1,16}) ([0-9a-z]{1,40})$/.exec(after);
  if (parts?.[1] === undefined || parts[2] === undefined) throw new ProblemError('invalid', 'query field cursor: not a cursor that this list gave; leave it out to begin again');
  return { at: Number(parts[1]), id: parts[2] };
}
