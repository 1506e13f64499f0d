/** Images and packages as they are held in memory, and the order of findings. */
import type { ImageName, ImageRecord, MatchRecord, PackageRecord } from '#core/ports/images-store.ts';
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

/** FNV-1a: http://www.isthe.com/chongo/tech/comp/fnv/ */
export function proofOf(evidence: MatchRecord['evidence']): number {
  const text = JSON.stringify(evidence);
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  return hash >>> 0;
}

export const compareMatches = (a: Match, b: Match): number =>
  a.risk - b.risk || (a.vulnerability < b.vulnerability ? -1 : a.vulnerability > b.vulnerability ? 1 : a.package - b.package);

/** Of two sorted lists one. */
export function merge(a: readonly Match[], b: readonly Match[]): readonly Match[] {
  if (b.length === 0) return a;
  const all: Match[] = [];
  let i = 0, j = 0;
  for (let x = a[i], y = b[j]; x !== undefined || y !== undefined; x = a[i], y = b[j]) {
    if (y === undefined || (x !== undefined && compareMatches(x, y) <= 0)) { all.push(x as Match); i++; }
    else { all.push(y); j++; }
  }
  return all;
}
