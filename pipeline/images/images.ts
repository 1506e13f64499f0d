/** Images as one thing: what there is, scans, advisories, and what lists and checks get to know. */
import type { ImageFacts, ImageKnowledge } from '#core/image-facts.ts';
import type { ChangeFeed } from '#core/ports/changes.ts';
import type { ImageIntake, ImageStore } from '#core/ports/images-store.ts';
import type { ExemptionRecord, ImageUseRecord, Visibility } from '#core/ports/posture.ts';
import type { RegistryAccess } from '#core/ports/registries.ts';
import { messageOf, ProblemError } from '#core/result.ts';
import type { Log } from '../environment.ts';
import { Advisories } from './advisories.ts';
import { FindingExemptions } from './exempt.ts';
import { findingsExempted } from './exempted.ts';
import { factsOf } from './facts.ts';
import type { Inspection } from './inspect.ts';
import { Intake } from './intake.ts';
import { ImageModel } from './model.ts';
import { JobQueue } from './queue.ts';
import type { ScanImage } from './scan-job.ts';
import { type Job, Scans } from './scans.ts';
import { ImageState } from './state.ts';

export interface ImagesOptions {
  readonly store: ImageStore;
  readonly feed: ChangeFeed;
  readonly access: RegistryAccess;
  readonly scan: ScanImage;
  /** Stands for the versions of the analyzers. */
  readonly tools: string;
  /** What runs in an environment. */
  uses(environment: string): Promise<readonly ImageUseRecord[]>;
  environments(): Promise<readonly string[]>;
  exemptions(): Promise<readonly ExemptionRecord[]>;
  /** Checks that read images are to run again in these environments; null: in all. */
  changed(environments: readonly string[] | null): void;
  readonly concurrency?: number;
  readonly timeLimit?: number;
  readonly now?: () => number;
  readonly log?: Log;
}

const SWEEP_MS = 60_000;
const AGAIN_MS = 15_000;
/** How long it is told what happened to an image. */
const EVENTS_MS = 180 * 86_400_000;
const TOOLS = 'tools';

/** Open it, `start()` it, and `stop()` it before the database is closed. */
export class Images implements ImageKnowledge {
  readonly model: ImageModel;
  readonly store: ImageStore;
  readonly now: () => number;
  readonly advisories: Advisories;
  readonly scans: Scans;
  readonly intake: ImageIntake;
  readonly #options: ImagesOptions;
  readonly #intake: Intake;
  readonly #queue: JobQueue<Job>;
  readonly #state: ImageState;
  #exemptions = new FindingExemptions([]);
  #sweep: ReturnType<typeof setInterval> | null = null;
  #background: Promise<void> = Promise.resolve();
  #stopped = false;

  static async open(options: ImagesOptions): Promise<Images> {
    const images = new Images(options, new ImageModel(await options.store.load()));
    await images.advisories.load();
    return images;
  }

  private constructor(options: ImagesOptions, model: ImageModel) {
    this.#options = options;
    this.model = model;
    this.store = options.store;
    this.now = options.now ?? Date.now;
    const log = options.log ?? (() => undefined);
    const state = new ImageState({ model, store: options.store, feed: options.feed, now: this.now, log, changed: (environments) => options.changed(environments) });
    this.#state = state;
    this.advisories = new Advisories(state);
    this.scans = new Scans({ state, advisories: this.advisories, access: options.access, scan: options.scan, tools: options.tools, ...(options.timeLimit === undefined ? {} : { timeLimit: options.timeLimit }) });
    this.#queue = new JobQueue<Job>({ concurrency: options.concurrency ?? 2, now: this.now, next: (now) => this.scans.next(now), dueAt: (now) => this.scans.dueAt(now), run: (job) => this.scans.run(job), failed: (message) => log('error', message) });
    this.#intake = new Intake(state, () => this.#queue.kick());
    this.intake = this.#intake;
  }

