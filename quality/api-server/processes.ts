/** Child processes that never outlive the process that started them, however it ends. */
import { type ChildProcess, spawn } from 'node:child_process';
import { openSync, closeSync } from 'node:fs';
import { readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';

/** A TCP port of 127.0.0.1 that was free a moment ago. */
export async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve, reject) => { server.once('error', reject).listen(0, '127.0.0.1', resolve); });
  const { port } = server.address() as { port: number };
  await new Promise((resolve) => { server.close(resolve); });
  return port;
}

export interface Daemon {
  readonly pid: number;
  /** Settles with how it ended. */
  readonly ended: Promise<string>;
  hasEnded(): boolean;
  /** The last lines it wrote. */
  tail(): Promise<string>;
  /** Ends it at once. */
  kill(signal?: NodeJS.Signals): Promise<void>;
}

/** Starts a program that writes its log to `NAME.log` in the folder and is known to the folder's watchdog by `NAME.pid`. */
export async function startDaemon(folder: string, name: string, command: string, args: readonly string[]): Promise<Daemon> {
  const log = join(folder, `${name}.log`);
  const pidFile = join(folder, `${name}.pid`);
  const descriptor = openSync(log, 'a');
  const child = spawn(command, [...args], { stdio: ['ignore', descriptor, descriptor] });
  closeSync(descriptor);
  let over = false;
  const ended = new Promise<string>((resolve) => {
    child.once('error', (error) => { over = true; resolve(error.message); });
    child.once('exit', (code, signal) => { over = true; resolve(signal === null ? `code ${code}` : signal); });
  }).then(async (how) => { await rm(pidFile, { force: true }); return how; });
  if (child.pid === undefined) throw new Error(`${name} cannot be started: ${await ended}`);
  await writeFile(pidFile, String(child.pid));
  return {
    pid: child.pid, ended, hasEnded: () => over,
    tail: async () => (await readFile(log, 'utf8')).slice(-3000),
    async kill(signal = 'SIGKILL') { child.kill(signal); await ended; },
  };
}

/** Kills every process of the folder, then deletes the folder, when its input ends: on stop, or with this process. */
const WATCHDOG = 'cat >/dev/null; for f in "$1"/*.pid; do [ -f "$f" ] && kill -9 "$(cat "$f")" 2>/dev/null; done; sleep 0.2; rm -rf "$1"';

/** Starts the guard of a folder. The function it returns ends everything and waits for that. */
export function startWatchdog(folder: string): () => Promise<void> {
  const dog: ChildProcess = spawn('/bin/sh', ['-c', WATCHDOG, 'watchdog', folder], { stdio: ['pipe', 'ignore', 'ignore'], detached: true });
  dog.unref();
  (dog.stdin as unknown as { unref?: () => void }).unref?.();
  const ended = new Promise<void>((resolve) => { dog.once('exit', () => resolve()); });
  return async () => {
    dog.ref();
    dog.stdin?.end();
    await ended;
  };
}
