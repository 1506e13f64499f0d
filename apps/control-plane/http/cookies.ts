/** The session cookie. `__Host-` where the page is https: no other host and no plain http page can set it. */
import type { FastifyReply, FastifyRequest } from 'fastify';
import { SESSION } from '../identity/access.ts';

export interface Cookies {
  read(request: FastifyRequest): string | undefined;
  write(request: FastifyRequest, reply: FastifyReply, secret: string | null): void;
}

/** `alwaysSecure`: the public address is https although the last hop to here may not be. */
export function createCookies(alwaysSecure: boolean): Cookies {
  const secure = (request: FastifyRequest): boolean => alwaysSecure || request.protocol === 'https';
  const name = (request: FastifyRequest): string => (secure(request) ? '__Host-breakwater' : 'breakwater');
  return {
    read: (request) => {
      const value = request.cookies[name(request)];
      return value === undefined || value === '' ? undefined : value;
    },
    write: (request, reply, secret) => {
      const attributes = { httpOnly: true, sameSite: 'strict', path: '/', secure: secure(request) } as const;
      if (secret === null) reply.clearCookie(name(request), attributes);
      else reply.setCookie(name(request), secret, { ...attributes, maxAge: SESSION.absoluteMs / 1000 });
    },
  };
}
