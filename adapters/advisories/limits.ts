/** Bounds on files of advisories. The largest zip of the public buckets has some 300,000 records, most of a few KiB. */
export const LIMITS = {
  /** One record. */
  recordBytes: 32 * 1024 * 1024,
  /** Records of one source. */
  records: 5_000_000,
  /** Unpacked bytes of one compressed file. */
  unpackedBytes: 64 * 1024 * 1024 * 1024,
  /** Central directory of a zip. */
  directoryBytes: 512 * 1024 * 1024,
  /** Files below one directory, and how deep. */
  files: 5_000_000,
  depth: 20,
} as const;
