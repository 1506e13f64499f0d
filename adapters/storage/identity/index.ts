/** IdentityStore over the product's database. */
import type { IdentityStore } from '#core/ports/identity.ts';
import type { Database } from '../database.ts';
import { sessions } from './sessions.ts';
import type { IdentityTables } from './tables.ts';
import { tokens } from './tokens.ts';
import { users } from './users.ts';

/** Every promise that changes something resolves after the commit is on disk. */
export function createIdentityStore(database: Pick<Database, 'read' | 'write'>): IdentityStore {
  const read = database.read.withTables<IdentityTables>();
  const write = database.write.withTables<IdentityTables>();
  return { ...users(read, write), ...sessions(read, write), ...tokens(read, write) };
}
