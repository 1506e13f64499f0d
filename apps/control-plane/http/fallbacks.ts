/** Addresses that are not there, methods that an address does not have, and errors of any kind. */
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { ROUTES } from '#contract/routes.ts';
import { answerOf, Refusal } from './problem.ts';

/** Under these nothing is the console's: whoever is not signed in learns only that. */
const CLOSED = ['/api', '/api/*', '/ingest', '/ingest/*'];

export function registerFallbacks(app: FastifyInstance, others: readonly (readonly [method: string, path: string])[]): void {
  const methodsAt = methodTable([...Object.values(ROUTES).map((route) => [route.method, route.path] as const), ...others]);
  const refuse = (request: FastifyRequest): never => {
    const path = request.url.split('?', 1)[0] ?? '';
    const methods = methodsAt(path);
    if (methods.length === 0) throw new Refusal('not-found', `there is nothing at ${path.slice(0, 200)}; the API is described at /api/openapi.json`);
    throw new Refusal('method-not-allowed', `${path.slice(0, 200)} takes ${methods.join(', ')}`, { headers: { allow: methods.join(', ') } });
  };
  for (const path of CLOSED) app.all(path, { config: { access: 'session', label: 'none' }, bodyLimit: 16 * 1024 }, async (request) => refuse(request));
  app.setNotFoundHandler(async (request) => refuse(request));
}

function methodTable(routes: readonly (readonly [string, string])[]): (path: string) => string[] {
  const table = routes.map(([method, path]) => ({ method, pattern: new RegExp(`^${path.replace(/[.]/g, '\\.').replace(/:\w+/g, '[^/]+')}$`) }));
  return (path) => {
    const methods = new Set(table.filter(({ pattern }) => pattern.test(path)).map(({ method }) => method));
    if (methods.has('GET')) methods.add('HEAD');
    return [...methods].sort();
  };
}

export function registerErrors(app: FastifyInstance): void {
  app.setErrorHandler((error, request, reply: FastifyReply) => {
    const { document, headers, expected } = answerOf(error);
    if (!expected) request.log.error({ err: error, route: request.routeOptions.config.label }, 'a request failed');
    return reply.code(document.status).headers({ 'cache-control': 'no-store', ...headers }).type('application/problem+json; charset=utf-8').send(JSON.stringify(document));
  });
}
