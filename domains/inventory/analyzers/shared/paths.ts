/** The last part of a path. */
export const baseName = (path: string): string => path.slice(path.lastIndexOf('/') + 1);
/** The path without its last part; '' at the root. */
export const folderOf = (path: string): string => path.slice(0, Math.max(0, path.lastIndexOf('/')));

/** A `wants` for files that are known by their name. */
export const named = (...names: readonly string[]): ((path: string) => false | 'content') => {
  const set = new Set(names);
  return (path) => (set.has(baseName(path)) ? 'content' : false);
};

/** Linux opens no longer path (PATH_MAX). Patterns see no more, so that a hostile name costs nothing. */
const MAX_PATH = 4096;

/**
 * Whether a path ends with one of these letters, in either case (or digits, dots and dashes): tells nearly all paths of
 * an image apart from those that a pattern is about, at a tenth of what the pattern takes.
 */
export function endsIn(letters: string): (path: string) => boolean {
  const table = new Uint8Array(128);
  for (const letter of letters) for (const each of [letter.toLowerCase(), letter.toUpperCase()]) table[each.charCodeAt(0)] = 1;
  return (path) => table[path.charCodeAt(path.length - 1)] === 1;
}

/** A `wants` for files whose path matches a pattern that ends with '$', on one of `letters` where they are given. It meets every path of every image. */
export function matching(pattern: RegExp, letters?: string): (path: string) => false | 'content' {
  const test = (path: string): false | 'content' => (pattern.test(path.slice(-MAX_PATH)) ? 'content' : false);
  if (letters === undefined) return test;
  const ends = endsIn(letters);
  return (path) => (ends(path) ? test(path) : false);
}