  /** Exemptions in force, of findings. */
  get exemptions(): FindingExemptions { return this.#exemptions; }
  /** Findings that an exemption covers now. */
  exempted(exemption: ExemptionRecord, visibility: Visibility): number { return findingsExempted(this.model, exemption, visibility); }
  queued(): number { return this.scans.queued(this.now()); }

  async start(): Promise<void> {
    await this.#loadExemptions();
    for (const environment of await this.#options.environments()) await this.#intake.used(environment, await this.#options.uses(environment), true);
    const { tools } = this.#options;
    // What could not be read before may be read by what is new.
    if ((await this.store.setting(TOOLS)) !== tools) {
      for (const image of this.model.images.values()) if (image.record.state === 'notAssessed') image.requested = true;
      await this.#state.exclusive(() => this.#state.commit({ settings: { [TOOLS]: tools } }));
    }
    this.#requestWaiting();
    this.#queue.start();
    this.#sweep = setInterval(() => this.#later('images that run no more could not be removed', () => this.#cleanUp()), SWEEP_MS);
    this.#sweep.unref();
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    if (this.#sweep !== null) clearInterval(this.#sweep);
    this.scans.abort();
    await this.#queue.stop();
    await this.#background;
    await this.#state.exclusive(async () => undefined);
    this.advisories.close();
  }

  /** Resolves when all that is due is done. */
  async idle(): Promise<void> {
    await this.#background;
    await this.#queue.idle();
    await this.#state.exclusive(async () => undefined);
  }

  async facts(environment: string): Promise<ImageFacts> {
    return factsOf(this.model, this.advisories, () => this.#exemptions, environment, this.now);
  }

  /** Uses of an environment changed, or the environment is no more. Resolves when that is taken over. */
  usesChanged(environment: string): Promise<void> {
    return this.#later(`the images that run in ${environment} could not be taken over`, async () => {
      const exists = (await this.#options.environments()).includes(environment);
      await this.#intake.used(environment, exists ? await this.#options.uses(environment) : [], exists);
    }, () => this.usesChanged(environment));
  }

  exemptionsChanged(): void {
    this.#later('exemptions could not be read', async () => { await this.#loadExemptions(); this.#state.publish(); }, () => this.exemptionsChanged());
  }

  /** Connections of registries changed: images that waited for one are tried at once. */
  accessChanged(): void {
    this.#requestWaiting();
    this.#queue.kick();
  }

  /** Reads an image again. @throws ProblemError `conflict` while it is being read, `invalid` where it came as an SBOM */
  async rescan(id: string): Promise<void> {
    const image = this.model.images.get(id);
    if (image === undefined) throw new ProblemError('not-found', `there is no image ${id}`);
    if (image.scanning !== null) throw new ProblemError('conflict', 'the image is being read already');
    image.requested = true;
    this.#queue.kick();
    this.#state.tell();
  }

  /** Takes over packages that are known without opening an image. */
  async put(reference: string, digest: string, inspection: Inspection): Promise<void> { await this.scans.outcomes.put(reference, digest, inspection); }

  async #cleanUp(): Promise<void> {
    await this.#intake.sweep();
    await this.store.expireEvents(this.now() - EVENTS_MS);
  }

  #requestWaiting(): void {
    for (const image of this.model.images.values()) if (image.record.state === 'notAssessed' && (image.record.retryAt !== null || /is not connected$/.test(image.record.reason ?? ''))) image.requested = true;
  }

  async #loadExemptions(): Promise<void> { this.#exemptions = new FindingExemptions(await this.#options.exemptions()); }

  /** What fails, as on a full disk, is tried again where `again` says how. */
  #later(what: string, work: () => Promise<void>, again?: () => void): Promise<void> {
    return this.#background = this.#background.then(work).catch((error: unknown) => {
      this.#state.log('error', `${what}: ${messageOf(error)}`);
      if (again !== undefined && !this.#stopped) setTimeout(() => { if (!this.#stopped) again(); }, AGAIN_MS).unref();
    });
  }
}
