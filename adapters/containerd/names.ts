/**
 * Which stored image a reference means. containerd has images under full names only; `ctr` and the kubelet write them as
 * https://github.com/distribution/reference/blob/main/normalize.go makes them of what people type.
 */
import { parseReference, referenceText } from '#core/references.ts';
import { ProblemError } from '#core/result.ts';
import type { StoredImage } from './client.ts';

/** The kubelet also stores each image under the digest of its configuration: https://github.com/containerd/containerd/blob/main/internal/cri/store/image/image.go */
const ID = /^(?:sha256:)?([0-9a-f]{4,64})$/;
const DIGEST = /^sha(?:256:[0-9a-f]{64}|512:[0-9a-f]{128})$/;
const MOST_SHOWN = 10;

/** @throws ProblemError `containerd.reference` where an id is that of several images */
export function findImage(images: readonly StoredImage[], text: string): StoredImage | undefined {
  const digest = text.slice(text.lastIndexOf('@') + 1);
  const pinned = text.includes('@') && DIGEST.test(digest);
  for (const name of candidates(text)) {
    const found = images.find((each) => each.name === name && (!pinned || each.target.digest === digest));
    if (found !== undefined) return found;
  }
  // Whatever the tag: the repository and the digest are right.
  const repository = pinned ? repositoryOf(fullName(text.slice(0, text.lastIndexOf('@')))) : '';
  return pinned ? images.find((each) => each.target.digest === digest && repositoryOf(each.name) === repository) : byId(images, text);
}

/** As typed, then in full, without the tag where there is a digest, and under the tag alone. */
function candidates(text: string): readonly string[] {
  const at = text.lastIndexOf('@');
  if (at < 0) return [text, fullName(text)];
  const [name, digest] = [text.slice(0, at), text.slice(at + 1)];
  const full = fullName(name);
  return [text, `${full}@${digest}`, `${repositoryOf(full)}@${digest}`, full];
}

/** `nginx` is `docker.io/library/nginx:latest`. What is no reference may still be a name that somebody gave with `ctr`. */
function fullName(name: string): string {
  try {
    return referenceText(parseReference(name));
  } catch (error) {
    if (error instanceof ProblemError) return name;
    throw error;
  }
}

function repositoryOf(name: string): string {
  const bare = name.split('@', 1)[0]!;
  const colon = bare.lastIndexOf(':');
  return colon > bare.lastIndexOf('/') ? bare.slice(0, colon) : bare;
}

/** By the beginning of the digest of the manifest, index or configuration, as `nerdctl images` and `crictl images` show it. */
function byId(images: readonly StoredImage[], text: string): StoredImage | undefined {
  const id = ID.exec(text)?.[1];
  if (id === undefined) return undefined;
  const found = images.filter(({ name, target }) => name.startsWith(`sha256:${id}`) || target.digest.startsWith(`sha256:${id}`));
  const digests = new Set(found.map(({ target }) => target.digest));
  if (digests.size > 1) throw new ProblemError('containerd.reference', `containerd:${text}: ${digests.size} images begin with this id: ${[...digests].slice(0, MOST_SHOWN).join(', ')}; give more of it`);
  // Of several names, one that people know.
  const [digest] = digests;
  return digest === undefined ? undefined : images.find(({ name, target }) => target.digest === digest && !name.startsWith('sha256:') && !name.includes('@')) ?? found[0];
}

/** Names that look like what was asked for, else the first ones. */
export function similar(images: readonly StoredImage[], text: string): readonly string[] {
  const names = images.map(({ name }) => name).filter((name) => !name.startsWith('sha256:')).sort();
  const words = repositoryOf(fullName(text)).split('/').slice(-1)[0]!.split(/[-_.]/).filter((word) => word.length > 2);
  const near = names.filter((name) => words.some((word) => name.includes(word)));
  return (near.length > 0 ? near : names).slice(0, MOST_SHOWN);
}
