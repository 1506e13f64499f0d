/** Lists of names over pages, and what requests have in common. */
import { ProblemError } from '#core/result.ts';
import { jsonObject, readBody } from './body.ts';
import type { RegistryClient } from './client.ts';

export const ACCEPT = [
  'application/vnd.oci.image.index.v1+json', 'application/vnd.oci.image.manifest.v1+json',
  'application/vnd.docker.distribution.manifest.list.v2+json', 'application/vnd.docker.distribution.manifest.v2+json',
].join(', ');
const PAGES = 1000;

/** What a token must allow to read a repository. */
export const pull = (repository: string): string => `repository:${repository}:pull`;

export interface NameList { readonly path: string; readonly scope: string; readonly member: string }
export const CATALOG: NameList = { path: '/v2/_catalog?n=1000', scope: 'registry:catalog:*', member: 'repositories' };
export const tagList = (repository: string): NameList => ({ path: `/v2/${repository}/tags/list?n=1000`, scope: pull(repository), member: 'tags' });

/** The names of all pages, at most `limit`; `complete` false: there are more. @throws ProblemError */
export async function listNames(client: RegistryClient, { path: start, scope, member }: NameList, limit: number, signal?: AbortSignal): Promise<{ readonly names: readonly string[]; readonly complete: boolean }> {
  const names = new Set<string>();
  let path: string | null = start;
  for (let page = 0; path !== null; page++) {
    if (page === PAGES) return { names: [...names], complete: false };
    const response: Response = await client.get(path, scope, signal === undefined ? {} : { signal });
    const list = jsonObject(await documentBody(client.registry, response, path), `${client.registry}: ${path}`)[member];
    for (const name of Array.isArray(list) ? list : []) {
      if (typeof name !== 'string' || names.has(name)) continue;
      if (names.size === limit) return { names: [...names], complete: false };
      names.add(name);
    }
    const next: string | null = /<([^>]+)>\s*;[^,]*rel="?next"?/.exec(response.headers.get('link') ?? '')?.[1] ?? null;
    path = next === null ? null : new URL(next, new URL(path, 'http://registry.invalid')).href.replace(/^http:\/\/registry\.invalid/, '');
  }
  return { names: [...names], complete: true };
}

/** The body of an answer with status 200. @throws ProblemError `registry.missing`, `registry.denied`, `registry.malformed`, `registry.unreachable` */
export async function documentBody(registry: string, response: Response, what: string): Promise<Uint8Array> {
  if (response.status === 200) return await readBody(response, `${registry}: ${what}`);
  await response.body?.cancel();
  if (response.status === 404) throw new ProblemError('registry.missing', `${registry} has no ${what}`);
  throw new ProblemError(response.status === 403 ? 'registry.denied' : 'registry.malformed', `${registry} answers ${response.status} for ${what}`);
}
