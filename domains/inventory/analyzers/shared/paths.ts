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

/** A `wants` for files whose path matches a pattern that ends with '$'. It meets every path of every image. */
export const matching = (pattern: RegExp): ((path: string) => false | 'content') => (path) => (pattern.test(path.slice(-MAX_PATH)) ? 'content' : false);
