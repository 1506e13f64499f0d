import { useSyncExternalStore } from 'react';

/** One clock for all relative times of the page: they move together. */
const TICK_MS = 20_000;
let now = Date.now();
const listeners = new Set<() => void>();
setInterval(() => {
  now = Date.now();
  for (const listener of listeners) listener();
}, TICK_MS);

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** The present time in ms since 1970, at most TICK_MS old. */
export const useNow = (): number => useSyncExternalStore(subscribe, () => now);
