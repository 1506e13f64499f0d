/** A full list of one kind into the sink, and what the sink was told about the kind. */
import type { ClusterSink } from '#core/ports/cluster.ts';
import { kindName, type ServedKind } from './kinds.ts';
import { type ListDeps, listPages } from './list.ts';

export interface SinkDeps extends ListDeps {
  readonly sink: ClusterSink;
  /** Kinds that the sink was told are unavailable, by name, and why. Outlives a connection. */
  readonly unavailable: Map<string, string>;
}

/** Lists a kind into the sink. Returns the position that a watch goes on from. Throws ApiFailure, or the signal's reason. */
export async function listInto(deps: SinkDeps, served: ServedKind): Promise<string> {
  const { sink, signal } = deps;
  let resourceVersion = '';
  for await (const page of listPages(deps, served)) {
    signal.throwIfAborted();
    if (resourceVersion === '') await sink.listStarted(served.kind);
    resourceVersion = page.resourceVersion;
    await sink.listPage(served.kind, page.objects);
  }
  signal.throwIfAborted();
  if (deps.unavailable.delete(kindName(served.kind))) await sink.kindAvailable(served.kind);
  await sink.listEnded(served.kind);
  return resourceVersion;
}

/** Says that a kind cannot be read; once for each reason. */
export async function declareUnavailable(deps: SinkDeps, served: ServedKind, reason: string): Promise<void> {
  const name = kindName(served.kind);
  if (deps.unavailable.get(name) === reason) return;
  deps.unavailable.set(name, reason);
  await deps.sink.kindUnavailable(served.kind, reason);
}
