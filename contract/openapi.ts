/** The OpenAPI 3.1 document, made from `ROUTES` and the schemas. The same input gives the same bytes. A body with a field that is not listed is refused. */
import type { z } from 'zod';
import { type Json, Schemas } from './openapi-schemas.ts';
import { ROUTES, type Route, STREAM_PATH } from './routes.ts';
import * as S from './schemas.ts';

export interface OpenApiDocument {
  readonly openapi: '3.1.0';
  readonly info: Json;
  readonly paths: Record<string, Record<string, Json>>;
  readonly components: Json;
  readonly [field: string]: unknown;
}

const SECURED = [{ session: [] }, { token: [] }];
const ROLE_OF = { read: 'viewer', write: 'operator', admin: 'admin' } as const;

/** `version` is that of the product. */
export function buildOpenApi(version: string): OpenApiDocument {
  const schemas = new Schemas();
  const paths: Record<string, Record<string, Json>> = {};
  for (const route of Object.values<Route>(ROUTES)) {
    const path = route.path.replace(/:(\w+)/g, '{$1}');
    (paths[path] ??= {})[route.method.toLowerCase()] = operation(route, schemas);
  }
  for (const [path, item] of Object.entries(beside(schemas))) paths[path] = item;
  return {
    openapi: '3.1.0',
    info: {
      title: 'Breakwater', version, license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
      description: 'Lists are pages: give `next` back as `cursor`. A GET answers with an ETag and takes If-None-Match. Refusals are RFC 9457 documents with a stable `code`. Times are RFC 3339 in UTC.',
    },
    servers: [{ url: '/' }],
    security: SECURED,
    paths,
    components: {
      schemas: schemas.all(),
      responses: Object.fromEntries(Object.entries(REFUSALS).map(([name, refusal]) => [name, { description: refusal.description, ...refusal.more, content: { 'application/problem+json': { schema: schemas.output(S.ProblemDocument) } } }])),
      securitySchemes: {
        session: { type: 'apiKey', in: 'cookie', name: 'breakwater', description: 'Set by signing in. Over https the cookie is named `__Host-breakwater`. A changing request must come from the console\'s own page.' },
        token: { type: 'http', scheme: 'bearer', bearerFormat: 'bw_<id>_<secret>', description: 'An API token with scopes and an expiry.' },
      },
    },
  };
}

const RETRY = { headers: { 'Retry-After': { description: 'Seconds to wait', schema: { type: 'integer', minimum: 1 } } } };
const REFUSALS = {
  Invalid: { status: 400, description: 'The request is not valid; `errors` names the fields', more: {} },
  Unauthenticated: { status: 401, description: 'Not signed in, or the session or token has ended', more: {} },
  Forbidden: { status: 403, description: 'The scope is missing, or the environment is not among those that the caller sees', more: {} },
  NotFound: { status: 404, description: 'There is no such thing, or the caller does not see it', more: {} },
  Conflict: { status: 409, description: 'It contradicts what is there', more: {} },
  TooLarge: { status: 413, description: 'The body is larger than this route takes', more: {} },
  TooManyRequests: { status: 429, description: 'Too many requests; Retry-After says when to come again', more: RETRY },
} as const;
const refusals = (...names: (keyof typeof REFUSALS)[]): Json => Object.fromEntries(names.map((name) => [String(REFUSALS[name].status), { $ref: `#/components/responses/${name}` }]));

function operation(route: Route, schemas: Schemas): Json {
  const success = String(route.status ?? (route.response === undefined ? 204 : 200));
  const conditional = route.method === 'GET' && route.scope !== 'session' && route.scope !== 'admin';
  const answers: Json = {
    [success]: { description: route.summary, ...(conditional ? { headers: { ETag: { schema: { type: 'string' } } } } : {}), ...(route.response === undefined ? {} : json(schemas.output(route.response))) },
    ...(conditional ? { 304: { description: 'Not changed since the ETag in If-None-Match' } } : {}),
    ...refusals('Invalid', 'Unauthenticated'),
    ...(route.scope === 'session' ? {} : refusals('Forbidden')),
    ...(route.params === undefined && route.query === undefined ? {} : refusals('NotFound')),
    ...(route.method === 'GET' || route.scope === null ? {} : refusals('Conflict')),
    ...(route.body === undefined ? {} : refusals('TooLarge')),
    ...refusals('TooManyRequests'),
  };
  return {
    operationId: route.id, summary: route.summary, tags: [tagOf(route.path)],
    ...(route.scope === null ? { security: [] } : {}),
    ...scopeText(route.scope),
    ...(route.params === undefined && route.query === undefined ? {} : { parameters: [...parameters(route.params, 'path', schemas), ...parameters(route.query, 'query', schemas)] }),
    ...(route.body === undefined ? {} : { requestBody: { required: true, ...json(schemas.input(route.body)) } }),
    responses: answers,
  };
}

function scopeText(scope: Route['scope']): Json {
  if (scope === null) return { description: 'Open to anyone; the number of attempts is limited.' };
  if (scope === 'session') return { description: 'For whoever is signed in.' };
  return { description: `Needs scope \`${scope}\` (role ${ROLE_OF[scope]} or higher).`, 'x-scope': scope };
}

const json = (schema: Json): Json => ({ content: { 'application/json': { schema } } });
const tagOf = (path: string): string => path.split('/')[3] ?? 'other';

function parameters(schema: z.ZodObject | undefined, place: 'path' | 'query', schemas: Schemas): Json[] {
  if (schema === undefined) return [];
  return Object.entries(schema.shape).map(([name, field]) => ({
    name, in: place, required: place === 'path' || !(field as z.ZodType).safeParse(undefined).success, schema: schemas.input(field as z.ZodType),
  }));
}

/** Routes that are not in ROUTES because they do not speak JSON, or describe it. */
function beside(schemas: Schemas): Record<string, Record<string, Json>> {
  const text = { content: { 'text/plain': { schema: { type: 'string' } } } };
  const state = json({ type: 'object', properties: { status: { type: 'string' } }, required: ['status'] });
  const get = (operationId: string, summary: string, access: Route['scope'], success: Json, more: Json = {}): Record<string, Json> => ({ get: {
    operationId, summary, tags: ['server'], ...(access === null ? { description: 'Open to anyone.', security: [] } : scopeText(access)),
    responses: { 200: { description: summary, ...success }, ...(access === null ? {} : refusals('Unauthenticated')), ...(access === null || access === 'session' ? {} : refusals('Forbidden')), ...more },
  } });
  const change = schemas.output(S.ChangeEvent);
  return {
    [STREAM_PATH]: get('events', 'What changes, as server-sent events; the data of each is a ChangeEvent. Takes Last-Event-ID', 'read', { content: { 'text/event-stream': { schema: { type: 'string', contentMediaType: 'application/json', contentSchema: change } } } }, refusals('TooManyRequests')),
    '/api/openapi.json': get('openapi', 'This document', 'session', json({ type: 'object' })),
    '/metrics': get('metrics', 'Metrics in the Prometheus text format, for callers that see every environment', 'read', text),
    '/healthz': get('health', 'The process answers', null, state),
    '/readyz': get('readiness', 'The database answers', null, state, { 503: { description: 'Not ready' } }),
  };
}
