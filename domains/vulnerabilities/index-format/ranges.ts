/** Ranges in the order of their ecosystem, so that whoever matches need not sort. */
import type { AdvisoryEvent, AdvisoryRange } from '#core/advisories.ts';
import { InvalidVersion, schemeOf, type VersionScheme } from '../version-schemes/registry.ts';

const SEMANTIC = new Set(['semver', 'go', 'crates', 'hex', 'pub', 'nuget']);

/** OSV: ranges of type SEMVER follow Semantic Versioning, those of type ECOSYSTEM the ecosystem's own order. */
export function schemeOfRange(ecosystem: string, semver: boolean): VersionScheme {
  const scheme = schemeOf(ecosystem) ?? schemeOf('generic')!;
  return semver && !SEMANTIC.has(scheme.id) ? schemeOf('semver')! : scheme;
}

/** `introduced: 0` is before every version, `limit: *` after all (OSV, "affected[].ranges[].events fields"). */
export const BEGINNING = '0', NO_LIMIT = '*';

/** Sorted events, equal versions in the order of the record; null where a version is none of the ecosystem. */
export function sortedEvents(ecosystem: string, range: AdvisoryRange): readonly AdvisoryEvent[] | null {
  const scheme = schemeOfRange(ecosystem, range.type === 'SEMVER');
  const isFirst = (event: AdvisoryEvent): boolean => event.kind === 'introduced' && event.version === BEGINNING;
  const isLast = (event: AdvisoryEvent): boolean => event.kind === 'limit' && event.version === NO_LIMIT;
  try {
    for (const event of range.events) if (!isFirst(event) && !isLast(event)) scheme.compare(event.version, event.version);
    return [...range.events].sort((a, b) => {
      if (isFirst(a) || isFirst(b)) return Number(isFirst(b)) - Number(isFirst(a));
      if (isLast(a) || isLast(b)) return Number(isLast(a)) - Number(isLast(b));
      return scheme.compare(a.version, b.version);
    });
  } catch (error) {
    if (error instanceof InvalidVersion) return null;
    throw error;
  }
}
