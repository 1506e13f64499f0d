/** What tells images apart: without the registry's host and the digest, unless the digest is all there is. */
export function shortImage(image: string): string {
  const [reference = image, digest] = image.split('@', 2);
  const path = hostOf(reference) === null ? reference : reference.slice(reference.indexOf('/') + 1).replace(/^library\//, '');
  return digest === undefined || path.includes(':') ? path : `${path}@${digest.slice(0, 14)}`;
}

/** The registry that an image name begins with; null where it names none. */
export function hostOf(image: string): string | null {
  const slash = image.indexOf('/');
  const first = image.slice(0, Math.max(0, slash));
  return slash > 0 && /[.:]|^localhost$/.test(first) ? first : null;
}

/** `sha256:4f2a...` as people compare it: the first twelve digits. */
export const shortDigest = (digest: string): string => digest.replace(/^sha\d+:/, '').slice(0, 12);

/** An operating system as it is called for short: `Debian GNU/Linux 12 (bookworm)` is `Debian 12`. */
export const shortSystem = (name: string): string => name.replace(/ \([^)]*\)/g, '').replace(/ (GNU\/)?Linux(?= |$)/g, '').replace(/ v(?=\d)/, ' ').trim();

/** An image without its tag and digest: what a repository is exempt by. */
export function repositoryOf(image: string): string {
  const [reference = image] = image.split('@', 1);
  const slash = reference.lastIndexOf('/');
  const colon = reference.indexOf(':', slash + 1);
  return colon < 0 ? reference : reference.slice(0, colon);
}
