/** Loads the analyzers that a scan uses. */
import type { Analyzer } from '#core/packages.ts';
import { ProblemError } from '#core/result.ts';
import type { Search } from './collector.ts';
import type { WorkerSetup } from './jobs.ts';

/**
 * Images hold what is installed: files that only declare packages count where a folder of sources is looked at.
 * @throws ProblemError `image.setup`
 */
export async function loadSearch(setup: WorkerSetup): Promise<Search> {
  const { ANALYZERS } = await import(setup.analyzers) as { readonly ANALYZERS?: readonly Analyzer[] };
  if (ANALYZERS === undefined) throw new ProblemError('image.setup', `${setup.analyzers} exports no ANALYZERS`);
  return { analyzers: ANALYZERS.filter(({ evidence }) => !setup.installedOnly || evidence === 'installed'), texts: setup.texts };
}
