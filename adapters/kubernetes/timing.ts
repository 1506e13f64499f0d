/** All waiting in one place, so that tests can make it short. Times are milliseconds. */
import { setTimeout as delay } from 'node:timers/promises';

export interface Timing {
  /** Between two authenticated probes while all is well. */
  readonly probeEvery: number;
  /** Between two probes while something is wrong. */
  readonly probeRetry: number;
  readonly probeTimeout: number;
  /** How long the cluster may be out of reach before it is called unavailable. */
  readonly grace: number;
  /** First and longest wait between attempts. */
  readonly backoffBase: number;
  readonly backoffMax: number;
  /** First and longest wait before a refused kind is asked for again. */
  readonly refusedBase: number;
  readonly refusedMax: number;
  /** Failures in a row after which a kind counts as unavailable. */
  readonly failuresBeforeUnavailable: number;
  /** The server ends a watch after a random time in this range (as client-go's reflector: 5 to 10 minutes). */
  readonly watchMin: number;
  readonly watchMax: number;
  /** A watch that is silent for longer is half-open: bookmarks come about every minute (apiserver storage/cacher). */
  readonly watchIdle: number;
  readonly connectTimeout: number;
  readonly headersTimeout: number;
  readonly bodyIdle: number;
  /** One page of a list, from first byte to last. */
  readonly pageTimeout: number;
  /** A full list even though the watch is well: heals whatever a watch could miss. */
  readonly relistEvery: number;
  /** A kind that may be listed but not watched is listed this often. */
  readonly pollEvery: number;
  /** What the server serves is asked again this often: it changes with an upgrade. */
  readonly rediscoverEvery: number;
}

export const TIMING: Timing = {
  probeEvery: 5_000, probeRetry: 1_000, probeTimeout: 5_000, grace: 5_000,
  backoffBase: 500, backoffMax: 30_000, refusedBase: 5_000, refusedMax: 60_000, failuresBeforeUnavailable: 5,
  watchMin: 300_000, watchMax: 600_000, watchIdle: 100_000,
  connectTimeout: 10_000, headersTimeout: 30_000, bodyIdle: 30_000, pageTimeout: 120_000,
  relistEvery: 3_600_000, pollEvery: 60_000, rediscoverEvery: 600_000,
};

/** Waits; returns early and quietly when the signal aborts. */
export async function sleep(milliseconds: number, signal: AbortSignal): Promise<void> {
  if (signal.aborted) return;
  await delay(milliseconds, undefined, { signal }).catch((error: unknown) => {
    if (!signal.aborted) throw error;
  });
}

/** Exponential back-off with jitter: between half and all of `base * 2^(attempt-1)`, never above `max`. `attempt` counts from 1. */
export const backoff = (attempt: number, base: number, max: number): number =>
  Math.min(max, base * 2 ** Math.min(attempt - 1, 20)) * (0.5 + Math.random() / 2);

/** A random time in a range. */
export const between = (min: number, max: number): number => min + Math.random() * (max - min);

/** Lets `size` tasks run at once; the others wait in order. */
export function createSemaphore(size: number): <T>(task: () => Promise<T>) => Promise<T> {
  let free = size;
  const waiting: (() => void)[] = [];
  return async (task) => {
    if (free > 0) free--;
    else await new Promise<void>((resolve) => { waiting.push(resolve); });
    try {
      return await task();
    } finally {
      const next = waiting.shift();
      if (next === undefined) free++;
      else next();
    }
  };
}

/** Runs a task with a signal that aborts with the outer one or after `milliseconds`; `expired` tells which. */
export async function withDeadline<T>(outer: AbortSignal, milliseconds: number, task: (signal: AbortSignal, expired: () => boolean) => Promise<T>): Promise<T> {
  outer.throwIfAborted();
  const controller = new AbortController();
  let late = false;
  const onAbort = (): void => controller.abort(outer.reason);
  const timer = setTimeout(() => { late = true; controller.abort(); }, milliseconds);
  outer.addEventListener('abort', onAbort, { once: true });
  try {
    return await task(controller.signal, () => late);
  } finally {
    clearTimeout(timer);
    outer.removeEventListener('abort', onAbort);
  }
}

/**
 * Runs tasks side by side. When the first of them settles the others are told to end, and are awaited. Rejects when
 * any of them rejects; else returns what the first one gave that is not null.
 */
export async function firstOf<T>(outer: AbortSignal, start: (signal: AbortSignal, stop: () => void) => readonly Promise<T | null>[]): Promise<T | null> {
  const controller = new AbortController();
  const stop = (): void => controller.abort(outer.reason);
  outer.addEventListener('abort', stop, { once: true });
  if (outer.aborted) stop();
  const tasks = start(controller.signal, stop);
  await Promise.race(tasks.map((task) => task.then(stop, stop)));
  outer.removeEventListener('abort', stop);
  await Promise.allSettled(tasks);
  const values = await Promise.all(tasks);
  return values.find((value) => value !== null) ?? null;
}
