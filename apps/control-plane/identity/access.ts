/** Who is calling: from a session cookie or an API token to a principal, with expiry and revocation looked up each time. */
import type { Principal, Scope } from '#contract/types.ts';
import type { IdentityStore, UserRecord, UserRole } from '#core/ports/identity.ts';
import { parseToken, randomSecret, sameHash, sha256 } from './secrets.ts';

const HOUR = 3_600_000;
export const SESSION = {
  /** A session ends when it was not used for so long, */
  idleMs: 12 * HOUR,
  /** and when it is so old, used or not. */
  absoluteMs: 7 * 24 * HOUR,
  perUser: 20,
} as const;
/** "Last used" is written at most this often. */
const TOUCH_MS = 60_000;

export const SCOPES_OF_ROLE: Readonly<Record<UserRole, readonly Scope[]>> = { viewer: ['read'], operator: ['read', 'write'], admin: ['read', 'write', 'admin'] };

export interface Caller {
  readonly principal: Principal;
  /** Hash of the session, null for a token. */
  readonly session: string | null;
}

export class Access {
  private readonly store: IdentityStore;
  private readonly now: () => number;
  constructor(store: IdentityStore, now: () => number) { this.store = store; this.now = now; }

  /** The new session's secret, for the cookie. */
  async openSession(user: UserRecord): Promise<string> {
    const secret = randomSecret();
    const now = this.now();
    await this.store.changeUser(user.id, { lastSignInAt: now });
    await this.store.addSession({ hash: sha256(secret), userId: user.id, createdAt: now, lastSeenAt: now }, SESSION.perUser);
    return secret;
  }

  /** `touch` false: the call does not count as use (a stream that only stays open). */
  async bySession(secret: string, touch = true): Promise<Caller | undefined> {
    if (secret.length > 100) return undefined;
    const hash = sha256(secret);
    const found = await this.store.session(hash);
    if (found === undefined) return undefined;
    const now = this.now();
    const { session, user } = found;
    if (now - session.createdAt >= SESSION.absoluteMs || now - session.lastSeenAt >= SESSION.idleMs) {
      await this.store.endSession(hash);
      return undefined;
    }
    if (user.disabled) return undefined;
    if (touch && now - session.lastSeenAt >= TOUCH_MS) await this.store.touchSession(hash, now);
    return { principal: principalOf(user), session: hash };
  }

  async byToken(text: string, touch = true): Promise<Caller | undefined> {
    const parsed = parseToken(text);
    if (parsed === undefined) return undefined;
    const token = await this.store.token(parsed.id);
    const now = this.now();
    if (token === undefined || !sameHash(token.secretHash, sha256(parsed.secret)) || token.revokedAt !== null || token.expiresAt <= now) return undefined;
    if (touch && (token.lastUsedAt === null || now - token.lastUsedAt >= TOUCH_MS)) await this.store.touchToken(token.id, now);
    const environments = token.environments === null ? null : [...token.environments];
    return { principal: { kind: 'token', id: token.id, name: token.name, scopes: [...token.scopes], environments, mustChangePassword: false }, session: null };
  }

  /** Forgets sessions that have ended. */
  async sweep(): Promise<number> {
    const now = this.now();
    return await this.store.forgetSessions(now - SESSION.absoluteMs, now - SESSION.idleMs);
  }
}

export function principalOf(user: UserRecord): Principal {
  const environments = user.environments === null ? null : [...user.environments];
  return { kind: 'user', id: user.id, name: user.name, scopes: [...SCOPES_OF_ROLE[user.role]], environments, mustChangePassword: user.mustChangePassword };
}
