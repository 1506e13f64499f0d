/** Sessions: the part of IdentityStore about who is signed in. */
import type { Kysely } from 'kysely';
import type { IdentityStore } from '#core/ports/identity.ts';
import { type IdentityTables, toUser } from './tables.ts';

type Sessions = Pick<IdentityStore, 'addSession' | 'session' | 'touchSession' | 'endSession' | 'forgetSessions'>;

export function sessions(read: Kysely<IdentityTables>, write: Kysely<IdentityTables>): Sessions {
  return {
    addSession: (session, keep) => write.transaction().execute(async (trx) => {
      await trx.insertInto('sessions').values({ hash: session.hash, user_id: session.userId, created_at: session.createdAt, last_seen_at: session.lastSeenAt }).execute();
      const surplus = await trx.selectFrom('sessions').select('hash').where('user_id', '=', session.userId).where('hash', '<>', session.hash)
        .orderBy('last_seen_at', 'desc').orderBy('hash').limit(1000).offset(Math.max(0, keep - 1)).execute();
      if (surplus.length > 0) await trx.deleteFrom('sessions').where('hash', 'in', surplus.map((row) => row.hash)).execute();
    }),
    session: async (hash) => {
      const row = await read.selectFrom('sessions').innerJoin('users', 'users.id', 'sessions.user_id').selectAll('users')
        .select(['sessions.created_at as session_created_at', 'sessions.last_seen_at']).where('sessions.hash', '=', hash).executeTakeFirst();
      if (row === undefined) return undefined;
      return { session: { hash, userId: row.id, createdAt: row.session_created_at, lastSeenAt: row.last_seen_at }, user: toUser(row) };
    },
    touchSession: async (hash, at) => { await write.updateTable('sessions').set({ last_seen_at: at }).where('hash', '=', hash).execute(); },
    endSession: async (hash) => { await write.deleteFrom('sessions').where('hash', '=', hash).execute(); },
    forgetSessions: async (createdBefore, seenBefore) => {
      const result = await write.deleteFrom('sessions').where((e) => e.or([e('created_at', '<', createdBefore), e('last_seen_at', '<', seenBefore)])).executeTakeFirst();
      return Number(result.numDeletedRows);
    },
  };
}
