/** Refusals of the API as RFC 9457 documents: which code has which status, and how anything thrown becomes one. */
import type { ProblemDocument } from '#contract/types.ts';
import { ProblemError } from '#core/result.ts';

const STATUS = {
  'invalid': [400, 'Invalid request'],
  'unauthenticated': [401, 'Not signed in'],
  'wrong-credentials': [401, 'Not signed in'],
  'forbidden': [403, 'Not allowed'],
  'cross-site': [403, 'Not allowed'],
  'not-found': [404, 'Not found'],
  'method-not-allowed': [405, 'Method not allowed'],
  'conflict': [409, 'Conflict'],
  'last-admin': [409, 'Conflict'],
  'too-large': [413, 'Too large'],
  'unsupported-media-type': [415, 'Unsupported media type'],
  'too-many-requests': [429, 'Too many requests'],
  'internal': [500, 'Internal error'],
  'unavailable': [503, 'Not available'],
} as const satisfies Record<string, readonly [number, string]>;
export type ProblemCode = keyof typeof STATUS;

export interface FieldError { readonly path: string; readonly message: string }

/** A refusal with what a plain ProblemError cannot say: the wrong fields, seconds to wait, further headers. */
export class Refusal extends ProblemError {
  readonly errors: readonly FieldError[] | undefined;
  readonly headers: Readonly<Record<string, string>>;
  constructor(code: ProblemCode, message: string, more: { errors?: readonly FieldError[]; retryAfter?: number; headers?: Readonly<Record<string, string>> } = {}) {
    super(code, message);
    this.errors = more.errors;
    this.headers = { ...more.headers, ...(more.retryAfter === undefined ? {} : { 'retry-after': String(more.retryAfter) }) };
  }
}

export interface Answer { readonly document: ProblemDocument; readonly headers: Readonly<Record<string, string>>; readonly expected: boolean }

/** `expected` false: a mistake in this program, whose text stays in the log. */
export function answerOf(error: unknown): Answer {
  if (error instanceof ProblemError && Object.hasOwn(STATUS, error.code)) {
    const more = error instanceof Refusal ? error : undefined;
    return { document: problem(error.code as ProblemCode, error.message, more?.errors), headers: more?.headers ?? {}, expected: true };
  }
  const known = fromFramework(error);
  if (known !== undefined) return { document: known, headers: {}, expected: true };
  return { document: problem('internal', 'the server failed to answer; the log has the reason under the request id of this answer'), headers: {}, expected: false };
}

function problem(code: ProblemCode, detail: string, errors?: readonly FieldError[]): ProblemDocument {
  const [status, title] = STATUS[code];
  return { type: 'about:blank', title, status, code, detail, ...(errors === undefined ? {} : { errors: [...errors] }) };
}

/** What fastify itself refuses before a handler runs. */
function fromFramework(error: unknown): ProblemDocument | undefined {
  if (!(error instanceof Error) || !('statusCode' in error) || typeof error.statusCode !== 'number') return undefined;
  switch (error.statusCode) {
    case 413: return problem('too-large', 'the body is larger than this route takes');
    case 415: return problem('unsupported-media-type', 'the body must be JSON, with content-type: application/json');
    case 503: return problem('unavailable', 'the server took too long or is stopping; try again');
    default: return error.statusCode >= 400 && error.statusCode < 500 ? problem('invalid', `the request cannot be read: ${error.message}`) : undefined;
  }
}
