/** Routes of API tokens. */
import type { Token } from '#contract/types.ts';
import type { TokenRecord } from '#core/ports/identity.ts';
import { Refusal } from '../http/problem.ts';
import { cursorIn, cursorOut, type IdentityHandlers, type IdentityParts, timeOrNull, timeText, wholeView } from './context.ts';
import { newToken, sha256, tokenText } from './secrets.ts';
import { plainName } from './user-handlers.ts';

const DAY = 24 * 3_600_000;

export function tokenHandlers(parts: IdentityParts): IdentityHandlers<'listTokens' | 'createToken' | 'revokeToken'> {
  const { store, changes, now } = parts;
  return {
    listTokens: async ({ query, principal }) => {
      wholeView(principal);
      const slice = await store.tokens(cursorIn(query.cursor), query.limit);
      return { items: slice.rows.map(show), next: cursorOut(slice.next), total: slice.total };
    },
    createToken: async ({ body, principal }) => {
      wholeView(principal);
      plainName(body.name);
      if (body.environments !== null && body.scopes.includes('admin')) throw new Refusal('invalid', 'body field environments: a token with scope admin sees every environment; give null', { errors: [{ path: 'environments', message: 'must be null with scope admin' }] });
      const text = newToken();
      const at = now();
      const token: TokenRecord = {
        id: text.id, name: body.name, secretHash: sha256(text.secret), scopes: [...new Set(body.scopes)], environments: body.environments,
        createdBy: principal.name, createdAt: at, expiresAt: at + body.expiresInDays * DAY, lastUsedAt: null, revokedAt: null,
      };
      await store.addToken(token);
      changes.publish('tokens', null);
      return { ...show(token), secret: tokenText(text) };
    },
    revokeToken: async ({ params, principal }) => {
      wholeView(principal);
      if (!(await store.revokeToken(params.id, now()))) throw new Refusal('not-found', `there is no token ${params.id}`);
      changes.publish('tokens', null);
    },
  };
}

const show = (token: TokenRecord): Token => ({
  id: token.id, name: token.name, scopes: [...token.scopes], environments: token.environments === null ? null : [...token.environments], createdBy: token.createdBy,
  createdAt: timeText(token.createdAt), expiresAt: timeText(token.expiresAt), lastUsedAt: timeOrNull(token.lastUsedAt), revoked: token.revokedAt !== null,
});
