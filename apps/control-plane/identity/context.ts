/** What the identity routes need beyond a plain call: the session behind it, and the parts they share. */
import type { ROUTES } from '#contract/routes.ts';
import type { Principal } from '#contract/types.ts';
import type { ChangeFeed } from '#core/ports/changes.ts';
import type { ChangeOutcome, IdentityStore } from '#core/ports/identity.ts';
import type { Call, Handler, IdentityRoute } from '../handler.ts';
import { Refusal } from '../http/problem.ts';
import type { Access } from './access.ts';
import type { OneTimeCodes } from './codes.ts';
import type { SignInGuard } from './sign-in.ts';

export interface SessionContext {
  /** Address of the client. */
  readonly address: string;
  /** The connection itself comes from this machine. */
  readonly loopback: boolean;
  /** Hash of the session that the call was made with; null for a token or nobody. */
  readonly session: string | null;
  /** Sets the session cookie of the answer; null takes it away. */
  setSession(secret: string | null): void;
}

type Contextual<I extends IdentityRoute> = (call: Call<(typeof ROUTES)[I]>, context: SessionContext) => ReturnType<Handler<(typeof ROUTES)[I]>>;
export type IdentityHandlers<K extends IdentityRoute = IdentityRoute> = { readonly [I in K]: Contextual<I> };

export interface IdentityParts {
  readonly store: IdentityStore;
  readonly access: Access;
  readonly guard: SignInGuard;
  readonly codes: OneTimeCodes;
  readonly changes: ChangeFeed;
  readonly now: () => number;
}

export const timeText = (ms: number): string => new Date(ms).toISOString();
export const timeOrNull = (ms: number | null): string | null => (ms === null ? null : timeText(ms));

/** People and tokens reach over all environments: whoever sees only some cannot change them. */
export function wholeView(principal: Principal): void {
  if (principal.environments !== null) throw new Refusal('forbidden', 'users and tokens are for principals that see every environment; this one sees only some');
}

export function settled(outcome: ChangeOutcome, id: string): void {
  if (outcome === 'missing') throw new Refusal('not-found', `there is no user ${id}`);
  if (outcome === 'last-admin') throw new Refusal('last-admin', 'this is the last enabled admin: make another user admin first');
}

/** Cursors of lists are opaque to clients: positions of the store in base64url. */
export const cursorOut = (next: string | null): string | null => (next === null ? null : Buffer.from(next).toString('base64url'));
export const cursorIn = (cursor: string | undefined): string | null => (cursor === undefined ? null : Buffer.from(cursor, 'base64url').toString());
