/**
 * The nightly form of the fuzz test: `npm run fuzz -- [--runs 1000000] [--seed N] [--only TEXT]`. Each input is read by
 * the parser of its target: no crash, no hang, only failures that callers are told to expect.
 */
import { availableParallelism } from 'node:os';
import { parseArgs } from 'node:util';
import { Worker } from 'node:worker_threads';
import { type FuzzResult, shares } from './execute.ts';
import { removeFiles, TARGETS } from './targets.ts';
import type { FuzzJob } from './worker.ts';

/** Without a new input for so long, a target hangs. */
const HANG_MS = 60_000;

const { values } = parseArgs({ options: { runs: { type: 'string', default: '1000000' }, seed: { type: 'string' }, only: { type: 'string', default: '' } } });
const runs = Number(values.runs);
const seed = values.seed === undefined ? Math.floor(Math.random() * 2 ** 31) : Number(values.seed);
if (!Number.isSafeInteger(runs) || runs < 1 || !Number.isSafeInteger(seed)) {
  console.error('usage: npm run fuzz -- [--runs N] [--seed N] [--only TEXT]');
  process.exit(2);
}
const chosen = TARGETS.map((target, index) => ({ target, index })).filter(({ target }) => target.name.includes(values.only));
const counts = shares(chosen.map(({ target }) => target), runs);
const queue: FuzzJob[] = chosen.map(({ index }, at) => ({ target: index, inputs: counts[at]!, seed }));
console.log(`${chosen.length} targets, ${counts.reduce((sum, count) => sum + count, 0)} inputs, seed ${seed}`);

/** Takes jobs until there are none. A worker that hangs or dies is replaced. */
async function work(results: FuzzResult[]): Promise<void> {
  for (let job = queue.shift(); job !== undefined;) {
    const beat = new Int32Array(new SharedArrayBuffer(4));
    const worker = new Worker(new URL('./worker.ts', import.meta.url), { workerData: beat.buffer });
    let alive = true;
    while (job !== undefined && alive) {
      const result = await one(worker, beat, job);
      alive = result.alive;
      results.push(result);
      print(result);
      job = queue.shift();
    }
    if (alive) worker.postMessage(null); else await worker.terminate();
  }
}

function one(worker: Worker, beat: Int32Array, job: FuzzJob): Promise<FuzzResult & { readonly alive: boolean }> {
  const { name } = TARGETS[job.target]!;
  const started = performance.now();
  return new Promise((resolve) => {
    let last = -1;
    const before = beat[0]!;
    const end = (result: FuzzResult, alive: boolean): void => {
      clearInterval(timer);
      // Only our own: the worker has some of its own.
      worker.off('message', onMessage).off('error', onError).off('exit', onExit);
      resolve({ ...result, alive });
    };
    const fail = (failure: string): void => end({ name, inputs: beat[0]! - before, milliseconds: performance.now() - started, slowest: 0, failure: `${failure}; repeat it with --only "${name}" --runs ${job.inputs} --seed ${job.seed}` }, false);
    const timer = setInterval(() => {
      if (beat[0] === last) fail(`input ${beat[0] - before} hangs for ${HANG_MS / 1000} seconds`);
      last = beat[0]!;
    }, HANG_MS);
    const onMessage = (result: FuzzResult): void => end(result, true);
    const onError = (error: Error): void => fail(`ends the thread: ${error.message}`);
    const onExit = (code: number): void => fail(`ends the thread with code ${code}`);
    worker.on('message', onMessage).on('error', onError).on('exit', onExit);
    worker.postMessage(job);
  });
}

function print({ name, inputs, milliseconds, slowest, failure }: FuzzResult): void {
  console.log(`${failure === null ? 'ok  ' : 'FAIL'} ${name.padEnd(32)} ${String(inputs).padStart(8)} inputs ${(milliseconds / 1000).toFixed(1).padStart(7)} s   slowest ${slowest.toFixed(1)} ms`);
  if (failure !== null) console.log(`    ${failure}`);
}

const results: FuzzResult[] = [];
await Promise.all(Array.from({ length: Math.min(2, availableParallelism()) }, () => work(results)));
removeFiles();
const failed = results.filter(({ failure }) => failure !== null);
const slowest = results.reduce((most, each) => (each.slowest > most.slowest ? each : most));
console.log(`\n${results.reduce((sum, { inputs }) => sum + inputs, 0)} inputs, slowest ${slowest.slowest.toFixed(1)} ms (${slowest.name}), seed ${seed}`);
console.log(`${results.length - failed.length} passed, ${failed.length} failed, 0 skipped`);
process.exitCode = failed.length === 0 ? 0 : 1;
