/**
 * The scanners that `npm run bench -- scan` compares with: built with Go from their public modules, in fixed versions
 * whose content Go's checksum database vouches for, into a cache outside of the checkout.
 */
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { constants } from 'node:fs';
import { access, mkdir, mkdtemp, rename, rm } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';

/** `stamp` is the variable that tells the version; `tags` and `experiment` are what the project's own releases are built with. */
interface Peer { readonly program: string; readonly module: string; readonly version: string; readonly stamp: string; readonly tags: string; readonly experiment: string }

/** grype v0.121.2 requires syft v1.57.0: its cataloguer, asked alone for the packages that grype does not list. */
const PEERS = [
  { program: 'trivy', module: 'github.com/aquasecurity/trivy/cmd/trivy', version: 'v0.74.0', stamp: 'github.com/aquasecurity/trivy/pkg/version/app.ver', tags: '', experiment: 'jsonv2' },
  { program: 'grype', module: 'github.com/anchore/grype/cmd/grype', version: 'v0.121.2', stamp: 'main.version', tags: 'containers_image_openpgp,exclude_graphdriver_btrfs', experiment: '' },
  { program: 'syft', module: 'github.com/anchore/syft/cmd/syft', version: 'v1.57.0', stamp: 'main.version', tags: 'containers_image_openpgp,exclude_graphdriver_btrfs', experiment: '' },
] as const satisfies readonly Peer[];

type Program = (typeof PEERS)[number]['program'];

/** A scanner: its file, its version, and how long it took to have it. */
export interface Built { readonly program: Program; readonly file: string; readonly version: string; readonly seconds: number; readonly fromCache: boolean }

async function exists(file: string): Promise<boolean> {
  try {
    await access(file, constants.X_OK);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return false;
    throw error;
  }
}

function install(peer: Peer, into: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const args = ['-n', '10', 'go', 'install', '-trimpath', `-tags=${peer.tags}`, `-ldflags=-s -w -X ${peer.stamp}=${peer.version.slice(1)}`, `${peer.module}@${peer.version}`];
    const child = spawn('nice', args, { cwd: into, env: { ...process.env, CGO_ENABLED: '0', GOWORK: 'off', GOFLAGS: '', GOEXPERIMENT: peer.experiment, GOBIN: into }, stdio: ['ignore', 'ignore', 'pipe'] });
    let tail = '';
    child.stderr.on('data', (chunk: Buffer) => { tail = (tail + chunk.toString()).slice(-4000); });
    child.once('error', (error) => reject(new Error(`go cannot be run (${error.message}); install Go 1.26 or later`)));
    child.once('close', (code) => (code === 0 ? resolve() : reject(new Error(`go install ${peer.module}@${peer.version} ended with code ${code}:\n${tail.trim()}`))));
  });
}

/** Under ~/.cache/breakwater/peers, named by what is built and how. */
function folderOf(peer: Peer): string {
  const hash = createHash('sha256').update(JSON.stringify(peer)).digest('hex').slice(0, 16);
  return join(process.env['XDG_CACHE_HOME'] || join(homedir(), '.cache'), 'breakwater', 'peers', hash);
}

/** One scanner; built when the cache has none. Rejects with the exact error of the build. */
async function ensure(peer: (typeof PEERS)[number]): Promise<Built> {
  const began = performance.now(), folder = folderOf(peer), file = join(folder, peer.program);
  const built = (fromCache: boolean): Built => ({ program: peer.program, file, version: peer.version, seconds: (performance.now() - began) / 1000, fromCache });
  if (await exists(file)) return built(true);
  await mkdir(join(folder, '..'), { recursive: true });
  const work = await mkdtemp(`${folder}-build-`);
  try {
    await install(peer, work);
    await rm(folder, { recursive: true, force: true });
    await rename(work, folder);
  } finally {
    await rm(work, { recursive: true, force: true });
  }
  return built(false);
}

/** All scanners, one after the other; one that cannot be built is in `failed` with the error. About 15 minutes when nothing is cached. */
export async function buildPeers(log: (line: string) => void): Promise<{ readonly built: readonly Built[]; readonly failed: readonly string[] }> {
  const built: Built[] = [], failed: string[] = [];
  for (const peer of PEERS) {
    try {
      const done = await ensure(peer);
      built.push(done);
      log(`${done.program} ${done.version}: ${done.fromCache ? 'from the cache' : `built in ${done.seconds.toFixed(0)} s`}`);
    } catch (error) {
      failed.push(`${peer.program} ${peer.version}: ${error instanceof Error ? error.message : String(error)}`);
      log(failed.at(-1)!);
    }
  }
  return { built, failed };
}

if (import.meta.main) process.exitCode = (await buildPeers((line) => console.log(line))).failed.length === 0 ? 0 : 1;
