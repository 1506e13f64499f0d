/** A registry as it is followed: what it holds, without the images themselves. */
import { createHash } from 'node:crypto';
import type { Descriptor } from '#core/ports/images.ts';
import type { RegistryCredentials, RegistryListing } from '#core/ports/registries.ts';
import { ProblemError } from '#core/result.ts';
import { jsonObject } from './body.ts';
import { RegistryClient } from './client.ts';
import { ACCEPT, CATALOG, documentBody, listNames, pull, tagList } from './names.ts';

export interface ListingOptions {
  readonly credentials: RegistryCredentials | null;
  readonly plainHttp: boolean;
  /** Waits between attempts, in milliseconds. */
  readonly waits?: readonly number[];
}

const DIGEST = /^sha(?:256:[0-9a-f]{64}|512:[0-9a-f]{128})$/;
/** Builds without a clock say 1970 or 1980. */
const EARLIEST = Date.UTC(2000, 0, 1);

/** `host` as in the names of images. */
export function createListing(host: string, options: ListingOptions): RegistryListing {
  const client = new RegistryClient(host, options);
  const document = async (path: string, repository: string, signal: AbortSignal): Promise<Record<string, unknown>> =>
    jsonObject(await documentBody(host, await client.get(path, pull(repository), { headers: { accept: ACCEPT }, signal }), path), `${host}: ${path}`);
  return {
    check: async (signal) => {
      const response = await client.get('/v2/', '', { signal });
      await response.body?.cancel();
      if (response.status === 403) throw new ProblemError('registry.denied', `${host} refuses /v2/ (403): the credentials do not reach so far`);
      if (response.status !== 200) throw new ProblemError('registry.missing', `${host} is no container registry: it answers ${response.status} for /v2/`);
    },
    repositories: (limit, signal) => listNames(client, CATALOG, limit, signal),
    tags: (repository, limit, signal) => listNames(client, tagList(repository), limit, signal),
    digest: (repository, tag, known, signal) => digestOf(client, repository, tag, known, signal),
    builtAt: async (repository, digest, signal) => {
      let manifest = await document(`/v2/${repository}/manifests/${digest}`, repository, signal);
      const first = imagesOf(manifest)[0];
      if (first !== undefined) manifest = await document(`/v2/${repository}/manifests/${first}`, repository, signal);
      const config = (manifest['config'] as Partial<Descriptor> | undefined)?.digest;
      if (typeof config !== 'string' || !DIGEST.test(config)) return null;
      const { created } = await document(`/v2/${repository}/blobs/${config}`, repository, signal);
      const at = typeof created === 'string' ? Date.parse(created) : Number.NaN;
      return at >= EARLIEST ? at : null;
    },
  };
}

/**
 * HEAD tells the digest without the manifest (distribution-spec, "Checking if content exists in the registry"). Some
 * registries do not say it there: then the manifest is asked for, unless it is still the known one.
 */
async function digestOf(client: RegistryClient, repository: string, tag: string, known: string | null, signal: AbortSignal): Promise<string | null> {
  const path = `/v2/${repository}/manifests/${tag}`;
  const head = await client.get(path, pull(repository), { method: 'HEAD', headers: { accept: ACCEPT }, signal });
  await head.body?.cancel();
  if (head.status === 404) return null;
  const told = head.headers.get('docker-content-digest') ?? '';
  if (head.status === 200 && DIGEST.test(told)) return told;
  const response = await client.get(path, pull(repository), { headers: { accept: ACCEPT, ...(known === null ? {} : { 'if-none-match': `"${known}"` }) }, signal });
  if (response.status === 304 || response.status === 404) {
    await response.body?.cancel();
    return response.status === 404 ? null : known;
  }
  const bytes = await documentBody(client.registry, response, `${repository}:${tag}`);
  return `sha256:${createHash('sha256').update(bytes).digest('hex')}`;
}

/** Digests of the images of an index; attestations, which are listed beside them, have no platform. */
function imagesOf({ manifests }: Readonly<Record<string, unknown>>): string[] {
  if (!Array.isArray(manifests)) return [];
  return (manifests as (Partial<Descriptor> | null)[]).filter((each) => each?.platform?.os !== 'unknown').map((each) => each?.digest).filter((digest) => typeof digest === 'string' && DIGEST.test(digest)) as string[];
}
