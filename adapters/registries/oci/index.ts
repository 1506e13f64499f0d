/** Registries that speak the OCI distribution API: https://github.com/opencontainers/distribution-spec/blob/main/spec.md */
import { createHash } from 'node:crypto';
import { LIMITS } from '#core/limits.ts';
import type { BlobSource, Descriptor } from '#core/ports/images.ts';
import { parseReference, type Reference, referenceText } from '#core/references.ts';
import { ProblemError } from '#core/result.ts';
import { BlobStore } from './blobs.ts';
import { jsonObject } from './body.ts';
import { RegistryClient, type RegistryOptions } from './client.ts';
import { ACCEPT, CATALOG, documentBody, listNames, pull, tagList } from './names.ts';

const NAMES = 100_000;

export interface OpenRegistryOptions extends Omit<RegistryOptions, 'credentials'> {
  readonly cacheFolder: string;
  /** With the password in `$BREAKWATER_REGISTRY_PASSWORD`; without it, the credentials of the Docker configuration. */
  readonly username?: string;
}

/** An image in a registry, as a source of blobs. @throws ProblemError */
export async function openRegistry(text: string, { cacheFolder, username, ...options }: OpenRegistryOptions): Promise<BlobSource> {
  const reference = parseReference(text);
  const password = process.env['BREAKWATER_REGISTRY_PASSWORD'];
  if (username !== undefined && password === undefined) throw new ProblemError('registry.credentials', '--username needs the password in $BREAKWATER_REGISTRY_PASSWORD');
  const registry = new Registry(reference.registry, username === undefined ? options : { ...options, credentials: { username, password: password ?? '' } });
  return registry.image(reference, cacheFolder);
}

/** One registry. */
export class Registry {
  readonly #client: RegistryClient;

  constructor(host: string, options: RegistryOptions = {}) { this.#client = new RegistryClient(host, options); }

  image(reference: Reference, cacheFolder: string): BlobSource {
    const blobs = new BlobStore(cacheFolder);
    const seen = new Map<string, Uint8Array>();
    const { repository } = reference;
    return {
      root: async () => {
        const { descriptor, bytes } = await this.manifest(repository, reference.digest ?? reference.tag ?? 'latest');
        seen.set(descriptor.digest, bytes);
        return { reference: referenceText(reference), descriptors: [descriptor] };
      },
      read: async (descriptor) => seen.get(descriptor.digest) ?? await this.document(repository, descriptor),
      file: (descriptor) => blobs.fetch(this.#client, repository, descriptor),
      release: async () => undefined,
      close: () => blobs.clear(),
    };
  }

  /** The manifest or index of a tag or digest, with the digest of what came. @throws ProblemError `registry.missing`, `registry.digest` */
  async manifest(repository: string, which: string): Promise<{ readonly descriptor: Descriptor; readonly bytes: Uint8Array }> {
    const response = await this.#client.get(`/v2/${repository}/manifests/${which}`, pull(repository), { headers: { accept: ACCEPT } });
    const bytes = await this.#body(response, `${repository}:${which}`);
    const algorithm = /^sha512:/.test(which) ? 'sha512' : 'sha256';
    const digest = `${algorithm}:${createHash(algorithm).update(bytes).digest('hex')}`;
    const expected = which.includes(':') ? which : response.headers.get('docker-content-digest');
    if (expected?.startsWith(`${algorithm}:`) === true && expected !== digest) throw new ProblemError('registry.digest', `${this.#client.registry}/${repository}: the manifest has the digest ${digest}, not ${expected} as it should`);
    return { bytes, descriptor: { mediaType: mediaType(response, bytes), digest, size: bytes.length } };
  }

  /** A small document by its digest: manifests first, as their media type says; everything else is a blob. @throws ProblemError */
  async document(repository: string, { digest, size, mediaType: type }: Descriptor): Promise<Uint8Array> {
    if (size > LIMITS.imageDocumentBytes) throw new ProblemError('registry.missing', `${this.#client.registry}/${repository}: ${digest} has ${size} bytes, more than the ${LIMITS.imageDocumentBytes} that are read`);
    if (/manifest|index/.test(type)) return (await this.manifest(repository, digest)).bytes;
    const bytes = await this.#body(await this.#client.get(`/v2/${repository}/blobs/${digest}`, pull(repository)), `${repository}@${digest}`);
    const algorithm = digest.slice(0, digest.indexOf(':'));
    const actual = `${algorithm}:${createHash(algorithm).update(bytes).digest('hex')}`;
    if (actual !== digest) throw new ProblemError('registry.digest', `${this.#client.registry}/${repository}: a document has the digest ${actual}, not ${digest} as it should`);
    return bytes;
  }

  /** All tags, in the order of the registry. @throws ProblemError */
  async tags(repository: string): Promise<readonly string[]> { return (await listNames(this.#client, tagList(repository), NAMES)).names; }

  /** All repositories; many public registries do not tell. @throws ProblemError */
  async repositories(): Promise<readonly string[]> { return (await listNames(this.#client, CATALOG, NAMES)).names; }

  /**
   * What refers to a manifest (signatures, SBOMs, attestations). Registries without the referrers API keep them under a
   * tag made of the digest.
   * @throws ProblemError
   */
  async referrers(repository: string, digest: string): Promise<readonly (Descriptor & { readonly artifactType: string })[]> {
    const response = await this.#client.get(`/v2/${repository}/referrers/${digest}`, pull(repository), { headers: { accept: 'application/vnd.oci.image.index.v1+json' } });
    let answer = response;
    if (response.status !== 200 || !(response.headers.get('content-type') ?? '').includes('image.index')) {
      await response.body?.cancel();
      answer = await this.#client.get(`/v2/${repository}/manifests/${digest.replace(':', '-')}`, pull(repository), { headers: { accept: ACCEPT } });
      if (answer.status === 404) { await answer.body?.cancel(); return []; }
    }
    const { manifests } = jsonObject(await this.#body(answer, `the referrers of ${repository}@${digest}`), `${this.#client.registry}: the list of referrers`) as { readonly manifests?: unknown };
    return (Array.isArray(manifests) ? manifests : []).slice(0, NAMES).filter((each): each is Descriptor & { artifactType?: string } => typeof (each as { digest?: unknown } | null)?.digest === 'string').map((each) => ({ ...each, artifactType: each.artifactType ?? '' }));
  }

  async #body(response: Response, what: string): Promise<Uint8Array> { return await documentBody(this.#client.registry, response, what); }
}

/** The header may be missing or general; the document says it too. */
function mediaType(response: Response, bytes: Uint8Array): string {
  const header = (response.headers.get('content-type') ?? '').split(';', 1)[0]!.trim();
  if (/manifest|index/.test(header)) return header;
  return /"mediaType"\s*:\s*"([^"]+(?:manifest|index)[^"]*)"/.exec(Buffer.from(bytes).toString('utf8', 0, 4096))?.[1] ?? (Buffer.from(bytes).includes('"manifests"') ? 'application/vnd.oci.image.index.v1+json' : 'application/vnd.oci.image.manifest.v1+json');
}
