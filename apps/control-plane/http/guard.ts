/** The one place where a request is let in: who is calling, may they use this route, and does the browser mean it. */
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { Scope } from '#contract/types.ts';
import type { Access, Caller } from '../identity/access.ts';
import type { Cookies } from './cookies.ts';
import { Refusal } from './problem.ts';

/** `open`: anyone. `session`: whoever is signed in. Otherwise the scope that is needed. */
export type RouteAccess = 'open' | 'session' | Scope;

declare module 'fastify' {
  interface FastifyContextConfig {
    /** Every route must say it; one that does not is not registered. */
    access?: RouteAccess;
    /** Name of the route in metrics and logs; never the URL, which anyone can invent. */
    label?: string;
    /** The route speaks about all environments at once: only for principals that see all. */
    wholeView?: boolean;
  }
  interface FastifyRequest { caller: Caller | null }
}

export interface GuardOptions {
  readonly access: Access;
  readonly cookies: Cookies;
  /** Origin under which people reach the server, where that is not the Host of the request (behind a proxy). */
  readonly publicOrigin: string | null;
}

export function installGuard(app: FastifyInstance, options: GuardOptions): void {
  app.decorateRequest('caller', null);
  app.addHook('onRoute', (route) => {
    if (route.config?.access === undefined || route.config.label === undefined) throw new Error(`route ${String(route.method)} ${route.url} does not say who may use it`);
  });
  app.addHook('onRequest', async (request) => {
    // What is not registered (the not-found handler) has no config: it needs a session, as everything else.
    const need = request.routeOptions.config.access ?? 'session';
    const changes = !['GET', 'HEAD', 'OPTIONS'].includes(request.method);
    if (need === 'open') {
      if (changes) ownPageOnly(request, options.publicOrigin);
      return;
    }
    const caller = await callerOf(request, options);
    if (caller === undefined) throw new Refusal('unauthenticated', unauthenticatedText(request), { headers: { 'www-authenticate': 'Bearer realm="breakwater"' } });
    request.caller = caller;
    if (changes && caller.session !== null) ownPageOnly(request, options.publicOrigin);
    if (need !== 'session' && !caller.principal.scopes.includes(need)) throw new Refusal('forbidden', `this needs scope ${need}; ${caller.principal.kind} ${caller.principal.name} has ${caller.principal.scopes.join(', ') || 'none'}`);
    if (request.routeOptions.config.wholeView === true && caller.principal.environments !== null) throw new Refusal('forbidden', 'this is for principals that see every environment; this one sees only some');
  });
}

/** A bearer token, or else the session cookie. A token that is wrong is not replaced by a cookie. */
export async function callerOf(request: FastifyRequest, options: Pick<GuardOptions, 'access' | 'cookies'>, touch = true): Promise<Caller | undefined> {
  const authorization = request.headers.authorization;
  if (authorization !== undefined) {
    const bearer = /^Bearer +(\S+) *$/i.exec(authorization);
    return bearer?.[1] === undefined ? undefined : await options.access.byToken(bearer[1], touch);
  }
  const secret = options.cookies.read(request);
  return secret === undefined ? undefined : await options.access.bySession(secret, touch);
}

const unauthenticatedText = (request: FastifyRequest): string => (request.headers.authorization !== undefined
  ? 'the token is wrong, has expired or was revoked'
  : 'sign in at POST /api/v1/session, or send an API token: Authorization: Bearer bw_...');

/**
 * Against cross-site request forgery, beside SameSite=Strict: a browser says where a changing request comes from
 * (Fetch Metadata, or Origin on plain http). What sends neither is no browser and carries no one else's cookie.
 */
function ownPageOnly(request: FastifyRequest, publicOrigin: string | null): void {
  const site = request.headers['sec-fetch-site'];
  const origin = request.headers.origin;
  const own = site !== undefined ? site === 'same-origin' : origin === undefined || origin === publicOrigin || hostOf(origin) === request.host.toLowerCase();
  if (!own) throw new Refusal('cross-site', 'a request that changes something must come from the console\'s own page; programs use an API token');
}

/** Host with its port, as in the Host header: the default port of the scheme is left out. */
const hostOf = (origin: string): string | null => (URL.canParse(origin) ? new URL(origin).host : null);

/** The principal of a route that needs one. */
export function principalIn(request: FastifyRequest): Caller['principal'] {
  if (request.caller === null) throw new Error('a route read its principal before anyone was let in');
  return request.caller.principal;
}

