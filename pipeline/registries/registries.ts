/** All connected registries: connections come and go, notifications are kept, each registry is followed. */
import type { ChangeFeed } from '#core/ports/changes.ts';
import type { ImageIntake } from '#core/ports/images-store.ts';
import type { Hint, RegistryAccess, RegistryEvent, RegistryRecord, RegistryStore } from '#core/ports/registries.ts';
import { messageOf } from '#core/result.ts';
import type { Log } from '../environment.ts';
import { changedRecord, checkAccess, type NewRegistry, pairOf, recordOf, type RegistryChange } from './connection.ts';
import { credentialsOf, Follower, type OpenListing } from './follower.ts';
import { canonicalHost } from './names.ts';
import { hintsOf } from './notify.ts';
import { Slots } from './tasks.ts';

export interface RegistriesOptions {
  readonly store: RegistryStore;
  readonly intake: ImageIntake;
  readonly feed: ChangeFeed;
  readonly openListing: OpenListing;
  /** References of images that run, in any registry. */
  readonly running: () => Promise<readonly string[]>;
  /** The registry of this host can be reached in another way than before, or no longer. */
  readonly accessChanged?: (host: string) => void;
  readonly now?: () => number;
  readonly log?: Log;
  /** First and longest wait after a failure, in milliseconds. */
  readonly retry?: readonly [first: number, longest: number];
  /** How long after a push is told its tag is looked up once more, in milliseconds. */
  readonly settle?: number;
}

/** Listings side by side. */
const LISTINGS = 3;
const RETRY = [5_000, 600_000] as const;
const SETTLE_MS = 5_000;
/** Hints of one registry that may wait. */
const HINTS = 20_000;
/** The time of the last notification is written so often at most. */
const NOTED_MS = 1000;

/** Every promise of a change resolves after it is on disk. */
export class Registries implements RegistryAccess {
  readonly store: RegistryStore;
  readonly #options: RegistriesOptions;
  readonly #now: () => number;
  readonly #log: Log;
  readonly #slots = new Slots(LISTINGS);
  readonly #followers = new Map<string, Follower>();
  readonly #noted = new Map<string, number>();
  #turn: Promise<unknown> = Promise.resolve();
  #purging: Promise<void> = Promise.resolve();
  #stopped = false;
  #publishing: NodeJS.Timeout | null = null;

  constructor(options: RegistriesOptions) {
    this.store = options.store;
    this.#options = options;
    this.#now = options.now ?? Date.now;
    this.#log = options.log ?? (() => undefined);
  }

