/** The advisories in use. When they change, all packages are compared anew, in small steps; no image is opened. */
import type { ImageEventWrite, ImageRecord } from '#core/ports/images-store.ts';
import type { VexStatement } from '#core/scans.ts';
import type { AdvisoryDatabase } from '#domains/vulnerabilities/index.ts';
import { type Judged, judgePackages, type Knowledge, Rematch, worstOf } from './matching.ts';
import type { PackageEntry } from './model.ts';
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
/** Packages that are judged at a stretch; it stays well below what anyone would notice. */
const STEP = 100;
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
      const { source: before } = this;
      if (change.source !== undefined) this.#source = change.source;
      if (change.statements !== undefined) this.#statements = change.statements;
      if (this.#source !== null) await this.#rematch(this.#source);
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

  async #rematch(source: AdvisorySource): Promise<void> {
    const { model, now, log } = this.#state;
    const fingerprint = `${MATCHING}:${source.fingerprint}:${this.#statements.fingerprint}`;
    const waiting = [...model.images.values()].filter(({ record }) => record.scan !== null && record.matchedAt === null);
    if (fingerprint === this.#fingerprint && waiting.length === 0) return;
    const start = performance.now(), at = now(), rematch = new Rematch(), knowledge: Knowledge = { database: source.database, statements: this.#statements.list };
    for (const some of steps([...model.packages.values()])) {
      const judged = judgePackages(knowledge, some.map(({ record }) => record), at);
      for (const [i, entry] of some.entries()) { const one = judged[i]; if (one !== undefined) rematch.take(entry, one); }
      await nextTurn();
    }
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
}

function* steps(entries: readonly PackageEntry[]): Generator<readonly PackageEntry[]> {
  for (let at = 0; at < entries.length; at += STEP) yield entries.slice(at, at + STEP);
}

const nextTurn = (): Promise<void> => new Promise((resolve) => { setImmediate(resolve); });
