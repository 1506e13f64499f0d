/** The sections of the file as rows of numbers: what a builder holds, sorted, with places of texts instead of its numbers. */
import { DRAFT, DRAFT_AFFECTED, type DatabaseBuilder } from './builder.ts';
import { Bytes, Words } from './grow.ts';
import { AFFECTED, type DatabaseCounts, PACKAGE, RANGE_COUNT, RECORD, REFERENCE_BITS, REFERENCE_MASK } from './layout.ts';

export class Tables {
  readonly records = new Words();
  readonly links = new Words();
  readonly packages = new Words();
  readonly affected = new Words();
  readonly data = new Words();
  readonly cold = new Bytes();
  readonly ids: [number, number][] = [];
  readonly #builder: DatabaseBuilder;
  readonly #places: Uint32Array;
  readonly #hashes: Uint32Array;
  readonly #entries: { readonly record: number; readonly row: number }[] = [];
  readonly #ecosystems = new Map<number, number>();
  #withdrawn = 0;
  #newest = 0;
  #newestDraft = -1;

  constructor(builder: DatabaseBuilder, places: Uint32Array, hashes: Uint32Array) {
    this.#builder = builder;
    this.#places = places;
    this.#hashes = hashes;
  }

  addRecord(draft: number): void {
    const { drafts, links, cold } = this.#builder;
    const at = (column: number): number => drafts.at(draft * DRAFT.columns + column);
    const record = this.records.length / RECORD.columns, id = this.#places[at(DRAFT.id)]!, linksFrom = this.links.length, coldFrom = this.cold.length;
    this.ids.push([id, record]);
    let hash = mix(mix(FNV_START, at(DRAFT.withdrawn)), at(DRAFT.severity));
    for (let i = at(DRAFT.linksFrom); i < at(DRAFT.linksEnd); i++) {
      const link = links.at(i), reference = this.#places[link & REFERENCE_MASK]!;
      this.links.push(((link & ~REFERENCE_MASK) | reference) >>> 0);
      hash = mix(hash, this.#hashes[reference]! ^ link >>> REFERENCE_BITS);
      if (link >>> REFERENCE_BITS !== RELATED) this.ids.push([reference, record]);
    }
    const coldBytes = cold.view(at(DRAFT.coldFrom), at(DRAFT.coldFrom) + at(DRAFT.coldLength));
    this.cold.push(coldBytes);
    hash = fnv(hash, coldBytes, 0, coldBytes.length);
    const ecosystems = new Set<number>();
    for (let row = at(DRAFT.affectedFrom); row < at(DRAFT.affectedEnd); row++) {
      this.#entries.push({ record, row });
      ecosystems.add(this.#builder.affected.at(row * DRAFT_AFFECTED.columns + DRAFT_AFFECTED.ecosystem));
    }
    for (const ecosystem of ecosystems) this.#ecosystems.set(ecosystem, (this.#ecosystems.get(ecosystem) ?? 0) + 1);
    if (at(DRAFT.withdrawn) > 0) this.#withdrawn += 1;
    if (at(DRAFT.modified) > this.#newest) { this.#newest = at(DRAFT.modified); this.#newestDraft = draft; }
    for (const word of [id, at(DRAFT.modified), at(DRAFT.published), at(DRAFT.withdrawn), at(DRAFT.severity), linksFrom, coldFrom, at(DRAFT.coldLength), hash]) this.records.push(word);
  }

  finishPackages(): void {
    const { affected } = this.#builder;
    const column = (row: number, name: number): number => affected.at(row * DRAFT_AFFECTED.columns + name);
    const place = (row: number, name: number): number => this.#places[column(row, name)]!;
    this.#entries.sort((a, b) => place(a.row, DRAFT_AFFECTED.canonicalEcosystem) - place(b.row, DRAFT_AFFECTED.canonicalEcosystem)
      || place(a.row, DRAFT_AFFECTED.canonicalName) - place(b.row, DRAFT_AFFECTED.canonicalName) || a.record - b.record || a.row - b.row);
    let ecosystem = -1, name = -1;
    for (const { record, row } of this.#entries) {
      const rowEcosystem = place(row, DRAFT_AFFECTED.canonicalEcosystem), rowName = place(row, DRAFT_AFFECTED.canonicalName);
      if (rowEcosystem !== ecosystem || rowName !== name) for (const word of [rowEcosystem, rowName, this.affected.length / AFFECTED.columns]) this.packages.push(word);
      ecosystem = rowEcosystem;
      name = rowName;
      for (const word of [record, this.data.length, place(row, DRAFT_AFFECTED.ecosystem), place(row, DRAFT_AFFECTED.name)]) this.affected.push(word);
      const hash = this.#writeData(column(row, DRAFT_AFFECTED.dataFrom), mix(this.#hashes[place(row, DRAFT_AFFECTED.ecosystem)]!, this.#hashes[place(row, DRAFT_AFFECTED.name)]!));
      const hashAt = record * RECORD.columns + RECORD.hash;
      // A sum: the order of the affected packages does not count.
      this.records.set(hashAt, (this.records.at(hashAt) + hash) >>> 0);
    }
  }

  /** Writes ranges and the sorted list of versions. Returns a hash of the texts (references change from build to build). */
  #writeData(from: number, start: number): number {
    let hash = start;
    const write = (word: number, isReference: boolean): void => {
      hash = mix(hash, isReference ? this.#hashes[word & REFERENCE_MASK]! ^ (word >>> REFERENCE_BITS) : word);
      this.data.push(word);
    };
    const versions: number[] = [];
    walkData(this.#builder.data, from, (word, isReference, isVersion) => {
      const placed = isReference ? ((word & ~REFERENCE_MASK) | this.#places[word & REFERENCE_MASK]!) >>> 0 : word;
      if (isVersion) versions.push(placed);
      else write(placed, isReference);
    });
    for (const version of versions.sort((a, b) => a - b)) write(version, true);
    return hash;
  }

  counts(texts: readonly string[]): Omit<DatabaseCounts, 'kev' | 'epss'> {
    const text = (number: number): string => texts[this.#places[number]!]!;
    return {
      advisories: this.records.length / RECORD.columns, withdrawn: this.#withdrawn, packages: this.packages.length / PACKAGE.columns, newest: this.#newest,
      newestId: this.#newestDraft < 0 ? '' : text(this.#builder.drafts.at(this.#newestDraft * DRAFT.columns + DRAFT.id)),
      ecosystems: Object.fromEntries([...this.#ecosystems].map(([number, count]) => [text(number), count] as const).sort(([a], [b]) => (a < b ? -1 : 1))),
    };
  }
}

const RELATED = 2;

/** Calls for every word of one affected package; versions come last, after their number. */
export function walkData(data: Words, from: number, visit: (word: number, isReference: boolean, isVersion: boolean) => void): void {
  let at = from;
  const ranges = data.at(at);
  for (let i = 0; i < 3; i++) visit(data.at(at++), false, false);
  for (let range = 0; range < ranges; range++) {
    const events = data.at(at) & RANGE_COUNT;
    visit(data.at(at++), false, false);
    for (let event = 0; event < events; event++) visit(data.at(at++), true, false);
  }
  const versions = data.at(at);
  visit(data.at(at++), false, false);
  for (let version = 0; version < versions; version++) visit(data.at(at++), true, true);
}

const FNV_START = 0x811c9dc5;
const mix = (hash: number, word: number): number => Math.imul(Math.imul(hash ^ word, 0x01000193) ^ (hash >>> 15), 0x85ebca6b) >>> 0;

/** FNV-1a, 32 bits: tells changed records from unchanged ones, no protection. */
function fnv(start: number, bytes: Uint8Array, from: number, end: number): number {
  let hash = start;
  for (let i = from; i < end; i++) hash = Math.imul(hash ^ bytes[i]!, 0x01000193) >>> 0;
  return hash;
}

export function textHashes(offsets: Words, bytes: Bytes): Uint32Array {
  const view = bytes.view();
  return Uint32Array.from({ length: offsets.length - 1 }, (_, i) => fnv(FNV_START, view, offsets.at(i), offsets.at(i + 1)));
}
