/** Takes advisories one by one and gives the file. Holds them as numbers, not as objects. */
import type { Advisory, AffectedPackage, ExploitPrediction, KnownExploited } from '#core/advisories.ts';
import { bestScore } from '../cvss/index.ts';
import { canonicalEcosystem, canonicalName } from '../ecosystems.ts';
import { schemeOf } from '../version-schemes/registry.ts';
import { Bytes, Words } from './grow.ts';
import { cveKey, EVENT_KINDS, LINK_KINDS, packSeverity, RANGE_COUNT, RANGE_SEMVER, RANGE_UNREADABLE, tagged } from './layout.ts';
import { sortedEvents } from './ranges.ts';
import { StringPool } from './strings.ts';

/** Columns of an advisory while the file is built; ranges into the pools. */
export const DRAFT = { id: 0, modified: 1, published: 2, withdrawn: 3, severity: 4, linksFrom: 5, linksEnd: 6, coldFrom: 7, coldLength: 8, affectedFrom: 9, affectedEnd: 10, columns: 11 } as const;
export const DRAFT_AFFECTED = { ecosystem: 0, name: 1, canonicalEcosystem: 2, canonicalName: 3, dataFrom: 4, dataEnd: 5, columns: 6 } as const;

export class DatabaseBuilder {
  readonly strings = new StringPool();
  readonly drafts = new Words();
  readonly affected = new Words();
  readonly links = new Words();
  readonly data = new Words();
  readonly cold = new Bytes();
  /** Row of the draft that holds for an id. */
  readonly current = new Map<number, number>();
  readonly kev = new Map<number, KnownExploited>();
  readonly epss = new Map<number, ExploitPrediction>();
  readonly #encoder = new TextEncoder();

  /** Takes an advisory; of two with one id, the one modified later holds, of two modified at one time the later given. */
  add(advisory: Advisory): void {
    const id = this.strings.add(advisory.id), row = this.drafts.length / DRAFT.columns;
    const known = this.current.get(id);
    if (known !== undefined && this.drafts.at(known * DRAFT.columns + DRAFT.modified) > advisory.modified) return;
    this.current.set(id, row);
    const linksFrom = this.links.length;
    for (const [kind, name] of LINK_KINDS.entries()) for (const each of advisory[name]) this.links.push(tagged(kind, this.strings.add(each)));
    const coldFrom = this.cold.length;
    this.cold.push(this.#encoder.encode(JSON.stringify({ summary: advisory.summary, details: advisory.details, vectors: advisory.vectors, references: advisory.references })));
    const affectedFrom = this.affected.length / DRAFT_AFFECTED.columns;
    for (const each of advisory.affected) this.#addAffected(each);
    for (const word of [
      id, advisory.modified, advisory.published, advisory.withdrawn, packSeverity(advisory.severity, bestScore(advisory.vectors)),
      linksFrom, this.links.length, coldFrom, this.cold.length - coldFrom, affectedFrom, this.affected.length / DRAFT_AFFECTED.columns,
    ]) this.drafts.push(word);
  }

  /** @returns whether the id is one that can be kept */
  addKnownExploited(entry: KnownExploited): boolean {
    const key = cveKey(entry.cve);
    if (key >= 0) this.kev.set(key, entry);
    return key >= 0;
  }

  /** @returns whether the id is one that can be kept */
  addPrediction(entry: ExploitPrediction): boolean {
    const key = cveKey(entry.cve);
    if (key >= 0) this.epss.set(key, entry);
    return key >= 0;
  }

  #addAffected(entry: AffectedPackage): void {
    const dataFrom = this.data.length;
    this.data.push(entry.ranges.length);
    this.data.push(entry.gitRanges);
    this.data.push(packSeverity(entry.severity, null));
    for (const range of entry.ranges) {
      const sorted = sortedEvents(entry.ecosystem, range);
      if (range.events.length > RANGE_COUNT) throw new RangeError(`${entry.name}: a range has ${range.events.length} events`);
      this.data.push((range.events.length | (range.type === 'SEMVER' ? RANGE_SEMVER : 0) | (sorted === null ? RANGE_UNREADABLE : 0)) >>> 0);
      for (const event of sorted ?? range.events) this.data.push(tagged(EVENT_KINDS.indexOf(event.kind), this.strings.add(event.version)));
    }
    const { canonical } = schemeOf(entry.ecosystem) ?? {};
    const versions = new Set(canonical === undefined ? entry.versions : entry.versions.map((version) => canonical(version)));
    this.data.push(versions.size);
    for (const version of versions) this.data.push(this.strings.add(version));
    for (const word of [
      this.strings.add(entry.ecosystem), this.strings.add(entry.name),
      this.strings.add(canonicalEcosystem(entry.ecosystem)), this.strings.add(canonicalName(entry.ecosystem, entry.name)), dataFrom, this.data.length,
    ]) this.affected.push(word);
  }
}
