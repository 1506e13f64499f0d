/** Jobs, a few at a time. Which job is next, and when, is asked each time anew: nothing is kept here that could get lost. */
import { messageOf } from '#core/result.ts';

export interface QueueOptions<T> {
  readonly concurrency: number;
  readonly now: () => number;
  /** The job to run now; null: none is due. */
  next(now: number): T | null;
  /** When one will be due; null: not before `kick`. */
  dueAt(now: number): number | null;
  /** Must tell itself what went wrong; an error here is a mistake of this program. */
  run(job: T): Promise<void>;
  failed(message: string): void;
}

/** After a mistake of this program the queue waits, so that it does not spin. */
const AFTER_FAILURE_MS = 30_000;
const LONGEST_TIMER_MS = 3_600_000;

export class JobQueue<T> {
  readonly #options: QueueOptions<T>;
  readonly #running = new Set<Promise<void>>();
  #timer: ReturnType<typeof setTimeout> | null = null;
  #stopped = true;

  constructor(options: QueueOptions<T>) { this.#options = options; }

  start(): void { this.#stopped = false; this.kick(); }

  /** Something changed: looks for work at once. */
  kick(): void {
    if (this.#stopped) return;
    const { concurrency, next, now } = this.#options;
    while (this.#running.size < concurrency) {
      const job = next(now());
      if (job === null) break;
      this.#begin(job);
    }
    this.#arm();
  }

  /** No further job begins; resolves when those under way have ended. */
  async stop(): Promise<void> {
    this.#stopped = true;
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
    await Promise.all(this.#running);
  }

  /** Resolves when nothing is due and nothing runs. */
  async idle(): Promise<void> {
    while (this.#running.size > 0) await Promise.race(this.#running);
  }

  #begin(job: T): void {
    const run = this.#options.run(job).then(() => 0, (error: unknown) => { this.#options.failed(messageOf(error)); return AFTER_FAILURE_MS; }).then((wait) => {
      this.#running.delete(run);
      if (wait === 0) this.kick();
      else setTimeout(() => this.kick(), wait).unref();
    });
    this.#running.add(run);
  }

  #arm(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
    if (this.#running.size >= this.#options.concurrency) return;
    const now = this.#options.now(), due = this.#options.dueAt(now);
    if (due === null) return;
    this.#timer = setTimeout(() => this.kick(), Math.min(LONGEST_TIMER_MS, Math.max(0, due - now)));
    this.#timer.unref();
  }
}
