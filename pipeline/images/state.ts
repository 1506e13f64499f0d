/** What all parts of the pipeline of images share: the model, and the one way to change it. */
import { randomBytes } from 'node:crypto';
import type { ChangeFeed } from '#core/ports/changes.ts';
import type { ImageChange, ImageName, ImageRecord, ImageStore } from '#core/ports/images-store.ts';
import type { Log } from '../environment.ts';
import type { ImageEntry } from './entries.ts';
import type { ImageModel } from './model.ts';

export interface ImageStateOptions {
  readonly model: ImageModel;
  readonly store: ImageStore;
  readonly feed: ChangeFeed;
  readonly now: () => number;
  readonly log: Log;
  /** Checks that read images are to run again in these environments; null: in all. */
  readonly changed: (environments: readonly string[] | null) => void;
}

export class ImageState {
  readonly model: ImageModel;
  readonly store: ImageStore;
  readonly now: () => number;
  readonly log: Log;
  readonly #options: ImageStateOptions;
  #last: Promise<unknown> = Promise.resolve();

  constructor(options: ImageStateOptions) {
    this.#options = options;
    ({ model: this.model, store: this.store, now: this.now, log: this.log } = options);
  }

  /** One after the other: what is decided from the model is written before the next decides. */
  exclusive<T>(work: () => Promise<T>): Promise<T> {
    const run = this.#last.then(work, work);
    this.#last = run.catch(() => undefined);
    return run;
  }

  /** Writes, then takes it over. Only within `exclusive`. */
  async commit(change: ImageChange): Promise<void> {
    await this.store.save(change);
    this.model.apply(change);
  }

  /** Tells pages and checks that something about these images is other now. Without any: about all. */
  publish(images?: Iterable<ImageEntry>): void {
    if (images === undefined) {
      this.#options.feed.publish('images', null);
      this.#options.changed(null);
      return;
    }
    const environments = new Set<string>();
    for (const image of images) for (const { environment } of this.model.usesOf(image)) environments.add(environment);
    for (const environment of environments) this.#options.feed.publish('images', environment);
    if (environments.size === 0) this.#options.feed.publish('images', null);
    else this.#options.changed([...environments]);
  }

  /** Other images run in an environment. */
  publishUses(environment: string): void {
    this.#options.feed.publish('images', environment);
    this.#options.changed([environment]);
  }

  /** Something that only pages show, such as progress. */
  tell(): void { this.#options.feed.publish('images', null); }
}

export const newImage = (now: number): ImageRecord => ({ id: `i${randomBytes(9).toString('base64url')}`, digest: null, state: 'pending', reason: null, since: now, retryAt: null, attempts: 0, firstSeenAt: now, matchedAt: null, scan: null });
export const nameOf = (name: string, image: string, now: number, registry = '', pushedAt: number | null = null): ImageName => ({ name, registry, image, pushedAt, checkedAt: now });
