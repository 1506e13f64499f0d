/** Registries over a real database and a registry in memory; what is reported is kept in a map. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createListing } from '#adapters/registries/oci/listing.ts';
import { ModelRegistry } from '#adapters/registries/oci/testing/model.ts';
import { type Database, openDatabase } from '#adapters/storage/database.ts';
import { createRegistryStore } from '#adapters/storage/registries/index.ts';
import { openSealer } from '#adapters/storage/sealing.ts';
import type { ImageIntake, SeenImage } from '#core/ports/images-store.ts';
import type { RegistryRecord } from '#core/ports/registries.ts';
import { createChangeFeed } from '#pipeline/index.ts';
import { Registries, type RegistriesOptions } from '../index.ts';

/** As the image pipeline keeps it: which name has which digest. */
export class Intake implements ImageIntake {
  readonly images = new Map<string, string>();
  readonly calls: (SeenImage | string)[] = [];
  readonly forgotten: string[] = [];
  /** Fails once, before anything is kept. */
  broken = false;

  async seen(images: readonly SeenImage[]): Promise<void> {
    if (this.broken) { this.broken = false; throw new Error('the disk is full'); }
    for (const image of images) { this.images.set(image.reference, image.digest); this.calls.push(image); }
  }

  async gone(_registry: string, references: readonly string[]): Promise<void> {
    for (const reference of references) { this.images.delete(reference); this.calls.push(reference); }
  }

  async forget(registry: string): Promise<void> { this.images.clear(); this.forgotten.push(registry); }
  async progress(): Promise<{ images: number; assessed: number }> { return { images: new Set(this.images.values()).size, assessed: 0 }; }
  /** `repository:tag` of all that is known, sorted. */
  names(host: string): string[] { return [...this.images.keys()].map((name) => name.replace(`${host}/`, '')).sort(); }
}

export const FILTERS = { include: [], exclude: [], tags: [], repositories: [], newest: null };

export class Harness {
  readonly dir = mkdtempSync(join(tmpdir(), 'breakwater-registries-'));
  readonly registry = new ModelRegistry();
  readonly intake = new Intake();
  readonly logs: string[] = [];
  readonly published: string[] = [];
  readonly access: string[] = [];
  running: string[] = [];
  registries!: Registries;
  #database!: Database;

  async open(options: Partial<RegistriesOptions> = {}): Promise<this> {
    if (this.registry.host === '') await this.registry.start();
    this.#database = await openDatabase(this.dir);
    const feed = createChangeFeed();
    feed.subscribe(({ topic }) => this.published.push(topic));
    this.registries = new Registries({
      store: createRegistryStore(this.#database, openSealer(this.dir, {})), intake: this.intake, feed, running: async () => this.running, accessChanged: (host) => this.access.push(host),
      openListing: (host, given) => createListing(host, { waits: [5, 5], ...given }), log: (level, message) => this.logs.push(`${level} ${message}`), retry: [40, 200], settle: 0, ...options,
    });
    await this.registries.start();
    return this;
  }

  /** Ends as a restart does: without warning to what is under way, apart from the database being closed in order. */
  async close(): Promise<void> {
    await this.registries.stop();
    await this.#database.close();
  }

  async end(): Promise<void> {
    await this.close();
    await this.registry.stop();
    rmSync(this.dir, { recursive: true, force: true });
  }

  async connect(change: Partial<Parameters<Registries['create']>[0]> = {}): Promise<RegistryRecord> {
    const { username, password, host } = this.registry;
    return this.registries.create({ name: 'shop', url: host, username, password, plainHttp: true, filters: FILTERS, scheduleMinutes: 60, createdBy: 'ada', ...change });
  }

  async record(id: string): Promise<RegistryRecord> {
    const found = await this.registries.store.registry(id);
    if (found === null) throw new Error(`there is no registry ${id}`);
    return found;
  }

  /** Resolves when it holds. */
  async until(holds: () => boolean | Promise<boolean>, what = 'what was waited for'): Promise<void> {
    const end = Date.now() + 8000;
    while (!(await holds())) {
      if (Date.now() > end) throw new Error(`${what} did not come; logs: ${this.logs.join('; ')}`);
      await new Promise((resolve) => { setTimeout(resolve, 10); });
    }
  }

  /** Resolves after one more complete listing. */
  async listed(id: string): Promise<RegistryRecord> {
    const before = (await this.record(id)).lastSyncAt ?? 0;
    await new Promise((resolve) => { setTimeout(resolve, 2); });
    await this.registries.sync(id);
    await this.until(async () => { const { lastSyncAt, listingSince, nextSyncAt } = await this.record(id); return (lastSyncAt ?? 0) > before && listingSince === null && nextSyncAt > (lastSyncAt ?? 0); }, 'a listing');
    return this.record(id);
  }
}
