/** One complete listing of a registry. */
import type { RegistryRecord, Unread } from '#core/ports/registries.ts';
import { isLocal, type Look, lookAtRepository, lookAtTags, REGISTRY_LIMITS } from './look.ts';
import { repositoryName, tagsAt } from './names.ts';
import { eachOf } from './tasks.ts';

export interface ListingRun extends Look {
  readonly record: RegistryRecord;
  /** When this listing began, before a restart: repositories that were listed since are not listed again. */
  readonly since: number;
  readonly now: () => number;
  /** References of images that run, in any registry. */
  readonly running: () => Promise<readonly string[]>;
  /** How many repositories there are, and after each that was looked at. */
  readonly progress: (repositories: number) => Promise<void>;
}

/** Lines about what could not be listed; what is beyond is counted in one more line. */
const UNREAD = 100;

/**
 * Looks at all repositories that the registry lists, that the filters name, that are known from before or that something
 * runs from. Gives what could not be listed. @throws ProblemError when the registry itself cannot be listed now
 */
export async function listRegistry(run: ListingRun): Promise<{ readonly repositories: number; readonly unread: readonly Unread[] }> {
  const { listing, selection, record, signal, store, book } = run;
  await listing.check(signal);
  const unread = new Notes();
  const listed = await catalog(run, unread);
  const running = tagsAt(record.host, await run.running());
  const known = await store.knownRepositories(record.id);
  const names = [...new Set([...listed, ...record.filters.repositories, ...known.keys(), ...running.keys()])].filter(selection.repository).sort();
  for (const name of known.keys()) if (!selection.repository(name)) await book.locked(name, () => book.dropRepository(name));
  if (names.length > REGISTRY_LIMITS.repositories) unread.add('repositories', `there are ${names.length}; the first ${REGISTRY_LIMITS.repositories} by name are listed: choose with filters`);
  const wanted = names.slice(0, REGISTRY_LIMITS.repositories);
  await run.progress(wanted.length);
  let tags = 0;
  await eachOf(wanted, REGISTRY_LIMITS.sideBySide, async (name) => {
    signal.throwIfAborted();
    if ((known.get(name) ?? 0) >= run.since) return;
    if (tags >= REGISTRY_LIMITS.allTags) { unread.add(name, `the registry has more than ${REGISTRY_LIMITS.allTags} tags: choose with filters`); return; }
    tags += await lookAt(run, name, listed.has(name) || selection.wanted(name), running.get(name) ?? new Set(), unread);
    await run.progress(wanted.length);
  });
  return { repositories: wanted.length, unread: unread.lines() };
}

/** Repositories that the registry itself lists. */
async function catalog({ listing, record, signal }: ListingRun, unread: Notes): Promise<ReadonlySet<string>> {
  const found = new Set<string>();
  try {
    const { names, complete } = await listing.repositories(REGISTRY_LIMITS.repositories, signal);
    for (const name of names) {
      const repository = repositoryName(record.host, name);
      if (repository === null) unread.add(name.slice(0, 300), 'this is no valid name of a repository');
      else found.add(repository);
    }
    if (!complete) unread.add('repositories', `the registry lists more than ${REGISTRY_LIMITS.repositories}; others are followed when filters or notifications name them`);
  } catch (error) {
    if (!isLocal(error)) throw error;
    // Nothing is missing where the repositories are named.
    if (record.filters.repositories.length === 0) unread.add('repositories', `the registry does not list them (${error.message}): name them under filters; until then only what runs, and what notifications name, is followed`);
  }
  return found;
}

/** `whole`: all tags; else those that run or are known. Gives how many tags there are. */
async function lookAt(run: ListingRun, name: string, whole: boolean, running: ReadonlySet<string>, unread: Notes): Promise<number> {
  const { store, registry, book, selection, now } = run;
  try {
    let tags = 0;
    if (whole) {
      const found = await lookAtRepository(run, name);
      tags = found.tags;
      if (!found.complete) unread.add(name, `it has more than ${REGISTRY_LIMITS.tags} tags; the others are not followed`);
    } else {
      const some = new Set([...running, ...(await store.knownTags(registry, name)).map(({ tag }) => tag)].filter(selection.tag));
      tags = some.size;
      await lookAtTags(run, name, [...some].map((tag) => ({ tag, pushedAt: null })));
      // Nothing of it runs any more, and nothing of it is known.
      if (tags === 0) { await store.removeRepository(registry, name); return 0; }
    }
    await store.markListed(registry, name, now());
    return tags;
  } catch (error) {
    if (!isLocal(error)) throw error;
    if (error.code === 'registry.missing') await book.locked(name, () => book.dropRepository(name));
    if (error.code !== 'registry.missing' || run.record.filters.repositories.includes(name)) unread.add(name, error.message);
    return 0;
  }
}

class Notes {
  readonly #lines: Unread[] = [];
  #more = 0;

  add(what: string, reason: string): void {
    if (this.#lines.length < UNREAD) this.#lines.push({ what, reason: reason.slice(0, 1000) });
    else this.#more++;
  }

  lines(): readonly Unread[] {
    return this.#more === 0 ? this.#lines : [...this.#lines, { what: 'more', reason: `${this.#more} more could not be listed` }];
  }
}
