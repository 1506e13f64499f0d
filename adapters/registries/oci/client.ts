/** Requests to one registry: authenticated, repeated where that helps, redirected safely. */
import { RegistryBusyError } from '#core/ports/registries.ts';
import { messageOf, ProblemError } from '#core/result.ts';
import { type Credentials, dockerCredentials } from './credentials.ts';
import { basic, fetchToken, isLoopback, parseChallenge, type Token } from './tokens.ts';
import { delay, retryAfter } from './waiting.ts';

export interface RegistryOptions {
  /** Undefined: those of the Docker configuration. Null: anonymous. */
  readonly credentials?: Credentials | null;
  readonly plainHttp?: boolean;
  /** Waits between attempts, in milliseconds. */
  readonly waits?: readonly number[];
}

export interface RequestOptions {
  readonly method?: 'GET' | 'HEAD';
  readonly headers?: Readonly<Record<string, string>>;
  /** Ends the request, and the waiting between attempts. */
  readonly signal?: AbortSignal;
}

const WAITS: readonly number[] = [500, 2000, 5000];
const HEADERS_MS = 60_000;
const REDIRECTS = 5;
/** A registry that wants more patience is left alone: whoever asks decides when to come again. */
const LONGEST_WAIT_MS = 60_000;
/** Tokens are for one repository each. */
const TOKENS_KEPT = 256;

export class RegistryClient {
  /** As in the names of images. */
  readonly registry: string;
  readonly #base: string;
  readonly #options: RegistryOptions;
  #credentials: Promise<Credentials | null> | null = null;
  #basic: string | null = null;
  readonly #tokens = new Map<string, Token>();

  constructor(registry: string, options: RegistryOptions = {}) {
    this.registry = registry;
    this.#options = options;
    const host = registry === 'docker.io' ? 'registry-1.docker.io' : registry;
    // Container runtimes, too, do without TLS on the machine itself.
    const plain = options.plainHttp === true || isLoopback(host.replace(/:\d+$/, ''));
    this.#base = `${plain ? 'http' : 'https'}://${host}`;
  }

  get waits(): readonly number[] { return this.#options.waits ?? WAITS; }

  /**
   * One GET or HEAD. `scope`: what a token must allow; '' for none. The answer may be of any status but 401, 429 and 5xx.
   * @throws ProblemError `registry.denied`, `registry.busy`, `registry.unreachable`; the reason of the signal
   */
  async get(path: string, scope: string, request: RequestOptions = {}): Promise<Response> {
    const url = new URL(path, this.#base);
    // Pages are linked to by the registry; a link must not lead elsewhere, with our credentials.
    if (url.origin !== new URL(this.#base).origin) throw new ProblemError('registry.unreachable', `${this.registry}: it links to another host, ${url.host}`);
    let denied = false;
    for (let attempt = 0; ; attempt++) {
      const wait = this.waits[attempt];
      let response: Response;
      try {
        response = await this.#follow(url, { ...request, headers: { 'accept-encoding': 'identity', ...request.headers, ...this.#authorization(scope) } });
      } catch (error) {
        request.signal?.throwIfAborted();
        if (error instanceof ProblemError || wait === undefined) throw error instanceof ProblemError ? error : unreachable(this.registry, error);
        await delay(wait, request.signal);
        continue;
      }
      if (response.status === 401) {
        await response.body?.cancel();
        if (denied) throw new ProblemError('registry.denied', `${this.registry} refuses ${url.pathname}: the credentials are not accepted`);
        denied = true;
        await this.#authenticate(response, scope, request.signal);
        attempt--;
      } else if (response.status === 429 || response.status >= 500) {
        await response.body?.cancel();
        await delay(this.#patience(response, url, wait), request.signal);
      } else return response;
    }
  }

  /** How long to wait before the next attempt. @throws ProblemError when there is none. */
  #patience(response: Response, url: URL, wait: number | undefined): number {
    const asked = retryAfter(response);
    if (wait !== undefined && asked <= LONGEST_WAIT_MS) return Math.max(wait, asked);
    const text = `${this.registry} answers ${response.status} for ${url.pathname}`;
    if (response.status === 429) throw new RegistryBusyError(`${text} (too many requests; sign in or wait)`, asked);
    if (asked > 0) throw new RegistryBusyError(text, asked);
    throw new ProblemError('registry.unreachable', text);
  }

  #authorization(scope: string): Record<string, string> {
    if (this.#basic !== null) return { authorization: this.#basic };
    const token = this.#tokens.get(scope);
    return token === undefined || token.until < Date.now() ? {} : { authorization: `Bearer ${token.value}` };
  }

  async #authenticate(response: Response, scope: string, signal: AbortSignal | undefined): Promise<void> {
    const challenge = parseChallenge(response.headers.get('www-authenticate') ?? '');
    this.#credentials ??= this.#options.credentials === undefined ? dockerCredentials(this.registry) : Promise.resolve(this.#options.credentials);
    const credentials = await this.#credentials;
    if (challenge?.scheme === 'bearer') {
      const token = await fetchToken(challenge, scope, credentials, this.registry, signal);
      this.#tokens.delete(scope);
      this.#tokens.set(scope, token);
      const [oldest] = this.#tokens.keys();
      if (this.#tokens.size > TOKENS_KEPT && oldest !== undefined) this.#tokens.delete(oldest);
    }
    else if (challenge === null) throw new ProblemError('registry.denied', `${this.registry} refuses, and does not say how to sign in`);
    else if (credentials === null) throw new ProblemError('registry.denied', `${this.registry} wants a user and password${this.#options.credentials === null ? '' : ': give --username and $BREAKWATER_REGISTRY_PASSWORD, or sign in with docker login'}`);
    else this.#basic = basic(credentials);
  }

  /** Blobs often lie elsewhere. Credentials stay with the registry, and TLS is not left. */
  async #follow(start: URL, { method = 'GET', headers = {}, signal }: RequestOptions): Promise<Response> {
    let url = start;
    let sent = headers;
    for (let step = 0; step <= REDIRECTS; step++) {
      const response = await withHeaders((limit) => fetch(url.href, { method, headers: sent, redirect: 'manual', signal: signal === undefined ? limit : AbortSignal.any([limit, signal]) }));
      const location = response.headers.get('location');
      if (![301, 302, 303, 307, 308].includes(response.status) || location === null) return response;
      await response.body?.cancel();
      const next = URL.parse(location, url.href);
      if (next === null || (next.protocol !== 'https:' && next.protocol !== url.protocol) || !/^https?:$/.test(next.protocol)) throw new ProblemError('registry.unreachable', `${this.registry} redirects to an address that is not allowed: ${location.slice(0, 200)}`);
      if (next.origin !== url.origin) { const { authorization: _, ...rest } = sent; sent = rest; }
      url = next;
    }
    throw new ProblemError('registry.unreachable', `${this.registry} redirects more than ${REDIRECTS} times`);
  }
}

/** The time is for the answer to begin; large bodies may take longer. */
async function withHeaders(ask: (limit: AbortSignal) => Promise<Response>): Promise<Response> {
  const limit = new AbortController();
  const timer = setTimeout(() => limit.abort(new Error(`no answer within ${HEADERS_MS / 1000} seconds`)), HEADERS_MS);
  try {
    return await ask(limit.signal);
  } finally {
    clearTimeout(timer);
  }
}

function unreachable(registry: string, error: unknown): ProblemError {
  return new ProblemError('registry.unreachable', `${registry} cannot be reached: ${messageOf(error instanceof Error && error.cause !== undefined ? error.cause : error)}`);
}
