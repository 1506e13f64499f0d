/** Everything that can go wrong with a request, as one closed set of reasons and one clear line each. */

export type FailureReason =
  /** 401, or credentials that cannot be made. */
  | 'unauthorized'
  /** 403: known to the server, may not do this. */
  | 'forbidden'
  /** 404: not served. */
  | 'notFound'
  /** 410: the list token or the watch position is too old. */
  | 'expired'
  /** 429: alive, but wants to be asked later. */
  | 'busy'
  /** 5xx. */
  | 'server'
  /** No connection, a cut one, or none in time. */
  | 'network'
  /** The server's certificate is not trusted. */
  | 'tls'
  /** An answer that no Kubernetes API server gives. */
  | 'strange'
  /** An answer above the bound of bytes. */
  | 'tooLarge';

/** A request that failed for a reason outside this program. The message is one line without secrets. */
export class ApiFailure extends Error {
  override readonly name = 'ApiFailure';
  readonly reason: FailureReason;
  /** How long the server asks to wait, in milliseconds. */
  readonly retryAfter: number;
  constructor(reason: FailureReason, message: string, options: ErrorOptions & { readonly retryAfter?: number } = {}) {
    super(message, options);
    this.reason = reason;
    this.retryAfter = options.retryAfter ?? 0;
  }
}

const MAX_TEXT = 300;

/** Text from a server made fit for one line of a log: no control characters, bounded. */
export function oneLine(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is removed
  const line = text.slice(0, 4 * MAX_TEXT).replace(/[\u0000-\u001f\u007f-\u009f\u2028\u2029\s]+/g, ' ').trim();
  return line.length > MAX_TEXT ? `${line.slice(0, MAX_TEXT)}...` : line;
}

const MAX_RETRY_AFTER = 60_000;

/** `Retry-After` in milliseconds: seconds or an HTTP date (RFC 9110, 10.2.3), at most a minute; 0 where absent. */
export function retryAfterOf(header: string | string[] | undefined, now: number): number {
  const text = Array.isArray(header) ? header[0] : header;
  if (text === undefined) return 0;
  const wait = /^\d{1,9}$/.test(text) ? Number(text) * 1000 : Date.parse(text) - now;
  return Number.isFinite(wait) ? Math.min(Math.max(wait, 0), MAX_RETRY_AFTER) : 0;
}

/** The failure that an HTTP status means. `message` is the Status message of the body where there was one. */
export function statusFailure(what: string, status: number, message: string, retryAfter = 0): ApiFailure {
  const said = message === '' ? '' : `: ${oneLine(message)}`;
  const make = (reason: FailureReason, text: string): ApiFailure => new ApiFailure(reason, text, { retryAfter });
  switch (status) {
    case 401: return make('unauthorized', `the cluster refused the credentials (401)${said}`);
    case 403: return make('forbidden', `not allowed (403)${said}`);
    case 404: return make('notFound', `${what} is not served (404)${said}`);
    case 410: return make('expired', `${what}: the position is too old (410)${said}`);
    case 429: return make('busy', `${what}: the server is busy (429)${said}`);
    default:
      if (status >= 300 && status < 400) return make('strange', `${what}: the server redirects elsewhere (${status}); redirects are not followed, correct the address in the kubeconfig`);
      return make(status >= 500 ? 'server' : 'strange', `${what}: the server answered ${status}${said}`);
  }
}

const NETWORK: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'the connection was refused',
  ECONNRESET: 'the connection was reset',
  EPIPE: 'the connection was closed',
  ENOTFOUND: 'the host name is unknown',
  EAI_AGAIN: 'the host name could not be looked up',
  ETIMEDOUT: 'the connection timed out',
  EHOSTUNREACH: 'there is no route to the host',
  ENETUNREACH: 'there is no route to the network',
  UND_ERR_CONNECT_TIMEOUT: 'no connection in time',
  UND_ERR_HEADERS_TIMEOUT: 'no answer in time',
  UND_ERR_BODY_TIMEOUT: 'the server went silent',
  UND_ERR_SOCKET: 'the connection was closed',
  UND_ERR_REQ_CONTENT_LENGTH_MISMATCH: 'the answer was cut short',
  UND_ERR_RES_CONTENT_LENGTH_MISMATCH: 'the answer was cut short',
  UND_ERR_ABORTED: 'the connection was closed',
};

const TLS: Readonly<Record<string, string>> = {
  DEPTH_ZERO_SELF_SIGNED_CERT: 'its certificate is signed by itself and not by the authority in the kubeconfig',
  SELF_SIGNED_CERT_IN_CHAIN: 'its certificate authority is not the one in the kubeconfig',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'its certificate is not signed by the authority in the kubeconfig',
  UNABLE_TO_GET_ISSUER_CERT: 'the authority of its certificate is unknown',
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: 'the authority of its certificate is unknown; add certificate-authority-data',
  CERT_SIGNATURE_FAILURE: 'its certificate is not signed by the authority in the kubeconfig',
  CERT_HAS_EXPIRED: 'its certificate has expired',
  CERT_NOT_YET_VALID: 'its certificate is not valid yet',
  ERR_TLS_CERT_ALTNAME_INVALID: 'its certificate is for another name; see tls-server-name',
};

const codeOf = (error: unknown): string => {
  for (let cause = error, depth = 0; cause instanceof Error && depth < 5; cause = cause.cause, depth++) {
    const code = (cause as { code?: unknown }).code;
    if (typeof code === 'string' && (code in NETWORK || code in TLS || code.startsWith('ERR_SSL') || code === 'EPROTO')) return code;
  }
  return error instanceof Error ? String((error as { code?: unknown }).code ?? '') : '';
};

/** The failure that an error of the HTTP client means. `server` is the address without credentials. Rethrows what is a mistake in this program. */
export function transportFailure(server: string, error: unknown): ApiFailure {
  if (error instanceof ApiFailure) return error;
  const code = codeOf(error);
  if (code === '' && (error instanceof TypeError || error instanceof RangeError || error instanceof ReferenceError)) throw error;
  const options = { cause: error };
  if (code in TLS) return new ApiFailure('tls', `${server} is not trusted: ${TLS[code]}`, options);
  if (error instanceof Error && error.name === 'HTTPParserError') return new ApiFailure('strange', `${server} does not speak HTTP as this program understands it: ${oneLine(error.message)}`, options);
  if (code.startsWith('ERR_SSL') || code === 'EPROTO') return new ApiFailure('tls', `${server}: no TLS connection (${code}); the server may speak plain HTTP, or refuse the client certificate`, options);
  const text = NETWORK[code] ?? oneLine(error instanceof Error ? error.message : String(error));
  return new ApiFailure('network', `${server} cannot be reached: ${text}${code === '' ? '' : ` (${code})`}`, options);
}
