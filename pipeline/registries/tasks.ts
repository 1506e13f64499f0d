/** Small tools for work that runs side by side and can be ended. */

/** Runs for each item, at most `most` at a time. The first failure ends it; what is under way is waited for. */
export async function eachOf<T>(items: Iterable<T>, most: number, run: (item: T) => Promise<void>): Promise<void> {
  const rest = items[Symbol.iterator]();
  let failed = false;
  const work = async (): Promise<void> => {
    for (let next = rest.next(); !failed && next.done !== true; next = rest.next()) {
      try {
        await run(next.value);
      } catch (error) {
        failed = true;
        throw error;
      }
    }
  };
  const results = await Promise.allSettled(Array.from({ length: most }, work));
  const broken = results.find((result) => result.status === 'rejected');
  if (broken !== undefined) throw broken.reason;
}

/** Lets a loop sleep until it is rung for, or a time has passed. Ringing before it sleeps counts. */
export class Bell {
  #rung = false;
  #wake: (() => void) | null = null;

  ring(): void {
    this.#rung = true;
    this.#wake?.();
  }

  /** Resolves early when the signal ends. */
  async sleep(milliseconds: number, signal: AbortSignal): Promise<void> {
    if (!this.#rung && !signal.aborted) {
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, milliseconds);
        timer.unref();
        const wake = (): void => { clearTimeout(timer); signal.removeEventListener('abort', wake); resolve(); };
        this.#wake = wake;
        signal.addEventListener('abort', wake, { once: true });
      });
      this.#wake = null;
    }
    this.#rung = false;
  }
}

/** At most so many at a time; the others wait in order. */
export class Slots {
  #free: number;
  readonly #waiting = new Set<() => void>();

  constructor(most: number) { this.#free = most; }

  /** Does nothing when the signal ends while it waits. */
  async run(work: () => Promise<void>, signal: AbortSignal): Promise<void> {
    if (this.#free === 0) {
      await new Promise<void>((resolve) => {
        const wake = (): void => { this.#waiting.delete(wake); signal.removeEventListener('abort', wake); resolve(); };
        this.#waiting.add(wake);
        signal.addEventListener('abort', wake, { once: true });
      });
      if (signal.aborted) return;
    }
    this.#free--;
    try {
      await work();
    } finally {
      this.#free++;
      const [next] = this.#waiting;
      next?.();
    }
  }
}
