/** Rows of the identity tables, and how a record becomes one and back. Types, not interfaces: kysely asks for an index. */
import type { Selectable } from 'kysely';
import { type AccessScope, nameKey, type TokenRecord, type UserChange, type UserRecord, type UserRole } from '#core/ports/identity.ts';

export type UserTable = {
  id: string; name: string; name_key: string; role: string; password_hash: string; environments: string | null;
  disabled: number; must_change_password: number; created_at: number; last_sign_in_at: number | null;
};
export type SessionTable = { hash: string; user_id: string; created_at: number; last_seen_at: number };
export type TokenTable = {
  id: string; name: string; secret_hash: string; scopes: string; environments: string | null; created_by: string;
  created_at: number; expires_at: number; last_used_at: number | null; revoked_at: number | null;
};
export type IdentityTables = { users: UserTable; sessions: SessionTable; api_tokens: TokenTable };

const listOf = (text: string): string[] => JSON.parse(text) as string[];
const listOrNull = (text: string | null): string[] | null => (text === null ? null : listOf(text));
const jsonOrNull = (list: readonly string[] | null): string | null => (list === null ? null : JSON.stringify(list));

export const toUser = (row: Selectable<UserTable>): UserRecord => ({
  id: row.id, name: row.name, role: row.role as UserRole, passwordHash: row.password_hash, environments: listOrNull(row.environments),
  disabled: row.disabled !== 0, mustChangePassword: row.must_change_password !== 0, createdAt: row.created_at, lastSignInAt: row.last_sign_in_at,
});

export const fromUser = (user: UserRecord): UserTable => ({
  id: user.id, name: user.name, name_key: nameKey(user.name), role: user.role, password_hash: user.passwordHash, environments: jsonOrNull(user.environments),
  disabled: user.disabled ? 1 : 0, must_change_password: user.mustChangePassword ? 1 : 0, created_at: user.createdAt, last_sign_in_at: user.lastSignInAt,
});

/** Only the columns that the change names. */
export function fromChange(change: UserChange): Partial<UserTable> {
  return {
    ...(change.role === undefined ? {} : { role: change.role }),
    ...(change.passwordHash === undefined ? {} : { password_hash: change.passwordHash }),
    ...(change.environments === undefined ? {} : { environments: jsonOrNull(change.environments) }),
    ...(change.disabled === undefined ? {} : { disabled: change.disabled ? 1 : 0 }),
    ...(change.mustChangePassword === undefined ? {} : { must_change_password: change.mustChangePassword ? 1 : 0 }),
    ...(change.lastSignInAt === undefined ? {} : { last_sign_in_at: change.lastSignInAt }),
  };
}

export const toToken = (row: Selectable<TokenTable>): TokenRecord => ({
  id: row.id, name: row.name, secretHash: row.secret_hash, scopes: listOf(row.scopes) as AccessScope[], environments: listOrNull(row.environments),
  createdBy: row.created_by, createdAt: row.created_at, expiresAt: row.expires_at, lastUsedAt: row.last_used_at, revokedAt: row.revoked_at,
});

export const fromToken = (token: TokenRecord): TokenTable => ({
  id: token.id, name: token.name, secret_hash: token.secretHash, scopes: JSON.stringify(token.scopes), environments: jsonOrNull(token.environments),
  created_by: token.createdBy, created_at: token.createdAt, expires_at: token.expiresAt, last_used_at: token.lastUsedAt, revoked_at: token.revokedAt,
});
