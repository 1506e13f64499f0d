/** Body of a thread: checks every byte of a database of advisories, so that nothing else waits for it. */
import { parentPort, workerData } from 'node:worker_threads';
import { openDatabaseFile, sha256 } from '#adapters/advisories/database/index.ts';
import { messageOf } from '#core/result.ts';
import { verifyDatabase } from '#domains/vulnerabilities/index.ts';

export interface VerifyData { readonly path: string }
/** The reason why it cannot be used; null: it can. */
export type VerifyAnswer = { readonly problem: string | null };

const { path } = workerData as VerifyData;
const answer = (): VerifyAnswer => {
  try {
    const file = openDatabaseFile(path);
    try {
      verifyDatabase(file, { sha256 });
    } finally {
      file.close();
    }
    return { problem: null };
  } catch (error) {
    return { problem: messageOf(error) };
  }
};
parentPort?.postMessage(answer());
