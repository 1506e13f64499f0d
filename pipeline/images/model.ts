/**
 * What is known of all images, in memory: lists, counts and the policy over images are answered from here. It changes only
 * after the change is on disk. A package stands once for all images that hold it, with its vulnerabilities; an image holds ids
 * of packages, so that a finding is an image, one of its packages and one of that package's matches.
 */
import type { ImageChange, ImageName, ImageRecord, LoadedImages, MatchRecord, PackageRecord } from '#core/ports/images-store.ts';
import type { ImageUseRecord } from '#core/ports/posture.ts';
import { severityRank } from '#core/words.ts';

/** One vulnerability of one package; a changed one takes its place. Its evidence is in the store. */
export interface Match extends Omit<MatchRecord, 'evidence'> {
  readonly of: PackageEntry;
  /** Stands for the evidence, to see whether it changed. */
  readonly proof: number;
  /** What sorts the worst first. */
  readonly risk: number;
}

export class PackageEntry {
  record: PackageRecord;
  matches: readonly Match[] = [];
  /** Numbers of the images that hold it: half a million findings are walked through in no time, as no image is touched. */
  holders: number[] = [];
  readonly #all: readonly (ImageEntry | undefined)[];
  constructor(record: PackageRecord, all: readonly (ImageEntry | undefined)[]) { this.record = record; this.#all = all; }

  get images(): ImageEntry[] { return this.holders.flatMap((number) => this.#all[number] ?? []); }
}

export class ImageEntry {
  record: ImageRecord;
  /** By `name` and `registry`. */
  readonly names = new Map<string, ImageName>();
  /** The packages of the last scan, and since when (ms) each is known to be in it. */
  packages: readonly PackageEntry[] = [];
  /** Set while it is read. */
  scanning: { done: number; total: number; startedAt: number } | null = null;
  /** Read it although nothing changed. */
  requested = false;
  /** Rises when its findings change. */
  revision = 0;
  /** Its number among all images; another image may get it when this one is gone. */
  readonly number: number;
  constructor(record: ImageRecord, number: number) { this.record = record; this.number = number; }

  get id(): string { return this.record.id; }
}

/** Images chosen for one walk over findings, by their numbers. Nothing may be awaited while it is used. */
export class Selection {
  readonly images: readonly ImageEntry[];
  /** Place of an image in `images` by its number, plus one; 0: it was not chosen. */
  readonly places: Uint32Array;

  constructor(images: readonly ImageEntry[]) {
    this.images = images;
    this.places = new Uint32Array(images.reduce((most, { number }) => Math.max(most, number), 0) + 1);
    for (const [i, { number }] of images.entries()) this.places[number] = i + 1;
  }
}

/**
 * The worst has the lowest number: what holds before what does not, exploited before severity, severity before probability,
 * with a fix before without.
 */
export function riskOf(m: Pick<MatchRecord, 'status' | 'kev' | 'severity' | 'epss' | 'fixed'>): number {
  const held = m.status === 'affected' ? 0 : 1;
  const severity = m.severity === null ? 5 : severityRank(m.severity);
  return ((held * 2 + (m.kev ? 0 : 1)) * 8 + severity) * 4096 + (1000 - Math.round((m.epss ?? 0) * 1000)) * 2 + (m.fixed === null ? 1 : 0);
}

export const nameKey = ({ name, registry }: Pick<ImageName, 'name' | 'registry'>): string => `${name}\n${registry}`;

/** What names a package for matching; two spellings of it are two packages. */
export const packageKey = ({ ecosystem, name, version, source, purl }: Omit<PackageRecord, 'id' | 'unjudged'>): string =>
  [ecosystem, name, version, source?.name ?? '', source?.version ?? '', purl].join('\n');

export class ImageModel {
  readonly images = new Map<string, ImageEntry>();
  readonly packages = new Map<number, PackageEntry>();
  readonly packageIds = new Map<string, number>();
  readonly byDigest = new Map<string, ImageEntry>();
  readonly #byNumber: (ImageEntry | undefined)[] = [];
  readonly #free: number[] = [];
  /** By name: the entry of each registry. */
  readonly #names = new Map<string, Map<string, ImageName>>();
  /** What runs, by the name under which it is looked up, for each environment. */
  readonly #uses = new Map<string, ReadonlyMap<string, readonly ImageUseRecord[]>>();
  #usesOf = new WeakMap<ImageEntry, readonly ImageUseRecord[]>();
  #nextPackage = 1;
  /** Rises with every change: whatever was computed from an older one is out of date. */
  revision = 0;
  /** All matches in order, as of when they were last asked for, and the packages whose matches changed since. */
  #sorted: readonly Match[] = [];
  readonly #unsorted = new Set<PackageEntry>();

  constructor({ images, names, packages, matches }: LoadedImages) {
    this.apply({ packages, matches });
    this.apply({ images, names });
  }

  newPackageId(): number { return this.#nextPackage++; }

  /** By digest or `host/repository:tag`. */
  find(name: string): ImageEntry | undefined {
    const direct = this.byDigest.get(name);
    if (direct !== undefined) return direct;
    const named = this.#names.get(name);
    const entry = named === undefined ? undefined : named.get('') ?? [...named.values()][0];
    return entry === undefined ? undefined : this.images.get(entry.image);
  }
  nameEntries(name: string): readonly ImageName[] { return [...this.#names.get(name)?.values() ?? []]; }
  nameEntry(name: string, registry: string): ImageName | undefined { return this.#names.get(name)?.get(registry); }

  setUses(environment: string, uses: ReadonlyMap<string, readonly ImageUseRecord[]>): void {
    if (uses.size === 0) this.#uses.delete(environment);
    else this.#uses.set(environment, uses);
    this.#usesOf = new WeakMap();
    this.revision++;
  }
  environmentsWithUses(): readonly string[] { return [...this.#uses.keys()]; }
  usedNames(environment: string): Iterable<string> { return this.#uses.get(environment)?.keys() ?? []; }

  /** Where an image runs, in all environments. */
  usesOf(image: ImageEntry): readonly ImageUseRecord[] {
    const known = this.#usesOf.get(image);
    if (known !== undefined) return known;
    const names = new Set([...image.names.values()].map(({ name }) => name));
    if (image.record.digest !== null) names.add(image.record.digest);
    const uses: ImageUseRecord[] = [];
    // A name that a registry reports for another image as well belongs to the one that `find` gives.
    for (const name of names) if (this.find(name) === image) for (const byName of this.#uses.values()) uses.push(...byName.get(name) ?? []);
    this.#usesOf.set(image, uses);
    return uses;
  }

  /** All matches, the worst first; within the same risk by vulnerability, then package. */
  allMatches(): readonly Match[] {
    if (this.#unsorted.size === 0) return this.#sorted;
    const fresh: Match[] = [];
    for (const entry of this.#unsorted) if (this.packages.get(entry.record.id) === entry) fresh.push(...entry.matches);
    this.#sorted = merge(this.#sorted.filter(({ of }) => !this.#unsorted.has(of)), fresh.sort(compareMatches));
    this.#unsorted.clear();
    return this.#sorted;
  }

  /** Takes over what was written. */
  apply(change: ImageChange): void {
    this.revision++;
    this.#usesOf = new WeakMap();
    this.#removeImages(change.removed ?? []);
    for (const name of change.removedNames ?? []) this.#removeName(name);
    for (const id of change.removedPackages ?? []) this.#removePackage(id);
    for (const record of change.packages ?? []) this.#putPackage(record);
    this.#applyMatches(change);
    for (const record of change.images ?? []) this.#putImage(record);
    for (const name of change.names ?? []) this.#putName(name);
  }

  #applyMatches({ matches = [], removedMatches = [] }: ImageChange): void {
    const touched = new Map<PackageEntry, Map<string, Match>>();
    const listOf = (id: number): Map<string, Match> | undefined => {
      const entry = this.packages.get(id);
      if (entry === undefined) return undefined;
      let list = touched.get(entry);
      if (list === undefined) touched.set(entry, (list = new Map(entry.matches.map((m) => [m.vulnerability, m]))));
      return list;
    };
    for (const { package: id, vulnerability } of removedMatches) listOf(id)?.delete(vulnerability);
    for (const { evidence, ...record } of matches) {
      const of = this.packages.get(record.package);
      if (of !== undefined) listOf(record.package)?.set(record.vulnerability, { ...record, of, risk: riskOf(record), proof: proofOf(evidence) });
    }
    for (const [entry, list] of touched) {
      entry.matches = [...list.values()].sort(compareMatches);
      this.#unsorted.add(entry);
      for (const image of entry.images) image.revision++;
    }
  }

  #putImage(record: ImageRecord): void {
    const entry = this.images.get(record.id) ?? new ImageEntry(record, this.#free.pop() ?? this.#byNumber.length);
    this.images.set(record.id, entry);
    this.#byNumber[entry.number] = entry;
    const before = entry.record;
    if (before.digest !== null && before.digest !== record.digest && this.byDigest.get(before.digest) === entry) this.byDigest.delete(before.digest);
    if (record.digest !== null) this.byDigest.set(record.digest, entry);
    if (before.scan?.contents !== record.scan?.contents || entry.packages.length !== (record.scan?.contents.length ?? 0)) {
      for (const held of entry.packages) held.holders = held.holders.filter((number) => number !== entry.number);
      const packages: PackageEntry[] = [];
      for (const id of record.scan?.contents ?? []) {
        const held = this.packages.get(id);
        if (held === undefined) continue;
        held.holders.push(entry.number);
        packages.push(held);
      }
      entry.packages = packages;
    }
    entry.record = record;
    entry.revision++;
  }

  #removeImages(ids: readonly string[]): void {
    const gone = new Set<number>(), touched = new Set<PackageEntry>();
    for (const id of ids) {
      const entry = this.images.get(id);
      if (entry === undefined) continue;
      for (const name of [...entry.names.values()]) this.#removeName(name);
      for (const held of entry.packages) touched.add(held);
      if (entry.record.digest !== null) this.byDigest.delete(entry.record.digest);
      this.images.delete(id);
      this.#byNumber[entry.number] = undefined;
      gone.add(entry.number);
    }
    for (const held of touched) held.holders = held.holders.filter((number) => !gone.has(number));
    this.#free.push(...gone);
  }

  #putName(name: ImageName): void {
    this.#removeName(name);
    const entry = this.images.get(name.image);
    if (entry === undefined) return;
    entry.names.set(nameKey(name), name);
    const named = this.#names.get(name.name);
    if (named === undefined) this.#names.set(name.name, new Map([[name.registry, name]]));
    else named.set(name.registry, name);
  }

  #removeName(name: Pick<ImageName, 'name' | 'registry'>): void {
    const named = this.#names.get(name.name);
    const known = named?.get(name.registry);
    if (named === undefined || known === undefined) return;
    named.delete(name.registry);
    if (named.size === 0) this.#names.delete(name.name);
    this.images.get(known.image)?.names.delete(nameKey(name));
  }

  #putPackage(record: PackageRecord): void {
    const known = this.packages.get(record.id);
    if (known === undefined) this.packages.set(record.id, new PackageEntry(record, this.#byNumber));
    else known.record = record;
    this.packageIds.set(packageKey(record), record.id);
    this.#nextPackage = Math.max(this.#nextPackage, record.id + 1);
  }

  #removePackage(id: number): void {
    const known = this.packages.get(id);
    if (known === undefined) return;
    this.packages.delete(id);
    this.packageIds.delete(packageKey(known.record));
    this.#unsorted.add(known);
  }
}

/** FNV-1a: http://www.isthe.com/chongo/tech/comp/fnv/ */
export function proofOf(evidence: MatchRecord['evidence']): number {
  const text = JSON.stringify(evidence);
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  return hash >>> 0;
}

/** Of two sorted lists one. */
function merge(a: readonly Match[], b: readonly Match[]): readonly Match[] {
  if (b.length === 0) return a;
  const all: Match[] = [];
  let i = 0, j = 0;
  for (let x = a[i], y = b[j]; x !== undefined || y !== undefined; x = a[i], y = b[j]) {
    if (y === undefined || (x !== undefined && compareMatches(x, y) <= 0)) { all.push(x as Match); i++; }
    else { all.push(y); j++; }
  }
  return all;
}

const compareMatches = (a: Match, b: Match): number =>
  a.risk - b.risk || (a.vulnerability < b.vulnerability ? -1 : a.vulnerability > b.vulnerability ? 1 : a.package - b.package);
