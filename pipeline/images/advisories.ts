/**
 * The advisories in use. When they change, the packages that changed advisories are about are compared anew, in small steps,
 * whatever number of images hold them; no image is opened. After a start with other advisories than before all packages are.
 */
import type { ImageEventWrite, ImageRecord } from '#core/ports/images-store.ts';
import type { VexStatement } from '#core/scans.ts';
import { type AdvisoryDatabase, compareAdvisories, ConcernedPackages } from '#domains/vulnerabilities/index.ts';
import { type Judged, judgePackages, type Knowledge, matchedPackage, Rematch, worstOf } from './matching.ts';
import type { PackageEntry } from './entries.ts';
import type { ImageState } from './state.ts';

export interface AdvisorySource {
  readonly database: AdvisoryDatabase;
  /** Stands for the content: the same content needs no comparing. */
  readonly fingerprint: string;
  readonly writtenAt: number;
  close(): void;
}
export interface Statements { readonly list: readonly VexStatement[]; readonly fingerprint: string }

/** Raise it when the same advisories lead to other findings than before. */
const MATCHING = 1;
/** Time for which nothing else gets its turn, in milliseconds. */
const STRETCH = 10;
/** Packages that are judged together. */
const STEP = 50;
const SETTING = 'advisories';
export const NO_ADVISORIES = 'vulnerabilities were not matched: there is no advisory database; get one with "breakwater advisories update"';

export class Advisories {
  readonly #state: ImageState;
  #source: AdvisorySource | null = null;
  #statements: Statements = { list: [], fingerprint: '' };
  #matchedAt: number | null = null;
  #fingerprint: string | null = null;
  /** What is wrong with the newest file; the one before stays in use. */
  problem: string | null = null;
  #lastSeconds = 0;

  constructor(state: ImageState) { this.#state = state; }

  get source(): AdvisorySource | null { return this.#source; }
  /** When stored findings were last compared with advisories; null: never. */
  get matchedAt(): number | null { return this.#matchedAt; }
  /** How long the last comparing of everything took. */
  get lastSeconds(): number { return this.#lastSeconds; }

  async load(): Promise<void> {
    const stored = await this.#state.store.setting(SETTING);
    if (stored === null) return;
    const { at, fingerprint } = JSON.parse(stored) as { at: number; fingerprint: string };
    this.#matchedAt = at;
    this.#fingerprint = fingerprint;
  }

  /** Takes a database or statements into use. What they change is on disk when it resolves. */
  use(change: { readonly source?: AdvisorySource; readonly statements?: Statements }): Promise<void> {
    return this.#state.exclusive(async () => {
      const before = this.#source;
      if (change.source !== undefined) this.#source = change.source;
      if (change.statements !== undefined) this.#statements = change.statements;
      if (this.#source !== null) await this.#rematch(this.#source, change.statements === undefined ? before : null);
      if (change.source !== undefined && before !== null && before !== change.source) before.close();
    });
  }

  /** Of new packages; unjudged without a database. */
  judge(packages: readonly Parameters<typeof judgePackages>[1][number][]): Judged[] {
    const knowledge = this.#knowledge();
    return knowledge === null ? packages.map(() => ({ matches: [], unjudged: null })) : judgePackages(knowledge, packages, this.#state.now());
  }

  close(): void {
    this.#source?.close();
    this.#source = null;
  }

  #knowledge(): Knowledge | null { return this.#source === null ? null : { database: this.#source.database, statements: this.#statements.list }; }

  /** @param before the advisories with which what is stored was compared, where only they changed */
  async #rematch(source: AdvisorySource, before: AdvisorySource | null): Promise<void> {
    const { model, now, log } = this.#state;
    const fingerprint = this.#print(source);
    const waiting = [...model.images.values()].filter(({ record }) => record.scan !== null && record.matchedAt === null);
    if (fingerprint === this.#fingerprint && waiting.length === 0) return;
    const start = performance.now(), at = now(), pace = new Pace();
    const concerned = before === null || waiting.length > 0 || this.#print(before) !== this.#fingerprint ? null : await differing(before.database, source.database, pace);
    const rematch = await this.#judged(source.database, concerned, at, pace);
    const events = [...rematch.images].map(([image, { added, resolved }]): ImageEventWrite => ({ at, image: image.id, cause: 'advisories', added: added.length, resolved, ...worstOf(added), reason: null }));
    const images = waiting.map(({ record }): ImageRecord => ({ ...record, matchedAt: at }));
    await this.#state.commit({ ...rematch.differences, events, images, settings: { [SETTING]: JSON.stringify({ at, fingerprint }) } });
    this.#matchedAt = at;
    this.#fingerprint = fingerprint;
    this.#lastSeconds = (performance.now() - start) / 1000;
    const { matches, removedMatches } = rematch.differences;
    if (matches.length + removedMatches.length > 0) log('info', `advisories changed: ${matches.length} findings of packages are new or different, ${removedMatches.length} ended, in ${rematch.images.size} images (${this.#lastSeconds.toFixed(2)} s)`);
    this.#state.publish();
  }

  #print(source: AdvisorySource): string { return `${MATCHING}:${source.fingerprint}:${this.#statements.fingerprint}`; }

  /** @param concerned null: all packages */
  async #judged(database: AdvisoryDatabase, concerned: ConcernedPackages | null, at: number, pace: Pace): Promise<Rematch> {
    const rematch = new Rematch(), knowledge: Knowledge = { database, statements: this.#statements.list };
    for (const some of steps([...this.#state.model.packages.values()])) {
      const asked = concerned === null ? some : some.filter(({ record, matches }) => concerned.has(matchedPackage(record), matches));
      const judged = judgePackages(knowledge, asked.map(({ record }) => record), at);
      for (const [i, entry] of asked.entries()) { const one = judged[i]; if (one !== undefined) rematch.take(entry, one); }
      await pace.step();
    }
    return rematch;
  }
}

async function differing(before: AdvisoryDatabase, after: AdvisoryDatabase, pace: Pace): Promise<ConcernedPackages> {
  const comparing = compareAdvisories(before, after);
  for (let step = comparing.next(); ; step = comparing.next()) {
    await pace.step();
    if (step.done === true) return new ConcernedPackages(before, after, step.value);
  }
}

/** Lets others have their turn when they waited long enough. */
class Pace {
  #since = performance.now();
  async step(): Promise<void> {
    if (performance.now() - this.#since < STRETCH) return;
    await new Promise<void>((resolve) => { setImmediate(resolve); });
    this.#since = performance.now();
  }
}

function* steps(entries: readonly PackageEntry[]): Generator<readonly PackageEntry[]> {
  for (let at = 0; at < entries.length; at += STEP) yield entries.slice(at, at + STEP);
}
