/** All version schemes, and the way from an ecosystem's name to its scheme. A test compares the list with the folders. */
import { scheme as alpine } from './alpine/index.ts';
import { scheme as cran } from './cran/index.ts';
import { scheme as crates } from './crates/index.ts';
import { scheme as debian } from './debian/index.ts';
import { scheme as generic } from './generic/index.ts';
import { scheme as go } from './go/index.ts';
import { scheme as hackage } from './hackage/index.ts';
import { scheme as hex } from './hex/index.ts';
import { scheme as maven } from './maven/index.ts';
import { scheme as nuget } from './nuget/index.ts';
import { scheme as packagist } from './packagist/index.ts';
import { scheme as pub } from './pub/index.ts';
import { scheme as pypi } from './pypi/index.ts';
import { scheme as redhat } from './redhat/index.ts';
import { scheme as rubygems } from './rubygems/index.ts';
import { scheme as semver } from './semver/index.ts';
import type { Order, VersionScheme } from './shared/scheme.ts';

export { InvalidVersion, type Order, type VersionScheme } from './shared/scheme.ts';

export const SCHEMES: readonly VersionScheme[] = [
  alpine, cran, crates, debian, generic, go, hackage, hex, maven, nuget, packagist, pub, pypi, redhat, rubygems, semver,
];

const byName: ReadonlyMap<string, VersionScheme> = new Map(
  SCHEMES.flatMap((scheme) => [scheme.id, ...scheme.ecosystems, ...(scheme.aliases ?? [])].map((name) => [name.toLowerCase(), scheme] as const)),
);

/** The ecosystem's name without its release: `Debian:12` is Debian. */
export const withoutRelease = (ecosystem: string): string => {
  const colon = ecosystem.indexOf(':');
  return colon < 0 ? ecosystem : ecosystem.slice(0, colon);
};

/** Scheme of an ecosystem (as OSV names it, any case, with or without release) or by its own name; null: unknown. */
export const schemeOf = (ecosystem: string): VersionScheme | null => byName.get(withoutRelease(ecosystem).toLowerCase()) ?? null;

/** Names that `schemeOf` knows, as people are told them. */
export const ECOSYSTEM_NAMES: readonly string[] = [...new Set(SCHEMES.flatMap((scheme) => [scheme.id, ...scheme.ecosystems]))].sort();

/** @throws InvalidVersion, or RangeError where the ecosystem is unknown. */
export function compareVersions(ecosystem: string, a: string, b: string): Order {
  const scheme = schemeOf(ecosystem);
  if (scheme === null) throw new RangeError(`no version scheme is known for the ecosystem ${JSON.stringify(ecosystem)}`);
  return scheme.compare(a, b);
}
