/** Takes in the state of a cluster: the sink of one environment. */
import type { ClusterSink, ResourceKind } from '#core/ports/cluster.ts';
import type { KindState, PostureStore } from '#core/ports/posture.ts';
import { refKey, refOf } from '#core/words.ts';
import type { Worker } from './worker.ts';

export interface CollectDeps {
  readonly store: PostureStore;
  readonly environment: string;
  readonly worker: Worker;
  readonly now: () => number;
  /** State or coverage of the environment changed. */
  readonly stateChanged: () => void;
  /** Lists began or ended: policies over the graph wait for the end. */
  readonly listing: (kinds: number) => void;
  /** Which kinds can be read, or are read completely, changed. */
  readonly kindsChanged: (kind: string) => void;
}

/**
 * After a cluster was lost, what is stored counts as not assessed until every kind that was known was read again, at
 * most for this time: a kind that hangs must not hide that the others are up to date.
 */
const CATCH_UP_MS = 60_000;

export function createCollector(deps: CollectDeps): ClusterSink & { close(): void } {
  const { store, environment, worker, now } = deps;
  /** Keys of the list that is under way, by kind. */
  const lists = new Map<string, Set<string>>();
  let catchUp: { readonly kinds: Set<string>; readonly timer: NodeJS.Timeout } | null = null;

  const connectedNow = async (): Promise<void> => {
    if (catchUp !== null) clearTimeout(catchUp.timer);
    catchUp = null;
    await store.updateEnvironment(environment, { state: 'connected', reason: null, since: now() });
    deps.stateChanged();
  };
  const caughtUp = async (kind: string): Promise<void> => {
    if (catchUp?.kinds.delete(kind) === true && catchUp.kinds.size === 0) await connectedNow();
  };
  const setKind = async (kind: ResourceKind, state: KindState['state'], reason: string | null): Promise<void> => {
    const before = (await store.kinds(environment)).find((k) => k.group === kind.group && k.kind === kind.kind);
    if (before?.state === state && before.reason === reason) return;
    // The reason may become clearer; the time since when nothing is known does not change with it.
    const since = before?.state === state ? before.since : now();
    await store.setKind(environment, { group: kind.group, kind: kind.kind, state, reason, since });
    deps.kindsChanged(keyOf(kind));
    deps.stateChanged();
  };

  return {
    connected: async ({ server, version }) => {
      const record = await store.environment(null, environment);
      if (record === null) return;
      await store.updateEnvironment(environment, { server, version });
      if (record.state === 'connected') return deps.stateChanged();
      const known = (await store.kinds(environment)).filter((k) => k.state === 'complete').map((k) => `${k.group}/${k.kind}`);
      if (record.state !== 'notAssessed' || known.length === 0) return connectedNow();
      if (catchUp !== null) clearTimeout(catchUp.timer);
      const timer = setTimeout(() => { connectedNow().catch(() => deps.stateChanged()); }, CATCH_UP_MS);
      timer.unref();
      catchUp = { kinds: new Set(known), timer };
      deps.stateChanged();
    },
    listStarted: async (kind) => {
      lists.set(keyOf(kind), new Set());
      deps.listing(lists.size);
    },
    listPage: async (kind, objects) => {
      const seen = lists.get(keyOf(kind));
      for (const object of objects) seen?.add(refKey(refOf(object)));
      await worker.apply({ upserts: objects, deletes: [], relist: true });
    },
    listEnded: async (kind) => {
      const seen = lists.get(keyOf(kind));
      if (seen !== undefined) {
        const gone = (await store.keysOfKind(environment, kind.group, kind.kind)).filter((key) => !seen.has(key));
        if (gone.length > 0) await worker.apply({ upserts: [], deletes: [], gone });
        lists.delete(keyOf(kind));
        await setKind(kind, 'complete', null);
      }
      deps.listing(lists.size);
      await caughtUp(keyOf(kind));
    },
    changed: async (kind, objects) => {
      const seen = lists.get(keyOf(kind));
      for (const object of objects) seen?.add(refKey(refOf(object)));
      await worker.apply({ upserts: objects, deletes: [] });
    },
    deleted: (_kind, objects) => worker.apply({ upserts: [], deletes: objects }),
    kindUnavailable: async (kind, reason) => {
      lists.delete(keyOf(kind));
      deps.listing(lists.size);
      await setKind(kind, 'unavailable', reason);
      await caughtUp(keyOf(kind));
    },
    kindAvailable: (kind) => setKind(kind, 'pending', null),
    unavailable: async (reason) => {
      lists.clear();
      deps.listing(0);
      if (catchUp !== null) clearTimeout(catchUp.timer);
      catchUp = null;
      await lose(store, environment, reason, now());
      deps.stateChanged();
    },
    close: () => { if (catchUp !== null) clearTimeout(catchUp.timer); catchUp = null; },
  };
}

/** Nothing is known of the environment from now on. A later reason replaces the text, not the time. */
export async function lose(store: PostureStore, environment: string, reason: string, at: number): Promise<void> {
  const record = await store.environment(null, environment);
  if (record === null) return;
  try {
    await store.updateEnvironment(environment, record.state === 'notAssessed' ? { state: 'notAssessed', reason } : { state: 'notAssessed', reason, since: at });
  } catch (error) {
    store.holdLost(environment, { reason, since: record.state === 'notAssessed' ? record.since : at });
    throw error;
  }
}

const keyOf = (kind: ResourceKind): string => `${kind.group}/${kind.kind}`;
