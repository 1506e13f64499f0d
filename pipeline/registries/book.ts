/**
 * What is known of the tags of one registry, and what of it was reported for scanning. What is reported is on disk there
 * before it is noted here: after a break it may be reported twice, but it is never forgotten.
 */
import type { ImageIntake } from '#core/ports/images-store.ts';
import type { KnownTag, RegistryStore } from '#core/ports/registries.ts';
import { tagReference } from './names.ts';
import { newestFirst } from './order.ts';

export interface FoundTag {
  readonly tag: string;
  /** Null: there is no such tag. */
  readonly digest: string | null;
  /** When a notification told that it was pushed. */
  readonly pushedAt: number | null;
}
export interface BookOptions {
  readonly store: RegistryStore;
  readonly intake: ImageIntake;
  readonly registry: string;
  readonly host: string;
  readonly now: () => number;
}

/** Images reported at once. */
const STEP = 200;

export class TagBook {
  readonly #options: BookOptions;
  readonly #locks = new Map<string, Promise<void>>();

  constructor(options: BookOptions) { this.#options = options; }

  /** One at a time for each repository: what was asked of the registry and what is noted of it belong together. */
  async locked<T>(repository: string, run: () => Promise<T>): Promise<T> {
    const before = this.#locks.get(repository) ?? Promise.resolve();
    const { promise, resolve } = Promise.withResolvers<void>();
    const mine = before.then(() => promise);
    this.#locks.set(repository, mine);
    await before;
    try {
      return await run();
    } finally {
      resolve();
      if (this.#locks.get(repository) === mine) this.#locks.delete(repository);
    }
  }

  /** Takes in what the registry said, under the lock. `newest` null: all of it is reported; else `choose` does it. */
  async apply(repository: string, found: readonly FoundTag[], newest: number | null): Promise<void> {
    const { store, registry, now } = this.#options;
    const known = new Map((await store.knownTags(registry, repository, found.map(({ tag }) => tag))).map((tag) => [tag.tag, tag]));
    const put: KnownTag[] = [];
    const report: KnownTag[] = [];
    const gone: KnownTag[] = [];
    for (const { tag, digest, pushedAt } of found) {
      const old = known.get(tag);
      if (digest === null) {
        if (old !== undefined) gone.push(old);
        continue;
      }
      const same = old?.digest === digest ? old : undefined;
      const next: KnownTag = { tag, digest, pushedAt: pushedAt ?? same?.pushedAt ?? null, builtAt: same?.builtAt ?? null, firstSeenAt: same?.firstSeenAt ?? now(), reported: old?.reported ?? null };
      const reported = newest === null && next.reported !== digest;
      if (reported) report.push(next);
      if (reported || same === undefined || next.pushedAt !== same.pushedAt) put.push(reported ? { ...next, reported: digest } : next);
    }
    await this.#seen(repository, report);
    await store.putTags(registry, repository, put);
    await this.#drop(repository, gone);
  }

  /** Reports the newest tags and takes back the others. The times of builds must be known already. */
  async choose(repository: string, newest: number): Promise<void> {
    const { store, registry } = this.#options;
    const ordered = newestFirst(await store.knownTags(registry, repository));
    const report = ordered.slice(0, newest).filter(({ digest, reported }) => digest !== reported);
    const retract = ordered.slice(newest).filter(({ reported }) => reported !== null);
    await this.#seen(repository, report);
    await this.#gone(repository, retract);
    await store.putTags(registry, repository, [...report.map((tag) => ({ ...tag, reported: tag.digest })), ...retract.map((tag) => ({ ...tag, reported: null }))]);
  }

  /** Tags that the filters no longer let through. */
  async drop(repository: string, tags: readonly KnownTag[]): Promise<void> { await this.#drop(repository, tags); }

  async dropRepository(repository: string): Promise<void> {
    const { store, registry } = this.#options;
    await this.#gone(repository, await store.knownTags(registry, repository));
    await store.removeRepository(registry, repository);
  }

  async #drop(repository: string, tags: readonly KnownTag[]): Promise<void> {
    await this.#gone(repository, tags);
    await this.#options.store.removeTags(this.#options.registry, repository, tags.map(({ tag }) => tag));
  }

  async #seen(repository: string, tags: readonly KnownTag[]): Promise<void> {
    const { intake, registry, host } = this.#options;
    for (let i = 0; i < tags.length; i += STEP) {
      await intake.seen(tags.slice(i, i + STEP).map(({ tag, digest, pushedAt }) => ({ registry, reference: tagReference(host, repository, tag), digest, pushedAt })));
    }
  }

  async #gone(repository: string, tags: readonly KnownTag[]): Promise<void> {
    const { intake, registry, host } = this.#options;
    const names = tags.filter(({ reported }) => reported !== null).map(({ tag }) => tagReference(host, repository, tag));
    for (let i = 0; i < names.length; i += STEP) await intake.gone(registry, names.slice(i, i + STEP));
  }
}
