/** Makes and renews what a request proves itself with. */
import { messageOf } from '#core/result.ts';
import { type ExecResult, runExecPlugin } from './exec.ts';
import { ApiFailure, oneLine } from './failures.ts';
import { readSmallFile } from './kubeconfig-files.ts';
import type { ClientCertificate } from './kubeconfig-user.ts';
import type { ClusterAccess } from './kubeconfig.ts';

export interface Proof {
  readonly headers: Readonly<Record<string, string | string[]>>;
  readonly certificate: ClientCertificate | null;
}

export interface Credentials {
  /** What the next request proves itself with. Throws ApiFailure `unauthorized` where it cannot be made. */
  proof(signal: AbortSignal): Promise<Proof>;
  /** The server refused it: forget what was cached. Returns whether another try may have another outcome. */
  refused(): boolean;
}

/** Projected ServiceAccount tokens are replaced on disk; client-go reads them again every minute. */
const TOKEN_FILE_TTL = 60_000;
/** A plug-in is asked again this long before its credentials end. */
const EXPIRY_MARGIN = 10_000;

/** Remembers the outcome until it expires; concurrent callers share one call. */
function cached<T>(make: (signal: AbortSignal) => Promise<{ value: T; until: number }>): { get(signal: AbortSignal): Promise<T>; forget(): void } {
  let current: { value: T; until: number } | null = null;
  let pending: Promise<{ value: T; until: number }> | null = null;
  return {
    async get(signal) {
      if (current !== null && Date.now() < current.until) return current.value;
      pending ??= make(signal).finally(() => { pending = null; });
      current = await pending;
      return current.value;
    },
    forget() { current = null; },
  };
}

const bearer = (token: string): Record<string, string> => ({ authorization: `Bearer ${token}` });

function fixed(headers: Proof['headers'], certificate: ClientCertificate | null): Credentials {
  const proof = { headers, certificate };
  return { proof: () => Promise.resolve(proof), refused: () => false };
}

function fromFile(path: string, headers: Proof['headers'], certificate: ClientCertificate | null): Credentials {
  const token = cached(async () => {
    try {
      const text = (await readSmallFile(path)).toString('utf8').trim();
      if (!/^[\x21-\x7e]+$/.test(text)) throw new Error('it holds no token');
      return { value: text, until: Date.now() + TOKEN_FILE_TTL };
    } catch (error) {
      throw new ApiFailure('unauthorized', `the token file cannot be used: ${oneLine(messageOf(error))}`);
    }
  });
  return {
    async proof(signal) { return { headers: { ...headers, ...bearer(await token.get(signal)) }, certificate }; },
    refused() { token.forget(); return true; },
  };
}

/**
 * Keeps the credentials of one context fresh. Give `proof` the signal of the whole connection: callers share what it makes.
 * `baseDir` is the folder that relative plug-in commands begin at.
 */
export function createCredentials(access: ClusterAccess, baseDir: string | undefined): Credentials {
  const { credential, certificate, impersonate } = access.user;
  switch (credential.kind) {
    case 'none': return fixed(impersonate, certificate);
    case 'token': return fixed({ ...impersonate, ...bearer(credential.token) }, certificate);
    case 'basic': return fixed({ ...impersonate, authorization: `Basic ${Buffer.from(`${credential.username}:${credential.password}`).toString('base64')}` }, certificate);
    case 'tokenFile': return fromFile(credential.path, impersonate, certificate);
    case 'exec': {
      const plugin = cached<ExecResult>(async (signal) => {
        const value = await runExecPlugin(credential.plugin, access.endpoint, baseDir, signal);
        return { value, until: value.expires - EXPIRY_MARGIN };
      });
      return {
        async proof(signal) {
          const result = await plugin.get(signal);
          return { headers: result.token === null ? impersonate : { ...impersonate, ...bearer(result.token) }, certificate: result.certificate ?? certificate };
        },
        refused() { plugin.forget(); return true; },
      };
    }
  }
}
