/** Scans: which image is read next, and what comes of it. A scan that a crash broke off begins again, as nothing of it was written. */
import type { ImageName } from '#core/ports/images-store.ts';
import type { RegistryAccess } from '#core/ports/registries.ts';
import { messageOf, ProblemError } from '#core/result.ts';
import type { Advisories } from './advisories.ts';
import { looseTags } from './intake.ts';
import type { ImageEntry } from './entries.ts';
import { isConfigName, isDigest, parsedReference, repositoryOf } from './names.ts';
import { Outcomes, SBOM_TOOLS } from './outcomes.ts';
import type { ScanImage, ScanOutcome } from './scan-job.ts';
import type { ImageState } from './state.ts';

export type Job = { readonly kind: 'scan'; readonly image: ImageEntry } | { readonly kind: 'resolve'; readonly tag: ImageName };

export interface ScansOptions {
  readonly state: ImageState;
  readonly advisories: Advisories;
  readonly access: RegistryAccess;
  readonly scan: ScanImage;
  /** Stands for the versions of the analyzers: images that others read are read again. */
  readonly tools: string;
  /** How long one image may take, in milliseconds. */
  readonly timeLimit?: number;
}

const TIME_LIMIT = 30 * 60_000;
/** How often a tag that something runs under is looked up. */
const TAG_INTERVAL = 60 * 60_000;
/** Names under which one image is tried. */
const NAMES_TRIED = 3;
const PROGRESS_MS = 1000;

export interface ScanFigures { done: number; failed: number; seconds: number }

export class Scans {
  readonly outcomes: Outcomes;
  readonly figures: ScanFigures = { done: 0, failed: 0, seconds: 0 };
  readonly #options: ScansOptions;
  readonly #state: ImageState;
  readonly #resolving = new Set<string>();
  readonly #stop = new AbortController();
  #toldAt = 0;

  constructor(options: ScansOptions) {
    this.#options = options;
    this.#state = options.state;
    this.outcomes = new Outcomes(options.state, options.advisories, options.tools);
  }

