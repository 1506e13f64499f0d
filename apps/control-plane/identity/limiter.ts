/** Counts attempts by key in fixed windows. Bounded: the oldest keys are forgotten when there are too many. */
export interface LimiterOptions { readonly limit: number; readonly windowMs: number; readonly now: () => number; readonly maxKeys?: number }

interface Window { count: number; readonly endsAt: number }

export class Limiter {
  private readonly windows = new Map<string, Window>();
  private readonly options: Required<LimiterOptions>;

  constructor(options: LimiterOptions) { this.options = { maxKeys: 10_000, ...options }; }

  /** Counts one attempt. Gives 0 where it is allowed, otherwise the seconds until the next one will be. */
  take(key: string): number {
    const now = this.options.now();
    let window = this.windows.get(key);
    if (window === undefined || window.endsAt <= now) {
      window = { count: 0, endsAt: now + this.options.windowMs };
      // Deleting first moves the key to the end: the map stays in the order of age.
      this.windows.delete(key);
      this.windows.set(key, window);
      this.trim();
    }
    if (window.count >= this.options.limit) return Math.max(1, Math.ceil((window.endsAt - now) / 1000));
    window.count += 1;
    return 0;
  }

  /** Takes one attempt back: it was none to count. */
  giveBack(key: string): void {
    const window = this.windows.get(key);
    if (window !== undefined && window.count > 0) window.count -= 1;
  }

  /** Forgets what was counted for a key, after a success. */
  clear(key: string): void { this.windows.delete(key); }

  private trim(): void {
    for (const key of this.windows.keys()) {
      if (this.windows.size <= this.options.maxKeys) return;
      this.windows.delete(key);
    }
  }
}
