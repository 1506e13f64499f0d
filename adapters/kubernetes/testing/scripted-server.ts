/**
 * A small API server over plain HTTP for tests of the state machine: lists with pages, watches with a history and
 * bookmarks, and hooks to answer in any other way. Real semantics are tested against the real API server.
 */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { AssessedKind } from '../kinds.ts';

export interface Call { readonly path: string; readonly query: URLSearchParams; readonly isWatch: boolean; readonly headers: IncomingMessage['headers'] }

/** Answers a request itself and returns true, or leaves it to the server. */
export type Hook = (call: Call, response: ServerResponse, request: IncomingMessage) => boolean;

interface Entry { resourceVersion: number; type: 'ADDED' | 'MODIFIED' | 'DELETED'; path: string; object: Record<string, unknown> }

export interface ScriptedServer {
  readonly url: string;
  readonly kubeconfig: string;
  readonly calls: Call[];
  /** Creates or changes an object. */
  put(path: string, name: string, fields?: Record<string, unknown>): number;
  remove(path: string, name: string): number;
  /** Forgets the history up to now: watches from before answer 410. */
  compact(): void;
  bookmark(): void;
  /** Writes raw text into every open watch of a path. */
  write(path: string, text: string): void;
  /** Resets the connections of all open watches. */
  cutWatches(): void;
  openWatches(path: string): number;
  /** Bytes that wait because the other side does not read. */
  unread(path: string): number;
  hook: Hook | null;
  stop(): Promise<void>;
  /** Starts to listen again on the same port. */
  start(): Promise<void>;
}

export const json = (response: ServerResponse, status: number, body: unknown, headers: Record<string, string> = {}): true => {
  response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(body));
  return true;
};

/** A Status as the API server sends it. */
export const status = (response: ServerResponse, code: number, message: string, headers?: Record<string, string>): true =>
  json(response, code, { kind: 'Status', apiVersion: 'v1', status: 'Failure', code, message }, headers);

const pathOf = (kind: AssessedKind): string => `${kind.group === '' ? `/api/${kind.versions[0]}` : `/apis/${kind.group}/${kind.versions[0]}`}/${kind.resource}`;

function discovery(kinds: readonly AssessedKind[], core: boolean): unknown {
  const groups = new Set(kinds.map((kind) => kind.group).filter((group) => (group === '') === core));
  return {
    kind: 'APIGroupDiscoveryList', apiVersion: 'apidiscovery.k8s.io/v2',
    items: [...groups].map((group) => ({
      metadata: { name: group },
      versions: [{ version: 'v1', resources: kinds.filter((kind) => kind.group === group).map((kind) => ({ resource: kind.resource, verbs: ['list', 'watch'] })) }],
    })),
  };
}

/** Starts a server that serves some kinds. */
export async function startScriptedServer(kinds: readonly AssessedKind[]): Promise<ScriptedServer> {
  let version = 100;
  let oldest = 0;
  const objects = new Map<string, Map<string, Record<string, unknown>>>(kinds.map((kind) => [pathOf(kind), new Map()]));
  const history: Entry[] = [];
  const watches = new Set<{ path: string; response: ServerResponse }>();
  const line = (type: string, object: unknown): string => `${JSON.stringify({ type, object })}\n`;

  function record(type: Entry['type'], path: string, object: Record<string, unknown>): number {
    history.push({ resourceVersion: version, type, path, object });
    for (const watch of watches) if (watch.path === path) watch.response.write(line(type, object));
    return version;
  }
  const stamped = (name: string, path: string, fields: Record<string, unknown>): Record<string, unknown> =>
    ({ ...fields, metadata: { name, uid: `${path}-${name}`, resourceVersion: String(++version), ...(fields['metadata'] as object | undefined) } });

  function list(call: Call, response: ServerResponse): void {
    const all = [...objects.get(call.path)!.values()];
    const [at = '0', since = String(version)] = (call.query.get('continue') ?? '').split('@').filter(Boolean);
    const limit = Number(call.query.get('limit') ?? all.length);
    const end = Number(at) + limit;
    json(response, 200, { kind: 'List', metadata: { resourceVersion: since, ...(end < all.length ? { continue: `${end}@${since}` } : {}) }, items: all.slice(Number(at), end) });
  }
  function watch(call: Call, response: ServerResponse): void {
    const from = Number(call.query.get('resourceVersion'));
    response.writeHead(200, { 'content-type': 'application/json' });
    if (from < oldest) { response.end(line('ERROR', { kind: 'Status', code: 410, reason: 'Expired', message: `too old resource version: ${from} (${oldest})` })); return; }
    response.flushHeaders();
    for (const entry of history) if (entry.path === call.path && entry.resourceVersion > from) response.write(line(entry.type, entry.object));
    const open = { path: call.path, response };
    watches.add(open);
    const timer = setTimeout(() => response.end(), Number(call.query.get('timeoutSeconds')) * 1000);
    response.on('close', () => { clearTimeout(timer); watches.delete(open); });
  }

  const http = createServer((request, response) => {
    const url = new URL(request.url ?? '/', 'http://x');
    const call: Call = { path: url.pathname, query: url.searchParams, isWatch: url.searchParams.get('watch') === '1', headers: request.headers };
    self.calls.push(call);
    if (self.hook?.(call, response, request) === true) return;
    if (call.path === '/version') json(response, 200, { gitVersion: 'v1.99.0' });
    else if (call.path === '/api' || call.path === '/apis') json(response, 200, discovery(kinds, call.path === '/api'));
    else if (!objects.has(call.path)) status(response, 404, 'the server could not find the requested resource');
    else if (call.isWatch) watch(call, response);
    else list(call, response);
  });
  const listen = (port: number): Promise<void> => new Promise((resolve, reject) => { http.once('error', reject).listen(port, '127.0.0.1', resolve); });
  await listen(0);
  const { port } = http.address() as AddressInfo;
  const url = `http://127.0.0.1:${port}`;
  const self: ScriptedServer = {
    url, calls: [], hook: null,
    kubeconfig: JSON.stringify({ contexts: [{ name: 'a', context: { cluster: 'a', user: 'a' } }], clusters: [{ name: 'a', cluster: { server: url } }], users: [{ name: 'a', user: { token: 'secret-token' } }] }),
    put(path, name, fields = {}) {
      const known = objects.get(path)!;
      const object = stamped(name, path, fields);
      const type = known.has(name) ? 'MODIFIED' : 'ADDED';
      known.set(name, object);
      return record(type, path, object);
    },
    remove(path, name) {
      const object = stamped(name, path, objects.get(path)!.get(name)!);
      (object['metadata'] as Record<string, unknown>)['resourceVersion'] = String(version);
      objects.get(path)!.delete(name);
      return record('DELETED', path, object);
    },
    compact() { oldest = version; history.length = 0; },
    bookmark() { for (const { response } of watches) response.write(line('BOOKMARK', { metadata: { resourceVersion: String(version) } })); },
    write(path, text) { for (const watch of watches) if (watch.path === path) watch.response.write(text); },
    cutWatches() { for (const { response } of watches) response.socket?.resetAndDestroy(); },
    openWatches: (path) => [...watches].filter((watch) => watch.path === path).length,
    unread: (path) => [...watches].reduce((sum, watch) => sum + (watch.path === path ? watch.response.writableLength : 0), 0),
    async stop() {
      http.closeAllConnections();
      await new Promise((resolve) => { http.close(resolve); });
    },
    start: () => listen(port),
  };
  return self;
}
