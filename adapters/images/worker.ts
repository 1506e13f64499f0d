/** Reads layers in a thread of its own. */
import { parentPort, workerData } from 'node:worker_threads';
import { messageOf } from '#core/result.ts';
import { Gate } from './gate.ts';
import type { JobAnswer, LayerJob, WorkerStart } from './jobs.ts';
import { readLayer } from './layer.ts';
import { Room } from './room.ts';
import { loadSearch } from './search.ts';
import { Spool } from './spool.ts';

const { setup, scratch, gate: owner, id } = workerData as WorkerStart;
const search = loadSearch(setup);
const gate = new Gate(owner, id);
const spool = scratch === null ? null : new Spool(scratch);

async function run({ layer, left, aliases }: LayerJob): Promise<JobAnswer> {
  try {
    const contents = await readLayer(layer, { ...await search, ...(aliases === undefined ? {} : { aliases }) }, { gate, room: new Room(left), spool });
    return { contents, heavy: gate.heavy };
  } catch (error) {
    return { failure: messageOf(error), heavy: gate.heavy };
  } finally {
    spool?.close();
    // A heavy worker leaves when it ends.
    if (!gate.heavy) gate.end();
  }
}

parentPort?.on('message', async (job: LayerJob) => {
  const answer = await run(job);
  parentPort?.postMessage(answer, 'contents' in answer ? [answer.contents.entries.buffer as ArrayBuffer] : []);
});
