/** Tells that other images run. Pods come and go all the time, so it is told a moment later, once for all of them. */

/** Shortest and longest wait between a change and its notice. In between, what notices bring about may take a tenth of the time. */
const SOONEST_MS = 1_000;
const LATEST_MS = 30_000;
const SHARE = 10;

/** Called with the environment; the promise resolves when what follows from it is done. */
export type UseListener = (environment: string) => void | Promise<void>;

interface Notice {
  timer: NodeJS.Timeout | null;
  telling: boolean;
  /** Changed while it was told. */
  due: boolean;
  notBefore: number;
}

export class UseNotices {
  readonly #failed: (error: unknown) => void;
  readonly #listeners = new Set<UseListener>();
  readonly #notices = new Map<string, Notice>();
  #stopped = false;

  constructor(failed: (error: unknown) => void) { this.#failed = failed; }

  subscribe(listener: UseListener): () => void {
    this.#listeners.add(listener);
    return () => { this.#listeners.delete(listener); };
  }

  changed(environment: string): void {
    let notice = this.#notices.get(environment);
    if (notice === undefined) this.#notices.set(environment, (notice = { timer: null, telling: false, due: false, notBefore: 0 }));
    if (notice.telling) notice.due = true;
    else this.#plan(environment, notice);
  }

  stop(): void {
    this.#stopped = true;
    for (const { timer } of this.#notices.values()) if (timer !== null) clearTimeout(timer);
    this.#notices.clear();
  }

  #plan(environment: string, notice: Notice): void {
    if (this.#stopped || notice.timer !== null) return;
    notice.timer = setTimeout(() => { notice.timer = null; this.#tell(environment, notice).catch(this.#failed); }, Math.max(SOONEST_MS, notice.notBefore - Date.now()));
    notice.timer.unref();
  }

  async #tell(environment: string, notice: Notice): Promise<void> {
    const began = performance.now();
    notice.telling = true;
    // Within a promise, so that one that throws at once does not keep the others from being told.
    const told = await Promise.allSettled([...this.#listeners].map(async (listener) => listener(environment)));
    for (const one of told) if (one.status === 'rejected') this.#failed(one.reason);
    notice.telling = false;
    notice.notBefore = Date.now() + Math.min(LATEST_MS, SHARE * (performance.now() - began));
    if (!notice.due) return;
    notice.due = false;
    this.#plan(environment, notice);
  }
}
