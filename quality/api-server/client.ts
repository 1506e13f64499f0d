/** Requests to the API server of a test, as its administrator or as somebody else. */
import { Agent, request as send } from 'undici';

export interface ApiAnswer {
  readonly status: number;
  readonly body: Record<string, unknown>;
  /** Texts of the `Warning` headers. */
  readonly warnings: readonly string[];
}
export interface PolicyRule { readonly apiGroups: readonly string[]; readonly resources: readonly string[]; readonly verbs: readonly string[] }

export interface Reader {
  readonly token: string;
  /** Deletes the account: its token is refused from then on (within the 10 s that the API server remembers a token). */
  revoke(): Promise<void>;
  /** Takes the rights away, or gives others. */
  grant(rules: readonly PolicyRule[]): Promise<void>;
}

type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

export interface ApiClient {
  /** Any request; PATCH is a merge patch. */
  request(method: Method, path: string, body?: unknown, token?: string): Promise<ApiAnswer>;
  /** A request that must succeed. */
  ok(method: Method, path: string, body?: unknown, token?: string): Promise<Record<string, unknown>>;
  /** A ServiceAccount with rights over the whole cluster (default: read everything), and a token of it. */
  createReader(name: string, rules?: readonly PolicyRule[]): Promise<Reader>;
  close(): Promise<void>;
}

/** `299 - "text"`, the text quoted as in RFC 9110, 5.6.4. */
function warningsOf(header: string | string[] | undefined): string[] {
  // Header bytes are UTF-8, which HTTP clients give as Latin-1.
  const all = header === undefined ? '' : Buffer.from([header].flat().join(', '), 'latin1').toString('utf8');
  return [...all.matchAll(/\b299 \S+ "((?:[^"\\]|\\.)*)"/g)].map((match) => match[1]!.replace(/\\(.)/g, '$1'));
}

const ACCOUNTS = '/api/v1/namespaces/default/serviceaccounts';
const RBAC = '/apis/rbac.authorization.k8s.io/v1';
const EVERYTHING: readonly PolicyRule[] = [{ apiGroups: ['*'], resources: ['*'], verbs: ['get', 'list', 'watch'] }];

/** Requests as the administrator of a cluster. */
export function createApiClient(url: string, ca: string, adminToken: string): ApiClient {
  const dispatcher = new Agent({ connect: { ca, timeout: 2_000 }, headersTimeout: 20_000 });
  const request: ApiClient['request'] = async (method, path, body, token = adminToken) => {
    const answer = await send(`${url}${path}`, {
      method, dispatcher,
      headers: {
        authorization: `Bearer ${token}`, accept: 'application/json',
        ...(body === undefined ? {} : { 'content-type': method === 'PATCH' ? 'application/merge-patch+json' : 'application/json' }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await answer.body.text();
    const json = String(answer.headers['content-type']).startsWith('application/json');
    return {
      status: answer.statusCode,
      body: json ? JSON.parse(text) as Record<string, unknown> : { message: text },
      warnings: warningsOf(answer.headers['warning']),
    };
  };
  const ok: ApiClient['ok'] = async (method, path, body, token) => {
    const answer = await request(method, path, body, token);
    if (answer.status < 200 || answer.status > 299) throw new Error(`${method} ${path}: ${answer.status} ${String(answer.body['message'])}`);
    return answer.body;
  };
  return {
    request, ok,
    async createReader(name, rules = EVERYTHING) {
      await ok('POST', ACCOUNTS, { metadata: { name } });
      await ok('POST', `${RBAC}/clusterroles`, { metadata: { name }, rules });
      await ok('POST', `${RBAC}/clusterrolebindings`, {
        metadata: { name }, roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name },
        subjects: [{ kind: 'ServiceAccount', namespace: 'default', name }],
      });
      const answer = await ok('POST', `${ACCOUNTS}/${name}/token`, { spec: { expirationSeconds: 3600 } });
      return {
        token: (answer['status'] as { token: string }).token,
        async revoke() { await ok('DELETE', `${ACCOUNTS}/${name}`); },
        async grant(next) { await ok('PATCH', `${RBAC}/clusterroles/${name}`, { rules: next }); },
      };
    },
    close: () => dispatcher.close(),
  };
}
