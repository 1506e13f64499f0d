/** Writes objects of one environment with all that follows: owners, what controllers make, Namespaces whose labels count. */
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { KnownController, ObjectWrite, PostureStore, StoredObject } from '#core/ports/posture.ts';
import { type KubeObject, refOf } from '#core/words.ts';
import { describe } from '#domains/inventory/index.ts';
import { type Incoming, incoming, ownersByUid, prepare } from './prepare.ts';
import type { Rules } from './rules.ts';
import { strip } from './strip.ts';

/** Objects a transaction: enough to share the cost of a commit (the store lets the event loop breathe in between). */
export const STEP = 200;
/** Owner chains are two long in practice (Pod, Job, CronJob). */
const OWNER_DEPTH = 8;

/** The last word about an object: null for one that is gone. `relist`: a list says again what may be known already. */
export interface LastWord { readonly object: KubeObject | null; readonly uid: string | undefined; readonly relist: boolean }

export interface WriterDeps {
  readonly store: PostureStore;
  readonly environment: string;
  readonly now: () => number;
  readonly rules: () => Rules;
  /** The Namespace objects by name; kept up to date here, read by the rules. */
  readonly namespaces: Map<string, KubeObject>;
  /** Other images run now. */
  readonly usesChanged: () => void;
}
export interface Written { readonly kinds: ReadonlySet<string>; readonly changed: number }

export class Writer {
  readonly #deps: WriterDeps;
  /** Namespaces whose objects are to be assessed anew, because labels of the Namespace changed. */
  readonly namespacesDue = new Set<string>();

  constructor(deps: WriterDeps) { this.#deps = deps; }

  /** Writes the last words about at most `STEP` objects, by natural key. Resolves to null when nothing was new. */
  async write(entries: readonly (readonly [string, LastWord])[], unsettled: () => void): Promise<Written | null> {
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
    if (items.length === 0 && removed.length === 0) return null;
    this.#noteNamespaces(items, removed);
    const objects = await this.#prepare(items);
    const moved = movedControllers(objects, removed, known);
    const unsettles = moved.length > 0 || this.namespacesDue.size > 0;
    if (unsettles) unsettled();
    let changed = await this.#apply(objects, removed, unsettles);
    changed += await this.#follow(moved);
    return { kinds, changed };
  }

  /** What a controller makes is assessed by itself while the controller is not known; so it is written again with it. */
  async #follow(controllers: readonly string[]): Promise<number> {
    const { store, environment } = this.#deps;
    let changed = 0;
    let uids = controllers;
    for (let depth = 0; uids.length > 0 && depth < OWNER_DEPTH; depth++) {
      const next: string[] = [];
      const dependents = await store.dependents(environment, uids);
      for (let i = 0; i < dependents.length; i += STEP) {
        const some = dependents.slice(i, i + STEP);
        const before = new Map((await store.storedKeys(environment, some.map((o) => o.key))).map((k) => [k.key, k]));
        const objects = await this.#prepare(some.map(again));
        changed += await this.#apply(objects);
        next.push(...movedControllers(objects, [], before));
        await nextTurn();
      }
      uids = next;
    }
    return changed;
  }

  /** Resolves to the number of assessments that changed. */
  async #apply(objects: readonly ObjectWrite[], removed: readonly string[] = [], unsettles = false): Promise<number> {
    const { store, environment, now, usesChanged } = this.#deps;
    const { assessments, uses } = await store.applyInventory(environment, { at: now(), objects, removed, unsettles });
    if (uses) usesChanged();
    return assessments;
  }

  async #prepare(items: readonly Incoming[]): Promise<ObjectWrite[]> {
    const objects = items.map(({ object }) => object);
    const uids = new Set<string>();
    for (const object of objects) { const uid = describe(object).controller?.uid; if (uid !== undefined) uids.add(uid); }
    const controllers: KnownController[] = uids.size === 0 ? [] : await this.#deps.store.controllers(this.#deps.environment, [...uids]);
    const ownerOf = ownersByUid(objects, controllers);
    return items.map((item) => prepare(this.#deps.rules(), item, ownerOf, 'pods'));
  }

  #noteNamespaces(items: readonly Incoming[], removed: readonly string[]): void {
    for (const { object } of items) {
      if (object.kind !== 'Namespace' || object.apiVersion !== 'v1') continue;
      const { name } = refOf(object);
      const before = this.#deps.namespaces.get(name);
      this.#deps.namespaces.set(name, object);
      if (JSON.stringify([before?.metadata.labels, before?.metadata.annotations]) !== JSON.stringify([object.metadata.labels, object.metadata.annotations])) this.namespacesDue.add(name);
    }
    for (const key of removed) if (key.startsWith('/Namespace//')) this.#deps.namespaces.delete(key.slice('/Namespace//'.length));
  }

  /** Assesses stored objects anew. Resolves to the id of the last one (null when there was none) and how many rows changed. */
  async again(stored: readonly StoredObject[]): Promise<{ last: number | null; changed: number }> {
    const last = stored.at(-1);
    if (last === undefined) return { last: null, changed: 0 };
    const objects = await this.#prepare(stored.map(again));
    const changed = await this.#apply(objects);
    return { last: last.id, changed };
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
