/**
 * Results on disk: of a layer by its digest, of an image by those of its layers, both by the versions of the analyzers. All of
 * it can be deleted at any time.
 * Bounded: the results that were not used for longest go first.
 */
import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile, rename, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { deserialize, serialize } from 'node:v8';
import { constants, zstdCompress, zstdDecompress } from 'node:zlib';
import type { LayerContents } from '#core/ports/images.ts';
import { messageOf, ProblemError } from '#core/result.ts';

const compress = promisify(zstdCompress);
const decompress = promisify(zstdDecompress);

/** Raise it when what is kept of a layer changes its form. */
const FORM = 1;
const FAST = { params: { [constants.ZSTD_c_compressionLevel]: 1 } };
const MOST_BYTES = 1024 ** 3;
/** What one result may unpack to: names of all entries, and packages. */
const MOST_RESULT = 512 * 1024 * 1024;

/** `$BREAKWATER_CACHE`, or `breakwater` below `$XDG_CACHE_HOME` or `~/.cache`. */
export const defaultCache = (): string => process.env['BREAKWATER_CACHE'] ?? join(process.env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache'), 'breakwater');

export class LayerCache {
  readonly #folder: string;
  readonly #versions: string;

  /** `versions`: what the results depend on besides the layer. */
  constructor(folder: string, versions: string) {
    this.#folder = join(folder, 'layers');
    this.#versions = versions;
  }

  #file(key: string): string {
    return join(this.#folder, `${createHash('sha256').update(JSON.stringify([FORM, key, this.#versions])).digest('hex')}.zst`);
  }

  /** Undefined where nothing usable is kept. `T` is what was put under the key. */
  async get<T = LayerContents>(key: string): Promise<T | undefined> {
    const file = this.#file(key);
    try {
      const contents = deserialize(await decompress(await readFile(file), { maxOutputLength: MOST_RESULT })) as T;
      const now = new Date();
      await utimes(file, now, now);
      return contents;
    } catch (error) {
      // Missing, cut off or of another program: it is worked out again, and the result replaced.
      if (!(error instanceof Error)) throw error;
      return undefined;
    }
  }

  /** @throws ProblemError `cache.unwritable` */
  async put(key: string, contents: unknown): Promise<void> {
    const file = this.#file(key);
    const temporary = `${file}.${process.pid}.tmp`;
    try {
      await mkdir(this.#folder, { recursive: true, mode: 0o700 });
      await writeFile(temporary, await compress(serialize(contents), FAST), { mode: 0o600 });
      await rename(temporary, file);
    } catch (error) {
      await rm(temporary, { force: true });
      throw new ProblemError('cache.unwritable', `the cache at ${this.#folder} cannot be written: ${messageOf(error)}`, { cause: error });
    }
  }

  /** Deletes what was not used for longest, until the rest is small enough. */
  async trim(most = MOST_BYTES): Promise<void> {
    const names = await readdir(this.#folder).catch(() => []);
    const files = await Promise.all(names.map(async (name) => {
      const path = join(this.#folder, name);
      const found = await stat(path).catch(() => null);
      return { path, size: found?.size ?? 0, used: found?.mtimeMs ?? 0 };
    }));
    let total = files.reduce((sum, { size }) => sum + size, 0);
    for (const { path, size } of files.sort((a, b) => a.used - b.used)) {
      if (total <= most) return;
      await rm(path, { force: true });
      total -= size;
    }
  }
}
