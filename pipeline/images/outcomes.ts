/** What comes of scans, written and taken over. */
import type { ImageChange, ImageEventWrite, ImageName, ImageRecord, MatchRecord } from '#core/ports/images-store.ts';
import { messageOf, ProblemError } from '#core/result.ts';
import type { Advisories } from './advisories.ts';
import { contentsOf } from './contents.ts';
import type { Inspection } from './inspect.ts';
import { worstOf } from './matching.ts';
import type { ImageEntry, Match, PackageEntry } from './entries.ts';
import { configName, isConfigName } from './names.ts';
import { type ScanOutcome, waitAfter } from './scan-job.ts';
import { type ImageState, nameOf, newImage } from './state.ts';

/** Characters of a reason: lists take it as a filter. */
const REASON = 1000;
/** Packages of one image. */
const MOST_PACKAGES = 100_000;
/** Stands for the analyzers where packages came as an SBOM: it is not read again by itself. */
export const SBOM_TOOLS = 'sbom';

export class Outcomes {
  readonly #state: ImageState;
  readonly #advisories: Advisories;
  readonly #tools: string;

  constructor(state: ImageState, advisories: Advisories, tools: string) {
    this.#state = state;
    this.#advisories = advisories;
    this.#tools = tools;
  }

  /** A scan that was made elsewhere, as of an SBOM. */
  async put(reference: string, digest: string, inspection: Inspection): Promise<void> {
    await this.#state.exclusive(async () => {
      const { model, now } = this.#state;
      const known = model.find(digest) ?? model.find(reference);
      const record = known?.record ?? newImage(now());
      await this.#state.commit({ images: known === undefined ? [record] : [], names: [nameOf(digest, record.id, now()), nameOf(reference, record.id, now())] });
      const image = model.images.get(record.id);
      if (image !== undefined) await this.take(image, { digest, inspection });
    });
  }

  /** A tag was looked up; null: it could not be, and stays what it was. */
  async resolved(tag: ImageName, digest: string | null): Promise<void> {
    const { model, now } = this.#state;
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
  async take(image: ImageEntry, { digest, inspection }: ScanOutcome): Promise<void> {
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
    const { model, now } = this.#state, advisories = this.#advisories;
    const at = now(), { record } = image;
    if (inspection.packages.length > MOST_PACKAGES) throw new ProblemError('image.limit', `too large: ${inspection.packages.length} packages are more than the ${MOST_PACKAGES} that are taken`);
    const { scan, detail, places, fresh } = contentsOf(model, inspection, record, inspection.artifact.kind === 'sbom' ? SBOM_TOOLS : this.#tools, at);
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
  async fail(image: ImageEntry, error: unknown): Promise<void> {
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

const orphans = (packages: readonly PackageEntry[], after: ReadonlySet<number>, image: ImageEntry): number[] =>
  packages.filter(({ record, holders }) => !after.has(record.id) && holders.length === 1 && holders[0] === image.number).map(({ record }) => record.id);
