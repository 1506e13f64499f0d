/** Reads layers in a thread of its own. */
import { parentPort, workerData } from 'node:worker_threads';
import { messageOf } from '#core/result.ts';
import type { JobAnswer, LayerJob, WorkerSetup } from './jobs.ts';
import { readLayer } from './layer.ts';
import { loadSearch } from './search.ts';

const search = loadSearch(workerData as WorkerSetup);

async function run({ layer, aliases }: LayerJob): Promise<JobAnswer> {
  try {
    return { contents: await readLayer(layer, { ...await search, ...(aliases === undefined ? {} : { aliases }) }) };
  } catch (error) {
    return { failure: messageOf(error) };
  }
}

parentPort?.on('message', async (job: LayerJob) => {
  const answer = await run(job);
  parentPort?.postMessage(answer, 'contents' in answer ? [answer.contents.entries.buffer as ArrayBuffer] : []);
});
