/** One connected registry that is followed: listed on schedule, looked at where notifications say so. */
import type { ImageIntake } from '#core/ports/images-store.ts';
import { type Hint, RegistryBusyError, type RegistryCredentials, type RegistryListing, type RegistryPatch, type RegistryRecord, type RegistryStore } from '#core/ports/registries.ts';
import { messageOf, ProblemError } from '#core/result.ts';
import type { Log } from '../environment.ts';
import { TagBook } from './book.ts';
import { HintTimes } from './hint-times.ts';
import { listRegistry } from './list.ts';
import { isLocal, type Look, lookAtTags, REGISTRY_LIMITS } from './look.ts';
import { selectionOf } from './patterns.ts';
import { Bell, eachOf, type Slots } from './tasks.ts';

export type OpenListing = (host: string, options: { readonly credentials: RegistryCredentials | null; readonly plainHttp: boolean; /** Waits between attempts, in milliseconds. */ readonly waits?: readonly number[] }) => RegistryListing;

export interface FollowerOptions {
  readonly store: RegistryStore;
  readonly intake: ImageIntake;
  readonly openListing: OpenListing;
  readonly running: () => Promise<readonly string[]>;
  readonly now: () => number;
  readonly log: Log;
  /** Something of the registry is to be shown anew. */
  readonly changed: () => void;
  /** Listings of all registries share them. */
  readonly slots: Slots;
  /** First and longest wait after a failure, in milliseconds. */
  readonly retry: readonly [first: number, longest: number];
  /** How long after a push is told its tag may still be about to change, in milliseconds. */
  readonly settle: number;
}

/** Clocks are set and machines sleep: the time of the next listing is looked up at least this often. */
const LOOK_MS = 60_000;
/** Hints that are looked up at once. */
const HINTS = 100;
const LISTING_MS = 6 * 3_600_000;
/** However long a registry asks to wait. */
const LONGEST_MS = 24 * 3_600_000;

export class Follower {
  readonly #options: FollowerOptions;
  readonly #id: string;
  readonly #schedule = new Bell();
  readonly #hints = new Bell();
  #abort = new AbortController();
  #done: Promise<unknown> = Promise.resolve();
  #again = false;
  readonly #times: HintTimes;

  constructor(id: string, options: FollowerOptions) {
    this.#id = id;
    this.#options = options;
    this.#times = new HintTimes(options.settle, options.now);
  }

