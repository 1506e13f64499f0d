/**
 * The databases of vulnerabilities of other scanners, made of the records that ours is made of: theirs cannot be had
 * everywhere, and would compare different knowledge. Written by the scanners' own Go packages (databases/), in the
 * versions that build.ts builds, into a cache outside of the checkout.
 */
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, readFile, rename, rm } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';

const SOURCE = join(import.meta.dirname, 'databases');
const CACHE = join(process.env['XDG_CACHE_HOME'] || join(homedir(), '.cache'), 'breakwater', 'peers');
const ENVIRONMENT = { CGO_ENABLED: '0', GOWORK: 'off', GOFLAGS: '' };

/** Folders: GRYPE_DB_CACHE_DIR, and what trivy has as "db" in its cache. */
export interface Databases { readonly grype: string; readonly trivy: string }

/** Runs a program at low priority. @throws Error with the end of its messages where it fails */
async function run(command: readonly string[], input: readonly string[], cwd: string): Promise<void> {
  const child = spawn('nice', ['-n', '10', ...command], { cwd, env: { ...process.env, ...ENVIRONMENT }, stdio: ['pipe', 'ignore', 'pipe'] });
  let tail = '';
  child.stderr.on('data', (chunk: Buffer) => { tail = (tail + chunk.toString()).slice(-4000); });
  const ended = new Promise<void>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => (code === 0 ? resolve() : reject(new Error(`${command.slice(0, 2).join(' ')} ended with code ${code}:\n${tail.trim()}`))));
  });
  // A program that ends early breaks the pipe: its own message says why.
  const fed = pipeline(Readable.from(input.map((line) => `${line}\n`)), child.stdin).catch((error: NodeJS.ErrnoException) => { if (error.code !== 'EPIPE') throw error; });
  await Promise.all([ended, fed]);
}

async function digestOf(records: readonly string[]): Promise<string> {
  const hash = createHash('sha256');
  for (const name of (await readdir(SOURCE)).sort()) hash.update(`${name}\0`).update(await readFile(join(SOURCE, name)));
  for (const line of records) hash.update(line).update('\n');
  return hash.digest('hex').slice(0, 16);
}

/**
 * The databases of these OSV records, one JSON document each; written when the cache has none, which takes a minute.
 * @throws Error of the build or of the program
 */
export async function ensureDatabases(records: readonly string[], log: (line: string) => void): Promise<Databases> {
  const folder = join(CACHE, `databases-${await digestOf(records)}`), began = performance.now();
  const databases = { grype: join(folder, 'grype'), trivy: join(folder, 'trivy') };
  if (existsSync(folder)) return databases;
  await mkdir(CACHE, { recursive: true });
  const work = await mkdtemp(`${folder}-build-`);
  try {
    const program = join(work, 'databases');
    await run(['go', 'build', '-trimpath', '-tags=containers_image_openpgp,exclude_graphdriver_btrfs', '-ldflags=-s -w', '-o', program, '.'], [], SOURCE);
    for (const scanner of ['grype', 'trivy']) await run([program, scanner, join(work, scanner)], records, work);
    await rm(program);
    await rename(work, folder);
  } finally {
    await rm(work, { recursive: true, force: true });
  }
  log(`databases of vulnerabilities for grype and trivy: written in ${((performance.now() - began) / 1000).toFixed(0)} s`);
  return databases;
}
