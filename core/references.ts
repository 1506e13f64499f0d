/** Names of images: https://github.com/distribution/reference/blob/main/reference.go */
import { ProblemError } from './result.ts';

export interface Reference {
  /** Host and port as in the name. */
  readonly registry: string;
  readonly repository: string;
  readonly tag: string | null;
  readonly digest: string | null;
}

const PART = '[a-z0-9]+(?:(?:\\.|_|__|-+)[a-z0-9]+)*';
const REPOSITORY = new RegExp(`^${PART}(?:/${PART})*$`);
const HOST = /^(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]*[a-z0-9])?)*|\[[0-9a-f:]+\])(?::\d{1,5})?$/i;

const DIGEST = /^sha(?:256:[0-9a-f]{64}|512:[0-9a-f]{128})$/;

/** `sha256:` with 64 hexadecimal digits, or `sha512:` with 128. */
export const isDigest = (text: string): boolean => DIGEST.test(text);

/** `alpine` is `docker.io/library/alpine:latest`, as container runtimes read it. @throws ProblemError `registry.reference` */
export function parseReference(text: string): Reference {
  const bad = (reason: string): never => { throw new ProblemError('registry.reference', `${text.slice(0, 200)}: ${reason}`); };
  if (text.length > 1024) bad('is too long for the name of an image');
  const [name, digest, ...more] = text.split('@') as [string, string?, ...string[]];
  if (more.length > 0 || (digest !== undefined && !isDigest(digest))) bad('what follows @ must be a digest, sha256:...');
  const slash = name.indexOf('/');
  const first = slash < 0 ? '' : name.slice(0, slash);
  const hasHost = /[.:[]/.test(first) || first === 'localhost' || first !== first.toLowerCase();
  const registry = hasHost ? first : 'docker.io';
  const rest = hasHost ? name.slice(slash + 1) : name;
  const colon = rest.lastIndexOf(':');
  const tag = colon < 0 ? null : rest.slice(colon + 1);
  const path = colon < 0 ? rest : rest.slice(0, colon);
  const repository = registry === 'docker.io' && !path.includes('/') ? `library/${path}` : path;
  if (!HOST.test(registry)) bad('the name of the registry is not valid');
  if (!REPOSITORY.test(repository) || repository.length > 255) bad('is no valid name of an image (lower-case letters, digits, . _ - and /)');
  if (tag !== null && !/^\w[\w.-]{0,127}$/.test(tag)) bad('the tag is not valid');
  return { registry, repository, tag: tag ?? (digest === undefined ? 'latest' : null), digest: digest ?? null };
}

export const referenceText = ({ registry, repository, tag, digest }: Reference): string => `${registry}/${repository}${tag === null ? '' : `:${tag}`}${digest === null ? '' : `@${digest}`}`;