  async start(): Promise<void> {
    const record = await this.#options.store.registry(this.#id);
    if (record === null) return;
    const { store, intake, now } = this.#options;
    this.#abort = new AbortController();
    const { signal } = this.#abort;
    const book = new TagBook({ store, intake, registry: record.id, host: record.host, now });
    this.#done = Promise.all([
      this.#loop(signal, this.#schedule, () => this.#listWhenDue(book, signal), (wait) => ({ nextSyncAt: now() + wait })),
      // Not woken by notifications: a registry that is down is not asked more often because more is told of it.
      this.#loop(signal, new Bell(), () => this.#lookUpHints(book, signal), () => ({})),
    ]);
  }

  async stop(): Promise<void> {
    this.#abort.abort(new Error('stopped'));
    await this.#done;
  }

  /** Lists it as soon as possible, and once more if a listing is under way. */
  async listNow(): Promise<void> {
    this.#again = true;
    await this.#options.store.updateRegistry(this.#id, { nextSyncAt: this.#options.now() });
    this.#schedule.ring();
  }

  /** There are hints to look up. */
  hinted(): void { this.#hints.ring(); }

  /** Runs a step again and again. A failure of it is told and waited after; nothing ends the loop but the signal. */
  async #loop(signal: AbortSignal, bell: Bell, step: () => Promise<void>, postponed: (wait: number) => RegistryPatch): Promise<void> {
    for (let failures = 0; !signal.aborted; ) {
      try {
        await step();
        failures = 0;
      } catch (error) {
        if (signal.aborted) return;
        failures++;
        const wait = this.#patience(failures, error);
        await this.#lost(error, postponed(wait)).catch((again: unknown) => this.#options.log('error', `registry ${this.#id}: ${messageOf(again)}`));
        await bell.sleep(wait, signal);
      }
    }
  }

  #patience(failures: number, error: unknown): number {
    const [first, longest] = this.#options.retry;
    // Accounts are locked when a wrong password is tried too often.
    if (error instanceof ProblemError && error.code === 'registry.denied') return longest;
    return Math.max(Math.min(longest, first * 2 ** (failures - 1)), error instanceof RegistryBusyError ? Math.min(error.retryAfter, LONGEST_MS) : 0);
  }

  async #listWhenDue(book: TagBook, signal: AbortSignal): Promise<void> {
    const { store, now, slots } = this.#options;
    const record = await store.registry(this.#id);
    if (record === null || record.nextSyncAt > now()) await this.#schedule.sleep(record === null ? LOOK_MS : Math.min(LOOK_MS, record.nextSyncAt - now()), signal);
    else {
      await slots.run(async () => {
        // It may have waited for long.
        const fresh = await store.registry(this.#id);
        if (fresh !== null) await this.#list(fresh, book, signal);
      }, signal);
    }
  }

  async #list(record: RegistryRecord, book: TagBook, stop: AbortSignal): Promise<void> {
    const { store, now, changed, running } = this.#options;
    const since = record.listingSince ?? now();
    this.#again = false;
    if (record.listingSince === null) await store.updateRegistry(record.id, { listingSince: since });
    changed();
    const signal = AbortSignal.any([stop, AbortSignal.timeout(LISTING_MS)]);
    let told = -1;
    const progress = async (repositories: number): Promise<void> => {
      if (repositories !== told) await store.updateRegistry(record.id, { repositories });
      told = repositories;
      changed();
    };
    const look = await this.#look(record, book, signal);
    const { repositories, unread } = await listRegistry({ ...look, record, since, now, running, progress }).catch((error: unknown) => {
      if (signal.aborted && !stop.aborted) throw new ProblemError('registry.unreachable', `the listing did not end within ${LISTING_MS / 3_600_000} hours; it goes on where it is`);
      throw error;
    });
    const at = now();
    await store.updateRegistry(record.id, {
      repositories, unread, listingSince: null, lastSyncAt: at, nextSyncAt: this.#again ? at : at + record.scheduleMinutes * 60_000,
      state: 'connected', reason: null, ...(record.state === 'connected' ? {} : { since: at }),
    });
    changed();
  }

  async #look(record: RegistryRecord, book: TagBook, signal: AbortSignal): Promise<Look> {
    const { store, openListing } = this.#options;
    const credentials = await credentialsOf(store, record);
    return { store, registry: record.id, book, listing: openListing(record.host, { credentials, plainHttp: record.plainHttp }), selection: selectionOf(record.filters), signal };
  }

  async #lookUpHints(book: TagBook, signal: AbortSignal): Promise<void> {
    const { store, changed } = this.#options;
    const times = this.#times;
    const waiting = await store.hints(this.#id, HINTS + times.waiting);
    times.keep(waiting);
    const due = waiting.filter((hint) => times.dueIn(hint) === 0).slice(0, HINTS);
    const record = await store.registry(this.#id);
    if (due.length === 0 || record === null) { await this.#hints.sleep(Math.min(LOOK_MS, ...waiting.map((hint) => times.dueIn(hint))), signal); return; }
    const last = new Set(due.filter((hint) => times.isLast(hint)));
    const look = await this.#look(record, book, signal);
    await eachOf(Map.groupBy(due, ({ repository }) => repository), REGISTRY_LIMITS.sideBySide, async ([repository, some]) => {
      // Filters may have changed since.
      const wanted = look.selection.repository(repository) ? some.filter(({ tag }) => look.selection.tag(tag)) : [];
      const moved = await this.#lookUp(look, repository, wanted);
      const done = some.filter((hint) => moved === null || moved.has(hint.tag) || last.has(hint) || !wanted.includes(hint));
      await store.removeHints(this.#id, done);
      for (const hint of some) if (!done.includes(hint)) times.looked(hint);
    });
    changed();
    if (record.state === 'notAssessed') await this.listNow();
  }

  /** The tags of which something else is true than before; null: the repository cannot be read, and there is no use in asking again. */
  async #lookUp(look: Look, repository: string, hints: readonly Hint[]): Promise<ReadonlySet<string> | null> {
    try {
      return await lookAtTags(look, repository, hints);
    } catch (error) {
      if (!isLocal(error)) throw error;
      // Whether only this repository is refused, or the credentials no longer hold.
      await look.listing.check(look.signal);
      await this.#note(repository, error.message);
      return null;
    }
  }

  async #note(what: string, reason: string): Promise<void> {
    const record = await this.#options.store.registry(this.#id);
    if (record === null || record.unread.length > HINTS) return;
    await this.#options.store.updateRegistry(this.#id, { unread: [...record.unread.filter((line) => line.what !== what), { what, reason }] });
  }

  /** What is known of it is kept. */
  async #lost(error: unknown, postponed: RegistryPatch): Promise<void> {
    const { store, now, log, changed } = this.#options;
    const record = await store.registry(this.#id);
    if (record === null) return;
    const reason = error instanceof RegistryBusyError && error.retryAfter > 0 ? `${error.message}; it goes on in ${Math.ceil(error.retryAfter / 1000)} seconds` : messageOf(error);
    log(error instanceof ProblemError ? 'warn' : 'error', `registry ${record.name}: ${reason}`);
    await store.updateRegistry(this.#id, { ...postponed, state: 'notAssessed', reason, ...(record.state === 'notAssessed' ? {} : { since: now() }) });
    changed();
  }
}

/** @throws ProblemError `key-wrong` */
export async function credentialsOf(store: RegistryStore, { id, username }: RegistryRecord): Promise<RegistryCredentials | null> {
  return username === null ? null : { username, password: (await store.registryPassword(id)) ?? '' };
}
