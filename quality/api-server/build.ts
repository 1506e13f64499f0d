/**
 * The programs etcd and kube-apiserver for tests: from KUBEBUILDER_ASSETS, else from a cache outside of the checkout,
 * else built with Go from the modules that go.mod and go.sum pin.
 */
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { constants } from 'node:fs';
import { access, mkdir, mkdtemp, readFile, rename, rm } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { messageOf } from '#core/result.ts';

export interface Binaries {
  readonly etcd: string;
  readonly kubeApiserver: string;
  /** How long it took to have them. */
  readonly seconds: number;
  readonly source: 'KUBEBUILDER_ASSETS' | 'cache' | 'build';
}

const MODULE = import.meta.dirname;

/** Runs a command; its output goes to `log`. Rejects with the end of what it said. */
function run(command: string, args: readonly string[], env: NodeJS.ProcessEnv, log: (text: string) => void): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, [...args], { cwd: MODULE, env, stdio: ['ignore', 'pipe', 'pipe'] });
    let tail = '';
    const note = (chunk: Buffer): void => {
      tail = (tail + chunk.toString()).slice(-4000);
      log(chunk.toString());
    };
    child.stdout.on('data', note);
    child.stderr.on('data', note);
    child.once('error', (error) => reject(new Error(`${command} cannot be run (${error.message}); install it, or set KUBEBUILDER_ASSETS to a folder with etcd and kube-apiserver`)));
    child.once('close', (code) => (code === 0 ? resolve() : reject(new Error(`${command} ${args[0]} ended with code ${code}:\n${tail.trim()}`))));
  });
}

async function executable(path: string): Promise<boolean> {
  try {
    await access(path, constants.X_OK);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return false;
    throw new Error(`${path} is not a program that can be run: ${messageOf(error)}`);
  }
}

/** The version of Kubernetes that go.mod asks for: `v1.36.3`. */
async function pinnedVersion(): Promise<string> {
  const found = /^\s*k8s\.io\/kubernetes (v\d+\.\d+\.\d+)/m.exec(await readFile(join(MODULE, 'go.mod'), 'utf8'));
  if (found === null) throw new Error('quality/api-server/go.mod does not require k8s.io/kubernetes');
  return found[1]!;
}

async function cacheFolder(): Promise<string> {
  const hash = createHash('sha256');
  for (const file of ['go.mod', 'go.sum']) hash.update(await readFile(join(MODULE, file)));
  const root = process.env['XDG_CACHE_HOME'] || join(homedir(), '.cache');
  return join(root, 'breakwater', 'api-server', hash.digest('hex').slice(0, 16));
}

async function build(folder: string, log: (text: string) => void): Promise<void> {
  const version = await pinnedVersion();
  const [major, minor] = version.slice(1).split('.');
  const stamp = Object.entries({ gitVersion: version, gitMajor: major, gitMinor: minor }).map(([name, value]) => `-X k8s.io/component-base/version.${name}=${value}`);
  await mkdir(join(folder, '..'), { recursive: true });
  const work = await mkdtemp(`${folder}-build-`);
  try {
    await run('go', [
      'build', '-mod=readonly', '-trimpath', `-ldflags=-s -w ${stamp.join(' ')}`, '-o', `${work}/`,
      'k8s.io/kubernetes/cmd/kube-apiserver', 'go.etcd.io/etcd/server/v3',
    ], { ...process.env, CGO_ENABLED: '0', GOWORK: 'off', GOFLAGS: '' }, log);
    await rename(join(work, 'server'), join(work, 'etcd'));
    await rm(folder, { recursive: true, force: true });
    await rename(work, folder);
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}

/**
 * Where the two programs are; builds them when nobody has. Rejects with the exact error of the build.
 * A build takes about four minutes on two cores and 2 GiB of memory; `log` gets its output.
 */
export async function ensureBinaries(log: (text: string) => void = (text) => process.stderr.write(text)): Promise<Binaries> {
  const began = performance.now();
  const seconds = (): number => Math.round((performance.now() - began) / 100) / 10;
  const at = (folder: string): Pick<Binaries, 'etcd' | 'kubeApiserver'> => ({ etcd: join(folder, 'etcd'), kubeApiserver: join(folder, 'kube-apiserver') });
  const complete = async (folder: string): Promise<boolean> => (await executable(at(folder).etcd)) && (await executable(at(folder).kubeApiserver));

  const assets = process.env['KUBEBUILDER_ASSETS'];
  if (assets) {
    if (!(await complete(assets))) throw new Error('KUBEBUILDER_ASSETS names a folder without etcd and kube-apiserver');
    return { ...at(assets), seconds: seconds(), source: 'KUBEBUILDER_ASSETS' };
  }
  const folder = await cacheFolder();
  if (await complete(folder)) return { ...at(folder), seconds: seconds(), source: 'cache' };
  log(`building etcd and kube-apiserver ${await pinnedVersion()} with Go; this is done once\n`);
  await build(folder, log);
  log(`built in ${seconds()} s\n`);
  return { ...at(folder), seconds: seconds(), source: 'build' };
}
