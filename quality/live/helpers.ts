/** What tests against a real API server share. */
import type { ClusterSink, ClusterSource } from '#core/ports/cluster.ts';
import { type ClusterSourceOptions, createClusterSource } from '#adapters/kubernetes/index.ts';
import { createRecorder, type Recorder } from '#adapters/kubernetes/testing/recorder.ts';
import type { TestCluster } from '../api-server/cluster.ts';

/** A pod that breaks most of the Pod Security baseline. */
export const privilegedPod = (name: string): object => ({
  apiVersion: 'v1', kind: 'Pod', metadata: { name },
  spec: { hostNetwork: true, containers: [{ name: 'main', image: 'registry.example/tool:1', securityContext: { privileged: true } }] },
});

/** Creates a pod. */
export const createPod = (cluster: TestCluster, pod: object, namespace = 'default'): Promise<Record<string, unknown>> =>
  cluster.ok('POST', `/api/v1/namespaces/${namespace}/pods`, pod);

/** Deletes a pod at once. */
export const deletePod = (cluster: TestCluster, name: string, namespace = 'default'): Promise<Record<string, unknown>> =>
  cluster.ok('DELETE', `/api/v1/namespaces/${namespace}/pods/${name}?gracePeriodSeconds=0`);

export async function sourceOf(options: ClusterSourceOptions): Promise<ClusterSource> {
  const result = await createClusterSource(options);
  if (!result.ok) throw new Error(result.error.message);
  return result.value;
}

export interface Following extends AsyncDisposable {
  readonly recorder: Recorder;
}

/** Follows a cluster with a recorder, until disposed of. */
export async function followCluster(options: ClusterSourceOptions, sink?: (recorder: Recorder) => ClusterSink): Promise<Following> {
  const source = await sourceOf(options);
  const recorder = createRecorder();
  const controller = new AbortController();
  const done = source.follow(sink === undefined ? recorder : sink(recorder), controller.signal);
  return {
    recorder,
    async [Symbol.asyncDispose]() {
      controller.abort();
      await done;
    },
  };
}

/** Names of the pods that the API server has, sorted. */
export async function podNames(cluster: TestCluster): Promise<string[]> {
  const { items } = await cluster.ok('GET', '/api/v1/pods') as unknown as { items: { metadata: { name: string } }[] };
  return items.map((pod) => pod.metadata.name).sort();
}
