/** The OpenAPI 3.1 document, made from `ROUTES` and the schemas. The same input gives the same bytes. A body with a field that is not listed is refused. */
import { z } from 'zod';
import { ROUTES, type Route, STREAM_PATH } from './routes.ts';
import * as S from './schemas.ts';

type Json = { [key: string]: unknown };
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

/**
 * Exported schemas become components by their name. What a client writes and what the server answers differ where a
 * field has a default: both forms are kept, the written one as `<Name>Input` where the two are not equal.
 */
class Schemas {
  /** Name of every schema that occurs; those without an exported name are written out where they stand. */
  private readonly names = new Map<unknown, string>();
  private readonly components = new Map<string, Json>();
  private readonly outputs: Record<string, Json>;
  private readonly inputs: Record<string, Json>;
  /** Names that occur in answers. */
  private readonly answered: ReadonlySet<string>;

  constructor() {
    for (const [name, schema] of Object.entries<unknown>(S)) if (schema instanceof z.ZodType && !isText(schema)) this.names.set(schema, name);
    for (const route of Object.values<Route>(ROUTES)) {
      for (const schema of [route.body, route.response, ...Object.values(route.params?.shape ?? {}), ...Object.values(route.query?.shape ?? {})]) {
        if (schema !== undefined && !this.names.has(schema)) this.names.set(schema, `${INLINE}${this.names.size}`);
      }
    }
    const registry = z.registry<{ id: string }>();
    for (const [schema, id] of this.names) registry.add(schema as z.ZodType, { id });
    const convert = (io: 'input' | 'output') => z.toJSONSchema(registry, { target: 'draft-2020-12', io, uri: (id) => `${REFERENCE}${id}`, override: ({ jsonSchema }) => tidy(jsonSchema as Json) }).schemas as Record<string, Json>;
    this.outputs = convert('output');
    this.inputs = convert('input');
    for (const answer of [S.ProblemDocument, S.ChangeEvent, ...Object.values<Route>(ROUTES).flatMap((route) => route.response ?? [])]) this.output(answer);
    this.answered = new Set(this.components.keys());
  }

  output(schema: z.ZodType): Json { return this.use(schema, this.outputs, (name) => name); }
  input(schema: z.ZodType): Json {
    return this.use(schema, this.inputs, (name) => (this.answered.has(name) && JSON.stringify(this.inputs[name]) !== JSON.stringify(this.outputs[name]) ? `${name}Input` : name));
  }
  all(): Json { return Object.fromEntries([...this.components].sort(([a], [b]) => (a < b ? -1 : 1))); }

  private use(schema: z.ZodType, from: Record<string, Json>, rename: (name: string) => string): Json {
    const resolve = (name: string): Json => {
      if (name.startsWith(INLINE)) return walk(from[name]) as Json;
      const target = rename(name);
      if (!this.components.has(target)) {
        this.components.set(target, {});
        this.components.set(target, walk(from[name]) as Json);
      }
      return { $ref: `#/components/schemas/${target}` };
    };
    const walk = (node: unknown): unknown => {
      if (Array.isArray(node)) return node.map(walk);
      if (typeof node !== 'object' || node === null) return node;
      const { $ref, $schema: _schema, $id: _id, ...rest } = node as Json;
      const out = Object.fromEntries(Object.entries(rest).map(([key, child]) => [key, walk(child)]));
      return typeof $ref === 'string' ? { ...resolve($ref.slice(REFERENCE.length)), ...out } : out;
    };
    const name = this.names.get(schema);
    if (name === undefined) throw new Error('a schema of the API is neither exported nor part of a route');
    return resolve(name);
  }
}

const REFERENCE = 'ref:';
const INLINE = 'inline ';
/** Leaves out what says nothing (the range of safe integers), and lets answers grow fields: clients must bear new ones. */
function tidy(schema: Json): void {
  if (schema['minimum'] === Number.MIN_SAFE_INTEGER) delete schema['minimum'];
  if (schema['maximum'] === Number.MAX_SAFE_INTEGER) delete schema['maximum'];
  if (schema['additionalProperties'] === false) delete schema['additionalProperties'];
}
/** Plain text and times are clearer where they stand. */
const isText = (schema: z.ZodType): boolean => schema instanceof z.ZodString;
