/**
 * The database of advisories: one immutable file. Little endian; sections begin at multiples of 8.
 *
 *   8 bytes magic, 32 bytes SHA-256 of the header, u32 length of the header, header (JSON), sections
 *
 * The header names every section with offset, length, SHA-256 and CRC-32 (the latter is looked at when the file is opened,
 * the former when it is put into place). All texts that are looked up or compared stand once, sorted,
 * in the table of strings; a number of it (a reference) stands for the text everywhere else, so that comparing references is
 * comparing texts. Packages are sorted by (ecosystem, name), advisories by id. What only people read is in `cold`, which
 * is read piece by piece when it is asked for.
 */
import { SEVERITIES, type Severity } from '#core/words.ts';
import type { CvssScore } from '../cvss/index.ts';

export const MAGIC = new Uint8Array([0x42, 0x57, 0x41, 0x44, 0x56, 0x44, 0x42, 0x01]);
export const DIGEST_BYTES = 32;
export const HEADER_AT = MAGIC.length + DIGEST_BYTES + 4;
/** A larger header is damage. */
export const MAX_HEADER = 4 * 1024 * 1024;

export const SECTIONS = ['stringOffsets', 'strings', 'records', 'links', 'packages', 'affected', 'data', 'ids', 'kev', 'epss', 'cold'] as const;
export type SectionName = (typeof SECTIONS)[number];
/** `crc32`: tells damage on the disk in a fourth of the time that the digest takes; left out where who wrote it had none. */
export interface Section { readonly offset: number; readonly length: number; readonly sha256: string; readonly crc32?: number }

export interface Header {
  readonly sections: Readonly<Record<SectionName, Section>>;
  readonly counts: DatabaseCounts;
}

export interface DatabaseCounts {
  readonly advisories: number;
  readonly withdrawn: number;
  readonly packages: number;
  readonly kev: number;
  readonly epss: number;
  /** Seconds since 1970 of the newest record; 0: none has a time. */
  readonly newest: number;
  readonly newestId: string;
  /** Advisories by ecosystem as the records name it; one with packages of several counts in each. */
  readonly ecosystems: Readonly<Record<string, number>>;
}

/** u32 columns of one row. */
export const RECORD = { id: 0, modified: 1, published: 2, withdrawn: 3, severity: 4, linksFrom: 5, coldFrom: 6, coldLength: 7, hash: 8, columns: 9 } as const;
export const PACKAGE = { ecosystem: 0, name: 1, affectedFrom: 2, columns: 3 } as const;
export const AFFECTED = { record: 0, dataFrom: 1, ecosystem: 2, name: 3, columns: 4 } as const;
export const ID = { text: 0, record: 1, columns: 2 } as const;
export const KEV = { cve: 0, added: 1, due: 2, ransomware: 3, columns: 4 } as const;
export const EPSS = { cve: 0, probability: 1, percentile: 2, columns: 3 } as const;

/** A tagged reference: two bits of kind, thirty of reference. */
export const REFERENCE_BITS = 30;
export const REFERENCE_MASK = 2 ** REFERENCE_BITS - 1;
export const tagged = (kind: number, reference: number): number => ((kind << REFERENCE_BITS) | reference) >>> 0;
export const LINK_KINDS = ['aliases', 'upstream', 'related'] as const;
export const EVENT_KINDS = ['introduced', 'fixed', 'last_affected', 'limit'] as const;
export const INTRODUCED = 0, FIXED = 1, LAST_AFFECTED = 2, LIMIT = 3;

/** First word of a range in `data`: number of events and what the range is. */
export const RANGE_SEMVER = 1 << 30;
/** A version in it is no version of the ecosystem: the range cannot be judged. */
export const RANGE_UNREADABLE = 1 << 31;
export const RANGE_COUNT = 2 ** 24 - 1;

/** One word: the source's own severity (0: none), and the score of its best CVSS vector with the vector's version. */
export const packSeverity = (severity: Severity | null, score: CvssScore | null): number =>
  (severity === null ? 0 : SEVERITIES.indexOf(severity) + 1) | (score === null ? 0 : (score.version << 4) | (Math.round(score.score * 10) << 8));

export const severityOfWord = (word: number): Severity | null => ((word & 0xf) === 0 ? null : SEVERITIES[(word & 0xf) - 1] ?? null);

export function scoreOfWord(word: number): CvssScore | null {
  const version = (word >>> 4) & 0xf;
  return version === 2 || version === 3 || version === 4 ? { version, score: (word >>> 8) / 10 } : null;
}

/** Probabilities have five decimals. */
export const PROBABILITY = 100_000;

const FIRST_YEAR = 1999, PER_YEAR = 10_000_000;

/** `CVE-2024-3094` as a number that fits u32 and sorts as the ids do; -1: not such an id. */
export function cveKey(id: string): number {
  if (!id.startsWith('CVE-') || id[8] !== '-' || id.length < 13 || id.length > 16) return -1;
  const year = numberAt(id, 4, 8), number = numberAt(id, 9, id.length);
  return year < FIRST_YEAR || year > FIRST_YEAR + 400 || number < 0 ? -1 : (year - FIRST_YEAR) * PER_YEAR + number;
}

/** -1 where something else than digits stands there. */
function numberAt(text: string, from: number, end: number): number {
  let value = 0;
  for (let i = from; i < end; i++) {
    const digit = text.charCodeAt(i) - 0x30;
    if (digit < 0 || digit > 9) return -1;
    value = value * 10 + digit;
  }
  return value;
}

export const cveOfKey = (key: number): string => `CVE-${FIRST_YEAR + Math.floor(key / PER_YEAR)}-${String(key % PER_YEAR).padStart(4, '0')}`;

/** What the pure code needs and cannot have by itself. */
export interface DigestTool {
  sha256(bytes: Uint8Array): Uint8Array;
  /** As zlib has it (RFC 1952). Left out: files are opened by their digests. */
  crc32?(bytes: Uint8Array): number;
}

export const hex = (bytes: Uint8Array): string => Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
