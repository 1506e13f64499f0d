/** Patterns of repositories and tags, and what passes the filters of a connection. */
import type { RegistryFilters } from '#core/ports/registries.ts';

/**
 * Whether a text matches a pattern: `*` stands for any text without `/`, `**` for any text, everything else for itself.
 * Takes time in proportion to the lengths of both, whatever they are: patterns are not turned into regular expressions.
 */
export function matches(pattern: string, text: string): boolean {
  if (!pattern.includes('*')) return pattern === text;
  const parts = pattern.match(/\*{2,}|\*|[^*]/gsu) ?? [];
  const chars = [...text];
  // reached[i]: the first i parts match what was read of the text.
  let reached = new Uint8Array(parts.length + 1);
  reached[0] = 1;
  skipStars(parts, reached);
  for (const char of chars) {
    const next = new Uint8Array(parts.length + 1);
    for (let i = 0; i < parts.length; i++) {
      if (reached[i] !== 1) continue;
      const part = parts[i] ?? '';
      if (part === char && part !== '*') next[i + 1] = 1;
      else if (part.length > 1 && part.startsWith('*')) next[i] = 1;
      else if (part === '*' && char !== '/') next[i] = 1;
    }
    skipStars(parts, next);
    reached = next;
  }
  return reached[parts.length] === 1;
}

/** A star may stand for nothing. */
function skipStars(parts: readonly string[], reached: Uint8Array): void {
  for (let i = 0; i < parts.length; i++) if (reached[i] === 1 && parts[i]?.startsWith('*') === true) reached[i + 1] = 1;
}

export interface Selection {
  repository(name: string): boolean;
  tag(name: string): boolean;
  /** Someone wrote down that this repository is wanted: all its tags are, also where the registry does not list it. */
  wanted(name: string): boolean;
  readonly newest: number | null;
}

/** `exclude` wins over `include`. */
export function selectionOf(filters: RegistryFilters): Selection {
  const any = (patterns: readonly string[], text: string): boolean => patterns.some((pattern) => matches(pattern, text));
  const repositories = new Set(filters.repositories);
  const included = (name: string): boolean => repositories.has(name) || any(filters.include, name);
  return {
    repository: (name) => (filters.include.length === 0 || included(name)) && !any(filters.exclude, name),
    tag: (name) => filters.tags.length === 0 || any(filters.tags, name),
    wanted: included,
    newest: filters.newest,
  };
}
