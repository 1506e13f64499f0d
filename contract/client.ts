/**
 * A typed client of the HTTP API, for browsers and for Node: `createClient({ baseUrl }).call('getPolicy', { params: { id } })`.
 * The types come from `ROUTES`; at run time there is only the table of paths, so that no schema library comes along.
 */
import type { z } from 'zod';
import { PATHS } from './paths.ts';
import type { ROUTES, Route, RouteId } from './routes.ts';
import type { ProblemDocument } from './types.ts';

/** A field that the server coerces from text has no input type of its own: it is written as what it becomes. */
type Field<I, O> = unknown extends I ? O | undefined : I;
type Written<T extends z.ZodType> = z.input<T> extends infer I ? z.output<T> extends infer O
  ? I extends object ? { [K in keyof I]: Field<I[K], K extends keyof O ? O[K] : never> } : I : never : never;
type In<R extends Route, K extends 'params' | 'body'> = R[K] extends z.ZodType ? { readonly [P in K]: z.input<R[K]> } : unknown;
type Query<R extends Route> = R['query'] extends z.ZodType ? { readonly query?: Written<R['query']> } : unknown;

export interface CallOptions { readonly signal?: AbortSignal | undefined }
export type Arguments<I extends RouteId> = CallOptions & In<(typeof ROUTES)[I], 'params'> & In<(typeof ROUTES)[I], 'body'> & Query<(typeof ROUTES)[I]>;
/** What a route answers; undefined where it answers 204. */
export type Answer<I extends RouteId> = (typeof ROUTES)[I] extends { readonly response: infer S extends z.ZodType } ? z.output<S> : undefined;
type Rest<I extends RouteId> = Record<never, never> extends Arguments<I> ? [args?: Arguments<I>] : [args: Arguments<I>];

export interface Client {
  /** Rejects with ApiProblem for every answer that is not a success, and when there is no answer. */
  call<I extends RouteId>(route: I, ...rest: Rest<I>): Promise<Answer<I>>;
}

export interface ClientOptions {
  /** Origin of the control plane; '' for the page's own. */
  readonly baseUrl?: string;
  /** API token (`bw_...`); without it the browser's session cookie is what signs in. */
  readonly token?: string;
  readonly fetch?: typeof globalThis.fetch;
}

/** A refusal of the API (RFC 9457), or `status` 0 and code `unreachable` when no answer came. `message` is for people. */
export class ApiProblem extends Error {
  override readonly name = 'ApiProblem';
  readonly status: number;
  /** Stable: `unauthenticated`, `forbidden`, `not-found`, `invalid`, `conflict`, `too-many-requests`, ... */
  readonly code: string;
  /** Fields of the request that are wrong; `path` as in `scope.environment`. */
  readonly errors: readonly { readonly path: string; readonly message: string }[];
  /** Seconds to wait, where the server said so. */
  readonly retryAfter: number | null;
  constructor(status: number, code: string, message: string, more: { errors?: ProblemDocument['errors']; retryAfter?: number | null; cause?: unknown } = {}) {
    super(message, more.cause === undefined ? undefined : { cause: more.cause });
    this.status = status;
    this.code = code;
    this.errors = more.errors ?? [];
    this.retryAfter = more.retryAfter ?? null;
  }
}

export function createClient(options: ClientOptions = {}): Client {
  const base = (options.baseUrl ?? '').replace(/\/+$/, '');
  const fetch = options.fetch ?? globalThis.fetch.bind(globalThis);
  return {
    async call(route, ...rest) {
      const args = (rest[0] ?? {}) as LooseArguments;
      const [method, pattern] = PATHS[route];
      const response = await send(fetch, `${base}${urlOf(pattern, args)}`, requestOf(method, args, options.token));
      if (!response.ok) throw await problemOf(response);
      return (response.status === 204 ? undefined : await jsonOf(response)) as never;
    },
  };
}

interface LooseArguments extends CallOptions {
  readonly params?: Readonly<Record<string, string>>;
  readonly query?: Readonly<Record<string, unknown>>;
  readonly body?: unknown;
}

/** Path and query of a call: parameters are percent-encoded, an undefined query field is left out. */
export function urlOf(pattern: string, args: { readonly params?: Readonly<Record<string, string>>; readonly query?: Readonly<Record<string, unknown>> }): string {
  const path = pattern.replace(/:(\w+)/g, (_, name: string) => encodeURIComponent(args.params?.[name] ?? ''));
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(args.query ?? {})) if (value !== undefined) query.set(name, String(value));
  const text = query.toString();
  return text === '' ? path : `${path}?${text}`;
}

function requestOf(method: string, args: LooseArguments, token: string | undefined): RequestInit {
  const headers: Record<string, string> = { accept: 'application/json' };
  if (token !== undefined) headers['authorization'] = `Bearer ${token}`;
  if (args.body !== undefined) headers['content-type'] = 'application/json';
  return {
    method, headers, credentials: 'same-origin',
    ...(args.body === undefined ? {} : { body: JSON.stringify(args.body) }),
    ...(args.signal === undefined ? {} : { signal: args.signal }),
  };
}

async function send(fetch: typeof globalThis.fetch, url: string, init: RequestInit): Promise<Response> {
  try {
    return await fetch(url, init);
  } catch (error) {
    if (init.signal?.aborted === true) throw error;
    throw new ApiProblem(0, 'unreachable', `no answer from ${url === '' ? 'the server' : url}: ${reasonOf(error)}`, { cause: error });
  }
}

/** fetch says only "fetch failed"; the reason is in the cause. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause instanceof Error && error.cause.message !== '' ? error.cause.message : error.message;
}

async function jsonOf(response: Response): Promise<unknown> {
  const text = await response.text();
  try {
    return JSON.parse(text) as unknown;
  } catch (error) {
    throw new ApiProblem(response.status, 'not-json', `the answer of ${response.url} is not JSON: is this address a Breakwater control plane?`, { cause: error });
  }
}

async function problemOf(response: Response): Promise<ApiProblem> {
  const wait = Number.parseInt(response.headers.get('retry-after') ?? '', 10);
  const retryAfter = Number.isNaN(wait) ? null : wait;
  if (response.headers.get('content-type')?.includes('json') !== true) {
    return new ApiProblem(response.status, 'http', `${response.url} answers ${response.status} ${response.statusText}`.trim(), { retryAfter });
  }
  const problem = (await jsonOf(response)) as Partial<ProblemDocument> | null;
  return new ApiProblem(response.status, problem?.code ?? 'http', problem?.detail ?? problem?.title ?? response.statusText, { errors: problem?.errors, retryAfter });
}
