/** Full lists in pages (apiserver `limit` and `continue`): bounded memory whatever the number of objects. */
import { LIMITS } from '#core/limits.ts';
import type { KubeObject } from '#core/words.ts';
import type { Connection } from './connection.ts';
import { ApiFailure } from './failures.ts';
import { kindName, type ServedKind } from './kinds.ts';
import { isFields } from './kubeconfig-fields.ts';
import { cleanObject } from './objects.ts';
import { backoff, sleep, type Timing } from './timing.ts';

/** Longest page; a longer one is asked for again in smaller portions. */
const PAGE_BYTES = 64 * 1024 * 1024;
/** Objects of one kind. etcd at its 8 GiB bound holds fewer. */
const MAX_OBJECTS = 5_000_000;
const ATTEMPTS = 4;

export interface ListDeps {
  readonly connection: Connection;
  readonly timing: Timing;
  readonly signal: AbortSignal;
}

export interface ListPage {
  readonly objects: readonly KubeObject[];
  /** The state of the cluster that all pages show; a watch goes on from here. */
  readonly resourceVersion: string;
}

const METADATA_LIST = 'application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1,application/json';

/** One page as it is. */
export async function getPage(deps: ListDeps, served: ServedKind, limit: number, token: string, timeout = deps.timing.pageTimeout): Promise<{ items: readonly unknown[]; resourceVersion: string; next: string }> {
  const query = new URLSearchParams({ limit: String(limit), ...(token === '' ? {} : { continue: token }) });
  const document = await deps.connection.getJson(`${served.path}?${query}`, {
    signal: deps.signal, maxBytes: PAGE_BYTES, timeout, ...(served.metadataOnly ? { accept: METADATA_LIST } : {}),
  });
  const items = isFields(document) ? (document['items'] ?? []) : undefined;
  const metadata = isFields(document) ? document['metadata'] : undefined;
  const resourceVersion = isFields(metadata) ? metadata['resourceVersion'] : undefined;
  if (!Array.isArray(items) || !isFields(metadata) || typeof resourceVersion !== 'string' || resourceVersion === '') {
    throw new ApiFailure('strange', `${served.path}: the answer is not a list; is ${deps.connection.server} a Kubernetes API server?`);
  }
  const next = metadata['continue'];
  return { items, resourceVersion, next: typeof next === 'string' ? next : '' };
}

/** A page, asked for again while the server is busy or the network fails, a few times. */
async function getPagePatiently(deps: ListDeps, served: ServedKind, limit: number, token: string): Promise<Awaited<ReturnType<typeof getPage>>> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await getPage(deps, served, limit, token);
    } catch (error) {
      const passing = error instanceof ApiFailure && (error.reason === 'busy' || error.reason === 'network' || error.reason === 'server');
      if (!passing || attempt === ATTEMPTS) throw error;
      await sleep(Math.max(error.retryAfter, backoff(attempt, deps.timing.backoffBase, deps.timing.backoffMax)), deps.signal);
      deps.signal.throwIfAborted();
    }
  }
}

/**
 * Lists all objects of a kind, page by page. Throws ApiFailure; `expired` when the list took so long that its
 * remaining pages are gone (start again), or the signal's reason.
 */
export async function* listPages(deps: ListDeps, served: ServedKind): AsyncGenerator<ListPage, void, void> {
  let limit: number = LIMITS.listPage;
  let token = '';
  let seen = 0;
  for (;;) {
    let page: Awaited<ReturnType<typeof getPage>>;
    try {
      page = await getPagePatiently(deps, served, limit, token);
    } catch (error) {
      if (!(error instanceof ApiFailure) || error.reason !== 'tooLarge' || limit === 1) throw error;
      limit = Math.max(1, Math.floor(limit / 10));
      continue;
    }
    // A page without objects counts too: no server can lead this loop on for ever.
    seen += page.items.length + 1;
    if (seen > MAX_OBJECTS) throw new ApiFailure('strange', `${kindName(served.kind)}: the list does not end (more than ${MAX_OBJECTS} objects)`);
    yield { objects: page.items.map((item) => cleanObject(item, served)), resourceVersion: page.resourceVersion };
    if (page.next === '') return;
    if (page.next === token) throw new ApiFailure('strange', `${kindName(served.kind)}: the list does not go on (same continue token twice)`);
    token = page.next;
  }
}
