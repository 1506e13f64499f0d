/** Finds out which of the assessed kinds a server serves, and at which version. */
import type { ResourceKind } from '#core/ports/cluster.ts';
import type { Connection } from './connection.ts';
import { ApiFailure } from './failures.ts';
import { type AssessedKind, groupPath, resourceKind, type ServedKind } from './kinds.ts';
import { isFields } from './kubeconfig-fields.ts';
import type { Timing } from './timing.ts';

export interface Discovered {
  readonly served: readonly ServedKind[];
  /** Kinds that this server does not know: there are no objects of them. */
  readonly absent: readonly ResourceKind[];
}

/** Verbs by `group/version/resource`. A version without an entry in `versions` is not served. */
interface Served {
  readonly versions: ReadonlySet<string>;
  readonly verbs: ReadonlyMap<string, readonly string[]>;
  /** Versions of which the server could not say what they hold. */
  readonly uncertain: ReadonlySet<string>;
}

/** Aggregated discovery (KEP-3352) where the server has it, else the older documents. */
const ACCEPT = [
  'application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList',
  'application/json;g=apidiscovery.k8s.io;v=v2beta1;as=APIGroupDiscoveryList',
  'application/json',
].join(',');

const MAX_BYTES = 16 * 1024 * 1024;

const list = (value: unknown, key: string): readonly Readonly<Record<string, unknown>>[] => {
  const items = isFields(value) ? value[key] : undefined;
  return Array.isArray(items) ? items.filter(isFields) : [];
};
const textOf = (value: unknown): string => (typeof value === 'string' ? value : '');
const verbsOf = (resource: Readonly<Record<string, unknown>>): readonly string[] =>
  (Array.isArray(resource['verbs']) ? resource['verbs'].filter((verb) => typeof verb === 'string') : []);

interface Collector { versions: Set<string>; verbs: Map<string, readonly string[]>; uncertain: Set<string> }

function readAggregated(document: unknown, into: Collector): void {
  for (const group of list(document, 'items')) {
    const name = isFields(group['metadata']) ? textOf(group['metadata']['name']) : '';
    for (const version of list(group, 'versions')) {
      const groupVersion = `${name}/${textOf(version['version'])}`;
      into.versions.add(groupVersion);
      // Stale: the server could not reach what serves this version when it last looked.
      if (version['freshness'] === 'Stale') into.uncertain.add(groupVersion);
      for (const resource of list(version, 'resources')) into.verbs.set(`${groupVersion}/${textOf(resource['resource'])}`, verbsOf(resource));
    }
  }
}

/** `APIVersions` (core) or `APIGroupList`: names versions only; their resources are asked for one by one. */
function readVersions(document: unknown, into: Collector): void {
  if (isFields(document) && Array.isArray(document['versions'])) for (const version of document['versions']) into.versions.add(`/${textOf(version)}`);
  for (const group of list(document, 'groups')) for (const version of list(group, 'versions')) into.versions.add(textOf(version['groupVersion']));
}

async function readResources(connection: Connection, groupVersion: string, into: Collector, timing: Timing, signal: AbortSignal): Promise<void> {
  const [group = '', version = ''] = groupVersion.split('/');
  const document = await connection.getJson(groupPath(group, version), { signal, maxBytes: MAX_BYTES, timeout: timing.pageTimeout });
  for (const resource of list(document, 'resources')) into.verbs.set(`${groupVersion}/${textOf(resource['name'])}`, verbsOf(resource));
}

async function readServed(connection: Connection, kinds: readonly AssessedKind[], timing: Timing, signal: AbortSignal): Promise<Served> {
  const into: Collector = { versions: new Set(), verbs: new Map(), uncertain: new Set() };
  const wanted = new Set(kinds.flatMap((kind) => kind.versions.map((version) => `${kind.group}/${version}`)));
  for (const path of ['/api', '/apis']) {
    const document = await connection.getJson(path, { signal, accept: ACCEPT, maxBytes: MAX_BYTES, timeout: timing.pageTimeout });
    if (isFields(document) && document['kind'] === 'APIGroupDiscoveryList') {
      readAggregated(document, into);
      continue;
    }
    if (!isFields(document) || (document['kind'] !== 'APIVersions' && document['kind'] !== 'APIGroupList')) {
      throw new ApiFailure('strange', `${path}: the answer is not a discovery document; is ${connection.server} a Kubernetes API server?`);
    }
    const before = new Set(into.versions);
    readVersions(document, into);
    for (const version of into.versions) if (!before.has(version) && wanted.has(version)) await readResources(connection, version, into, timing, signal);
  }
  return into;
}

const servedKind = (assessed: AssessedKind, version: string, watchable: boolean): ServedKind => ({
  kind: resourceKind(assessed, version),
  path: `${groupPath(assessed.group, version)}/${assessed.resource}`,
  metadataOnly: assessed.metadataOnly, watchable,
});

function choose(assessed: AssessedKind, served: Served): ServedKind | null {
  for (const version of assessed.versions) {
    const groupVersion = `${assessed.group}/${version}`;
    const verbs = served.verbs.get(`${groupVersion}/${assessed.resource}`);
    if (verbs?.includes('list') === true) return servedKind(assessed, version, verbs.includes('watch'));
    if (verbs === undefined && served.uncertain.has(groupVersion)) return servedKind(assessed, version, true);
  }
  return null;
}

/**
 * Asks the server which of `kinds` it serves. Where discovery itself is forbidden, the preferred versions are taken
 * for served: reading them then tells. Throws ApiFailure.
 */
export async function discover(connection: Connection, kinds: readonly AssessedKind[], timing: Timing, signal: AbortSignal): Promise<Discovered> {
  let answer: Served;
  try {
    answer = await readServed(connection, kinds, timing, signal);
  } catch (error) {
    if (!(error instanceof ApiFailure) || error.reason !== 'forbidden') throw error;
    return { served: kinds.map((kind) => servedKind(kind, kind.versions[0]!, true)), absent: [] };
  }
  const served: ServedKind[] = [];
  const absent: ResourceKind[] = [];
  for (const assessed of kinds) {
    const found = choose(assessed, answer);
    if (found === null) absent.push(resourceKind(assessed, assessed.versions[0]!));
    else served.push(found);
  }
  return { served, absent };
}
