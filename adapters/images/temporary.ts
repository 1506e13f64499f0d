/** Files that are needed for the time of one scan. They lie in the cache, and are deleted when they are let go. */
import { randomBytes } from 'node:crypto';
import { type FileHandle, mkdir, open, readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { messageOf, ProblemError } from '#core/result.ts';

const DAY_MS = 24 * 60 * 60 * 1000;

/** @throws ProblemError `cache.unwritable` */
export async function temporaryFile(cacheFolder: string): Promise<{ readonly path: string; readonly handle: FileHandle }> {
  const folder = join(cacheFolder, 'unpacked');
  try {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    await sweep(folder);
    const path = join(folder, `${process.pid}-${randomBytes(6).toString('hex')}`);
    return { path, handle: await open(path, 'wx', 0o600) };
  } catch (error) {
    throw new ProblemError('cache.unwritable', `the cache at ${folder} cannot be written: ${messageOf(error)}`, { cause: error });
  }
}

/** What a killed process left behind. */
async function sweep(folder: string): Promise<void> {
  for (const name of await readdir(folder)) {
    const path = join(folder, name);
    const found = await stat(path).catch(() => null);
    if (found !== null && Date.now() - found.mtimeMs > DAY_MS) await rm(path, { force: true });
  }
}
