/**
 * One worker at a time may hold much in memory. What is ordinary passes; what is large waits until the other one is
 * done, so that several layers made to be large take no more memory than one.
 */
export class Gate {
  readonly #owner: Int32Array | null;
  readonly #me: number;
  #inside = false;
  #kept = false;

  /** `owner`: shared by all workers of a pool; null where there is one reader only. `me`: not 0. */
  constructor(owner: Int32Array | null, me: number) {
    this.#owner = owner;
    this.#me = me;
  }

  /** Blocks until no other worker is inside. `keep`: until `end`, whatever `leave` says. */
  enter(keep = false): void {
    this.#kept ||= keep;
    if (this.#inside || this.#owner === null) return;
    for (let owner = Atomics.compareExchange(this.#owner, 0, 0, this.#me); owner !== 0; owner = Atomics.compareExchange(this.#owner, 0, 0, this.#me)) Atomics.wait(this.#owner, 0, owner);
    this.#inside = true;
  }

  /** Much is held until the layer is done, and what is kept of it is not given back before the worker ends. */
  get heavy(): boolean { return this.#kept; }

  leave(): void { if (!this.#kept) this.#out(); }

  /** The layer is done. */
  end(): void {
    this.#kept = false;
    this.#out();
  }

  #out(): void {
    if (!this.#inside || this.#owner === null) return;
    this.#inside = false;
    release(this.#owner, this.#me);
  }
}

/** For a worker that is no more. */
export function release(owner: Int32Array, worker: number): void {
  if (Atomics.compareExchange(owner, 0, worker, 0) === worker) Atomics.notify(owner, 0);
}
