/** The feed of changes within one process. */
import type { Change, ChangeFeed, ChangeTopic } from '#core/ports/changes.ts';

/**
 * Sequence numbers begin at the current time in milliseconds, so that they go on rising after a restart without being
 * stored (a process publishes far less than one change a millisecond). A listener that throws ends its own subscription only.
 */
export function createChangeFeed(now: () => number = Date.now, onError: (error: unknown) => void = () => undefined): ChangeFeed {
  let sequence = now();
  const listeners = new Set<(change: Change) => void>();
  return {
    publish: (topic: ChangeTopic, environment) => {
      const change: Change = { sequence: ++sequence, topic, environment };
      for (const listener of listeners) {
        try {
          listener(change);
        } catch (error) {
          listeners.delete(listener);
          onError(error);
        }
      }
    },
    subscribe: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}
