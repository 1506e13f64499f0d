/** Paths inside an image: no leading slash, no dots, never out of the root. */

/** `./usr//bin/../lib` -> `usr/lib`. What climbs above the root stays at the root, as in a container. */
export function cleanPath(path: string): string {
  // Nearly all paths are clean, and seen to be so without a pattern.
  if (!path.includes('/.') && !path.includes('//') && !path.startsWith('.') && !path.startsWith('/') && !path.endsWith('/') && path !== '') return path;
  if (!/(?:^|\/)\.{0,2}(?:\/|$)/.test(path)) return path;
  const parts: string[] = [];
  for (const part of path.split('/')) {
    if (part === '' || part === '.') continue;
    if (part === '..') parts.pop(); else parts.push(part);
  }
  return parts.join('/');
}

/** Where a symbolic link at `path` leads, as text: relative to its folder, or from the root. */
export const linkTarget = (path: string, target: string): string => (target.startsWith('/') ? target.slice(1) : `${folderOf(path)}/${target}`);

export const folderOf = (path: string): string => path.slice(0, Math.max(0, path.lastIndexOf('/')));
export const baseOf = (path: string): string => path.slice(path.lastIndexOf('/') + 1);
