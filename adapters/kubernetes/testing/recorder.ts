/** A sink that keeps the state of a cluster as the port says it is, for tests to compare with the cluster itself. */
import type { ClusterSink, ResourceKind } from '#core/ports/cluster.ts';
import type { KubeObject } from '#core/words.ts';

export interface Recorder extends ClusterSink {
  /** What is known of a resource (`pods`), by uid. */
  objects(resource: string): ReadonlyMap<string, KubeObject>;
  /** Names of what is known of a resource, sorted. */
  names(resource: string): readonly string[];
  /** Kinds that are listed completely now. */
  readonly complete: ReadonlySet<string>;
  readonly unavailableKinds: ReadonlyMap<string, string>;
  /** Every reason that was ever given for a kind, oldest first. */
  readonly reasons: readonly string[];
  /** null: connected. */
  readonly state: { reason: string | null; connects: number; version: string };
  /** Everything that was called, oldest first: `listStarted pods`, `changed pods 2`. */
  readonly calls: string[];
  /** Waits until a condition holds; it is looked at after every call. Rejects after `seconds`. Returns how long it took. */
  until(what: string, condition: () => boolean, seconds?: number): Promise<number>;
}

const idOf = (object: KubeObject): string => object.metadata.uid ?? `${object.metadata.namespace}/${object.metadata.name}`;

interface Store { readonly known: Map<string, Map<string, KubeObject>>; readonly seen: Map<string, Set<string>> }

/** The calls of the port about objects, applied to a store. */
function objectCalls(store: Store, complete: Set<string>, note: (call: string) => void): Pick<ClusterSink, 'listStarted' | 'listPage' | 'listEnded' | 'changed' | 'deleted'> {
  const of = (kind: ResourceKind): Map<string, KubeObject> => {
    const found = store.known.get(kind.resource) ?? new Map<string, KubeObject>();
    store.known.set(kind.resource, found);
    return found;
  };
  return {
    async listStarted(kind) { store.seen.set(kind.resource, new Set()); note(`listStarted ${kind.resource}`); },
    async listPage(kind, objects) {
      for (const object of objects) { of(kind).set(idOf(object), object); store.seen.get(kind.resource)!.add(idOf(object)); }
      note(`listPage ${kind.resource} ${objects.length}`);
    },
    async listEnded(kind) {
      for (const id of of(kind).keys()) if (!store.seen.get(kind.resource)!.has(id)) of(kind).delete(id);
      complete.add(kind.resource);
      note(`listEnded ${kind.resource}`);
    },
    async changed(kind, objects) {
      for (const object of objects) of(kind).set(idOf(object), object);
      note(`changed ${kind.resource} ${objects.length}`);
    },
    async deleted(kind, objects) {
      for (const object of objects) of(kind).delete(idOf(object));
      note(`deleted ${kind.resource} ${objects.length}`);
    },
  };
}

export function createRecorder(): Recorder {
  const store: Store = { known: new Map(), seen: new Map() };
  const complete = new Set<string>();
  const unavailableKinds = new Map<string, string>();
  const state: Recorder['state'] = { reason: null, connects: 0, version: '' };
  const calls: string[] = [];
  const reasons: string[] = [];
  const watchers = new Set<() => void>();
  const note = (call: string): void => {
    calls.push(call);
    for (const look of [...watchers]) look();
  };
  return {
    complete, unavailableKinds, reasons, state, calls,
    objects: (resource) => store.known.get(resource) ?? new Map(),
    names: (resource) => [...(store.known.get(resource)?.values() ?? [])].map((object) => object.metadata.name ?? '').sort(),
    ...objectCalls(store, complete, note),
    async connected({ version }) { state.reason = null; state.connects++; state.version = version; note('connected'); },
    async kindUnavailable(kind, reason) { reasons.push(reason); unavailableKinds.set(kind.resource, reason); complete.delete(kind.resource); note(`kindUnavailable ${kind.resource}`); },
    async kindAvailable(kind) { unavailableKinds.delete(kind.resource); note(`kindAvailable ${kind.resource}`); },
    async unavailable(reason) { state.reason = reason; note('unavailable'); },
    until(what, condition, seconds = 15) {
      const began = performance.now();
      return new Promise((resolve, reject) => {
        const finish = (settle: () => void): void => { clearTimeout(timer); watchers.delete(look); settle(); };
        const look = (): void => { if (condition()) finish(() => resolve((performance.now() - began) / 1000)); };
        const timer = setTimeout(() => finish(() => reject(new Error(`not within ${seconds} s: ${what}; last calls: ${calls.slice(-8).join(', ')}; state: ${JSON.stringify(state)}`))), seconds * 1000);
        watchers.add(look);
        look();
      });
    },
  };
}
