/**
 * The inverted index over stored SBOMs: from a package to the SBOMs that hold it, by version. A changed advisory is judged
 * once for every distinct version, whatever number of images have it; no image and no SBOM is opened.
 */
import { canonicalEcosystem, canonicalName } from '../ecosystems.ts';
import type { AdvisoryDatabase } from '../index-format/database.ts';
import { AFFECTED } from '../index-format/layout.ts';
import { type MatchedPackage, matchRows, rowsOf } from '../match/index.ts';
import { type Lookup, lookupOf } from '../match/lookups.ts';
import type { Match } from '../match/merge.ts';
import { withoutRelease } from '../version-schemes/registry.ts';
import { keyText, packagesOf } from './changes.ts';

/** One version of a package for which changed advisories make a difference, and who has it. */
export interface Rematch {
  readonly ecosystem: string;
  readonly name: string;
  readonly version: string;
  /** The changed advisories that hold now; withdrawn ones are among them (`AdvisoryDatabase.withdrawn`). */
  readonly matches: readonly Match[];
  /** Ids of changed advisories that held before and hold no more. */
  readonly ended: readonly string[];
  /** What could not be judged, and why. */
  readonly notAssessed: readonly string[];
  readonly sboms: readonly string[];
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

  /**
   * What changed advisories change, for all SBOMs.
   * @param before null: there was no database
   * @param ids the advisories that were added, changed or removed
   */
  rematch(before: AdvisoryDatabase | null, after: AdvisoryDatabase, ids: Iterable<string>): readonly Rematch[] {
    const wanted = new Set(ids), found: Rematch[] = [], keys = new Set<string>();
    for (const { ecosystem, name } of packagesOf([before, after], wanted)) {
      keys.add(keyText(ecosystem, name));
      for (const key of this.#releases.get(keyText(ecosystem, name)) ?? []) keys.add(key);
    }
    for (const key of keys) {
      const entry = this.#entries.get(key);
      if (entry === undefined) continue;
      const earlier = before === null ? null : changedRows(before, entry, wanted), now = changedRows(after, entry, wanted);
      for (const [version, holders] of entry.versions) {
        const sboms = this.#holders(holders);
        if (sboms.length === 0) { entry.versions.delete(version); continue; }
        const lookup: Lookup = { ecosystem: entry.ecosystem, name: entry.name, version }, notAssessed: string[] = [];
        const matches = matchRows(after, now, lookup, (reason) => notAssessed.push(reason));
        const ended = before === null || earlier === null ? [] : endedOf(matchRows(before, earlier, lookup, () => undefined), matches);
        if (matches.length > 0 || ended.length > 0 || notAssessed.length > 0) found.push({ ...lookup, matches, ended, notAssessed, sboms });
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

function changedRows(database: AdvisoryDatabase, { ecosystem, name }: Entry, ids: ReadonlySet<string>): readonly number[] {
  return rowsOf(database, ecosystem, name).filter((row) => ids.has(database.id(database.affected[row * AFFECTED.columns + AFFECTED.record]!)));
}

function endedOf(earlier: readonly Match[], now: readonly Match[]): readonly string[] {
  const still = new Set(now.map(({ evidence }) => evidence.record));
  return [...new Set(earlier.map(({ evidence }) => evidence.record))].filter((record) => !still.has(record));
}
