/** One lock file or package database on this machine. */
import { readFile, stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { AnalyzerResult, NotAssessed } from '#core/packages.ts';
import { messageOf, ProblemError } from '#core/result.ts';
import { Collector, type Search } from './collector.ts';
import { EntryList } from './entries.ts';
import { Gate } from './gate.ts';
import { Room } from './room.ts';

/**
 * The analyzers choose by name and by the folders above, so the whole path is given to them; places in the result are
 * named as the user named the file.
 * @throws ProblemError `image.unreadable`; `file.unknown` where no analyzer knows such a file
 */
export async function analyzeFile(file: string, search: Search): Promise<{ readonly results: readonly AnalyzerResult[]; readonly notAssessed: readonly NotAssessed[] }> {
  const found = await stat(file).catch((error: unknown) => { throw new ProblemError('image.unreadable', `${file}: cannot be read: ${messageOf(error)}`); });
  if (!found.isFile()) throw new ProblemError('image.unreadable', `${file}: is not a file; for a folder write dir:${file}`);
  const path = resolve(file).replaceAll('\\', '/').replace(/^\/+/, '');
  const [gate, room] = [new Gate(null, 1), new Room()];
  const collector = new Collector({ ...search, texts: [] }, gate, room);
  if (!search.analyzers.some((each) => each.wants(path, found.size, found.mode) !== false)) {
    throw new ProblemError('file.unknown', `${file}: no analyzer knows a file of this name; for a folder of files write dir:, for an SBOM sbom:`);
  }
  const wanted = collector.wants(path, found.size, found.mode);
  if (wanted > 0 || found.size === 0) collector.take(path, (await readFile(file)).subarray(0, wanted), found.size, found.mode);
  const contents = collector.finish(new EntryList(gate, room), found.size);
  const rename = (each: string): string => (each === path || each === '' ? file : each.startsWith(`${path}!/`) ? `${file}${each.slice(path.length)}` : each);
  return {
    results: Object.values(contents.results).map((result) => ({
      packages: result.packages.map((one) => ({ ...one, locations: one.locations.map((place) => ({ ...place, path: rename(place.path) })) })),
      notAssessed: result.notAssessed.map((bad) => ({ ...bad, path: rename(bad.path) })),
    })),
    notAssessed: contents.notAssessed.map((bad) => ({ ...bad, path: rename(bad.path) })),
  };
}
