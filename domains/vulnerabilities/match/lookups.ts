/** Under which names and versions a package is looked up. No guessing: what cannot be judged says why. */
import type { Package } from '#core/packages.ts';
import { namingOf, needsRelease } from '../ecosystems.ts';

export interface Lookup { readonly ecosystem: string; readonly name: string; readonly version: string }

/**
 * Packages of an operating system are judged by their distribution alone, by the source package where its advisories
 * name those (with the source's version, which Debian's binNMUs and epochs make differ); others by ecosystem and name.
 * A text is the reason why a package cannot be judged.
 */
export function lookupOf(item: Pick<Package, 'name' | 'version' | 'ecosystem' | 'source'>): Lookup | string {
  if (item.ecosystem === '') return 'no source of advisories knows its ecosystem';
  if (needsRelease(item.ecosystem) && !item.ecosystem.includes(':')) return `the release of ${item.ecosystem} is not known`;
  const named = namingOf(item.ecosystem) === 'source' && item.source !== undefined && item.source.name !== '' ? item.source : item;
  const version = named.version === '' ? item.version : named.version;
  if (version === '') return 'its version is not known';
  return { ecosystem: item.ecosystem, name: named.name, version };
}
