/** The port through which the state of a cluster comes in. `adapters/kubernetes` implements it. */
import type { KubeObject } from '../words.ts';

export interface ResourceKind {
  readonly group: string;
  readonly version: string;
  readonly kind: string;
  /** Plural name in URLs. */
  readonly resource: string;
  readonly namespaced: boolean;
}

/**
 * Receives the state of a cluster. Every call is awaited: a slow sink slows the source down, nothing is dropped.
 * Calls about one kind come one after the other; those about different kinds may overlap. `connected` and
 * `unavailable` overlap with no other call. When a call rejects, `follow` ends everything and rejects with it.
 */
export interface ClusterSink {
  connected(info: { readonly server: string; readonly version: string }): Promise<void>;
  /**
   * A full list of one kind begins, page by page; what was known before and is on no page is gone at `listEnded`. A
   * second `listStarted` without an end between begins anew. A kind that is not served comes as an empty list.
   */
  listStarted(kind: ResourceKind): Promise<void>;
  listPage(kind: ResourceKind, objects: readonly KubeObject[]): Promise<void>;
  listEnded(kind: ResourceKind): Promise<void>;
  changed(kind: ResourceKind, objects: readonly KubeObject[]): Promise<void>;
  deleted(kind: ResourceKind, objects: readonly KubeObject[]): Promise<void>;
  /** A kind cannot be read (forbidden, gone, broken). What is known of it is not assessed from now on. */
  kindUnavailable(kind: ResourceKind, reason: string): Promise<void>;
  /** It can be read again, and was: comes between the last page of a list and its `listEnded`. */
  kindAvailable(kind: ResourceKind): Promise<void>;
  /** The whole cluster cannot be read (credentials refused, unreachable): not assessed since now, until `connected` again. */
  unavailable(reason: string): Promise<void>;
}

export interface ClusterSource {
  /** Lists everything, then watches until the signal aborts; reconnects with back-off for ever. Rejects only on a mistake in the program. */
  follow(sink: ClusterSink, signal: AbortSignal): Promise<void>;
  /** Lists everything once. Rejects with ProblemError when the cluster cannot be reached. */
  listOnce(sink: ClusterSink, signal: AbortSignal): Promise<void>;
}
