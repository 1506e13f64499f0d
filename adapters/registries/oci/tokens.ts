/** Bearer tokens: https://distribution.github.io/distribution/spec/auth/token/ and .../oauth/ */
import { RegistryBusyError } from '#core/ports/registries.ts';
import { messageOf, ProblemError } from '#core/result.ts';
import { readBody } from './body.ts';
import type { Credentials } from './credentials.ts';
import { retryAfter } from './waiting.ts';

export interface Challenge { readonly scheme: string; readonly parameters: Readonly<Record<string, string>> }

const PARAMETER = '[A-Za-z_]+=(?:"[^"]*"|[^\\s,"]+)';
const CHALLENGE = new RegExp(`(?:^|,)\\s*(Bearer|Basic)(?:\\s+(${PARAMETER}(?:\\s*,\\s*${PARAMETER})*))?`, 'gi');

/** `Bearer realm="...",service="..."`. Several challenges may stand in one header; the first that we can answer counts. */
export function parseChallenge(header: string): Challenge | null {
  const found: Challenge[] = [];
  for (const [, scheme, rest] of header.slice(0, 8192).matchAll(CHALLENGE)) {
    const parameters = Object.fromEntries([...(rest ?? '').matchAll(/([A-Za-z_]+)=(?:"([^"]*)"|([^\s,]+))/g)].map(([, key, quoted, plain]) => [key!.toLowerCase(), quoted ?? plain ?? '']));
    found.push({ scheme: scheme!.toLowerCase(), parameters });
  }
  return found.find(({ scheme }) => scheme === 'bearer') ?? found[0] ?? null;
}

export const basic = ({ username, password }: Credentials): string => `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`;

export interface Token { readonly value: string; /** Milliseconds since 1970. */ readonly until: number }

/** `scope` '': to sign in only, whatever the challenge asks for. @throws ProblemError `registry.denied`, `registry.busy`, `registry.unreachable` */
export async function fetchToken({ parameters }: Challenge, scope: string, credentials: Credentials | null, registry: string, signal?: AbortSignal): Promise<Token> {
  const realm = safeRealm(parameters['realm'] ?? '', registry);
  const service = parameters['service'] ?? '';
  const response = await fetch(...request(realm, service, scope === '' ? '' : (parameters['scope'] ?? scope), credentials, signal)).catch((error: unknown) => {
    signal?.throwIfAborted();
    throw new ProblemError('registry.unreachable', `${registry}: its token service ${realm.host} cannot be reached: ${messageOf(error instanceof Error && error.cause !== undefined ? error.cause : error)}`);
  });
  const text = Buffer.from(await readBody(response, `${registry}: the answer of its token service ${realm.host}`)).toString('utf8');
  if (response.status === 429) throw new RegistryBusyError(`${registry}: its token service ${realm.host} answers 429 (too many requests)`, retryAfter(response));
  if (response.status >= 500) throw new ProblemError('registry.unreachable', `${registry}: its token service ${realm.host} answers ${response.status}`);
  if (!response.ok) {
    const who = credentials === null ? 'without credentials' : `as ${credentials.username || 'the holder of the identity token'}`;
    throw new ProblemError('registry.denied', `${registry}: its token service ${realm.host} refused (${response.status}) ${who}`);
  }
  let body: { readonly token?: unknown; readonly access_token?: unknown; readonly expires_in?: unknown };
  try {
    body = JSON.parse(text) as typeof body;
  } catch (error) {
    throw new ProblemError('registry.denied', `${registry}: its token service ${realm.host} gave no valid answer: ${messageOf(error)}`);
  }
  const value = typeof body.token === 'string' ? body.token : body.access_token;
  if (typeof value !== 'string' || value === '') throw new ProblemError('registry.denied', `${registry}: its token service ${realm.host} gave no token`);
  // A minute where it is not said, and a little less than what is said.
  const seconds = typeof body.expires_in === 'number' && body.expires_in > 0 ? body.expires_in : 60;
  return { value, until: Date.now() + Math.max(5, seconds - 10) * 1000 };
}

/** Credentials go to whoever the registry names; at least not in clear text over a network. */
function safeRealm(realm: string, registry: string): URL {
  const url = URL.parse(realm);
  if (url === null || (url.protocol !== 'https:' && !(url.protocol === 'http:' && (url.host === registry || isLoopback(url.hostname))))) {
    throw new ProblemError('registry.denied', `${registry}: it names a token service (${realm.slice(0, 200)}) that is not https`);
  }
  return url;
}

export const isLoopback = (host: string): boolean => host === 'localhost' || /^127\.\d+\.\d+\.\d+$/.test(host) || host === '[::1]';

function request(realm: URL, service: string, scope: string, credentials: Credentials | null, given: AbortSignal | undefined): [URL, RequestInit] {
  const signal = given === undefined ? AbortSignal.timeout(30_000) : AbortSignal.any([AbortSignal.timeout(30_000), given]);
  if (credentials?.identityToken !== undefined) {
    const body = new URLSearchParams({ grant_type: 'refresh_token', service, scope, client_id: 'breakwater', refresh_token: credentials.identityToken });
    return [realm, { method: 'POST', body, signal, redirect: 'error' }];
  }
  const url = new URL(realm);
  if (service !== '') url.searchParams.set('service', service);
  for (const each of scope.split(' ').filter((part) => part !== '')) url.searchParams.append('scope', each);
  return [url, { signal, redirect: 'error', headers: credentials === null ? {} : { authorization: basic(credentials) } }];
}
