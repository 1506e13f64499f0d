/** One watch: changes from a position on, until the server ends it. */
import { LIMITS } from '#core/limits.ts';
import type { ClusterSink } from '#core/ports/cluster.ts';
import type { KubeObject } from '#core/words.ts';
import { ApiFailure, statusFailure } from './failures.ts';
import { kindName, type ServedKind } from './kinds.ts';
import { isFields } from './kubeconfig-fields.ts';
import { createLineSplitter } from './lines.ts';
import type { ListDeps } from './list.ts';
import { cleanObject } from './objects.ts';
import { between } from './timing.ts';

/** How far a watch has come. Changed only after the sink took what is before it. */
export interface Cursor {
  resourceVersion: string;
  /** Events and bookmarks since it was made. */
  events: number;
}

const METADATA = 'application/json;as=PartialObjectMetadata;g=meta.k8s.io;v=v1,application/json';

type Event =
  | { readonly type: 'changed' | 'deleted'; readonly object: KubeObject; readonly resourceVersion: string }
  | { readonly type: 'bookmark'; readonly resourceVersion: string };

function decode(line: string, served: ServedKind): Event {
  const strange = (what: string): ApiFailure => new ApiFailure('strange', `${kindName(served.kind)}: ${what}`);
  let event: unknown;
  try {
    event = JSON.parse(line);
  } catch {
    throw strange('a line of the watch is not valid JSON');
  }
  if (!isFields(event) || !isFields(event['object'])) throw strange('a line of the watch is not an event');
  const { type, object } = event as { type: unknown; object: Readonly<Record<string, unknown>> };
  if (type === 'ERROR') throw errorEvent(object, served);
  const resourceVersion = isFields(object['metadata']) ? object['metadata']['resourceVersion'] : undefined;
  if (typeof resourceVersion !== 'string' || resourceVersion === '') throw strange('an event has no resourceVersion');
  if (type === 'BOOKMARK') return { type: 'bookmark', resourceVersion };
  if (type === 'ADDED' || type === 'MODIFIED') return { type: 'changed', object: cleanObject(object, served), resourceVersion };
  if (type === 'DELETED') return { type: 'deleted', object: cleanObject(object, served), resourceVersion };
  throw strange('an event has an unknown type');
}

function errorEvent(status: Readonly<Record<string, unknown>>, served: ServedKind): ApiFailure {
  const { code, reason, message } = status;
  const gone = code === 410 || reason === 'Expired' || reason === 'Gone';
  const number = gone ? 410 : typeof code === 'number' && code >= 400 && code < 600 ? code : 500;
  return statusFailure(`watch of ${kindName(served.kind)}`, number, typeof message === 'string' ? message : '');
}

/**
 * Whether `version` lies after `position`. Resource versions of built-in kinds are decimal numbers that grow
 * (KEP-5504); for anything else nothing can be said, and the event counts as new.
 */
function isAfter(version: string, position: string): boolean {
  const decimal = /^[1-9]\d{0,19}$/;
  if (!decimal.test(version) || !decimal.test(position)) return true;
  return version.length === position.length ? version > position : version.length > position.length;
}

/** Gives events to the sink: neighbours of one type together, all in order. Moves the cursor behind what was taken. */
async function deliver(events: readonly Event[], sink: ClusterSink, served: ServedKind, cursor: Cursor): Promise<void> {
  for (let start = 0; start < events.length;) {
    const { type } = events[start]!;
    let end = start;
    const objects: KubeObject[] = [];
    let position = cursor.resourceVersion;
    for (; end < events.length && events[end]!.type === type; end++) {
      const event = events[end]!;
      // A replay of what was seen must not bring an old state back.
      if (!isAfter(event.resourceVersion, position)) continue;
      position = event.resourceVersion;
      if (event.type !== 'bookmark') objects.push(event.object);
    }
    if (objects.length > 0) await (type === 'deleted' ? sink.deleted(served.kind, objects) : sink.changed(served.kind, objects));
    cursor.resourceVersion = position;
    cursor.events += end - start;
    start = end;
  }
}

/**
 * Watches from the cursor on and gives every change to the sink, in order, awaiting it. Returns when the server ends
 * the watch, as it does after a while; the cursor says where to go on. Throws ApiFailure (`expired`: list again), or
 * the signal's reason.
 */
export async function watchOnce(deps: ListDeps, served: ServedKind, sink: ClusterSink, cursor: Cursor): Promise<void> {
  const { timing } = deps;
  const duration = between(timing.watchMin, timing.watchMax);
  const query = new URLSearchParams({
    watch: '1', allowWatchBookmarks: 'true', resourceVersion: cursor.resourceVersion, timeoutSeconds: String(Math.max(1, Math.round(duration / 1000))),
  });
  const stream = await deps.connection.openStream(`${served.path}?${query}`, {
    signal: deps.signal, idle: timing.watchIdle, ...(served.metadataOnly ? { accept: METADATA } : {}),
  });
  const lines = createLineSplitter(LIMITS.manifestDocumentBytes);
  for await (const chunk of stream) {
    const { complete, overflow } = lines.push(chunk);
    const events: Event[] = [];
    let broken: unknown = null;
    try {
      for (const line of complete) if (line !== '') events.push(decode(line, served));
    } catch (error) {
      broken = error;
    }
    // What came before the broken line is good, and must not be lost.
    await deliver(events, sink, served, cursor);
    if (broken !== null) throw broken;
    if (overflow) throw new ApiFailure('tooLarge', `${kindName(served.kind)}: an event is larger than ${LIMITS.manifestDocumentBytes} bytes`);
    deps.signal.throwIfAborted();
  }
}
