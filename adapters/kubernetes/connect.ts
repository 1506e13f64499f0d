/** The first words with a cluster: is it there, does it know us, what does it serve, what may we read. */
import type { ResourceKind } from '#core/ports/cluster.ts';
import { discover } from './discovery.ts';
import { ApiFailure } from './failures.ts';
import type { AssessedKind, ServedKind } from './kinds.ts';
import { isFields } from './kubeconfig-fields.ts';
import type { ListDeps } from './list.ts';
import { probeAccess } from './monitor.ts';

export interface Session {
  readonly server: string;
  /** `v1.36.3`. */
  readonly version: string;
  readonly served: readonly ServedKind[];
  readonly absent: readonly ResourceKind[];
}

const VERSION_BYTES = 64 * 1024;

/** Greets the cluster. Throws ApiFailure. */
export async function greet(deps: ListDeps, kinds: readonly AssessedKind[]): Promise<Session> {
  const { connection, timing, signal } = deps;
  const answer = await connection.getJson('/version', { signal, maxBytes: VERSION_BYTES, timeout: timing.connectTimeout + timing.probeTimeout });
  const version = isFields(answer) ? answer['gitVersion'] : undefined;
  if (typeof version !== 'string') throw new ApiFailure('strange', `/version: the answer names no version; is ${connection.server} a Kubernetes API server?`);
  const { served, absent } = await discover(connection, kinds, timing, signal);
  if (served.length === 0) throw new ApiFailure('strange', `${connection.server} serves none of the kinds that are assessed`);
  const refusal = await probeAccess(deps, served);
  if (refusal !== null) throw refusal;
  return { server: connection.server, version: version.slice(0, 100), served, absent };
}

/** What two sessions differ in, if the cluster was upgraded meanwhile. */
export const servesTheSame = (a: { readonly served: readonly ServedKind[] }, b: { readonly served: readonly ServedKind[] }): boolean =>
  a.served.map((served) => served.path).join() === b.served.map((served) => served.path).join();
