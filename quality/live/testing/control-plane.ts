/** A control plane in a folder of its own beside a real API server. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import type { Client } from '#contract/client.ts';
import { startControlPlane } from '../../../apps/control-plane/index.ts';
import { startCluster, type TestCluster } from '../../api-server/cluster.ts';
import { signIn } from './api.ts';

export interface Live {
  readonly cluster: TestCluster;
  /** Signed in as the first admin. */
  readonly client: Client;
  stop(): Promise<void>;
}

export async function startLive(): Promise<Live> {
  const cluster = await startCluster();
  const dataDir = await mkdtemp(join(tmpdir(), 'breakwater-live-'));
  const undo: (() => Promise<unknown>)[] = [() => rm(dataDir, { recursive: true, force: true }), () => cluster.stop()];
  const stop = async (): Promise<void> => { for (let last = undo.pop(); last !== undefined; last = undo.pop()) await last(); };
  try {
    const controlPlane = await startControlPlane({ dataDir, host: '127.0.0.1', port: 0, strict: true, log: pino({ level: 'warn' }) });
    undo.push(() => controlPlane.stop());
    return { cluster, client: await signIn(controlPlane.url, controlPlane.adminPassword ?? ''), stop };
  } catch (error) {
    await stop();
    throw error;
  }
}
