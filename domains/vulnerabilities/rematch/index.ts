/**
 * The inverted index over stored SBOMs: from a package to the SBOMs that hold it, by version. A changed advisory is judged
 * once for every distinct version, whatever number of images have it; no image and no SBOM is opened.
 */
import { canonicalEcosystem, canonicalName } from '../ecosystems.ts';
import type { AdvisoryDatabase } from '../index-format/database.ts';
import { matchOne, type MatchedPackage } from '../match/index.ts';
import { type Lookup, lookupOf } from '../match/lookups.ts';
import type { Match } from '../match/merge.ts';
import { withoutRelease } from '../version-schemes/registry.ts';
import { keyText, type PackageKey } from './changes.ts';

/** One version of a package that changed advisories are about, what holds for it now, and who has it. */
export interface Rematch {
  readonly ecosystem: string;
  readonly name: string;
  readonly version: string;
  /** Empty: no advisory holds for it any more. Withdrawn records are among them. */
  readonly matches: readonly Match[];
  /** What could not be judged, and why. */
  readonly notAssessed: readonly string[];
  readonly sboms: readonly string[];
}

function judged(database: AdvisoryDatabase, lookup: Lookup, sboms: readonly string[]): Rematch {
  const notAssessed: string[] = [];
  return { ...lookup, matches: matchOne(database, lookup, (reason) => notAssessed.push(reason)), notAssessed, sboms };
}

interface Entry { readonly ecosystem: string; readonly name: string; readonly versions: Map<string, number[]> }

export class SbomIndex {
  readonly #entries = new Map<string, Entry>();
  /** Keys of the same package in releases of a system, by the ecosystem without release: for records that name none. */
  readonly #releases = new Map<string, Set<string>>();
  readonly #numbers = new Map<string, number>();
  readonly #names: (string | null)[] = [];

  get size(): number { return this.#numbers.size; }

  /** An SBOM that is known already is replaced. */
  add(sbom: string, packages: readonly MatchedPackage[]): void {
    this.remove(sbom);
    const number = this.#names.push(sbom) - 1;
    this.#numbers.set(sbom, number);
    for (const item of packages) {
      const lookup = lookupOf(item);
      if (typeof lookup === 'string') continue;
      const versions = this.#entry(lookup.ecosystem, lookup.name).versions, holders = versions.get(lookup.version);
      if (holders === undefined) versions.set(lookup.version, [number]);
      else if (holders.at(-1) !== number) holders.push(number);
    }
  }

  remove(sbom: string): void {
    const number = this.#numbers.get(sbom);
    if (number === undefined) return;
    this.#numbers.delete(sbom);
    // Postings are cleaned when they are met.
    this.#names[number] = null;
  }

  /** Everything that has to be told anew when advisories about these packages changed. */
  rematch(database: AdvisoryDatabase, touched: readonly PackageKey[]): readonly Rematch[] {
    const found: Rematch[] = [], keys = new Set<string>();
    for (const { ecosystem, name } of touched) {
      keys.add(keyText(ecosystem, name));
      for (const key of this.#releases.get(keyText(ecosystem, name)) ?? []) keys.add(key);
    }
    for (const key of keys) {
      const entry = this.#entries.get(key);
      if (entry === undefined) continue;
      for (const [version, holders] of entry.versions) {
        const sboms = this.#holders(holders);
        if (sboms.length === 0) entry.versions.delete(version);
        else found.push(judged(database, { ecosystem: entry.ecosystem, name: entry.name, version }, sboms));
      }
      if (entry.versions.size === 0) this.#entries.delete(key);
    }
    return found;
  }

  #holders(numbers: number[]): readonly string[] {
    const alive = numbers.filter((number) => this.#names[number] !== null);
    if (alive.length < numbers.length) numbers.splice(0, numbers.length, ...alive);
    return alive.map((number) => this.#names[number]!);
  }

  #entry(ecosystem: string, name: string): Entry {
    const canonical = canonicalEcosystem(ecosystem), plain = canonicalName(ecosystem, name), key = keyText(canonical, plain);
    const known = this.#entries.get(key);
    if (known !== undefined) return known;
    const entry: Entry = { ecosystem, name, versions: new Map() }, base = withoutRelease(canonical);
    this.#entries.set(key, entry);
    if (base !== canonical) {
      const baseKey = keyText(base, plain), releases = this.#releases.get(baseKey);
      if (releases === undefined) this.#releases.set(baseKey, new Set([key]));
      else releases.add(key);
    }
    return entry;
  }
}
