/** Names of registries and of what is in them, in the one form in which they are compared. */
import { parseReference, referenceText } from '#core/references.ts';
import { messageOf, ProblemError } from '#core/result.ts';

/** Docker Hub under its other names: https://github.com/distribution/reference/blob/main/normalize.go and the host that serves its API. */
const HUB = new Set(['docker.io', 'index.docker.io', 'registry-1.docker.io', 'registry.hub.docker.com']);

/** The host as in the names of images. */
export const canonicalHost = (host: string): string => (HUB.has(host.toLowerCase()) ? 'docker.io' : host.toLowerCase());

/**
 * The registry behind an address as people write it: `registry.example:5000`, `https://registry.example/`. `http:` says
 * that it speaks without TLS. @throws ProblemError `invalid`
 */
export function parseAddress(address: string): { readonly host: string; readonly plainHttp: boolean } {
  const invalid = (reason: string): never => { throw new ProblemError('invalid', `body field url: ${address.slice(0, 200)}: ${reason}`); };
  const [, scheme, rest = ''] = /^(?:([a-z][a-z0-9+.-]*):\/\/)?(.*)$/is.exec(address) ?? [];
  if (scheme !== undefined && !/^https?$/i.test(scheme)) invalid('must begin with https:// or http://, or with the host');
  if (rest.includes('@')) invalid('give user and password in their own fields');
  const text = rest.replace(/^([^/]*)\/(?:v[12]\/?)?$/, '$1');
  if (text.includes('/')) invalid('must be a host, with nothing after it; choose repositories by filters');
  const host = canonicalHost(scheme?.toLowerCase() === 'https' ? text.replace(/:443$/, '') : text);
  try {
    if (parseReference(`${host}/x`).registry !== host) invalid('must be a host as in the names of images, with a dot or a port: registry.example or registry:5000');
  } catch (error) {
    if (error instanceof ProblemError && error.code === 'invalid') throw error;
    invalid(messageOf(error).replace(/^.*?: /, ''));
  }
  return { host, plainHttp: scheme?.toLowerCase() === 'http' };
}

/** The name of a repository as it stands in references; null for what is none. */
export function repositoryName(host: string, name: string): string | null {
  const found = parsed(`${host}/${name}`);
  return found === null || found.registry !== host || found.tag !== 'latest' || found.digest !== null || name.includes(':') ? null : found.repository;
}

export const isTag = (tag: string): boolean => /^\w[\w.-]{0,127}$/.test(tag);

export const tagReference = (host: string, repository: string, tag: string): string => referenceText({ registry: host, repository, tag, digest: null });

/** What of these references is in the registry, as tags by repository. */
export function tagsAt(host: string, references: Iterable<string>): Map<string, Set<string>> {
  const found = new Map<string, Set<string>>();
  for (const text of references) {
    const reference = parsed(text);
    if (reference === null || canonicalHost(reference.registry) !== host) continue;
    const repository = repositoryName(host, reference.repository);
    if (repository === null) continue;
    const tags = found.get(repository) ?? new Set<string>();
    found.set(repository, tags);
    if (reference.tag !== null) tags.add(reference.tag);
  }
  return found;
}

function parsed(text: string): ReturnType<typeof parseReference> | null {
  try {
    return parseReference(text);
  } catch (error) {
    if (error instanceof ProblemError) return null;
    throw error;
  }
}
