/**
 * All that is written about one environment goes through its worker, one thing after the other: changes from the
 * cluster first, then assessing anew what is known. Changes that wait together are written together.
 */
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { PostureStore, StoredObject } from '#core/ports/posture.ts';
import { type KubeObject, refKey, refOf } from '#core/words.ts';
import type { Rules } from './rules.ts';
import { type LastWord, STEP, Writer } from './writer.ts';

/** After which time background work that failed is tried again. */
const RETRY_MS = 5_000;

export interface Change {
  readonly upserts: readonly KubeObject[];
  readonly deletes: readonly KubeObject[];
  /** Natural keys that are gone, whatever object was there. */
  readonly gone?: readonly string[];
  /** A full list says again what is known: objects of the same resourceVersion are skipped. */
  readonly relist?: boolean;
}
interface Waiting { readonly change: Change; readonly done: () => void; readonly failed: (error: unknown) => void }

export interface WorkerEvents {
  /** Objects of these kinds (`group/kind`) changed, or assessments did. */
  written(kinds: ReadonlySet<string>, assessments: number): void;
  /** Other images run now, or for other workloads. */
  usesChanged(): void;
  /** Background work failed; it is tried again after a while. */
  failed(error: unknown): void;
}

export interface WorkerDeps { readonly store: PostureStore; readonly environment: string; readonly now: () => number; readonly events: WorkerEvents }

export class Worker {
  readonly #deps: WorkerDeps;
  #rules: Rules;
  #waiting: Waiting[] = [];
  #running: Promise<void> | null = null;
  #stopped = false;
  /** Id after which the re-assessment goes on; null when none is under way. */
  #reassessAfter: number | null = null;
  /** Whether the environment has the generation of the rules in the database. */
  #settled = false;
  readonly #writer: Writer;

  /** @param namespaces the Namespace objects by name; kept up to date here, read by the rules. */
  constructor(deps: WorkerDeps, rules: Rules, namespaces: Map<string, KubeObject>) {
    this.#deps = deps;
    this.#rules = rules;
    this.#writer = new Writer({ store: deps.store, environment: deps.environment, now: deps.now, rules: () => this.#rules, namespaces, usesChanged: () => deps.events.usesChanged() });
  }

  get rules(): Rules { return this.#rules; }

  /** Resolves when the change is on disk with all assessments that follow from it. Rejects when it could not be written. */
  apply(change: Change): Promise<void> {
    if (this.#stopped) return Promise.reject(new Error(`environment ${this.#deps.environment} is no longer followed`));
    return new Promise((done, failed) => {
      this.#waiting.push({ change, done, failed });
      this.#wake();
    });
  }

  /** Takes new rules into force. Everything is assessed anew when `generation` (what the database says) is another one. */
  setRules(rules: Rules, generation: string | null): void {
    this.#rules = rules;
    this.#settled = generation === rules.generation;
    this.#reassessAfter = this.#settled ? null : 0;
    this.#wake();
  }

  /** Resolves when nothing is waiting or under way. */
  async idle(): Promise<void> { while (this.#running !== null) await this.#running; }

  async stop(): Promise<void> {
    this.#stopped = true;
    await this.idle();
    for (const { failed } of this.#waiting.splice(0)) failed(new Error(`environment ${this.#deps.environment} is no longer followed`));
  }

  #wake(): void {
    if (this.#running !== null || this.#stopped) return;
    this.#running = this.#run().finally(() => {
      this.#running = null;
      if (this.#waiting.length > 0) this.#wake();
    });
  }

  async #run(): Promise<void> {
    while (!this.#stopped) {
      // A turn, so that what the source hands over at the same time is taken together.
      await nextTurn();
      if (this.#waiting.length > 0) await this.#takeWaiting();
      else if (this.#writer.namespacesDue.size > 0 || this.#reassessAfter !== null || !this.#settled) {
        try {
          await this.#background();
        } catch (error) {
          this.#deps.events.failed(error);
          setTimeout(() => this.#wake(), RETRY_MS).unref();
          return;
        }
      } else return;
    }
  }

  async #takeWaiting(): Promise<void> {
    const taken = this.#waiting.splice(0);
    try {
      await this.#write(taken.map(({ change }) => change));
      for (const { done } of taken) done();
    } catch (error) {
      for (const { failed } of taken) failed(error);
    }
  }

  /** The last word about each object counts; the order between different objects does not matter. */
  async #write(changes: readonly Change[]): Promise<void> {
    const last = new Map<string, LastWord>();
    for (const { upserts, deletes, gone, relist } of changes) {
      for (const object of upserts) last.set(refKey(refOf(object)), { object, uid: object.metadata.uid, relist: relist === true });
      for (const object of deletes) last.set(refKey(refOf(object)), { object: null, uid: object.metadata.uid, relist: false });
      for (const key of gone ?? []) last.set(key, { object: null, uid: undefined, relist: false });
    }
    const entries = [...last];
    for (let i = 0; i < entries.length; i += STEP) {
      const written = await this.#writer.write(entries.slice(i, i + STEP), () => { this.#settled = false; });
      if (written !== null) this.#deps.events.written(written.kinds, written.changed);
      if (i + STEP < entries.length) await nextTurn();
    }
  }

  /** One step of assessing anew. */
  async #background(): Promise<void> {
    const { store, environment } = this.#deps;
    const [namespace] = this.#writer.namespacesDue;
    if (namespace !== undefined) {
      // Taken off first: labels that change meanwhile are a reason to begin again.
      this.#writer.namespacesDue.delete(namespace);
      for (let after = 0; !this.#stopped; ) {
        const last = await this.#again(await store.loadObjects(environment, { after, limit: STEP, namespace }));
        if (last === null) break;
        after = last;
        if (this.#waiting.length > 0) await this.#takeWaiting();
        await nextTurn();
      }
    } else if (this.#reassessAfter !== null) {
      const { generation } = this.#rules;
      const last = await this.#again(await store.loadObjects(environment, { after: this.#reassessAfter, limit: STEP }));
      // New rules that came meanwhile begin anew by themselves.
      if (generation === this.#rules.generation) this.#reassessAfter = last;
    } else {
      const { generation } = this.#rules;
      await store.updateEnvironment(environment, { generation });
      if (generation === this.#rules.generation) this.#settled = true;
      this.#deps.events.written(new Set(), 0);
    }
  }

  /** Resolves to the id of the last object, null when there was none. */
  async #again(stored: readonly StoredObject[]): Promise<number | null> {
    const { last, changed } = await this.#writer.again(stored);
    if (changed > 0) this.#deps.events.written(new Set(), changed);
    return last;
  }
}
