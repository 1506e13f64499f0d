/** Tells that other images run. Pods come and go all the time, so it is told a moment later, once for all of them. */

/** Between a change and the notice of it, and so between two notices about one environment. */
const NOTICE_MS = 1_000;

export class UseNotices {
  readonly #failed: (error: unknown) => void;
  readonly #listeners = new Set<(environment: string) => void>();
  readonly #waiting = new Map<string, NodeJS.Timeout>();
  #stopped = false;

  constructor(failed: (error: unknown) => void) { this.#failed = failed; }

  subscribe(listener: (environment: string) => void): () => void {
    this.#listeners.add(listener);
    return () => { this.#listeners.delete(listener); };
  }

  changed(environment: string): void {
    if (this.#stopped || this.#waiting.has(environment)) return;
    const timer = setTimeout(() => this.#tell(environment), NOTICE_MS);
    timer.unref();
    this.#waiting.set(environment, timer);
  }

  stop(): void {
    this.#stopped = true;
    for (const timer of this.#waiting.values()) clearTimeout(timer);
    this.#waiting.clear();
  }

  #tell(environment: string): void {
    this.#waiting.delete(environment);
    for (const listener of this.#listeners) {
      try {
        listener(environment);
      } catch (error) {
        this.#failed(error);
      }
    }
  }
}
