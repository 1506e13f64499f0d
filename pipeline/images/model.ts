/**
 * What is known of all images, in memory: lists, counts and the policy over images are answered from here. It changes only
 * after the change is on disk. A package stands once for all images that hold it, with its vulnerabilities; an image holds ids
 * of packages, so that a finding is an image, one of its packages and one of that package's matches.
 */
import type { ImageChange, ImageName, ImageRecord, LoadedImages, PackageRecord } from '#core/ports/images-store.ts';
import type { ImageUseRecord } from '#core/ports/posture.ts';
import { compareMatches, ImageEntry, type Match, merge, nameKey, PackageEntry, packageKey, proofOf, riskOf } from './entries.ts';

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
