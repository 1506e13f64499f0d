/**
 * Which packages may be judged otherwise by another database: those that changed advisories are about, and those with a
 * vulnerability of which a changed advisory, the catalog of exploited ones or the predictions say something else (severity
 * comes from any record of a vulnerability). It errs on the side of naming too many.
 */
import { canonicalEcosystem, canonicalName } from '../ecosystems.ts';
import type { AdvisoryDatabase } from '../index-format/database.ts';
import type { MatchedPackage } from '../match/index.ts';
import { lookupOf } from '../match/lookups.ts';
import { withoutRelease } from '../version-schemes/registry.ts';
import { type AdvisoryChanges, keyText, packagesOf } from './changes.ts';

/** A finding as far as it matters here. */
export interface KnownFinding { readonly vulnerability: string; readonly aliases: readonly string[]; readonly kev: boolean; readonly epss: number | null }

export class ConcernedPackages {
  readonly #after: AdvisoryDatabase;
  readonly #packages: ReadonlySet<string>;
  readonly #ids: ReadonlySet<string>;
  /** Other ecosystems are known than before: what could not be judged, or could, may change for any package. */
  readonly #all: boolean;

  constructor(before: AdvisoryDatabase, after: AdvisoryDatabase, { added, changed, removed }: AdvisoryChanges) {
    const ids = [...added, ...changed, ...removed], touched = new Set(ids);
    this.#after = after;
    this.#packages = new Set(packagesOf([before, after], ids).map(({ ecosystem, name }) => keyText(ecosystem, name)));
    for (const database of [before, after]) {
      for (const id of ids) {
        for (const record of database.recordsOf(id)) {
          if (database.id(record) !== id) continue;
          const { aliases, upstream, related } = database.facts(record);
          for (const other of [...aliases, ...upstream, ...related]) touched.add(other);
        }
      }
    }
    this.#ids = touched;
    const names = (database: AdvisoryDatabase): string => JSON.stringify(Object.keys(database.counts.ecosystems).sort());
    this.#all = names(before) !== names(after);
  }

  has(item: MatchedPackage, findings: readonly KnownFinding[]): boolean {
    if (this.#all) return true;
    const lookup = lookupOf(item);
    if (typeof lookup === 'string') return false;
    const ecosystem = canonicalEcosystem(lookup.ecosystem), name = canonicalName(lookup.ecosystem, lookup.name), base = withoutRelease(ecosystem);
    if (this.#packages.has(keyText(ecosystem, name)) || (base !== ecosystem && this.#packages.has(keyText(base, name)))) return true;
    return findings.some((finding) => this.#differs(finding));
  }

  #differs({ vulnerability, aliases, kev, epss }: KnownFinding): boolean {
    let exploited = false, probability: number | null = null;
    for (const id of [vulnerability, ...aliases]) {
      if (this.#ids.has(id)) return true;
      exploited ||= this.#after.knownExploited(id) !== null;
      const prediction = this.#after.prediction(id);
      if (prediction !== null) probability = Math.max(probability ?? 0, prediction.probability);
    }
    return exploited !== kev || probability !== epss;
  }
}
