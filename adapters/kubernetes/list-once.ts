/** A cluster read once, for the command line. */
import { ProblemError } from '#core/result.ts';
import { greet } from './connect.ts';
import { ApiFailure } from './failures.ts';
import { type ClusterDeps, LISTS_AT_ONCE } from './follow.ts';
import type { ServedKind } from './kinds.ts';
import { declareUnavailable, listInto, type SinkDeps } from './list-into.ts';
import { createSemaphore } from './timing.ts';

const RESTARTS = 3;

const CODES: Partial<Record<ApiFailure['reason'], string>> = { unauthorized: 'cluster-unauthorized', forbidden: 'cluster-forbidden', strange: 'cluster-strange', tls: 'cluster-untrusted' };

/** The problem that a failure of the whole cluster is. */
const problem = (failure: ApiFailure): ProblemError => new ProblemError(CODES[failure.reason] ?? 'cluster-unreachable', failure.message, { cause: failure });

async function listKind(deps: SinkDeps, served: ServedKind): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    try {
      await listInto(deps, served);
      return;
    } catch (error) {
      if (deps.signal.aborted || !(error instanceof ApiFailure)) throw error;
      if (error.reason === 'unauthorized' || error.reason === 'network') throw error;
      if (error.reason === 'expired' && attempt < RESTARTS) continue;
      await declareUnavailable(deps, served, error.message);
      return;
    }
  }
}

/** Lists every kind into the sink. Rejects with ProblemError when the cluster cannot be read, or the signal's reason. */
export async function listClusterOnce(deps: ClusterDeps, outer: AbortSignal, atOnce: number = LISTS_AT_ONCE): Promise<void> {
  const { connection, timing, sink } = deps;
  const stop = new AbortController();
  const onAbort = (): void => stop.abort(outer.reason);
  outer.throwIfAborted();
  outer.addEventListener('abort', onAbort, { once: true });
  const list: SinkDeps = { connection, timing, signal: stop.signal, sink, unavailable: new Map() };
  try {
    const session = await greet(list, deps.kinds);
    await sink.connected({ server: session.server, version: session.version });
    for (const kind of session.absent) {
      await sink.listStarted(kind);
      await sink.listEnded(kind);
    }
    const [namespaces, ...others] = session.served;
    await listKind(list, namespaces!);
    const limit = createSemaphore(atOnce);
    const tasks = others.map((served) => limit(() => listKind(list, served)));
    await Promise.all(tasks).catch(async (error: unknown) => {
      stop.abort(error);
      await Promise.allSettled(tasks);
      throw error;
    });
  } catch (error) {
    throw error instanceof ApiFailure ? problem(error) : error;
  } finally {
    outer.removeEventListener('abort', onAbort);
  }
}
