/**
 * The port behind which people, their sessions and API tokens are kept. `adapters/storage/identity` implements it.
 * Secrets come in as hashes only. Every promise resolves after the change is durable. Times are milliseconds since 1970.
 */
export type UserRole = 'viewer' | 'operator' | 'admin';
export type AccessScope = 'read' | 'write' | 'admin';

export interface UserRecord {
  readonly id: string;
  /** As it is shown. Two names that differ only in case or form are the same name, see `nameKey`. */
  readonly name: string;
  readonly role: UserRole;
  /** argon2id in PHC string form. */
  readonly passwordHash: string;
  /** Environments that the user sees; null for all. */
  readonly environments: readonly string[] | null;
  readonly disabled: boolean;
  readonly mustChangePassword: boolean;
  readonly createdAt: number;
  readonly lastSignInAt: number | null;
}
export type UserChange = Partial<Pick<UserRecord, 'role' | 'passwordHash' | 'environments' | 'disabled' | 'mustChangePassword' | 'lastSignInAt'>>;

export interface SessionRecord {
  /** sha256 of the cookie's value, hex. */
  readonly hash: string;
  readonly userId: string;
  readonly createdAt: number;
  readonly lastSeenAt: number;
}

export interface TokenRecord {
  /** The public part of `bw_<id>_<secret>`. */
  readonly id: string;
  readonly name: string;
  /** sha256 of the secret, hex. */
  readonly secretHash: string;
  readonly scopes: readonly AccessScope[];
  readonly environments: readonly string[] | null;
  readonly createdBy: string;
  readonly createdAt: number;
  readonly expiresAt: number;
  readonly lastUsedAt: number | null;
  readonly revokedAt: number | null;
}

/** A page of a list: rows after the position `after` (opaque; from `next`), at most `limit`; `total` over all pages. */
export interface Slice<T> { readonly rows: readonly T[]; readonly next: string | null; readonly total: number }

/** `last-admin`: refused, because no enabled admin would be left. */
export type ChangeOutcome = 'done' | 'missing' | 'last-admin';

export interface IdentityStore {
  user(id: string): Promise<UserRecord | undefined>;
  userByName(name: string): Promise<UserRecord | undefined>;
  /** Users by name. */
  users(after: string | null, limit: number): Promise<Slice<UserRecord>>;
  /** The enabled admin that has been there longest. */
  firstAdmin(): Promise<UserRecord | undefined>;
  /** false: the name is taken. */
  addUser(user: UserRecord): Promise<boolean>;
  /** Changes a user and, in the same transaction, ends sessions: all, or all but one (`{ except: hash }`). */
  changeUser(id: string, change: UserChange, endSessions?: 'all' | { readonly except: string }): Promise<ChangeOutcome>;
  /** Removes a user and the user's sessions. */
  removeUser(id: string): Promise<ChangeOutcome>;

  /** Adds a session and ends the user's oldest ones beyond `keep`. */
  addSession(session: SessionRecord, keep: number): Promise<void>;
  session(hash: string): Promise<{ readonly session: SessionRecord; readonly user: UserRecord } | undefined>;
  touchSession(hash: string, at: number): Promise<void>;
  endSession(hash: string): Promise<void>;
  /** Forgets sessions created before `createdBefore` or not seen since `seenBefore`. Gives how many. */
  forgetSessions(createdBefore: number, seenBefore: number): Promise<number>;

  token(id: string): Promise<TokenRecord | undefined>;
  /** Tokens, newest first. */
  tokens(after: string | null, limit: number): Promise<Slice<TokenRecord>>;
  addToken(token: TokenRecord): Promise<void>;
  touchToken(id: string, at: number): Promise<void>;
  /** false: there is no such token. Revoking twice keeps the first time. */
  revokeToken(id: string, at: number): Promise<boolean>;
}

/** Names are compared without regard to case and Unicode form, so that no two users look alike by them. */
export const nameKey = (name: string): string => name.normalize('NFKC').trim().toLowerCase();
