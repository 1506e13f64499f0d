import { useSyncExternalStore } from 'react';
import { STREAM_PATH } from '#contract/paths.ts';
import type { ChangeEvent } from '#contract/types.ts';
import { type Change, invalidate } from './invalidate.ts';
import { queryClient } from './query-client.ts';

export type LiveState = 'connecting' | 'live' | 'reconnecting';

/** Changes that arrive within this time are answered together, and the next answer waits for the one before. */
const GATHER_MS = 400;
const PAUSE_MS = 1200;
/** Time without asking, as a multiple of the time that asking took. */
const REST = 3;
const RETRY_MS = [1000, 2000, 5000, 10_000, 30_000] as const;

/**
 * Follows the change events of the control plane and asks again for what they touch. After a cut it reconnects by
 * itself, and then asks again for all that is on screen, because what happened meanwhile is not known.
 */
class LiveUpdates {
  #state: LiveState = 'connecting';
  #source: EventSource | null = null;
  #retry: ReturnType<typeof setTimeout> | undefined;
  #flush: ReturnType<typeof setTimeout> | undefined;
  #failures = 0;
  #wasLive = false;
  #pending = new Map<string, Change>();
  readonly #listeners = new Set<() => void>();

  start(): void {
    if (this.#source !== null || this.#retry !== undefined) return;
    this.#open();
  }

  stop(): void {
    clearTimeout(this.#retry);
    clearTimeout(this.#flush);
    this.#retry = this.#flush = undefined;
    this.#source?.close();
    this.#source = null;
    this.#pending.clear();
    this.#wasLive = false;
    this.#become('connecting');
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  readonly state = (): LiveState => this.#state;

  #become(state: LiveState): void {
    if (state === this.#state) return;
    this.#state = state;
    for (const listener of this.#listeners) listener();
  }

  #open(): void {
    this.#retry = undefined;
    const source = new EventSource(STREAM_PATH);
    this.#source = source;
    source.onopen = () => {
      this.#failures = 0;
      if (this.#wasLive) void queryClient.invalidateQueries({ predicate: (query) => query.queryKey[0] !== 'whoAmI' });
      this.#wasLive = true;
      this.#become('live');
    };
    source.onerror = () => this.#lost(source);
    source.onmessage = (event) => this.#changed(event);
  }

  /** A browser gives up for good when the answer was an error (401, 503): so this always opens a new stream. */
  #lost(source: EventSource): void {
    if (source !== this.#source) return;
    source.close();
    this.#source = null;
    this.#become('reconnecting');
    const wait = RETRY_MS[Math.min(this.#failures, RETRY_MS.length - 1)] ?? 30_000;
    this.#failures++;
    if (this.#failures > 1) void queryClient.invalidateQueries({ queryKey: ['whoAmI'] });
    this.#retry = setTimeout(() => this.#open(), wait);
  }

  #changed(message: MessageEvent<string>): void {
    const event = JSON.parse(message.data) as ChangeEvent;
    const change = { topic: event.topic, environment: event.environment };
    this.#pending.set(`${change.topic} ${change.environment}`, change);
    this.#flush ??= setTimeout(() => void this.#answer(), GATHER_MS);
  }

  async #answer(): Promise<void> {
    const changes = [...this.#pending.values()];
    this.#pending.clear();
    const started = performance.now();
    await invalidate(changes);
    // A page of ten thousand rows takes long to ask again: then it is asked less often.
    const pause = Math.max(PAUSE_MS, REST * (performance.now() - started));
    await new Promise((done) => setTimeout(done, pause));
    this.#flush = this.#pending.size === 0 || this.#source === null ? undefined : setTimeout(() => void this.#answer(), 0);
  }
}

export const live = new LiveUpdates();
export const useLiveState = (): LiveState => useSyncExternalStore(live.subscribe, live.state);
