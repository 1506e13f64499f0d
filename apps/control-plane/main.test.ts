/** `breakwater up` as a process: what it prints, how it stops, what survives when it is killed. */
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createClient } from '#contract/client.ts';
import { main } from './main.ts';

let dir: string;
const children: ChildProcess[] = [];
beforeEach(() => { dir = mkdtempSync(join(tmpdir(), 'bw-main-')); });
afterEach(() => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
  rmSync(dir, { recursive: true, force: true });
});

interface Up { child: ChildProcess; stdout(): string; stderr(): string; url: string; ended: Promise<number | null> }

async function up(options: Record<string, unknown> = {}): Promise<Up> {
  const script = `import { main } from ${JSON.stringify(join(import.meta.dirname, 'main.ts'))}; process.exitCode = await main(${JSON.stringify({ data: dir, port: 0, ...options })});`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', script], { stdio: ['ignore', 'pipe', 'pipe'] });
  children.push(child);
  const text = { out: '', err: '' };
  child.stdout?.on('data', (part: Buffer) => { text.out += part.toString(); });
  child.stderr?.on('data', (part: Buffer) => { text.err += part.toString(); });
  const ended = new Promise<number | null>((resolve) => { child.once('close', (code) => resolve(code)); });
  const end = Date.now() + 30_000;
  while (!text.out.includes('ready: ') || !text.out.endsWith('\n')) {
    if (Date.now() > end || child.exitCode !== null) throw new Error(`did not start: ${text.out} ${text.err}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  return { child, stdout: () => text.out, stderr: () => text.err, url: /ready: (\S+)/.exec(text.out)?.[1] ?? '', ended };
}

describe('breakwater up', () => {
  it('prints address and password once, and stops in order on SIGTERM', { timeout: 60_000 }, async () => {
    const first = await up();
    const password = /Sign in as admin. The password is shown only this once: (\S+)\n/.exec(first.stdout())?.[1] ?? '';
    expect(first.stdout()).toContain(`Breakwater is ready: ${first.url}   (data: ${dir})\n`);
    expect(first.stderr()).not.toContain(password);
    expect((await fetch(`${first.url}/readyz`)).status).toBe(200);
    first.child.kill('SIGTERM');
    expect(await first.ended).toBe(0);
    const second = await up();
    expect(second.stdout()).not.toContain('password');
    expect((await fetch(`${second.url}/api/v1/session`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ name: 'admin', password }) })).status).toBe(200);
    second.child.kill('SIGINT');
    expect(await second.ended).toBe(0);
  });

  it('warns where passwords could be read on the way', { timeout: 60_000 }, async () => {
    const open = await up({ host: '0.0.0.0', sample: true });
    await expect.poll(() => open.stderr()).toContain('warning: listening on 0.0.0.0 without TLS');
    expect(open.stdout()).not.toContain('/welcome#');
    expect(open.stdout()).toContain('The environment "Sample shop" is loaded.');
    open.child.kill('SIGTERM');
    expect(await open.ended).toBe(0);
  });

  it('loses nothing that it acknowledged when it is killed', { timeout: 120_000 }, async () => {
    let password = '';
    const acknowledged: string[] = [];
    for (let round = 0; round < 4; round++) {
      const server = await up();
      password = /this once: (\S+)/.exec(server.stdout())?.[1] ?? password;
      const cookie = (await fetch(`${server.url}/api/v1/session`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ name: 'admin', password }) })).headers.getSetCookie()[0]?.split(';', 1)[0] ?? '';
      const client = createClient({ baseUrl: server.url, fetch: (input, init) => fetch(input, { ...init, headers: { ...(init?.headers as Record<string, string>), cookie } }) });
      const known = new Set((await client.call('listTokens', { query: { limit: 1000 } })).items.map(({ id }) => id));
      for (const id of acknowledged) expect(known.has(id), `token ${id} of an earlier round`).toBe(true);
      const kill = setTimeout(() => server.child.kill('SIGKILL'), 100 + round * 70);
      for (;;) {
        const made = await client.call('createToken', { body: { name: `t${acknowledged.length}`, scopes: ['read'] } }).catch(() => null);
        if (made === null) break;
        acknowledged.push(made.id);
      }
      clearTimeout(kill);
      await server.ended;
    }
    expect(acknowledged.length).toBeGreaterThan(20);
  });

  it.each([
    [{ port: 'eighty' }, '--port eighty: must be a number from 0 to 65535 (0: any free port)'],
    [{ port: '70000' }, '--port 70000: must be a number from 0 to 65535 (0: any free port)'],
    [{ tlsCert: 'a.pem' }, '--tls-cert and --tls-key belong together: give both or none'],
    [{ tlsCert: '/nowhere/a.pem', tlsKey: '/nowhere/b.pem' }, /^--tls-cert \/nowhere\/a.pem: cannot be read: ENOENT/],
    [{ publicUrl: 'breakwater.example' }, /^--public-url breakwater.example: must be an address such as/],
    [{ publicUrl: 'https://a.example/path' }, /without a path$/],
    [{ log: 'loud' }, '--log loud: must be one of silent, error, warn, info, debug'],
  ])('refuses %j in one line', async (options, message) => {
    await expect(main({ data: dir, ...options })).rejects.toMatchObject({ code: 'usage', message: typeof message === 'string' ? message : expect.stringMatching(message) });
  });
});
