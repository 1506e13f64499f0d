/** Reads files of advisories into the database: what `import` and `update` have in common. */
import { existsSync } from 'node:fs';
import type { Advisory, ExploitPrediction, KnownExploited } from '#core/advisories.ts';
import { crc32, openDatabaseFile, sha256, writeDatabaseFile } from '#adapters/advisories/database/index.ts';
import { defaultDatabasePath } from '#adapters/advisories/database/location.ts';
import { readEpss } from '#adapters/advisories/epss/index.ts';
import { readKev } from '#adapters/advisories/kev/index.ts';
import { kindOf } from '#adapters/advisories/kind.ts';
import { readOsv } from '#adapters/advisories/osv/index.ts';
import { readText } from '#adapters/advisories/text.ts';
import { ProblemError } from '#core/result.ts';
import { type AdvisoryDatabase, buildDatabase, changedAdvisories, type DatabaseCounts, openDatabase, verifyDatabase } from '#domains/vulnerabilities/index.ts';
import { Progress } from '../progress.ts';

const tools = { sha256, crc32 };
const MAX_KEV = 256 * 1024 * 1024;
/** Problems that are told one by one; more are only counted. */
const TOLD = 10;

export const databasePath = (option: string | undefined): string => option ?? defaultDatabasePath();

export interface OpenedDatabase { readonly database: AdvisoryDatabase; readonly path: string; readonly size: number; readonly written: number; close(): void }

/** @throws ProblemError */
export function openAdvisories(path: string): OpenedDatabase {
  const file = openDatabaseFile(path);
  try {
    return { database: openDatabase(file, tools), path, size: file.size, written: file.written, close: () => file.close() };
  } catch (error) {
    file.close();
    throw error;
  }
}

export interface Imported {
  readonly database: string;
  readonly read: number;
  readonly malformed: number;
  /** Files that could not be read; what could be read of the others is in. */
  readonly failed: readonly { readonly file: string; readonly reason: string }[];
  readonly added: number;
  readonly changed: number;
  readonly removed: number;
  readonly counts: DatabaseCounts;
}

/**
 * Writes the database anew with what the files hold. The last good one stays in use where that fails.
 * @param replace begin without what the last database holds
 * @throws ProblemError
 */
export async function importFiles(path: string, files: readonly string[], replace: boolean): Promise<Imported> {
  const kinds = await Promise.all(files.map(async (file) => ({ file, kind: await kindOf(file) })));
  const of = (kind: string): readonly string[] => kinds.filter((each) => each.kind === kind).map(({ file }) => file);
  const reader = new Reader();
  const previous = existsSync(path) ? openAdvisories(path) : null;
  try {
    const kev = of('kev').length > 0 ? await reader.knownExploited(of('kev')) : undefined;
    const pieces = await buildDatabase({
      previous: replace ? null : previous?.database ?? null, advisories: reader.advisories(of('osv')),
      ...(kev === undefined ? {} : { knownExploited: kev }), ...(of('epss').length > 0 ? { predictions: reader.predictions(of('epss')) } : {}),
    }, tools);
    reader.end();
    if (reader.read === 0) throw new ProblemError('advisories.empty', `${files.join(', ')}: nothing could be read of it${reader.malformed > 0 ? ` (${reader.malformed} malformed entries)` : ''}; the database is as it was`);
    writeDatabaseFile(path, pieces, (file) => verifyDatabase(file, tools));
    const next = openAdvisories(path);
    try {
      const { added, changed, removed } = changedAdvisories(previous?.database ?? null, next.database);
      return { database: path, read: reader.read, malformed: reader.malformed, failed: reader.failed, added: added.length, changed: changed.length, removed: removed.length, counts: next.database.counts };
    } finally {
      next.close();
    }
  } finally {
    reader.end();
    previous?.close();
  }
}

class Reader {
  read = 0;
  malformed = 0;
  readonly failed: { file: string; reason: string }[] = [];
  readonly #progress = new Progress('Reading advisories');
  #ended = false;

  async *advisories(files: readonly string[]): AsyncGenerator<Advisory> {
    for (const file of files) {
      yield* this.#each(file, readOsv(file, ({ where, message }) => this.#problem(`${where}: ${message}`)));
    }
  }

  async knownExploited(files: readonly string[]): Promise<readonly KnownExploited[]> {
    const all: KnownExploited[] = [];
    for (const file of files) {
      for await (const entry of this.#each(file, this.#kev(file))) all.push(entry);
    }
    return all;
  }

  async *predictions(files: readonly string[]): AsyncGenerator<ExploitPrediction> {
    for (const file of files) {
      yield* this.#each(file, readEpss(file, (line) => this.#problem(`${file}:${line}: is no score`)));
    }
  }

  async *#kev(file: string): AsyncGenerator<KnownExploited> {
    const { entries, bad } = readKev(await readText(file, MAX_KEV), file);
    if (bad > 0) this.#problem(`${file}: ${bad} entries without a usable id`, bad);
    yield* entries;
  }

  /** A file that breaks off spoils only itself. */
  async *#each<T>(file: string, entries: AsyncIterable<T>): AsyncGenerator<T> {
    try {
      for await (const entry of entries) {
        this.#count();
        yield entry;
      }
    } catch (error) {
      if (!(error instanceof ProblemError)) throw error;
      this.failed.push({ file, reason: error.message });
      this.#progress.end();
      process.stderr.write(`breakwater: ${error.message}\n`);
    }
  }

  /** Takes the bar away, and tells once how much was left out. */
  end(): void {
    this.#progress.end();
    if (this.malformed > TOLD && !this.#ended) process.stderr.write(`breakwater: ${this.malformed} malformed entries in all\n`);
    this.#ended = true;
  }

  #count(): void {
    this.read += 1;
    this.#progress.update(this.read, 0, 'entries');
  }

  #problem(message: string, count = 1): void {
    this.malformed += count;
    if (this.malformed <= TOLD) { this.#progress.end(); process.stderr.write(`breakwater: ${message}\n`); }
  }
}
