/** A followed scripted server, with waits short enough for tests. */
import type { ClusterSink, ClusterSource } from '#core/ports/cluster.ts';
import { type ClusterSourceOptions, createClusterSource } from '../index.ts';
import { ASSESSED_KINDS, type AssessedKind } from '../kinds.ts';
import type { Timing } from '../timing.ts';
import { createRecorder, type Recorder } from './recorder.ts';
import { type ScriptedServer, startScriptedServer } from './scripted-server.ts';

export const FAST: Timing = {
  probeEvery: 60, probeRetry: 20, probeTimeout: 300, grace: 150,
  backoffBase: 5, backoffMax: 40, refusedBase: 20, refusedMax: 40, failuresBeforeUnavailable: 3,
  watchMin: 5_000, watchMax: 6_000, watchIdle: 400, connectTimeout: 500, headersTimeout: 500, bodyIdle: 500, pageTimeout: 1_000,
  relistEvery: 3_600_000, pollEvery: 40, rediscoverEvery: 3_600_000,
};

export const PODS = '/api/v1/pods';
export const SECRETS = '/api/v1/secrets';
export const KINDS: readonly AssessedKind[] = ASSESSED_KINDS.filter((kind) => ['namespaces', 'pods', 'secrets'].includes(kind.resource));

export interface Setup extends AsyncDisposable {
  readonly server: ScriptedServer;
  readonly recorder: Recorder;
  readonly source: ClusterSource;
  /** Begins to follow; the recorder gets what comes, unless another sink is given. */
  follow(sink?: ClusterSink): Promise<void>;
  /** Ends following; returns how long that took, in milliseconds. */
  end(): Promise<number>;
}

export async function createSource(options: ClusterSourceOptions): Promise<ClusterSource> {
  const result = await createClusterSource(options);
  if (!result.ok) throw new Error(result.error.message);
  return result.value;
}

/** A server with one namespace and two pods. */
export async function setup(timing: Partial<Timing> = {}, kinds: readonly AssessedKind[] = KINDS): Promise<Setup> {
  const server = await startScriptedServer(kinds);
  server.put('/api/v1/namespaces', 'shop');
  server.put(PODS, 'a', { spec: { containers: [] } });
  server.put(PODS, 'b', { spec: { containers: [] } });
  const recorder = createRecorder();
  const source = await createSource({ kubeconfig: server.kubeconfig, kinds, timing: { ...FAST, ...timing } });
  const controller = new AbortController();
  let following: Promise<void> = Promise.resolve();
  async function end(): Promise<number> {
    const began = performance.now();
    controller.abort();
    await following;
    return performance.now() - began;
  }
  return {
    server, recorder, source, end,
    follow(sink = recorder) {
      following = source.follow(sink, controller.signal);
      // Looked at when following is ended.
      following.catch(() => {});
      return following;
    },
    async [Symbol.asyncDispose]() {
      await end();
      await server.stop();
    },
  };
}
