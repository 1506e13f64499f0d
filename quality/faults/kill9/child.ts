/** The control plane as a child process that is killed and started again over the same data. */
import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';
import { createClient, type Client } from '#contract/client.ts';

const MAIN = join(import.meta.dirname, '../../../apps/cli/main.ts');
const START_MS = 60_000;

export interface Child {
  readonly url: string;
  readonly client: Client;
  readonly startedInMs: number;
  /** Password of the admin, at the first start of a data directory. */
  readonly password: string | null;
  /** SIGKILL; resolves when the process is gone. */
  kill(): Promise<void>;
  /** What it wrote to standard error. */
  errors(): string;
}

/** Starts it on a free port. Rejects with what it said when it does not become ready. */
export async function startChild(dataDir: string, token: string | undefined): Promise<Child> {
  const began = performance.now();
  const child = spawn(process.execPath, [MAIN, 'up', '--data', dataDir, '--port', '0', '--log', 'error'], { stdio: ['ignore', 'pipe', 'pipe'] });
  let out = '';
  let err = '';
  child.stderr.on('data', (chunk: Buffer) => { err = (err + chunk.toString()).slice(-20_000); });
  const gone = new Promise<void>((resolve) => { child.once('exit', () => resolve()); });
  const url = await new Promise<string>((resolve, reject) => {
    const timer = setTimeout(() => { child.kill('SIGKILL'); reject(new Error(`not ready after ${START_MS} ms: ${out}${err}`)); }, START_MS);
    child.once('exit', (code) => { clearTimeout(timer); reject(new Error(`ended with ${code} before it was ready: ${out}${err}`)); });
    child.stdout.on('data', (chunk: Buffer) => {
      out += chunk.toString();
      const ready = /is ready: (\S+)[\s\S]*\n/.exec(out)?.[1];
      if (ready !== undefined) { clearTimeout(timer); resolve(ready); }
    });
  });
  return {
    url, client: createClient({ baseUrl: url, ...(token === undefined ? {} : { token }) }), startedInMs: performance.now() - began,
    password: /only this once: (\S+)/.exec(out)?.[1] ?? null,
    kill: () => killed(child, gone), errors: () => err,
  };
}

function killed(child: ChildProcess, gone: Promise<void>): Promise<void> {
  child.kill('SIGKILL');
  return gone;
}

/** Signs in with the first password and makes a token that outlives all restarts. */
export async function firstToken(child: Child): Promise<string> {
  let cookie = '';
  const client = createClient({ baseUrl: child.url, fetch: async (input, init) => {
    const response = await fetch(input, { ...init, headers: { ...(init?.headers as Record<string, string>), cookie } });
    cookie = response.headers.getSetCookie()[0]?.split(';', 1)[0] ?? cookie;
    return response;
  } });
  if (child.password === null) throw new Error('the first start printed no password');
  await client.call('signIn', { body: { name: 'admin', password: child.password } });
  await client.call('changePassword', { body: { current: child.password, next: `${child.password}-next` } });
  return (await client.call('createToken', { body: { name: 'faults', scopes: ['read', 'write', 'admin'] } })).secret;
}
