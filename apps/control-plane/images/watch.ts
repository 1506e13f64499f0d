/**
 * Watches the database of advisories and the folder of statements (VEX). A new database is checked completely in a thread
 * before it is used; until then, and where it is damaged, the one before stays in use.
 */
import { createHash } from 'node:crypto';
import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { crc32, openDatabaseFile, sha256 } from '#adapters/advisories/database/index.ts';
import { readCsaf } from '#adapters/formats/csaf/index.ts';
import { readOpenVex } from '#adapters/formats/openvex/index.ts';
import { LIMITS } from '#core/limits.ts';
import { messageOf, ProblemError } from '#core/result.ts';
import type { VexStatement } from '#core/scans.ts';
import { openDatabase } from '#domains/vulnerabilities/index.ts';
import type { AdvisorySource, Images, Log, Statements } from '#pipeline/index.ts';
import type { VerifyAnswer, VerifyData } from './verify.ts';

const LOOK_MS = 2000;
/** Documents of statements that are read. */
const MOST_FILES = 1000;

export interface WatchOptions {
  readonly images: Pick<Images, 'advisories'>;
  readonly path: string;
  readonly vexFolder: string;
  readonly log: Log;
  readonly lookMs?: number;
}

export interface Watch { stop(): Promise<void> }

/** Resolves when what is there is in use. */
export async function watchAdvisories(options: WatchOptions): Promise<Watch> {
  const watcher = new Watcher(options);
  await watcher.look();
  let under: Promise<void> | null = null;
  const timer = setInterval(() => {
    under ??= watcher.look().finally(() => { under = null; });
  }, options.lookMs ?? LOOK_MS);
  timer.unref();
  return { stop: async () => { clearInterval(timer); await under; } };
}

class Watcher {
  readonly #options: WatchOptions;
  #file = '';
  #folder = '';
  readonly #told = new Set<string>();

  constructor(options: WatchOptions) { this.#options = options; }

  /** What cannot be looked at (permissions, a file where a folder should be) is told, once; what was in use stays. */
  async look(): Promise<void> {
    await this.#try(() => this.#statements(), () => undefined);
    await this.#try(() => this.#database(), (problem) => { this.#options.images.advisories.problem = problem; });
  }

  async #try(work: () => Promise<void>, failed: (problem: string) => void): Promise<void> {
    try {
      await work();
    } catch (error) {
      const problem = messageOf(error);
      failed(problem);
      if (!this.#told.has(problem)) this.#options.log('error', `advisories: ${problem}`);
      this.#told.add(problem);
    }
  }

  async #database(): Promise<void> {
    const { images: { advisories }, path, log } = this.#options;
    const found = await printOf(path);
    if (found === this.#file) return;
    if (found === '') {
      advisories.problem = this.#file === '' ? null : `${path} is gone; the advisories read before stay in use until the next start`;
    } else {
      const problem = await verify(path);
      // Replaced in the meantime: the next look takes the new one.
      if ((await printOf(path)) !== found) return;
      advisories.problem = problem;
      if (problem === null) await advisories.use({ source: openSource(path) });
      else log('warn', `advisories: ${problem}${advisories.source === null ? '' : '; the ones before stay in use'}`);
    }
    this.#file = found;
  }

  async #statements(): Promise<void> {
    const { images: { advisories }, vexFolder, log } = this.#options;
    const names = (await readdir(vexFolder).catch((error: NodeJS.ErrnoException) => { if (error.code === 'ENOENT') return []; throw error; })).filter((name) => name.endsWith('.json')).sort().slice(0, MOST_FILES);
    const print = JSON.stringify(await Promise.all(names.map(async (name) => [name, await printOf(join(vexFolder, name))])));
    if (print === this.#folder) return;
    const list: VexStatement[] = [], hash = createHash('sha256');
    for (const name of names) {
      try {
        const { statements, bytes } = await readStatements(join(vexFolder, name), (message) => log('warn', message));
        hash.update(bytes);
        list.push(...statements);
      } catch (error) {
        if (!(error instanceof ProblemError)) throw error;
        log('warn', error.message);
      }
    }
    this.#folder = print;
    const statements: Statements = { list, fingerprint: list.length === 0 ? '' : hash.digest('hex') };
    await advisories.use({ statements });
  }
}

/** Changes when a file is put in its place or written; '' where there is none. */
async function printOf(path: string): Promise<string> {
  try {
    const { ino, mtimeMs, size } = await stat(path);
    return `${ino}:${mtimeMs}:${size}`;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return '';
    throw error;
  }
}

function verify(path: string): Promise<string | null> {
  return new Promise((resolve) => {
    const worker = new Worker(new URL('./verify.ts', import.meta.url), { workerData: { path } satisfies VerifyData });
    worker.once('message', ({ problem }: VerifyAnswer) => resolve(problem));
    worker.once('error', (error) => resolve(`${path}: cannot be checked: ${messageOf(error)}`));
    worker.once('exit', (code) => resolve(`${path}: cannot be checked: the thread ended with code ${code}`));
  });
}

function openSource(path: string): AdvisorySource {
  const file = openDatabaseFile(path);
  try {
    const database = openDatabase(file, { sha256, crc32 });
    // Magic, digest of the header: and the header has the digests of all that follows.
    return { database, fingerprint: Buffer.from(file.read(0, 40)).toString('hex'), writtenAt: file.written * 1000, close: () => file.close() };
  } catch (error) {
    file.close();
    throw error;
  }
}

async function readStatements(file: string, warn: (message: string) => void): Promise<{ statements: readonly VexStatement[]; bytes: Buffer }> {
  const unreadable = (reason: string): never => { throw new ProblemError('vex.unreadable', `${file}: ${reason}`); };
  if ((await stat(file)).size > LIMITS.sbomBytes) unreadable(`is larger than the ${LIMITS.sbomBytes} bytes that are read`);
  const bytes = await readFile(file);
  let document: unknown;
  try {
    document = JSON.parse(bytes.toString('utf8'));
  } catch (error) {
    return unreadable(`is not valid JSON: ${messageOf(error)}`);
  }
  const { statements, problems } = readOpenVex(document) ?? readCsaf(document) ?? unreadable('is neither an OpenVEX nor a CSAF VEX document');
  for (const problem of problems.slice(0, 20)) warn(`${file}: ${problem}`);
  return { statements, bytes };
}
