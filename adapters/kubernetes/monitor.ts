/**
 * Judges the cluster as a whole. An open watch goes on after its credential was revoked, and a half-open connection
 * looks idle, so a small authenticated request goes out every few seconds.
 */
import { ApiFailure } from './failures.ts';
import type { ServedKind } from './kinds.ts';
import { getPage, type ListDeps } from './list.ts';
import { createSemaphore, sleep } from './timing.ts';

export interface MonitorDeps extends ListDeps {
  readonly served: readonly ServedKind[];
  /** The right to list a kind seems to be gone. */
  onForbidden(served: ServedKind): void;
}

export interface Monitor {
  /** Probe now. */
  nudge(): void;
  /** Whether the last probe was answered. */
  healthy(): boolean;
  /** Settles with why the cluster is lost; with null when the signal aborts. */
  readonly lost: Promise<ApiFailure | null>;
}

/** Lists one object's metadata. Returns the failure, if any; `busy` is none: the server is there and knows us. */
export async function probeKind(deps: ListDeps, served: ServedKind): Promise<ApiFailure | null> {
  try {
    await getPage(deps, { ...served, metadataOnly: true }, 1, '', deps.timing.probeTimeout);
    return null;
  } catch (error) {
    if (deps.signal.aborted || !(error instanceof ApiFailure)) throw error;
    return error.reason === 'busy' || error.reason === 'notFound' || error.reason === 'tooLarge' ? null : error;
  }
}

/** Finds a kind that may be listed. Returns null when there is one, else the failure that says why there is none. */
export async function probeAccess(deps: ListDeps, served: readonly ServedKind[]): Promise<ApiFailure | null> {
  for (const kind of served) {
    const failure = await probeKind(deps, kind);
    if (failure === null || failure.reason !== 'forbidden') return failure;
  }
  return new ApiFailure('forbidden', 'the credentials are accepted but may not list any kind; grant list and watch, for example with the ClusterRole "view"');
}

/** All kinds that may not be listed now. Throws ApiFailure when the server fails meanwhile. */
async function sweep(deps: MonitorDeps): Promise<ReadonlySet<ServedKind>> {
  const limit = createSemaphore(4);
  const forbidden = new Set<ServedKind>();
  await Promise.all(deps.served.map((kind) => limit(async () => {
    const failure = await probeKind(deps, kind);
    if (failure?.reason === 'forbidden') forbidden.add(kind);
    else if (failure !== null) throw failure;
  })));
  return forbidden;
}

/** Starts to probe, one kind after the other, until the cluster is lost or the signal aborts. */
export function startMonitor(deps: MonitorDeps): Monitor {
  const { timing, signal, served } = deps;
  let wake = new AbortController();
  const forbidden = new Set<ServedKind>();
  let failingSince: number | null = null;

  async function probe(kind: ServedKind): Promise<ApiFailure | null> {
    const failure = await probeKind(deps, kind);
    if (failure?.reason !== 'forbidden') {
      if (failure === null) forbidden.delete(kind);
      return failure;
    }
    if (!forbidden.has(kind)) {
      // One right is gone: others may have gone with it, though their watches are still open.
      for (const other of await sweep(deps)) {
        if (!forbidden.has(other)) deps.onForbidden(other);
        forbidden.add(other);
      }
    }
    return forbidden.size === served.length ? probeAccess(deps, served) : null;
  }

  async function run(): Promise<ApiFailure | null> {
    let refusals = 0;
    for (let turn = 0; !signal.aborted; turn++) {
      const began = Date.now();
      let failure: ApiFailure | null;
      try {
        failure = await probe(served[turn % served.length]!);
      } catch (error) {
        if (signal.aborted) return null;
        if (!(error instanceof ApiFailure)) throw error;
        failure = error;
      }
      refusals = failure?.reason === 'unauthorized' || failure?.reason === 'forbidden' ? refusals + 1 : 0;
      if (failure === null) failingSince = null;
      else failingSince ??= began;
      // Refusals are believed the second time, silence after the grace.
      if (failure !== null && (refusals >= 2 || Date.now() - failingSince! >= timing.grace)) return failure;
      await pause(failure === null ? timing.probeEvery : timing.probeRetry);
    }
    return null;
  }

  /** Waits; a nudge ends it, though never before the shortest interval. */
  async function pause(milliseconds: number): Promise<void> {
    const shortest = Math.min(milliseconds, timing.probeRetry);
    await sleep(shortest, signal);
    if (signal.aborted || milliseconds === shortest) return;
    const stop = (): void => wake.abort();
    signal.addEventListener('abort', stop, { once: true });
    if (!wake.signal.aborted) await sleep(milliseconds - shortest, wake.signal);
    signal.removeEventListener('abort', stop);
    wake = new AbortController();
  }

  return { nudge: () => wake.abort(), healthy: () => failingSince === null, lost: run() };
}
