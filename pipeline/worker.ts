/**
 * All that is written about one environment goes through its worker, one thing after the other: changes from the
 * cluster first, then assessing anew what is known. Changes that wait together are written together.
 */
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { KnownController, ObjectWrite, PostureStore, StoredObject } from '#core/ports/posture.ts';
import { type KubeObject, refKey, refOf } from '#core/words.ts';
import { describe } from '#domains/inventory/index.ts';
import { type Incoming, incoming, ownersByUid, prepare } from './prepare.ts';
import type { Rules } from './rules.ts';
import { strip } from './strip.ts';

/** Objects a transaction: enough to share the cost of a commit (the store lets the event loop breathe in between). */
const STEP = 200;
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
  /** Namespaces whose objects are to be assessed anew, because labels of the Namespace changed. */
  readonly #namespacesDue = new Set<string>();
  /** Whether the environment has the generation of the rules in the database. */
  #settled = false;
  readonly #namespaces: Map<string, KubeObject>;

  /** @param namespaces the Namespace objects by name; kept up to date here, read by the rules. */
  constructor(deps: WorkerDeps, rules: Rules, namespaces: Map<string, KubeObject>) {
    this.#deps = deps;
    this.#rules = rules;
    this.#namespaces = namespaces;
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
      else if (this.#namespacesDue.size > 0 || this.#reassessAfter !== null || !this.#settled) {
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
    const last = new Map<string, { readonly object: KubeObject | null; readonly uid: string | undefined; readonly relist: boolean }>();
    for (const { upserts, deletes, gone, relist } of changes) {
      for (const object of upserts) last.set(refKey(refOf(object)), { object, uid: object.metadata.uid, relist: relist === true });
      for (const object of deletes) last.set(refKey(refOf(object)), { object: null, uid: object.metadata.uid, relist: false });
      for (const key of gone ?? []) last.set(key, { object: null, uid: undefined, relist: false });
    }
    const entries = [...last];
    for (let i = 0; i < entries.length; i += STEP) {
      await this.#writeStep(entries.slice(i, i + STEP));
      if (i + STEP < entries.length) await nextTurn();
    }
  }

  async #writeStep(entries: readonly (readonly [string, { readonly object: KubeObject | null; readonly uid: string | undefined; readonly relist: boolean }])[]): Promise<void> {
    const { store, environment } = this.#deps;
    const known = new Map((await store.storedKeys(environment, entries.map(([key]) => key))).map((k) => [k.key, k]));
    const items: Incoming[] = [];
    const removed: string[] = [];
    const kinds = new Set<string>();
    for (const [key, { object, uid, relist }] of entries) {
      const stored = known.get(key);
      if (object === null) {
        // Of an object that was made again under its name only the old one is gone.
        if (stored === undefined || (uid !== undefined && stored.uid !== null && stored.uid !== uid)) continue;
        removed.push(key);
      } else {
        const { uid: id, resourceVersion } = object.metadata;
        if (relist && stored !== undefined && resourceVersion !== undefined && stored.resourceVersion === resourceVersion && stored.uid === (id ?? null)) continue;
        items.push(incoming(strip(object)));
      }
      kinds.add(key.slice(0, key.indexOf('/', key.indexOf('/') + 1)));
    }
    if (items.length === 0 && removed.length === 0) return;
    this.#noteNamespaces(items, removed);
    const objects = await this.#prepare(items);
    const moved = movedControllers(objects, removed, known);
    const unsettles = moved.length > 0 || this.#namespacesDue.size > 0;
    if (unsettles) this.#settled = false;
    let changed = await store.applyInventory(environment, { at: this.#deps.now(), objects, removed, unsettles });
    changed += await this.#follow(moved);
    this.#deps.events.written(kinds, changed);
  }

  /** What a controller makes is assessed by itself while the controller is not known; so it is written again with it. */
  async #follow(controllers: readonly string[]): Promise<number> {
    const { store, environment } = this.#deps;
    let changed = 0;
    let uids = controllers;
    for (let depth = 0; uids.length > 0 && depth < 8; depth++) {
      const next: string[] = [];
      const dependents = await store.dependents(environment, uids);
      for (let i = 0; i < dependents.length; i += STEP) {
        const some = dependents.slice(i, i + STEP);
        const before = new Map((await store.storedKeys(environment, some.map((o) => o.key))).map((k) => [k.key, k]));
        const objects = await this.#prepare(some.map(again));
        changed += await store.applyInventory(environment, { at: this.#deps.now(), objects, removed: [] });
        next.push(...movedControllers(objects, [], before));
        await nextTurn();
      }
      uids = next;
    }
    return changed;
  }

  async #prepare(items: readonly Incoming[]): Promise<ObjectWrite[]> {
    const objects = items.map(({ object }) => object);
    const uids = new Set<string>();
    for (const object of objects) { const uid = describe(object).controller?.uid; if (uid !== undefined) uids.add(uid); }
    const controllers: KnownController[] = uids.size === 0 ? [] : await this.#deps.store.controllers(this.#deps.environment, [...uids]);
    const ownerOf = ownersByUid(objects, controllers);
    return items.map((item) => prepare(this.#rules, item, ownerOf));
  }

  #noteNamespaces(items: readonly Incoming[], removed: readonly string[]): void {
    for (const { object } of items) {
      if (object.kind !== 'Namespace' || object.apiVersion !== 'v1') continue;
      const { name } = refOf(object);
      const before = this.#namespaces.get(name);
      this.#namespaces.set(name, object);
      if (JSON.stringify([before?.metadata.labels, before?.metadata.annotations]) !== JSON.stringify([object.metadata.labels, object.metadata.annotations])) this.#namespacesDue.add(name);
    }
    for (const key of removed) if (key.startsWith('/Namespace//')) this.#namespaces.delete(key.slice('/Namespace//'.length));
  }

  /** One step of assessing anew. */
  async #background(): Promise<void> {
    const { store, environment } = this.#deps;
    const [namespace] = this.#namespacesDue;
    if (namespace !== undefined) {
      for (let after = 0; !this.#stopped; ) {
        const last = await this.#again(await store.loadObjects(environment, { after, limit: STEP, namespace }));
        if (last === null) break;
        after = last;
        if (this.#waiting.length > 0) await this.#takeWaiting();
        await nextTurn();
      }
      if (!this.#stopped) this.#namespacesDue.delete(namespace);
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
    const last = stored.at(-1);
    if (last === undefined) return null;
    const objects = await this.#prepare(stored.map(again));
    const changed = await this.#deps.store.applyInventory(this.#deps.environment, { at: this.#deps.now(), objects, removed: [] });
    if (changed > 0) this.#deps.events.written(new Set(), changed);
    return last.id;
  }
}

const again = (o: StoredObject): Incoming => ({ key: o.key, object: o.body, source: o.source, stored: true });

/** Uids of controllers that came, went, or got another top controller: what they make is to be looked at again. */
function movedControllers(objects: readonly ObjectWrite[], removed: readonly string[], known: ReadonlyMap<string, { readonly uid: string | null; readonly workload: unknown }>): string[] {
  const uids: string[] = [];
  for (const { key, uid, facts } of objects) {
    if (!facts.templated || uid === null) continue;
    const before = known.get(key);
    if (before?.uid !== uid || JSON.stringify(before.workload) !== JSON.stringify(facts.workload)) uids.push(uid);
    if (before !== undefined && before.uid !== null && before.uid !== uid) uids.push(before.uid);
  }
  for (const key of removed) { const uid = known.get(key)?.uid; if (uid !== undefined && uid !== null) uids.push(uid); }
  return uids;
}
