/** The database of advisories, opened: looked up where it lies, nothing is unpacked. */
import type { Advisory, AdvisoryRange, AffectedPackage } from '#core/advisories.ts';
import { ProblemError } from '#core/result.ts';
import type { Severity } from '#core/words.ts';
import type { CvssScore } from '../cvss/index.ts';
import { canonicalEcosystem, canonicalName } from '../ecosystems.ts';
import { remembered } from '../memo.ts';
import {
  AFFECTED, cveKey, cveOfKey, type DatabaseCounts, EPSS, EVENT_KINDS, ID, KEV, LINK_KINDS, PACKAGE, PROBABILITY, RANGE_COUNT, RANGE_SEMVER, RECORD, REFERENCE_BITS, REFERENCE_MASK, scoreOfWord, severityOfWord,
} from './layout.ts';
import type { Sections } from './open.ts';
import { StringTable } from './strings.ts';

/** What people read of an advisory. */
export interface AdvisoryTexts { readonly summary: string; readonly details: string; readonly vectors: Advisory['vectors']; readonly references: Advisory['references'] }

export interface AdvisoryFacts extends Pick<Advisory, 'id' | 'aliases' | 'upstream' | 'related' | 'severity'> { readonly score: CvssScore | null; readonly isWithdrawn: boolean }

export class AdvisoryDatabase {
  readonly counts: DatabaseCounts;
  readonly strings: StringTable;
  /** Rows as `layout.ts` describes them; for the matcher, which must not make objects. */
  readonly records: Uint32Array;
  readonly affected: Uint32Array;
  readonly data: Uint32Array;
  readonly #sections: Sections;
  readonly #links: Uint32Array;
  readonly #packages: Uint32Array;
  readonly #ids: Uint32Array;
  readonly #kev: Uint32Array;
  readonly #epss: Uint32Array;
  readonly #ecosystems: ReadonlyMap<string, number>;
  /** Name of the ecosystem in the one spelling -> range of its packages. */
  readonly #packageRanges = new Map<string, readonly [number, number]>();

  constructor(counts: DatabaseCounts, sections: Sections) {
    this.counts = counts;
    this.#sections = sections;
    this.strings = new StringTable(sections.words('stringOffsets'), sections.bytes('strings'));
    this.records = sections.words('records');
    this.affected = sections.words('affected');
    this.data = sections.words('data');
    this.#links = sections.words('links');
    this.#packages = sections.words('packages');
    this.#ids = sections.words('ids');
    this.#kev = sections.words('kev');
    this.#epss = sections.words('epss');
    this.#ecosystems = new Map(Object.entries(counts.ecosystems).map(([name, count]) => [canonicalEcosystem(name), count]));
  }

  get size(): number { return this.records.length / RECORD.columns; }

