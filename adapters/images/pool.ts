/** A few workers, started when there is work. One that crashes, or takes too long, fails its job and is replaced. */
import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import { LIMITS } from '#core/limits.ts';
import type { LayerContents } from '#core/ports/images.ts';
import { ProblemError } from '#core/result.ts';
import { release } from './gate.ts';
import type { JobAnswer, LayerJob, WorkerSetup, WorkerStart } from './jobs.ts';

interface Waiting { readonly job: () => LayerJob; readonly deadline: number; readonly resolve: (contents: LayerContents) => void; readonly reject: (error: Error) => void }

/** Beyond the time that reading itself may take: an analyzer that does not come back. */
const GRACE_MS = 30_000;

export class WorkerPool {
  readonly #setup: WorkerSetup;
  readonly #scratch: string | null;
  readonly #size: number;
  readonly #idle: Worker[] = [];
  readonly #all = new Set<Worker>();
  readonly #queue: Waiting[] = [];
  readonly #gate = new Int32Array(new SharedArrayBuffer(4));
  #started = 0;
  #closed = false;

  /** `scratch`: folder of the cache, where large files of layers lie while they are read; null: they are read in memory. */
  constructor(setup: WorkerSetup, scratch: string | null, size = Math.min(8, availableParallelism())) {
    this.#setup = setup;
    this.#scratch = scratch;
    this.#size = size;
  }

  /** `job` is asked for when there is a worker for it; `deadline`: one that would begin later is refused. @throws ProblemError `image.worker`, `image.limit` with the reason */
  run(job: () => LayerJob, deadline = Number.POSITIVE_INFINITY): Promise<LayerContents> {
    return new Promise((resolve, reject) => {
      this.#queue.push({ job, deadline, resolve, reject });
      this.#next();
    });
  }

  /** Workers that have nothing to do end, and give their memory back. */
  async rest(): Promise<void> {
    await Promise.all(this.#idle.splice(0).map((worker) => {
      this.#all.delete(worker);
      return worker.terminate();
    }));
  }

  async close(): Promise<void> {
    this.#closed = true;
    await Promise.all([...this.#all].map((worker) => worker.terminate()));
  }

  #next(): void {
    if (this.#closed || this.#queue.length === 0) return;
    const worker = this.#idle.pop() ?? (this.#all.size < this.#size ? this.#start() : undefined);
    if (worker === undefined) return;
    const waiting = this.#queue.shift()!;
    if (performance.now() <= waiting.deadline) { this.#give(worker, waiting); return; }
    this.#idle.push(worker);
    waiting.reject(new ProblemError('image.limit', `the image takes longer than ${LIMITS.imageMilliseconds / 1000} seconds`));
    this.#next();
  }

  #start(): Worker {
    const worker = new Worker(new URL('./worker.ts', import.meta.url), { workerData: { setup: this.#setup, scratch: this.#scratch, gate: this.#gate, id: ++this.#started } satisfies WorkerStart, resourceLimits: { maxOldGenerationSizeMb: LIMITS.workerMegabytes, maxYoungGenerationSizeMb: LIMITS.workerYoungMegabytes } });
    const id = this.#started;
    this.#all.add(worker);
    worker.on('exit', () => {
      release(this.#gate, id);
      this.#all.delete(worker);
      const at = this.#idle.indexOf(worker);
      if (at >= 0) this.#idle.splice(at, 1);
    });
    return worker;
  }

  #give(worker: Worker, { job, resolve, reject }: Waiting): void {
    // Only our own listeners are taken off again: the worker has some of its own.
    const end = (): void => {
      clearTimeout(timer);
      worker.off('message', onMessage).off('error', onError).off('exit', onExit);
    };
    const lose = (reason: string): void => {
      end();
      worker.on('error', () => undefined);
      this.#all.delete(worker);
      void worker.terminate();
      reject(new ProblemError('image.worker', reason));
      this.#next();
    };
    const onMessage = (answer: JobAnswer): void => {
      end();
      if (answer.heavy) {
        this.#all.delete(worker);
        void worker.terminate();
      } else this.#idle.push(worker);
      if ('contents' in answer) resolve(answer.contents); else reject(new ProblemError('image.worker', answer.failure));
      // Whoever waits for the answer says first how much is left for the next one.
      setImmediate(() => this.#next());
    };
    const onError = (error: Error & { code?: string }): void => lose(error.code === 'ERR_WORKER_OUT_OF_MEMORY' ? `needs more than ${LIMITS.workerMegabytes} MiB of memory` : error.message);
    const onExit = (code: number): void => lose(`its reader ended with code ${code}`);
    const timer = setTimeout(() => lose(`takes longer than ${(LIMITS.layerMilliseconds + GRACE_MS) / 1000} seconds`), LIMITS.layerMilliseconds + GRACE_MS);
    worker.on('message', onMessage).on('error', onError).on('exit', onExit);
    worker.postMessage(job());
  }
}
