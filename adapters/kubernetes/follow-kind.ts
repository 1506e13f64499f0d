/** Keeps one kind up to date: list, then watch from there, list again when the position is lost, for ever. */
import { ApiFailure } from './failures.ts';
import { kindName, type ServedKind } from './kinds.ts';
import { declareUnavailable, listInto, type SinkDeps } from './list-into.ts';
import { backoff, sleep, withDeadline } from './timing.ts';
import { type Cursor, watchOnce } from './watch.ts';

export interface FollowDeps extends SinkDeps {
  /** Bounds how many lists run at once. */
  readonly lists: <T>(task: () => Promise<T>) => Promise<T>;
  /** Something failed that may concern the whole cluster: look at once. */
  nudge(): void;
  /** Whether the cluster as a whole answers. */
  healthy(): boolean;
}

export interface KindLoop {
  /** Ends what runs and lists again: the right to read the kind may be gone. */
  recheck(): void;
  /** Settles when the kind was listed, or could not be, for the first time. */
  readonly first: Promise<void>;
  /** Settles when the signal aborts. Rejects on a mistake in the program and when the sink rejects. */
  readonly done: Promise<void>;
}

/** The state of one loop. */
interface Progress {
  /** null: the position is lost, list. */
  cursor: Cursor | null;
  listedAt: number;
  /** Failures in a row. */
  failures: number;
  refusals: number;
  /** The kind may be listed but not watched. */
  polling: boolean;
}

async function list(deps: FollowDeps, served: ServedKind, progress: Progress): Promise<void> {
  const resourceVersion = await deps.lists(() => listInto(deps, served));
  progress.cursor = { resourceVersion, events: 0 };
  progress.listedAt = Date.now();
  progress.refusals = 0;
}

async function watch(deps: FollowDeps, served: ServedKind, progress: Progress, cursor: Cursor): Promise<void> {
  const { timing } = deps;
  if (progress.polling || !served.watchable) {
    progress.failures = 0;
    progress.polling = false;
    await sleep(timing.pollEvery, deps.signal);
    progress.cursor = null;
    return;
  }
  const began = Date.now();
  cursor.events = 0;
  try {
    await withDeadline(deps.signal, timing.watchMax + timing.watchIdle, async (signal, expired) => {
      try {
        await watchOnce({ ...deps, signal }, served, deps.sink, cursor);
      } catch (error) {
        // A server that does not end the watch when it should: it is ended for it.
        if (!expired()) throw error;
      }
    });
  } finally {
    if (cursor.events > 0) progress.failures = 0;
  }
  // An end without any event right after the start: a server or proxy that cuts every watch.
  if (cursor.events === 0 && Date.now() - began < Math.min(1_000, timing.watchMin / 2)) {
    throw new ApiFailure('network', `${deps.connection.server} ends the watch of ${kindName(served.kind)} at once`);
  }
  progress.failures = 0;
}

/** 403 and 404. The kind is listed again at longer and longer intervals, so that a granted right shows. */
async function recoverRefusal(deps: FollowDeps, served: ServedKind, progress: Progress, failure: ApiFailure, watching: boolean): Promise<void> {
  const { timing, signal } = deps;
  progress.cursor = null;
  // Listing may still be allowed: the list that comes next tells. If it succeeds, the kind is polled.
  progress.polling = watching;
  if (watching) return;
  progress.refusals++;
  // A server that has just started refuses for a moment what it allows later: one refusal is not believed.
  if (progress.refusals === 1) return sleep(Math.min(1_000, timing.refusedBase), signal);
  await declareUnavailable(deps, served, failure.message);
  await sleep(backoff(progress.refusals - 1, timing.refusedBase, timing.refusedMax), signal);
}

/** Decides what a failure means, and waits. */
async function recover(deps: FollowDeps, served: ServedKind, progress: Progress, failure: ApiFailure, watching: boolean): Promise<void> {
  const { timing, signal } = deps;
  const { reason } = failure;
  if (reason === 'unauthorized' || reason === 'network' || reason === 'tls' || reason === 'forbidden') deps.nudge();
  if (reason === 'forbidden' || reason === 'notFound') return recoverRefusal(deps, served, progress, failure, watching);
  progress.failures++;
  if (reason === 'expired' || reason === 'strange' || reason === 'tooLarge') progress.cursor = null;
  if (reason === 'expired' && progress.failures === 1) return;
  // What befalls the whole cluster is the monitor's matter.
  if (progress.failures >= timing.failuresBeforeUnavailable && deps.healthy() && reason !== 'unauthorized') {
    progress.cursor = null;
    await declareUnavailable(deps, served, failure.message);
  }
  await sleep(Math.max(failure.retryAfter, backoff(progress.failures, timing.backoffBase, timing.backoffMax)), signal);
}

/** Starts to follow a kind, until the signal aborts. */
export function followKind(deps: FollowDeps, served: ServedKind): KindLoop {
  const first = Promise.withResolvers<void>();
  let interrupt = new AbortController();
  const stop = (): void => interrupt.abort(deps.signal.reason);

  async function loop(): Promise<void> {
    const progress: Progress = { cursor: null, listedAt: 0, failures: 0, refusals: 0, polling: false };
    while (!deps.signal.aborted) {
      interrupt = new AbortController();
      const inner = { ...deps, signal: interrupt.signal };
      const { cursor } = progress;
      const watching = cursor !== null && Date.now() - progress.listedAt < deps.timing.relistEvery;
      try {
        if (watching) await watch(inner, served, progress, cursor);
        else {
          await list(inner, served, progress);
          first.resolve();
        }
      } catch (error) {
        if (deps.signal.aborted) return;
        if (interrupt.signal.aborted) {
          progress.cursor = null;
          continue;
        }
        if (!(error instanceof ApiFailure)) throw error;
        await recover(deps, served, progress, error, watching);
        if (deps.unavailable.has(kindName(served.kind))) first.resolve();
      }
    }
  }

  deps.signal.addEventListener('abort', stop, { once: true });
  const done = loop().finally(() => {
    deps.signal.removeEventListener('abort', stop);
    first.resolve();
  });
  return { recheck: () => interrupt.abort(), first: first.promise, done };
}
