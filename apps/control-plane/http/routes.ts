/** Registers the routes of the contract: checked input to the handler, its checked output to the wire. */
import { createHash } from 'node:crypto';
import { isIP } from 'node:net';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { ROUTES, type Route, type RouteId } from '#contract/routes.ts';
import type { Principal } from '#contract/types.ts';
import type { Call, Handlers, ImageRoute, PostureRoute, RegistryRoute, Visibility } from '../handler.ts';
import type { IdentityHandlers, SessionContext } from '../identity/context.ts';
import { sha256 } from '../identity/secrets.ts';
import type { Cookies } from './cookies.ts';
import { Refusal } from './problem.ts';
import { parseInput } from './validate.ts';

const MIB = 1024 * 1024;
/** Bodies: a folder of manifests may be large, nothing else is. Sign-in is open to anyone. */
const BODY_LIMITS: Partial<Record<RouteId, number>> = { createEnvironment: 64 * MIB, updateEnvironment: 64 * MIB, signIn: 16 * 1024, changePassword: 16 * 1024 };
/** Importing may take its time; everything else answers or fails soon. */
const TIMEOUTS_MS: Partial<Record<RouteId, number>> = { createEnvironment: 300_000, updateEnvironment: 300_000 };
const IDENTITY: ReadonlySet<string> = new Set(['signIn', 'whoAmI', 'signOut', 'changePassword', 'listUsers', 'createUser', 'updateUser', 'deleteUser', 'listTokens', 'createToken', 'revokeToken']);

export interface RouteParts {
  readonly identity: IdentityHandlers;
  readonly posture: Handlers<PostureRoute>;
  readonly images: Handlers<ImageRoute>;
  readonly registries: Handlers<RegistryRoute>;
  readonly cookies: Cookies;
  /** Answers that break the contract are refused (tests); otherwise they are logged and sent as they are. */
  readonly strict: boolean;
}

type AnyHandler = (call: Call<Route>, context: SessionContext) => unknown;
const NOBODY: Principal = { kind: 'user', id: 'nobody', name: 'nobody', scopes: [], environments: [], mustChangePassword: false };

export function registerRoutes(app: FastifyInstance, parts: RouteParts): void {
  // One cast: the table of handlers is typed by route, and the loop reads route and handler by the same id.
  const handlers = { ...parts.posture, ...parts.images, ...parts.registries, ...parts.identity } as unknown as Readonly<Record<RouteId, AnyHandler>>;
  for (const route of Object.values<Route>(ROUTES)) {
    const id = route.id as RouteId;
    const limits = { bodyLimit: BODY_LIMITS[id] ?? MIB, ...(TIMEOUTS_MS[id] === undefined ? {} : { handlerTimeout: TIMEOUTS_MS[id] }) };
    app.route({
      method: route.method, url: route.path, ...limits, config: { access: route.scope ?? 'open', label: id },
      // Secrets are in some identity answers: compressing them beside what a caller chose would let their length tell.
      ...(IDENTITY.has(id) ? { compress: false as const } : {}),
      handler: async (request, reply) => {
        const output = await handlers[id](callOf(route, request), contextOf(request, reply, parts.cookies));
        // So that the log says who signed in.
        if (id === 'signIn') request.caller = { principal: output as Principal, session: null };
        return answer(route, output, request, reply, parts.strict || IDENTITY.has(id));
      },
    });
  }
}

function callOf(route: Route, request: FastifyRequest): Call<Route> {
  const principal = request.caller?.principal ?? NOBODY;
  const query = route.query === undefined ? {} : parseInput(route.query, request.query, 'query');
  inView(principal.environments, query);
  const params = route.params === undefined ? {} : parseInput(route.params, request.params, 'path');
  const body = route.body === undefined ? undefined : parseInput(route.body, request.body, 'body');
  return { principal, visibility: principal.environments, params, query, body } as unknown as Call<Route>;
}

/** Asking for an environment that one does not see is refused here, whether or not it exists. */
function inView(visibility: Visibility, query: Readonly<Record<string, unknown>>): void {
  const environment = query['environment'];
  if (visibility === null || typeof environment !== 'string' || visibility.includes(environment)) return;
  throw new Refusal('forbidden', `environment ${environment} is not among those that you see`);
}

function contextOf(request: FastifyRequest, reply: FastifyReply, cookies: Cookies): SessionContext {
  // Signing in is open, so that nobody was looked up: the session that the browser still has is known by its hash.
  const left = request.caller === null ? cookies.read(request) : undefined;
  return {
    address: request.ip,
    loopback: isLoopback(request.socket.remoteAddress ?? ''),
    session: request.caller === null ? (left === undefined ? null : sha256(left)) : request.caller.session,
    setSession: (secret) => cookies.write(request, reply, secret),
  };
}

/** 127.0.0.0/8 and ::1, also as IPv4 within IPv6. */
export function isLoopback(address: string): boolean {
  const plain = address.replace(/^::ffff:/i, '');
  return plain === '::1' || (isIP(plain) === 4 && plain.startsWith('127.'));
}

/** Parsing takes away what the contract does not name (0.7 ms for 1,000 assessments, less than writing them as JSON). */
function answer(route: Route, output: unknown, request: FastifyRequest, reply: FastifyReply, strict: boolean): FastifyReply {
  const secret = IDENTITY.has(route.id);
  reply.header('cache-control', secret ? 'no-store' : 'private, no-cache');
  if (route.response === undefined) return reply.code(route.status ?? 204).send();
  const parsed = route.response.safeParse(output);
  if (!parsed.success) {
    if (strict) throw new Error(`the answer of ${route.id} breaks the contract: ${parsed.error.message}`);
    request.log.error({ route: route.id, issues: parsed.error.issues.slice(0, 5) }, 'an answer breaks the contract');
  }
  const text = JSON.stringify(parsed.success ? parsed.data : output);
  reply.type('application/json; charset=utf-8');
  if (route.method === 'GET' && !secret) {
    const tag = `W/"${createHash('sha1').update(text).digest('base64url')}"`;
    reply.header('etag', tag).header('vary', 'Authorization, Cookie');
    if (matches(request.headers['if-none-match'], tag)) return reply.code(304).send();
  }
  return reply.code(route.status ?? 200).send(text);
}

/** RFC 9110, section 13.1.2: weak comparison with any of the list, or `*`. */
function matches(header: string | undefined, tag: string): boolean {
  if (header === undefined) return false;
  const opaque = tag.replace(/^W\//, '');
  return header.split(',').some((one) => one.trim() === '*' || one.trim().replace(/^W\//, '') === opaque);
}
