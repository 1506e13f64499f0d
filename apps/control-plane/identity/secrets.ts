/** Random secrets that machines carry: session cookies, API tokens, one-time codes. Only their sha256 is kept. */
import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';

/** 256 bits. */
export const randomSecret = (): string => randomBytes(32).toString('base64url');
export const sha256 = (secret: string): string => createHash('sha256').update(secret).digest('hex');

export function sameHash(a: string, b: string): boolean {
  const left = Buffer.from(a, 'hex');
  const right = Buffer.from(b, 'hex');
  return left.length === right.length && timingSafeEqual(left, right);
}

const TOKEN = /^bw_([0-9a-f]{16})_([A-Za-z0-9_-]{43})$/;
export interface TokenText { readonly id: string; readonly secret: string }

/** Whole text of a token, `bw_<id>_<secret>`: easy to find by secret scanners. */
export const tokenText = (token: TokenText): string => `bw_${token.id}_${token.secret}`;
export const newToken = (): TokenText => ({ id: randomBytes(8).toString('hex'), secret: randomSecret() });

/** undefined: not of the form of a token. */
export function parseToken(text: string): TokenText | undefined {
  const parts = TOKEN.exec(text);
  return parts?.[1] === undefined || parts[2] === undefined ? undefined : { id: parts[1], secret: parts[2] };
}
