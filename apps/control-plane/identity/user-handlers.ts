/** Routes of users. */
import { randomUUID } from 'node:crypto';
import type { User } from '#contract/types.ts';
import type { UserChange, UserRecord } from '#core/ports/identity.ts';
import { Refusal } from '../http/problem.ts';
import { cursorIn, cursorOut, type IdentityHandlers, type IdentityParts, settled, timeOrNull, timeText, wholeView } from './context.ts';
import { hashPassword } from './passwords.ts';

export function userHandlers(parts: IdentityParts): IdentityHandlers<'listUsers' | 'createUser' | 'updateUser' | 'deleteUser'> {
  const { store, changes, now } = parts;
  const known = async (id: string): Promise<UserRecord> => {
    const user = await store.user(id);
    if (user === undefined) throw new Refusal('not-found', `there is no user ${id}`);
    return user;
  };
  return {
    listUsers: async ({ query, principal }) => {
      wholeView(principal);
      const slice = await store.users(cursorIn(query.cursor), query.limit);
      return { items: slice.rows.map(show), next: cursorOut(slice.next), total: slice.total };
    },
    createUser: async ({ body, principal }) => {
      wholeView(principal);
      plainName(body.name);
      adminSeesAll(body.role, body.environments);
      const user: UserRecord = {
        id: randomUUID(), name: body.name, role: body.role, passwordHash: await hashPassword(body.password), environments: body.environments,
        disabled: false, mustChangePassword: true, createdAt: now(), lastSignInAt: null,
      };
      if (!(await store.addUser(user))) throw new Refusal('conflict', `there is a user ${body.name} already`, { errors: [{ path: 'name', message: 'taken' }] });
      changes.publish('users', null);
      return show(user);
    },
    updateUser: async ({ params, body, principal }, context) => {
      wholeView(principal);
      const user = await known(params.id);
      adminSeesAll(body.role ?? user.role, body.environments === undefined ? user.environments : body.environments);
      const self = principal.kind === 'user' && principal.id === user.id;
      const { password, role, disabled, environments } = body;
      const change: UserChange = {
        ...(role === undefined ? {} : { role }), ...(disabled === undefined ? {} : { disabled }), ...(environments === undefined ? {} : { environments }),
        ...(password === undefined ? {} : { passwordHash: await hashPassword(password), mustChangePassword: !self }),
      };
      // A password set by someone else, or a disabled user: whoever is signed in as that user no longer is.
      const ended = password === undefined && disabled !== true ? undefined : self && context.session !== null && disabled !== true ? { except: context.session } : 'all';
      settled(await store.changeUser(user.id, change, ended), user.id);
      changes.publish('users', null);
      return show(await known(user.id));
    },
    deleteUser: async ({ params, principal }) => {
      wholeView(principal);
      settled(await store.removeUser(params.id), params.id);
      changes.publish('users', null);
    },
  };
}

const show = (user: UserRecord): User => ({
  id: user.id, name: user.name, role: user.role, environments: user.environments === null ? null : [...user.environments], disabled: user.disabled,
  createdAt: timeText(user.createdAt), lastSignInAt: timeOrNull(user.lastSignInAt),
});

/** Controls and marks that turn text around would let one name pass for another. */
export function plainName(name: string): void {
  if (/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u.test(name)) throw new Refusal('invalid', 'body field name: holds control characters', { errors: [{ path: 'name', message: 'holds control characters' }] });
}

function adminSeesAll(role: string, environments: readonly string[] | null): void {
  if (role === 'admin' && environments !== null) throw new Refusal('invalid', 'body field environments: an admin sees every environment; give null', { errors: [{ path: 'environments', message: 'must be null for an admin' }] });
}
