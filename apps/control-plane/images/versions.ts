/** Of several versions the latest, as the ecosystem orders them. */
import { schemeOf } from '#domains/vulnerabilities/index.ts';

/** Null where there are none. What is no version of the ecosystem does not count, unless there is nothing else. */
export function latestOf(ecosystem: string, versions: Iterable<string>): string | null {
  const scheme = schemeOf(ecosystem) ?? schemeOf('generic');
  let latest: string | null = null;
  for (const version of versions) {
    if (latest === null) { latest = version; continue; }
    if (scheme === null || !scheme.valid(version)) continue;
    if (!scheme.valid(latest) || scheme.compare(version, latest) > 0) latest = version;
  }
  return latest;
}
