/** The HTTP server of the control plane, put together from its parts. It listens nowhere yet. */
import { randomUUID } from 'node:crypto';
import { constants } from 'node:zlib';
import compress from '@fastify/compress';
import cookie from '@fastify/cookie';
import Fastify, { type FastifyInstance, LogController } from 'fastify';
import type { Logger } from 'pino';
import { buildOpenApi } from '#contract/openapi.ts';
import { STREAM_PATH } from '#contract/routes.ts';
import type { ChangeFeed } from '#core/ports/changes.ts';
import type { Handlers, ImageRoute, PostureRoute, RegistryRoute } from '../handler.ts';
import type { Identity } from '../identity/index.ts';
import { registerConsole } from './console.ts';
import { createCookies } from './cookies.ts';
import { EventHub } from './event-hub.ts';
import { registerDrain } from './drain.ts';
import { registerErrors, registerFallbacks } from './fallbacks.ts';
import { callerOf, installGuard } from './guard.ts';
import { registerHeaders } from './headers.ts';
import { type Metrics, registerMetrics } from './metrics.ts';
import { registerRoutes } from './routes.ts';
import { registerStream } from './stream.ts';
import { registerWelcome } from './welcome.ts';

export interface ServerOptions {
  readonly identity: Identity;
  readonly posture: Handlers<PostureRoute>;
  readonly images: Handlers<ImageRoute>;
  readonly registries: Handlers<RegistryRoute>;
  readonly changes: ChangeFeed;
  readonly metrics: Metrics;
  /** Rejects or says false while the database does not answer. */
  readonly ready: () => Promise<boolean>;
  readonly version: string;
  /** Folder of the built console. */
  readonly consoleDir: string;
  readonly log: Logger;
  readonly tls?: { readonly cert: string; readonly key: string } | undefined;
  /** Origin under which people reach the server, behind a proxy: `https://breakwater.example.org`. */
  readonly publicOrigin?: string | undefined;
  /** Believe X-Forwarded-* of these proxies (addresses or ranges). Without it they are ignored. */
  readonly trustedProxies?: readonly string[] | undefined;
  readonly strict?: boolean;
  readonly heartbeatMs?: number;
}

const SECOND = 1000;

export async function createServer(options: ServerOptions): Promise<FastifyInstance> {
  const app = instance(options);
  // A body is JSON or nothing: a form on another site can send neither without asking first.
  app.removeContentTypeParser('text/plain');
  // Registries send their notifications as JSON under other names (Distribution, CloudEvents); no form can.
  app.addContentTypeParser(/^application\/(?:vnd\.docker\.distribution\.events\.v\d+|cloudevents)\+json(?:;|$)/, { parseAs: 'string' }, app.getDefaultJsonParser('error', 'error'));
  registerErrors(app);
  const cookies = createCookies(options.publicOrigin?.startsWith('https:') === true);
  const guard = { access: options.identity.access, cookies, publicOrigin: options.publicOrigin ?? null };
  await app.register(cookie);
  await registerHeaders(app, options.tls !== undefined || options.publicOrigin?.startsWith('https:') === true);
  await app.register(compress, { threshold: 1024, encodings: ['br', 'gzip'], brotliOptions: { params: { [constants.BROTLI_PARAM_QUALITY]: 4 } }, globalDecompression: false });
  app.addHook('onRequest', async (request, reply) => { reply.header('x-request-id', request.id); });
  installGuard(app, guard);
  registerMetrics(app, options.metrics);
  registerAudit(app);
  registerRoutes(app, { identity: options.identity.handlers, posture: options.posture, images: options.images, registries: options.registries, cookies, strict: options.strict ?? false });
  const hub = new EventHub(options.changes);
  registerStream(app, { hub, recheck: (request) => callerOf(request, guard, false), ...(options.heartbeatMs === undefined ? {} : { heartbeatMs: options.heartbeatMs }) });
  registerState(app, options);
  registerWelcome(app);
  registerFallbacks(app, [['GET', STREAM_PATH], ['GET', '/api/openapi.json'], ['GET', '/metrics'], ['GET', '/healthz'], ['GET', '/readyz'], ['GET', '/welcome']]);
  await registerConsole(app, options.consoleDir);
  // Its hook is the last one: the streams have been ended by then.
  registerDrain(app);
  await app.ready();
  return app;
}

function instance(options: ServerOptions): FastifyInstance {
  const settings = {
    loggerInstance: options.log, logController: new LogController({ disableRequestLogging: true, requestIdLogLabel: 'request' }), genReqId: () => randomUUID(),
    trustProxy: options.trustedProxies === undefined ? false : [...options.trustedProxies],
    bodyLimit: 1024 * 1024, requestTimeout: 300 * SECOND, handlerTimeout: 60 * SECOND, keepAliveTimeout: 72 * SECOND,
    routerOptions: { maxParamLength: 1000 },
  } as const;
  // fastify types an instance by its server and logger; nothing here depends on either.
  const app = (options.tls === undefined ? Fastify(settings) : Fastify({ ...settings, https: { cert: options.tls.cert, key: options.tls.key, minVersion: 'TLSv1.2' } })) as unknown as FastifyInstance;
  app.server.headersTimeout = 20 * SECOND;
  return app;
}

/** One line for whatever changes something: who, what, with which outcome. */
function registerAudit(app: FastifyInstance): void {
  app.addHook('onResponse', async (request, reply) => {
    if (['GET', 'HEAD', 'OPTIONS'].includes(request.method)) return;
    const principal = request.caller?.principal;
    request.log.info({ route: request.routeOptions.config.label ?? 'none', status: reply.statusCode, address: request.ip, ...(principal === undefined ? {} : { by: `${principal.kind} ${principal.name}`, id: principal.id }) }, 'changed by request');
  });
}

/** The document of the API, and whether the process lives and can work. */
function registerState(app: FastifyInstance, options: ServerOptions): void {
  const document = JSON.stringify(buildOpenApi(options.version));
  app.get('/api/openapi.json', { config: { access: 'session', label: 'openapi' } }, async (_request, reply) => reply.type('application/json; charset=utf-8').header('cache-control', 'private, no-cache').send(document));
  app.get('/healthz', { config: { access: 'open', label: 'health' } }, async (_request, reply) => reply.header('cache-control', 'no-store').send({ status: 'ok' }));
  app.get('/readyz', { config: { access: 'open', label: 'readiness' } }, async (request, reply) => {
    const ready = await options.ready().catch((error: unknown) => {
      request.log.error({ err: error }, 'the database does not answer');
      return false;
    });
    return reply.header('cache-control', 'no-store').code(ready ? 200 : 503).send({ status: ready ? 'ready' : 'not ready' });
  });
}
