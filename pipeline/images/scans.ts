/** Scans: which image is read next, and what comes of it. A scan that a crash broke off begins again, as nothing of it was written. */
import type { ImageChange, ImageEventWrite, ImageName, ImageRecord, MatchRecord } from '#core/ports/images-store.ts';
import type { RegistryAccess } from '#core/ports/registries.ts';
import { messageOf, ProblemError } from '#core/result.ts';
import type { Advisories } from './advisories.ts';
import { contentsOf } from './contents.ts';
import type { Inspection } from './inspect.ts';
import { looseTags } from './intake.ts';
import { worstOf } from './matching.ts';
import type { ImageEntry, Match, PackageEntry } from './model.ts';
import { configName, isConfigName, isDigest, parsedReference, repositoryOf } from './names.ts';
import { type ScanImage, type ScanOutcome, waitAfter } from './scan-job.ts';
import { type ImageState, nameOf, newImage } from './state.ts';

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
/** Characters of a reason: lists take it as a filter. */
const REASON = 1000;
/** Packages of one image. */
const MOST_PACKAGES = 100_000;

export interface ScanFigures { done: number; failed: number; seconds: number }

export class Scans {
  readonly figures: ScanFigures = { done: 0, failed: 0, seconds: 0 };
  readonly #options: ScansOptions;
  readonly #state: ImageState;
  readonly #resolving = new Set<string>();
  readonly #stop = new AbortController();
  #toldAt = 0;

  constructor(options: ScansOptions) {
    this.#options = options;
    this.#state = options.state;
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
      await this.#state.exclusive(() => this.#take(image, outcome));
      this.figures.done++;
    } catch (error) {
      if (this.#stop.signal.aborted) return;
      this.figures.failed++;
      await this.#state.exclusive(() => this.#fail(image, error));
      if (!(error instanceof ProblemError)) this.#state.log('error', `image ${image.id}: ${messageOf(error)}`);
    } finally {
      image.scanning = null;
      this.figures.seconds += (performance.now() - start) / 1000;
    }
  }

