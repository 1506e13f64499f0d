/** A cluster followed for ever: greet, follow every kind, notice when it is lost, greet again. */
import type { ClusterSink } from '#core/ports/cluster.ts';
import { greet, servesTheSame, type Session } from './connect.ts';
import type { Connection } from './connection.ts';
import { discover } from './discovery.ts';
import { ApiFailure } from './failures.ts';
import { type FollowDeps, followKind, type KindLoop } from './follow-kind.ts';
import type { AssessedKind, ServedKind } from './kinds.ts';
import { startMonitor } from './monitor.ts';
import { backoff, createSemaphore, firstOf, sleep, type Timing } from './timing.ts';

export interface ClusterDeps {
  readonly connection: Connection;
  readonly kinds: readonly AssessedKind[];
  readonly timing: Timing;
  readonly sink: ClusterSink;
}

/** Lists at once: enough to hide latency, few enough to bound memory (pages) and the load on the server. */
export const LISTS_AT_ONCE = 4;

/** Whether waiting cannot help: said at once, not after the grace. */
const isPlain = (failure: ApiFailure): boolean => ['unauthorized', 'forbidden', 'tls', 'strange'].includes(failure.reason);

/** Greets until it succeeds. `told`: why the sink already holds the cluster for unavailable. Returns null when the signal aborts. */
async function greetPatiently(deps: ClusterDeps, signal: AbortSignal, lost: ApiFailure | null): Promise<Session | null> {
  const { timing } = deps;
  const since = Date.now();
  let told = lost?.reason ?? null;
  for (let attempt = 1; !signal.aborted; attempt++) {
    try {
      return await greet({ connection: deps.connection, timing, signal }, deps.kinds);
    } catch (error) {
      if (signal.aborted) return null;
      if (!(error instanceof ApiFailure)) throw error;
      const due = (isPlain(error) && attempt > 1) || Date.now() - since >= timing.grace || told !== null;
      if (due && error.reason !== told) {
        told = error.reason;
        await deps.sink.unavailable(error.message);
      }
      const wait = told === null ? timing.probeRetry : backoff(attempt, timing.probeRetry, timing.backoffMax / 2);
      await sleep(Math.max(error.retryAfter, wait), signal);
    }
  }
  return null;
}

/** Ends when the server serves other kinds than it did: it was upgraded. */
async function awaitUpgrade(deps: ClusterDeps, session: Session, signal: AbortSignal): Promise<null> {
  while (!signal.aborted) {
    await sleep(deps.timing.rediscoverEvery, signal);
    if (signal.aborted) return null;
    try {
      if (!servesTheSame(session, await discover(deps.connection, deps.kinds, deps.timing, signal))) return null;
    } catch (error) {
      // The probe judges whether the cluster is there; this question is asked again.
      if (!signal.aborted && !(error instanceof ApiFailure)) throw error;
    }
  }
  return null;
}

/** Follows every kind until the signal aborts. Rejects, having ended all, when one loop does. */
async function followKinds(deps: FollowDeps, served: readonly ServedKind[], loops: Map<string, KindLoop>, stop: () => void): Promise<null> {
  const start = (kind: ServedKind): KindLoop => {
    const loop = followKind(deps, kind);
    loop.done.catch(stop);
    loops.set(kind.path, loop);
    return loop;
  };
  const [namespaces, ...others] = served;
  // Namespaces before what lives in them; but a sick list of namespaces holds nothing up for long.
  await Promise.race([start(namespaces!).first, sleep(deps.timing.grace, deps.signal)]);
  if (!deps.signal.aborted) for (const kind of others) start(kind);
  await Promise.all([...loops.values()].map((loop) => loop.done));
  return null;
}

/** Follows all kinds until the cluster is lost (returns why), serves something else, or the signal aborts (returns null). */
async function followSession(deps: ClusterDeps, session: Session, unavailable: Map<string, string>, outer: AbortSignal): Promise<ApiFailure | null> {
  const { connection, timing, sink } = deps;
  const loops = new Map<string, KindLoop>();
  return firstOf(outer, (signal, stop) => {
    const common = { connection, timing, signal };
    const monitor = startMonitor({ ...common, served: session.served, onForbidden: (served) => loops.get(served.path)?.recheck() });
    const follow = { ...common, sink, unavailable, lists: createSemaphore(LISTS_AT_ONCE), nudge: monitor.nudge, healthy: monitor.healthy };
    return [monitor.lost, awaitUpgrade(deps, session, signal), followKinds(follow, session.served, loops, stop)];
  });
}

/** Follows a cluster until the signal aborts. Rejects only when the sink rejects, and on a mistake in the program. */
export async function followCluster(deps: ClusterDeps, signal: AbortSignal): Promise<void> {
  const { sink } = deps;
  const unavailable = new Map<string, string>();
  let lost: ApiFailure | null = null;
  while (!signal.aborted) {
    const session = await greetPatiently(deps, signal, lost);
    if (session === null) return;
    await sink.connected({ server: session.server, version: session.version });
    for (const kind of session.absent) {
      // Not served: there is nothing of it, and that is known.
      await sink.listStarted(kind);
      await sink.listEnded(kind);
    }
    lost = await followSession(deps, session, unavailable, signal);
    // What was said about a kind is said again after the next greeting: the sink may have begun anew.
    unavailable.clear();
    if (lost !== null && !signal.aborted) await sink.unavailable(lost.message);
  }
}
