/** Exemptions end by themselves: a timer at the next end, and a look before numbers are read. */
import type { ExemptionRecord, PostureStore } from '#core/ports/posture.ts';

export interface ExpiryDeps { readonly store: PostureStore; readonly now: () => number; readonly ended: (exemptions: readonly ExemptionRecord[]) => void; readonly failed: (error: unknown) => void }

/** Clocks are set and machines sleep: the next end is looked up at least this often. */
const LOOK_MS = 60_000;
/** After which time an end that could not be written is tried again. */
const RETRY_MS = 5_000;

export class Expiry {
  readonly #deps: ExpiryDeps;
  #next: number | null = null;
  #timer: NodeJS.Timeout | null = null;
  #stopped = false;
  /** Not tried again before. */
  #retryAt = 0;

  constructor(deps: ExpiryDeps) { this.#deps = deps; }

  async start(): Promise<void> {
    await this.sweepIfDue();
    await this.arm();
  }

  /** Exemptions changed: sets the timer to the next end. */
  async arm(): Promise<void> {
    this.#next = await this.#deps.store.nextExpiry();
    if (this.#timer !== null) clearTimeout(this.#timer);
    if (this.#stopped) return;
    this.#timer = setTimeout(() => { this.sweepIfDue().then(() => this.arm()).catch(this.#deps.failed); }, Math.max(1, this.#retryAt - this.#deps.now(), Math.min(LOOK_MS, (this.#next ?? Infinity) - this.#deps.now())));
    this.#timer.unref();
  }

  /** Reads are right without it (rows say until when they are exempt); it brings the numbers of objects up to date. */
  async sweepIfDue(): Promise<void> {
    const { store, now, ended, failed } = this.#deps;
    if (this.#timer !== null && (this.#next === null || this.#next > now() || this.#retryAt > now())) return;
    try {
      const gone = await store.sweepExemptions(now());
      this.#next = await store.nextExpiry();
      if (gone.length > 0) ended(gone);
    } catch (error) {
      // A full disk must not keep anyone from reading; it is tried again with the next look.
      this.#retryAt = now() + RETRY_MS;
      failed(error);
    }
  }

  stop(): void {
    this.#stopped = true;
    if (this.#timer !== null) clearTimeout(this.#timer);
  }
}