  /** Takes up the work where it was left. */
  async start(): Promise<void> {
    for (const id of await this.store.deletedRegistries()) this.#purge(id);
    for (const { id } of await this.store.registries()) await this.#follow(id);
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    await this.#turn;
    await Promise.all([...this.#followers.values()].map((follower) => follower.stop()));
    await this.#purging;
    if (this.#publishing !== null) clearTimeout(this.#publishing);
  }

  /**
   * Connects a registry. Credentials that it refuses are not stored; a registry that cannot be reached now is, as clusters
   * are, and says so in its state. @throws ProblemError `invalid`, `conflict`
   */
  async create(input: NewRegistry): Promise<RegistryRecord> {
    const record = recordOf(input, this.#now());
    const { host } = record;
    const credentials = pairOf(input.username, input.password);
    await checkAccess(this.#options.openListing, record, credentials);
    await this.store.createRegistry(record, credentials?.password ?? null);
    await this.#follow(record.id);
    this.#accessChanged(host);
    return record;
  }

  /** The password stays unless one is given; with another user name it must be. @throws ProblemError `invalid`, `conflict` */
  async update(record: RegistryRecord, change: RegistryChange): Promise<void> {
    const next = changedRecord(record, change);
    const { name, username, plainHttp, filters, scheduleMinutes } = next;
    const access = (change.password ?? null) !== null || username !== record.username || plainHttp !== record.plainHttp;
    const kept = access && username !== null && username === record.username ? await this.store.registryPassword(record.id) : null;
    const credentials = access ? pairOf(username, change.password ?? kept) : null;
    if (access) await checkAccess(this.#options.openListing, next, credentials);
    await this.#inTurn(async () => {
      const follower = this.#followers.get(record.id);
      await follower?.stop();
      // Another look at everything: what was listed before was listed with other filters or rights.
      await this.store.updateRegistry(record.id, { name, username, plainHttp, filters, scheduleMinutes, listingSince: null, nextSyncAt: this.#now() }, access ? (credentials?.password ?? null) : undefined)
        .finally(() => follower?.start());
    });
    if (access) this.#accessChanged(record.host);
    this.#changed();
  }

  /** @returns false: there is none. */
  async delete(id: string): Promise<boolean> {
    const record = await this.store.registry(id);
    if (record === null) return false;
    const deleted = await this.#inTurn(async () => {
      const follower = this.#followers.get(id);
      this.#followers.delete(id);
      await follower?.stop();
      return await this.store.deleteRegistry(id);
    });
    this.#purge(id);
    await this.#purging;
    this.#accessChanged(record.host);
    return deleted;
  }

  /** Lists a registry as soon as possible. */
  async sync(id: string): Promise<void> {
    await this.#followers.get(id)?.listNow();
    this.#changed();
  }

  /**
   * Keeps what a notification told; what really happened is then asked of the registry. `full`: too much waits already,
   * and nothing was kept.
   */
  async notify(record: RegistryRecord, events: readonly RegistryEvent[]): Promise<{ readonly accepted: number; readonly ignored: number } | 'full'> {
    const at = this.#now();
    const found = await hintsOf(this.store, record, events, at);
    const hints: Hint[] = [...new Map(found.flat().map((hint) => [`${hint.repository}:${hint.tag}`, hint])).values()];
    if (hints.length > 0 && !(await this.store.addHints(record.id, hints, at, HINTS))) return 'full';
    if (at - (this.#noted.get(record.id) ?? 0) >= NOTED_MS) {
      this.#noted.set(record.id, at);
      await this.store.updateRegistry(record.id, { lastNotificationAt: at });
      this.#changed();
    }
    this.#followers.get(record.id)?.hinted();
    const accepted = found.filter((some) => some.length > 0).length;
    return { accepted, ignored: events.length - accepted };
  }

  async accessFor(host: string): ReturnType<RegistryAccess['accessFor']> {
    const record = await this.store.registryByHost(canonicalHost(host));
    return record === null ? null : { id: record.id, name: record.name, credentials: await credentialsOf(this.store, record), plainHttp: record.plainHttp };
  }

  async #follow(id: string): Promise<void> {
    const { intake, openListing, running, retry = RETRY, settle = SETTLE_MS } = this.#options;
    const follower = new Follower(id, { store: this.store, intake, openListing, running, now: this.#now, log: this.#log, changed: () => this.#changed(), slots: this.#slots, retry, settle });
    this.#followers.set(id, follower);
    await follower.start();
    this.#changed();
  }

  /** Followers are stopped and started by one change at a time. */
  async #inTurn<T>(run: () => Promise<T>): Promise<T> {
    const mine = this.#turn.then(run);
    this.#turn = mine.catch(() => undefined);
    return await mine;
  }

  #accessChanged(host: string): void {
    this.#changed();
    this.#options.accessChanged?.(host);
  }

  /** Many changes at once are one for those who watch. */
  #changed(): void {
    if (this.#stopped) return;
    this.#publishing ??= setTimeout(() => { this.#publishing = null; this.#options.feed.publish('registries', null); }, 200).unref();
  }

  #purge(id: string): void {
    const run = async (): Promise<void> => {
      if (this.#stopped) return;
      await this.#options.intake.forget(id);
      while (!this.#stopped && (await this.store.purgeRegistry(id))) await new Promise((resolve) => { setImmediate(resolve); });
    };
    this.#purging = this.#purging.then(run).catch((error: unknown) => this.#log('error', `removing a deleted registry: ${messageOf(error)}; it goes on at the next start`));
  }
}
