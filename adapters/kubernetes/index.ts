/**
 * A Kubernetes cluster as a source of objects, without anything installed in it: list, then watch.
 * Implements the port `core/ports/cluster.ts`.
 */
import type { ClusterSource } from '#core/ports/cluster.ts';
import { ok, type Result } from '#core/result.ts';
import { type Connection, openConnection } from './connection.ts';
import { followCluster } from './follow.ts';
import { inClusterKubeconfig } from './in-cluster.ts';
import { ASSESSED_KINDS, type AssessedKind } from './kinds.ts';
import { readKubeconfig } from './kubeconfig.ts';
import type { KubeconfigOptions } from './kubeconfig-fields.ts';
import { listClusterOnce } from './list-once.ts';
import { TIMING, type Timing } from './timing.ts';

export { ASSESSED_KINDS, type AssessedKind } from './kinds.ts';
export type { KubeconfigOptions } from './kubeconfig-fields.ts';

export interface ClusterSourceOptions extends KubeconfigOptions {
  /** Text of a kubeconfig, YAML or JSON; or `in-cluster`: the ServiceAccount of the pod that this process runs in (needs allowFiles). */
  readonly kubeconfig: string;
  /** Default: ASSESSED_KINDS. */
  readonly kinds?: readonly AssessedKind[];
  readonly userAgent?: string;
  /** Kinds that `listOnce` lists at the same time; 1: one after the other, in the order of `kinds`. */
  readonly listsAtOnce?: number;
  /** Takes warnings that a person should read, one line each. */
  readonly log?: (line: string) => void;
  /** For tests: shorter waits. */
  readonly timing?: Partial<Timing>;
}

/**
 * Prepares to read the cluster of one kubeconfig context. Sends nothing yet. Fails with `kubeconfig-invalid` and one
 * line that says what to correct. Calls of the sink for one kind come one after the other; those for different kinds
 * may overlap, `connected` and `unavailable` never overlap with another.
 */
export async function createClusterSource(options: ClusterSourceOptions): Promise<Result<ClusterSource>> {
  const text = options.kubeconfig === 'in-cluster' ? inClusterKubeconfig() : ok(options.kubeconfig);
  if (!text.ok) return text;
  const read = await readKubeconfig(text.value, options);
  if (!read.ok) return read;
  const access = read.value;
  const { endpoint } = access;
  if (endpoint.skipVerify) options.log?.(`warning: the certificate of ${endpoint.server} is not verified (insecure-skip-tls-verify): anyone on the way can read and change what is exchanged`);
  const timing = { ...TIMING, ...options.timing };
  const kinds = options.kinds ?? ASSESSED_KINDS;

  async function withConnection(signal: AbortSignal, task: (connection: Connection) => Promise<void>): Promise<void> {
    const connection = openConnection(access, { timing, userAgent: options.userAgent ?? 'breakwater', baseDir: options.baseDir }, signal);
    try {
      await task(connection);
    } finally {
      await connection.close();
    }
  }
  return ok({
    follow: (sink, signal) => withConnection(signal, (connection) => followCluster({ connection, kinds, timing, sink }, signal)),
    listOnce: (sink, signal) => withConnection(signal, (connection) => listClusterOnce({ connection, kinds, timing, sink }, signal, options.listsAtOnce)),
  });
}
