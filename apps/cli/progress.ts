/** A line on standard error that says how far a long task is. Only on a terminal. */
const EVERY_MS = 100;

export class Progress {
  readonly #label: string;
  readonly #enabled = process.stderr.isTTY === true;
  #last = 0;
  #shown = false;

  constructor(label: string) { this.#label = label; }

  /** `total` 0: not known. */
  update(done: number, total: number, unit: string): void {
    if (!this.#enabled) return;
    const now = performance.now();
    if (now - this.#last < EVERY_MS) return;
    this.#last = now;
    this.#shown = true;
    const amount = total > 0 ? `${bar(done / total)} ${done.toLocaleString('en')} of ${total.toLocaleString('en')} ${unit}` : `${done.toLocaleString('en')} ${unit}`;
    process.stderr.write(`\r\u001b[2K${`${this.#label} ${amount}`.slice(0, (process.stderr.columns ?? 80) - 1)}`);
  }

  /** Takes the line away. */
  end(): void {
    if (this.#shown) process.stderr.write('\r\u001b[2K');
    this.#shown = false;
  }
}

const WIDTH = 24;

function bar(ratio: number): string {
  const filled = Math.round(Math.min(1, Math.max(0, ratio)) * WIDTH);
  return `[${'#'.repeat(filled)}${'-'.repeat(WIDTH - filled)}]`;
}
