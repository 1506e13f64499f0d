/** Routes of the own session: sign in, who am I, sign out, change the password. */
import { Refusal } from '../http/problem.ts';
import { principalOf } from './access.ts';
import type { IdentityHandlers, IdentityParts, SessionContext } from './context.ts';
import { hashPassword } from './passwords.ts';

export function sessionHandlers(parts: IdentityParts): IdentityHandlers<'signIn' | 'whoAmI' | 'signOut' | 'changePassword'> {
  const { store, access, guard } = parts;
  return {
    signIn: async ({ body }, context) => {
      const user = 'code' in body ? await byCode(parts, body.code, context) : await guard.byPassword(body.name, body.password, context.address);
      // A new sign-in replaces the session that the browser had: no session outlives its cookie.
      if (context.session !== null) await store.endSession(context.session);
      context.setSession(await access.openSession(user));
      return principalOf(user);
    },
    whoAmI: ({ principal }) => principal,
    signOut: async ({ principal }, context) => {
      if (context.session === null) throw new Refusal('invalid', `a token has no session to sign out of; to end it, revoke token ${principal.id}`);
      await store.endSession(context.session);
      context.setSession(null);
    },
    changePassword: async ({ principal, body }, context) => {
      const user = principal.kind === 'user' ? await store.user(principal.id) : undefined;
      if (user === undefined || context.session === null) throw new Refusal('invalid', 'a token has no password to change');
      await guard.again(user, body.current);
      if (body.current === body.next) throw new Refusal('invalid', 'the new password is the current one', { errors: [{ path: 'next', message: 'choose another password' }] });
      await store.changeUser(user.id, { passwordHash: await hashPassword(body.next), mustChangePassword: false }, { except: context.session });
    },
  };
}

/** The code of a welcome link signs in the first admin, from this machine only. */
async function byCode(parts: IdentityParts, code: string, context: SessionContext) {
  parts.guard.attempt(context.address);
  if (!context.loopback || !parts.codes.redeem(code)) throw new Refusal('wrong-credentials', 'the code is wrong, was used already or has expired: sign in with name and password');
  const admin = await parts.store.firstAdmin();
  if (admin === undefined) throw new Refusal('wrong-credentials', 'there is no enabled admin to sign in');
  parts.guard.succeeded(context.address);
  return admin;
}