  /** Those under way end without a result. */
  abort(): void { this.#stop.abort(new ProblemError('image.stopped', 'the control plane stops')); }

  /** A scan that was made elsewhere, as of an SBOM. */
  async put(reference: string, digest: string, inspection: Inspection): Promise<void> {
    await this.#state.exclusive(async () => {
      const { model, now } = this.#state;
      const known = model.find(digest) ?? model.find(reference);
      const record = known?.record ?? newImage(now());
      await this.#state.commit({ images: known === undefined ? [record] : [], names: [nameOf(digest, record.id, now()), nameOf(reference, record.id, now())] });
      const image = model.images.get(record.id);
      if (image !== undefined) await this.#take(image, { digest, inspection });
    });
  }

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
    const { model, now } = this.#state;
    let digest: string | null = null;
    try {
      digest = (await this.#open(null, tag.name)).digest;
    } catch (error) {
      // It stays what it was; the next look is in an hour.
      if (!(error instanceof ProblemError)) throw error;
    }
    await this.#state.exclusive(async () => {
      const current = model.nameEntry(tag.name, '');
      const image = current === undefined ? undefined : model.images.get(current.image);
      if (current === undefined || image === undefined) return;
      if (digest === null || image.record.digest === digest || image.record.digest === null) { await this.#state.commit({ names: [{ ...current, checkedAt: now() }] }); return; }
      const other = model.byDigest.get(digest);
      const record = other?.record ?? newImage(now());
      await this.#state.commit({ ...(other === undefined ? { images: [record] } : {}), names: [nameOf(tag.name, record.id, now()), ...(other === undefined ? [nameOf(digest, record.id, now())] : [])] });
      this.#state.publish();
    });
  }

  /** Within `exclusive`. */
  async #take(image: ImageEntry, { digest, inspection }: ScanOutcome): Promise<void> {
    const { model, now } = this.#state;
    if (!model.images.has(image.id)) return;
    const other = model.byDigest.get(digest);
    checkConfig(image, inspection?.artifact.configDigest ?? [...other?.names.values() ?? []].find(({ name }) => isConfigName(name))?.name.slice('config:'.length));
    if (other !== undefined && other !== image) {
      // Another name of an image that is known: they become one.
      await this.#state.commit({ removed: [image.id], names: [...image.names.values()].map((name) => ({ ...name, image: other.id, checkedAt: now() })) });
      if (inspection !== null) await this.#store(other, digest, inspection);
      image.scanning = null;
      this.#state.publish([other]);
      return;
    }
    if (inspection !== null) await this.#store(image, digest, inspection);
    // Whoever hears of it and asks must not find it still being read.
    image.scanning = null;
    this.#state.publish([image]);
  }

  async #store(image: ImageEntry, digest: string, inspection: Inspection): Promise<void> {
    const { model, now } = this.#state, { advisories, tools } = this.#options;
    const at = now(), { record } = image;
    if (inspection.packages.length > MOST_PACKAGES) throw new ProblemError('image.limit', `too large: ${inspection.packages.length} packages are more than the ${MOST_PACKAGES} that are taken`);
    const { scan, detail, places, fresh } = contentsOf(model, inspection, record, inspection.artifact.kind === 'sbom' ? SBOM_TOOLS : tools, at);
    const judged = advisories.judge(fresh);
    const matches: MatchRecord[] = judged.flatMap((one) => [...one.matches]);
    const failed = scan.packages === 0 ? inspection.notAssessed[0] : undefined;
    const before = new Set(image.packages), after = new Set(scan.contents);
    const kept = [...scan.contents].flatMap((id) => { const entry = model.packages.get(id); return entry === undefined || before.has(entry) ? [] : entry.matches; });
    const added = [...kept, ...matches].filter(({ status }) => status === 'affected');
    const resolved = image.packages.filter(({ record: held }) => !after.has(held.id)).flatMap((entry) => entry.matches).filter(({ status }) => status === 'affected').length;
    const reason = failed === undefined ? null : (failed.path === '' ? failed.reason : `${failed.path}: ${failed.reason}`).slice(0, REASON);
    const state = failed === undefined ? 'assessed' as const : 'notAssessed' as const;
    const changed = added.length > 0 || resolved > 0 || record.scan === null;
    const event: ImageEventWrite = { at, image: image.id, cause: 'scan', added: added.length, resolved, ...worstOf(added as (MatchRecord | Match)[]), reason };
    const change: ImageChange = {
      images: [{ ...record, digest, state, reason, since: record.state === state && record.reason === reason ? record.since : at, retryAt: null, attempts: 0, matchedAt: advisories.source === null ? null : at, scan }],
      scans: [{ image: image.id, detail, places }], names: detail.configDigest === null ? [] : [nameOf(configName(detail.configDigest), image.id, at)], packages: fresh.map((one, i) => ({ ...one, unjudged: judged[i]?.unjudged ?? null })), matches, events: changed ? [event] : [],
      removedPackages: orphans(image.packages, after, image),
    };
    await this.#state.commit(change);
  }

  /** Within `exclusive`. A scan of the same digest stays true, whatever happens later. */
  async #fail(image: ImageEntry, error: unknown): Promise<void> {
    const { model, now } = this.#state;
    if (!model.images.has(image.id)) return;
    const { record } = image, at = now(), attempts = record.attempts + 1;
    const wait = waitAfter(error, attempts);
    const reason = (error instanceof ProblemError ? error.message : `it could not be read: ${messageOf(error)}`).slice(0, REASON);
    const kept = record.scan !== null && record.state === 'assessed';
    const next: ImageRecord = { ...record, attempts, retryAt: wait === null ? null : at + wait, ...(kept ? {} : { state: 'notAssessed' as const, reason, since: record.state === 'notAssessed' && record.reason === reason ? record.since : at }) };
    const told = record.state !== 'notAssessed' || record.reason !== reason;
    // An image that only waits for a connection is no failure.
    const event: ImageEventWrite = { at, image: image.id, cause: 'failure', added: 0, resolved: 0, worst: null, vulnerabilities: [], reason };
    await this.#state.commit({ images: [next], events: told && !(error instanceof ProblemError && error.code === 'registry.unconnected') ? [event] : [] });
    image.scanning = null;
    this.#state.publish([image]);
  }
}

/** A node that knows only the configuration may run what its tag no longer names. */
function checkConfig(image: ImageEntry, found: string | undefined): void {
  const wanted = [...image.names.values()].find(({ name }) => isConfigName(name));
  if (image.record.digest === null && wanted !== undefined && found !== undefined && wanted.name !== configName(found)) throw new ProblemError('image.other', 'its tag names another image in the registry, and the node does not say from which registry this one came');
}

/** Scans of SBOMs are made again only from the SBOM. */
const SBOM_TOOLS = 'sbom';

const orphans = (packages: readonly PackageEntry[], after: ReadonlySet<number>, image: ImageEntry): number[] =>
  packages.filter(({ record, holders }) => !after.has(record.id) && holders.length === 1 && holders[0] === image.number).map(({ record }) => record.id);

function lower(a: readonly number[], b: readonly number[]): boolean {
  for (const [i, value] of a.entries()) { const other = b[i] ?? 0; if (value !== other) return value < other; }
  return false;
}
