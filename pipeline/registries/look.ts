/** Looking at single repositories: what their tags name now. Used by listings and by notifications. */
import type { Hint, KnownTag, RegistryListing, RegistryStore } from '#core/ports/registries.ts';
import { ProblemError } from '#core/result.ts';
import type { FoundTag, TagBook } from './book.ts';
import { isTag } from './names.ts';
import { isUndated } from './order.ts';
import type { Selection } from './patterns.ts';
import { eachOf } from './tasks.ts';

export const REGISTRY_LIMITS = {
  /** Repositories of one registry. */
  repositories: 20_000,
  /** Tags of one repository. */
  tags: 10_000,
  /** Tags of one registry. */
  allTags: 200_000,
  /** Tags asked for under one lock; a notification waits no longer than for these. */
  batch: 50,
  /** Requests to one registry side by side: repositories, and tags in each. */
  sideBySide: 3,
  tagsSideBySide: 4,
  /** Images whose build time is asked for in one repository and listing. */
  dated: 1000,
} as const;

export interface Look {
  readonly store: RegistryStore;
  readonly registry: string;
  readonly book: TagBook;
  readonly listing: RegistryListing;
  readonly selection: Selection;
  readonly signal: AbortSignal;
}

/** Failures that are about one repository, not about the registry. */
export const isLocal = (error: unknown): error is ProblemError => error instanceof ProblemError && ['registry.denied', 'registry.missing', 'registry.malformed'].includes(error.code);

/** Lists a repository. Gives how many tags it has, and whether that are all. @throws ProblemError `registry.missing` when there is no such repository */
export async function lookAtRepository(look: Look, repository: string): Promise<{ readonly tags: number; readonly complete: boolean }> {
  const { store, registry, book, listing, selection, signal } = look;
  // Before the list: what is pushed meanwhile is in neither, and stays.
  const known = await store.knownTags(registry, repository);
  const { names, complete } = await listing.tags(repository, REGISTRY_LIMITS.tags, signal);
  const unwanted = known.filter(({ tag }) => !selection.tag(tag));
  if (unwanted.length > 0) await book.locked(repository, () => book.drop(repository, unwanted));
  // What is no longer listed is asked for, too: only what the registry itself says is gone is gone.
  const tags = new Set([...names, ...known.map(({ tag }) => tag)].filter((tag) => isTag(tag) && selection.tag(tag)));
  await lookAtTags(look, repository, [...tags].map((tag) => ({ tag, pushedAt: null })));
  return { tags: tags.size, complete };
}

/** Asks for these tags only. Gives those of which something else is true than before. */
export async function lookAtTags(look: Look, repository: string, tags: readonly Pick<Hint, 'tag' | 'pushedAt'>[]): Promise<ReadonlySet<string>> {
  const { store, registry, book, listing, selection, signal } = look;
  const moved = new Set<string>();
  for (let i = 0; i < tags.length; i += REGISTRY_LIMITS.batch) {
    const some = tags.slice(i, i + REGISTRY_LIMITS.batch);
    await book.locked(repository, async () => {
      const known = new Map((await store.knownTags(registry, repository, some.map(({ tag }) => tag))).map((tag) => [tag.tag, tag.digest]));
      const found: FoundTag[] = [];
      await eachOf(some, REGISTRY_LIMITS.tagsSideBySide, async ({ tag, pushedAt }) => {
        found.push({ tag, digest: await listing.digest(repository, tag, known.get(tag) ?? null, signal), pushedAt });
      });
      for (const { tag, digest } of found) if (digest !== (known.get(tag) ?? null)) moved.add(tag);
      await book.apply(repository, found, selection.newest);
    });
  }
  if (selection.newest !== null && tags.length > 0) await chooseNewest(look, repository, selection.newest);
  return moved;
}

async function chooseNewest(look: Look, repository: string, newest: number): Promise<void> {
  const { store, registry, book } = look;
  const all = await store.knownTags(registry, repository);
  if (all.length > newest) await date(look, repository, all.filter(isUndated).slice(0, REGISTRY_LIMITS.dated));
  await book.locked(repository, () => book.choose(repository, newest));
}

/** Asks when images were built: once for each digest. */
async function date({ store, registry, book, listing, signal }: Look, repository: string, tags: readonly KnownTag[]): Promise<void> {
  const times = new Map<string, number>();
  await eachOf(new Set(tags.map(({ digest }) => digest)), REGISTRY_LIMITS.tagsSideBySide, async (digest) => {
    times.set(digest, (await listing.builtAt(repository, digest, signal).catch((error: unknown) => { if (isLocal(error)) return null; throw error; })) ?? 0);
  });
  await book.locked(repository, async () => {
    const now = await store.knownTags(registry, repository, tags.map(({ tag }) => tag));
    await store.putTags(registry, repository, now.filter(({ digest }) => times.has(digest)).map((tag) => ({ ...tag, builtAt: times.get(tag.digest) ?? 0 })));
  });
}
