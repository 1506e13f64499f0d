/** Identity as one thing: built over a store, gives the handlers and who is calling. */
import { randomUUID } from 'node:crypto';
import type { ChangeFeed } from '#core/ports/changes.ts';
import type { IdentityStore } from '#core/ports/identity.ts';
import { Access } from './access.ts';
import { OneTimeCodes } from './codes.ts';
import type { IdentityHandlers } from './context.ts';
import { hashPassword, randomPassword } from './passwords.ts';
import { sessionHandlers } from './session-handlers.ts';
import { SignInGuard } from './sign-in.ts';
import { tokenHandlers } from './token-handlers.ts';
import { userHandlers } from './user-handlers.ts';

export interface Identity {
  readonly access: Access;
  readonly handlers: IdentityHandlers;
  readonly codes: OneTimeCodes;
}

export function createIdentity(store: IdentityStore, changes: ChangeFeed, now: () => number): Identity {
  const access = new Access(store, now);
  const codes = new OneTimeCodes(now);
  const parts = { store, access, codes, guard: new SignInGuard(store, now), changes, now };
  return { access, codes, handlers: { ...sessionHandlers(parts), ...userHandlers(parts), ...tokenHandlers(parts) } };
}

/**
 * Creates the user `admin` where there are no users yet, and gives its password, which is kept nowhere; null otherwise.
 * `mustChange`: the console asks for another one at the first sign-in.
 */
export async function createFirstAdmin(store: IdentityStore, now: () => number, mustChange = true): Promise<string | null> {
  if ((await store.users(null, 1)).total > 0) return null;
  const password = randomPassword();
  const added = await store.addUser({
    id: randomUUID(), name: 'admin', role: 'admin', passwordHash: await hashPassword(password), environments: null,
    disabled: false, mustChangePassword: mustChange, createdAt: now(), lastSignInAt: null,
  });
  return added ? password : null;
}
