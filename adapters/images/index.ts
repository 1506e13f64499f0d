/** Images and folders: opened, read layer by layer, and put together as a container sees them. */
import type { Analyzer } from '#core/packages.ts';
import { LayerCache } from './cache.ts';
import { WorkerPool } from './pool.ts';
import { loadSearch } from './search.ts';
import type { AnalyzeOptions } from './analyze.ts';
import type { WorkerSetup } from './jobs.ts';

export { analyzeFolder, analyzeImage, analyzeKept, type AnalyzeOptions, type Findings } from './analyze.ts';
export { defaultCache } from './cache.ts';
export { openDockerArchive } from './docker-archive.ts';
export { openImage, parsePlatform } from './oci.ts';
export { openOciArchive, openOciFolder } from './oci-layout.ts';
export { analyzeFile } from './single-file.ts';

export interface Reader extends AnalyzeOptions { close(): Promise<void> }

/**
 * What reading images needs: workers, the cache, analyzers. `cacheFolder` null: nothing is kept.
 * @throws ProblemError `image.setup`
 */
export async function createReader(setup: WorkerSetup, cacheFolder: string | null, more: Pick<AnalyzeOptions, 'progress' | 'warn'> = {}): Promise<Reader> {
  const search = await loadSearch(setup);
  const pool = new WorkerPool(setup, cacheFolder);
  const cache = cacheFolder === null ? null : new LayerCache(cacheFolder, versionsOf(search.analyzers, setup.texts));
  return { ...more, search, pool, cache, close: () => pool.close() };
}

const versionsOf = (analyzers: readonly Analyzer[], texts: readonly string[]): string => JSON.stringify([analyzers.map(({ id, version }) => `${id}@${version}`).sort(), texts]);
