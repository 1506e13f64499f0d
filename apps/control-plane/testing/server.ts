/** A control plane for tests: the real server on a real port over a real database, with posture answers from a table. */
import { mkdtempSync, rmSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createIdentityStore } from '#adapters/storage/identity/index.ts';
import { openDatabase } from '#adapters/storage/database.ts';
import type { Change, ChangeFeed, ChangeTopic } from '#core/ports/changes.ts';
import type { IdentityStore } from '#core/ports/identity.ts';
import { createLogger, type LogLevel } from '../http/logging.ts';
import { createMetrics } from '../http/metrics.ts';
import { createServer, type ServerOptions } from '../http/server.ts';
import { createFirstAdmin, createIdentity, type Identity } from '../identity/index.ts';
import { stubImages, stubRegistries } from './images.ts';
import { stubPosture } from './posture.ts';

export interface TestServer {
  readonly url: string;
  readonly dir: string;
  readonly store: IdentityStore;
  readonly identity: Identity;
  readonly changes: ChangeFeed;
  /** Password of the user `admin`. */
  readonly password: string;
  /** Everything that was logged. */
  readonly logs: string[];
  /** Milliseconds that the server's clock is ahead. */
  clock: number;
  fetch(path: string, init?: CallInit): Promise<Response>;
  /** The cookie header of a new session. */
  signIn(name?: string, password?: string): Promise<string>;
  /** An API token as admin creates it. */
  token(scopes: readonly string[], environments?: readonly string[] | null, days?: number): Promise<string>;
  stop(): Promise<void>;
}
export interface CallInit { method?: string; headers?: Record<string, string>; json?: unknown; body?: string; cookie?: string; token?: string; signal?: AbortSignal }

export function testFeed(): ChangeFeed {
  const listeners = new Set<(change: Change) => void>();
  let sequence = 0;
  return {
    publish(topic: ChangeTopic, environment: string | null) { sequence += 1; for (const listener of listeners) listener({ sequence, topic, environment }); },
    subscribe(listener) { listeners.add(listener); return () => { listeners.delete(listener); }; },
  };
}

export async function startTestServer(options: Partial<ServerOptions> & { level?: LogLevel } = {}): Promise<TestServer> {
  const dir = mkdtempSync(join(tmpdir(), 'bw-server-'));
  const database = await openDatabase(dir);
  const store = createIdentityStore(database);
  const changes = testFeed();
  const logs: string[] = [];
  const state = { clock: 0 };
  const now = () => Date.now() + state.clock;
  const identity = createIdentity(store, changes, now);
  const password = (await createFirstAdmin(store, now)) ?? '';
  const app = await createServer({
    identity, changes, posture: stubPosture(), images: stubImages(), registries: stubRegistries(), strict: true, version: '0.0.0-test', consoleDir: join(dir, 'console'),
    metrics: createMetrics(async () => ({ environments: { connected: 2 }, objects: 7, assessments: { healthy: 3 }, evaluation: { objects: 11, seconds: 0.5 }, images: { states: { assessed: 5 }, queued: 1, scans: { done: 2, failed: 0, seconds: 3 }, rematchSeconds: 0.1 } })),
    ready: async () => { await store.users(null, 1); return true; }, log: createLogger(options.level ?? 'debug', { write: (line) => { logs.push(line); } }), ...options,
  });
  await app.listen({ host: '127.0.0.1', port: 0 });
  const scheme = options.tls === undefined ? 'http' : 'https';
  const url = `${scheme}://127.0.0.1:${(app.server.address() as AddressInfo).port}`;
  const call = (path: string, init: CallInit = {}) => fetch(`${url}${path}`, requestOf(init));
  const signIn = async (name = 'admin', pass = password): Promise<string> => {
    const response = await call('/api/v1/session', { method: 'POST', json: { name, password: pass } });
    if (response.status !== 200) throw new Error(`sign-in answered ${response.status} ${await response.text()}`);
    return (response.headers.getSetCookie()[0] ?? '').split(';', 1)[0] ?? '';
  };
  return {
    url, dir, store, identity, changes, password, logs, fetch: call, signIn,
    get clock() { return state.clock; },
    set clock(ms) { state.clock = ms; },
    token: async (scopes, environments = null, days = 90) => {
      const response = await call('/api/v1/tokens', { method: 'POST', cookie: await signIn(), json: { name: `t-${scopes.join('-')}`, scopes, environments, expiresInDays: days } });
      return ((await response.json()) as { secret: string }).secret;
    },
    stop: async () => {
      await app.close();
      await database.close();
      rmSync(dir, { recursive: true });
    },
  };
}

function requestOf(init: CallInit): RequestInit {
  const headers: Record<string, string> = { ...init.headers };
  if (init.cookie !== undefined) headers['cookie'] = init.cookie;
  if (init.token !== undefined) headers['authorization'] = `Bearer ${init.token}`;
  if (init.json !== undefined) headers['content-type'] ??= 'application/json';
  const body = init.json === undefined ? init.body : JSON.stringify(init.json);
  return { method: init.method ?? 'GET', headers, redirect: 'manual', ...(body === undefined ? {} : { body }), ...(init.signal === undefined ? {} : { signal: init.signal }) };
}