  /** What runs first, then registries; the newest first. Marks it as begun. */
  next(now: number): Job | null {
    let best: ImageEntry | null = null, bestOrder: readonly number[] = [];
    for (const image of this.#state.model.images.values()) {
      if (!this.#due(image, now)) continue;
      const order = this.#order(image);
      if (best === null || lower(order, bestOrder)) { best = image; bestOrder = order; }
    }
    if (best !== null) {
      best.scanning = { done: 0, total: 0, startedAt: now };
      best.requested = false;
      return { kind: 'scan', image: best };
    }
    const tag = looseTags(this.#state).find((entry) => entry.checkedAt + TAG_INTERVAL <= now && !this.#resolving.has(entry.name));
    if (tag === undefined) return null;
    this.#resolving.add(tag.name);
    return { kind: 'resolve', tag };
  }

  /** When something will be due without anyone telling. */
  dueAt(now: number): number | null {
    let due = Number.POSITIVE_INFINITY;
    for (const { record, scanning } of this.#state.model.images.values()) if (scanning === null && record.retryAt !== null && record.retryAt > now) due = Math.min(due, record.retryAt);
    for (const { checkedAt } of looseTags(this.#state)) if (checkedAt + TAG_INTERVAL > now) due = Math.min(due, checkedAt + TAG_INTERVAL);
    return Number.isFinite(due) ? due : null;
  }

  /** Images that wait for a scan. */
  queued(now: number): number {
    let count = 0;
    for (const image of this.#state.model.images.values()) if (this.#due(image, now)) count++;
    return count;
  }

  async run(job: Job): Promise<void> {
    if (job.kind === 'resolve') {
      try {
        await this.#resolve(job.tag);
      } finally {
        this.#resolving.delete(job.tag.name);
      }
      return;
    }
    const { image } = job;
    const start = performance.now();
    this.#state.tell();
    try {
      const outcome = await this.#read(image);
      await this.#state.exclusive(() => this.outcomes.take(image, outcome));
      this.figures.done++;
    } catch (error) {
      if (this.#stop.signal.aborted) return;
      this.figures.failed++;
      await this.#state.exclusive(() => this.outcomes.fail(image, error));
      if (!(error instanceof ProblemError)) this.#state.log('error', `image ${image.id}: ${messageOf(error)}`);
    } finally {
      image.scanning = null;
      this.figures.seconds += (performance.now() - start) / 1000;
    }
  }

  /** Those under way end without a result. */
  abort(): void { this.#stop.abort(new ProblemError('image.stopped', 'the control plane stops')); }

  #due({ record, scanning, requested }: ImageEntry, now: number): boolean {
    if (scanning !== null) return false;
    if (requested) return true;
    if (record.state === 'pending') return record.retryAt === null || record.retryAt <= now;
    if (record.state === 'notAssessed' && record.retryAt !== null && record.retryAt <= now) return true;
    const outdated = record.scan !== null && record.scan.tools !== this.#options.tools && record.scan.tools !== SBOM_TOOLS;
    return outdated && (record.retryAt === null ? record.attempts === 0 : record.retryAt <= now);
  }

  #order(image: ImageEntry): readonly number[] {
    let newest = image.record.firstSeenAt;
    for (const { pushedAt } of image.names.values()) if (pushedAt !== null && pushedAt > newest) newest = pushedAt;
    return [image.requested ? 0 : 1, this.#state.model.usesOf(image).length > 0 ? 0 : 1, image.record.scan === null ? 0 : 1, -newest];
  }

  async #read(image: ImageEntry): Promise<ScanOutcome> {
    let failure: unknown = new ProblemError('image.unnamed', 'nothing says from which registry it comes');
    for (const reference of this.#references(image).slice(0, NAMES_TRIED)) {
      try {
        return await this.#open(image, reference);
      } catch (error) {
        if (this.#stop.signal.aborted) throw error;
        // What another name may have is worth asking for; what is wrong with the image itself is not.
        if (!(error instanceof ProblemError) || !/^registry\./.test(error.code)) throw error;
        failure = error;
      }
    }
    throw failure;
  }

  async #open(image: ImageEntry | null, reference: string): Promise<ScanOutcome> {
    const parsed = parsedReference(reference);
    if (typeof parsed === 'string') throw new ProblemError('image.name', parsed);
    const access = await this.#options.access.accessFor(parsed.registry);
    if (access === null) throw new ProblemError('registry.unconnected', `registry ${parsed.registry} is not connected`);
    const limit = this.#options.timeLimit ?? TIME_LIMIT;
    const timer = new AbortController();
    const ring = setTimeout(() => timer.abort(new ProblemError('image.time', `too large: it takes longer than ${Math.round(limit / 60_000)} minutes to read`)), limit);
    const signal = AbortSignal.any([timer.signal, this.#stop.signal]);
    try {
      const { credentials, plainHttp } = access;
      return await this.#options.scan({
        reference, credentials, plainHttp, signal,
        known: (digest) => this.#known(image, digest),
        progress: (done, total) => { if (image?.scanning) { image.scanning.done = done; image.scanning.total = total; this.#tellProgress(); } },
      });
    } catch (error) {
      throw signal.aborted ? signal.reason : error;
    } finally {
      clearTimeout(ring);
    }
  }

  #tellProgress(): void {
    const now = this.#state.now();
    if (now - this.#toldAt < PROGRESS_MS) return;
    this.#toldAt = now;
    this.#state.tell();
  }

  /** Null: only the digest is wanted. */
  #known(image: ImageEntry | null, digest: string): boolean {
    if (image === null) return true;
    const other = this.#state.model.byDigest.get(digest);
    return other !== undefined && other !== image && other.record.state === 'assessed' && other.record.scan?.tools === this.#options.tools;
  }

  /** By which names it can be asked for: with the digest where one is known. */
  #references(image: ImageEntry): string[] {
    const names = [...image.names.values()].map(({ name }) => name);
    const digest = image.record.digest ?? names.find(isDigest) ?? null;
    const found = new Set<string>();
    const ordered = [...[...image.names.values()].filter(({ registry }) => registry !== '').map(({ name }) => name), ...this.#state.model.usesOf(image).map(({ reference }) => reference), ...names];
    for (const name of ordered) {
      if (isDigest(name) || isConfigName(name)) continue;
      const parsed = parsedReference(name);
      if (typeof parsed === 'string') found.add(name);
      else found.add(digest === null ? name : `${repositoryOf(parsed)}@${digest}`);
    }
    return [...found];
  }

  async #resolve(tag: ImageName): Promise<void> {
    let digest: string | null = null;
    try {
      digest = (await this.#open(null, tag.name)).digest;
    } catch (error) {
      // It stays what it was; the next look is in an hour.
      if (!(error instanceof ProblemError)) throw error;
    }
    await this.outcomes.resolved(tag, digest);
  }
}

function lower(a: readonly number[], b: readonly number[]): boolean {
  for (const [i, value] of a.entries()) { const other = b[i] ?? 0; if (value !== other) return value < other; }
  return false;
}
