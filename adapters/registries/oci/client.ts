/** Requests to one registry: authenticated, repeated where that helps, redirected safely. */
import { messageOf, ProblemError } from '#core/result.ts';
import { type Credentials, dockerCredentials } from './credentials.ts';
import { basic, fetchToken, isLoopback, parseChallenge, type Token } from './tokens.ts';

export interface RegistryOptions {
  /** Undefined: those of the Docker configuration. Null: anonymous. */
  readonly credentials?: Credentials | null;
  readonly plainHttp?: boolean;
  /** Waits between attempts, in milliseconds. */
  readonly waits?: readonly number[];
}

const WAITS: readonly number[] = [500, 2000, 5000];
const HEADERS_MS = 60_000;
const REDIRECTS = 5;
const LONGEST_WAIT_MS = 60_000;

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
   * One GET. `scope`: what a token must allow. The answer may be of any status but 401, 429 and 5xx.
   * @throws ProblemError `registry.denied`, `registry.unreachable`
   */
  async get(path: string, scope: string, headers: Readonly<Record<string, string>> = {}): Promise<Response> {
    const url = new URL(path, this.#base);
    // Pages are linked to by the registry; a link must not lead elsewhere, with our credentials.
    if (url.origin !== new URL(this.#base).origin) throw new ProblemError('registry.unreachable', `${this.registry}: it links to another host, ${url.host}`);
    let denied = false;
    for (let attempt = 0; ; attempt++) {
      const wait = this.waits[attempt];
      let response: Response;
      try {
        response = await this.#follow(url, { 'accept-encoding': 'identity', ...headers, ...this.#authorization(scope) });
      } catch (error) {
        if (error instanceof ProblemError || wait === undefined) throw error instanceof ProblemError ? error : new ProblemError('registry.unreachable', `${this.registry} cannot be reached: ${messageOf(error instanceof Error && error.cause !== undefined ? error.cause : error)}`);
        await delay(wait);
        continue;
      }
      if (response.status === 401) {
        await response.body?.cancel();
        if (denied) throw new ProblemError('registry.denied', `${this.registry} refuses ${url.pathname}: the credentials are not accepted`);
        denied = true;
        await this.#authenticate(response, scope);
        attempt--;
      } else if ((response.status === 429 || response.status >= 500) && wait !== undefined) {
        await response.body?.cancel();
        await delay(Math.min(LONGEST_WAIT_MS, Math.max(wait, Number(response.headers.get('retry-after') ?? 0) * 1000 || 0)));
      } else if (response.status === 429 || response.status >= 500) {
        await response.body?.cancel();
        throw new ProblemError('registry.unreachable', `${this.registry} answers ${response.status} for ${url.pathname}${response.status === 429 ? ' (too many requests; sign in or wait)' : ''}`);
      } else return response;
    }
  }

  #authorization(scope: string): Record<string, string> {
    if (this.#basic !== null) return { authorization: this.#basic };
    const token = this.#tokens.get(scope);
    return token === undefined || token.until < Date.now() ? {} : { authorization: `Bearer ${token.value}` };
  }

  async #authenticate(response: Response, scope: string): Promise<void> {
    const challenge = parseChallenge(response.headers.get('www-authenticate') ?? '');
    this.#credentials ??= this.#options.credentials === undefined ? dockerCredentials(this.registry) : Promise.resolve(this.#options.credentials);
    const credentials = await this.#credentials;
    if (challenge?.scheme === 'bearer') this.#tokens.set(scope, await fetchToken(challenge, scope, credentials, this.registry));
    else if (challenge === null) throw new ProblemError('registry.denied', `${this.registry} refuses, and does not say how to sign in`);
    else if (credentials === null) throw new ProblemError('registry.denied', `${this.registry} wants a user and password: give --username and $BREAKWATER_REGISTRY_PASSWORD, or sign in with docker login`);
    else this.#basic = basic(credentials);
  }

  /** Blobs often lie elsewhere. Credentials stay with the registry, and TLS is not left. */
  async #follow(start: URL, headers: Record<string, string>): Promise<Response> {
    let url = start;
    let sent = headers;
    for (let step = 0; step <= REDIRECTS; step++) {
      const response = await fetch(url.href, { headers: sent, redirect: 'manual', signal: AbortSignal.timeout(HEADERS_MS) });
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

export const delay = (milliseconds: number): Promise<void> => new Promise((resolve) => { setTimeout(resolve, milliseconds); });