  /** Whether any advisory is about this ecosystem (and release). */
  knows(ecosystem: string): boolean { return this.#ecosystems.has(canonicalEcosystem(ecosystem)); }

  /** Rows of `affected` [from, end) for a package, [0, 0) where there are none. Names in any spelling of their ecosystem. */
  affectedRows(ecosystem: string, name: string): readonly [number, number] {
    const [low, high] = this.#rangeOf(canonicalEcosystem(ecosystem));
    if (low === high) return NONE;
    const reference = this.strings.find(canonicalName(ecosystem, name));
    if (reference < 0) return NONE;
    const row = search(this.#packages, PACKAGE.columns, PACKAGE.name, reference, low, high);
    if (row === high || this.#packages[row * PACKAGE.columns + PACKAGE.name] !== reference) return NONE;
    const next = (row + 1) * PACKAGE.columns;
    return [this.#packages[row * PACKAGE.columns + PACKAGE.affectedFrom]!, next < this.#packages.length ? this.#packages[next + PACKAGE.affectedFrom]! : this.affected.length / AFFECTED.columns];
  }

  /** Advisories that have this id, as their own, an alias or upstream; by id. */
  readonly recordsOf = remembered((id: string): readonly number[] => {
    const reference = this.strings.find(id);
    if (reference < 0) return [];
    const found: number[] = [], rows = this.#ids.length / ID.columns;
    for (let row = search(this.#ids, ID.columns, ID.text, reference, 0, rows); row < rows && this.#ids[row * ID.columns] === reference; row++) found.push(this.#ids[row * ID.columns + ID.record]!);
    return found;
  });

  /** What matching asks of an advisory again and again. */
  readonly facts = remembered((record: number): AdvisoryFacts => ({
    id: this.id(record), aliases: this.links(record, 'aliases'), upstream: this.links(record, 'upstream'), related: this.links(record, 'related'),
    severity: this.severity(record), score: this.score(record), isWithdrawn: this.withdrawn(record) > 0,
  }));

  id(record: number): string { return this.strings.text(this.#cell(record, RECORD.id)); }
  modified(record: number): number { return this.#cell(record, RECORD.modified); }
  published(record: number): number { return this.#cell(record, RECORD.published); }
  withdrawn(record: number): number { return this.#cell(record, RECORD.withdrawn); }
  /** The source's own word. */
  severity(record: number): Severity | null { return severityOfWord(this.#cell(record, RECORD.severity)); }
  score(record: number): CvssScore | null { return scoreOfWord(this.#cell(record, RECORD.severity)); }
  /** What the source says of one affected package (a row of `affected`). */
  severityOfRow(row: number): Severity | null { return severityOfWord(this.data[this.affected[row * AFFECTED.columns + AFFECTED.dataFrom]! + 2]!); }
  /** Changes with the content of the record. */
  hash(record: number): number { return this.#cell(record, RECORD.hash); }

  links(record: number, kind: (typeof LINK_KINDS)[number]): readonly string[] {
    const wanted = LINK_KINDS.indexOf(kind), end = record + 1 < this.size ? this.#cell(record + 1, RECORD.linksFrom) : this.#links.length;
    const found: string[] = [];
    for (let i = this.#cell(record, RECORD.linksFrom); i < end; i++) if (this.#links[i]! >>> REFERENCE_BITS === wanted) found.push(this.strings.text(this.#links[i]! & REFERENCE_MASK));
    return found;
  }

  /** Read from the file. @throws ProblemError `advisories.damaged` */
  texts(record: number): AdvisoryTexts {
    const bytes = this.#sections.cold(this.#cell(record, RECORD.coldFrom), this.#cell(record, RECORD.coldLength));
    try {
      return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes)) as AdvisoryTexts;
    } catch (error) {
      throw new ProblemError('advisories.damaged', `the advisory database is damaged at ${this.id(record)}: import it again`, { cause: error });
    }
  }

  knownExploited(id: string): { readonly added: number; readonly due: number; readonly ransomware: boolean } | null {
    const row = this.#rowOfCve(this.#kev, KEV.columns, id);
    return row < 0 ? null : { added: this.#kev[row + KEV.added]!, due: this.#kev[row + KEV.due]!, ransomware: this.#kev[row + KEV.ransomware] === 1 };
  }

  prediction(id: string): { readonly probability: number; readonly percentile: number } | null {
    const row = this.#rowOfCve(this.#epss, EPSS.columns, id);
    return row < 0 ? null : { probability: this.#epss[row + EPSS.probability]! / PROBABILITY, percentile: this.#epss[row + EPSS.percentile]! / PROBABILITY };
  }

  /** Everything, as it was given (events sorted, details cut): to build the next database from. */
  *advisories(): Generator<Advisory> {
    const rows = new Map<number, number[]>();
    for (let row = 0; row < this.affected.length / AFFECTED.columns; row++) {
      const record = this.affected[row * AFFECTED.columns + AFFECTED.record]!;
      const known = rows.get(record);
      if (known === undefined) rows.set(record, [row]);
      else known.push(row);
    }
    for (let record = 0; record < this.size; record++) yield this.advisory(record, rows.get(record) ?? []);
  }

  /** `rows`: those of `affected` that belong to it. */
  advisory(record: number, rows: readonly number[]): Advisory {
    return {
      id: this.id(record), modified: this.modified(record), published: this.published(record), withdrawn: this.withdrawn(record), severity: this.severity(record),
      aliases: this.links(record, 'aliases'), upstream: this.links(record, 'upstream'), related: this.links(record, 'related'),
      ...this.texts(record), affected: rows.map((row) => this.#affectedPackage(row)),
    };
  }

  *knownExploitedEntries(): Generator<{ readonly cve: string; readonly added: number; readonly due: number; readonly ransomware: boolean }> {
    for (let row = 0; row < this.#kev.length; row += KEV.columns) yield { cve: cveOfKey(this.#kev[row]!), added: this.#kev[row + KEV.added]!, due: this.#kev[row + KEV.due]!, ransomware: this.#kev[row + KEV.ransomware] === 1 };
  }

  *predictions(): Generator<{ readonly cve: string; readonly probability: number; readonly percentile: number }> {
    for (let row = 0; row < this.#epss.length; row += EPSS.columns) yield { cve: cveOfKey(this.#epss[row]!), probability: this.#epss[row + EPSS.probability]! / PROBABILITY, percentile: this.#epss[row + EPSS.percentile]! / PROBABILITY };
  }

  #affectedPackage(row: number): AffectedPackage {
    const { data } = this, base = row * AFFECTED.columns;
    let at = this.affected[base + AFFECTED.dataFrom]!;
    const rangeCount = data[at]!, gitRanges = data[at + 1]!, severity = severityOfWord(data[at + 2]!);
    at += 3;
    const ranges: AdvisoryRange[] = [];
    for (let i = 0; i < rangeCount; i++) {
      const head = data[at++]!, end = at + (head & RANGE_COUNT);
      const events: { kind: (typeof EVENT_KINDS)[number]; version: string }[] = [];
      for (; at < end; at++) events.push({ kind: EVENT_KINDS[data[at]! >>> REFERENCE_BITS]!, version: this.strings.text(data[at]! & REFERENCE_MASK) });
      ranges.push({ type: (head & RANGE_SEMVER) === 0 ? 'ECOSYSTEM' : 'SEMVER', events });
    }
    const versions = Array.from(data.subarray(at + 1, at + 1 + data[at]!), (reference) => this.strings.text(reference));
    return { ecosystem: this.strings.text(this.affected[base + AFFECTED.ecosystem]!), name: this.strings.text(this.affected[base + AFFECTED.name]!), ranges, gitRanges, severity, versions };
  }

  #cell(record: number, column: number): number { return this.records[record * RECORD.columns + column]!; }

  #rowOfCve(table: Uint32Array, columns: number, id: string): number {
    const key = table.length === 0 ? -1 : cveKey(id);
    if (key < 0) return -1;
    const row = search(table, columns, 0, key, 0, table.length / columns) * columns;
    return table[row] === key ? row : -1;
  }

  #rangeOf(ecosystem: string): readonly [number, number] {
    const known = this.#packageRanges.get(ecosystem);
    if (known !== undefined) return known;
    const reference = this.strings.find(ecosystem), rows = this.#packages.length / PACKAGE.columns;
    const range: readonly [number, number] = reference < 0 ? NONE
      : [search(this.#packages, PACKAGE.columns, PACKAGE.ecosystem, reference, 0, rows), search(this.#packages, PACKAGE.columns, PACKAGE.ecosystem, reference + 1, 0, rows)];
    // Names come from images: only so many are remembered.
    if (this.#packageRanges.size < 1000) this.#packageRanges.set(ecosystem, range);
    return range;
  }
}

const NONE: readonly [number, number] = [0, 0];

/** First row in [low, high) whose column is at least `wanted`. */
function search(table: Uint32Array, columns: number, column: number, wanted: number, from: number, end: number): number {
  let low = from, high = end;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (table[middle * columns + column]! < wanted) low = middle + 1;
    else high = middle;
  }
  return low;
}
