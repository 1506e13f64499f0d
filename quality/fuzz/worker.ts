/** Runs targets in a thread of its own, so that one that hangs can be told and ended. */
import { parentPort, workerData } from 'node:worker_threads';
import { execute } from './execute.ts';
import { removeFiles, TARGETS } from './targets.ts';

export interface FuzzJob { readonly target: number; readonly inputs: number; readonly seed: number }

const beat = new Int32Array(workerData as SharedArrayBuffer);

parentPort?.on('message', async (job: FuzzJob | null) => {
  if (job === null) {
    removeFiles();
    // Ends the thread, whatever streams are still open.
    process.exit();
    return;
  }
  const result = await execute(TARGETS[job.target]!, job.inputs, job.seed, () => { Atomics.add(beat, 0, 1); });
  parentPort?.postMessage(result);
});
