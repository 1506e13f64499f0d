/** The tables of images as types; see migration 004. Times are milliseconds since 1970 UTC, severities are ranks. */

export type ImageTable = {
  id: string; digest: string | null; state: 'pending' | 'assessed' | 'notAssessed'; reason: string | null; since: number; retry_at: number | null; attempts: number;
  first_seen_at: number; matched_at: number | null;
  /** Of the last scan; all null as long as there is none. */
  scanned_at: number | null; tools: string | null; platform: string | null; operating_system: string | null; created_at: number | null; size: number | null;
  packages: number | null; unread: number | null; contents: Uint8Array | null;
};
export type ImageNameTable = { name: string; registry: string; image: string; pushed_at: number | null; checked_at: number };
/** JSON, compressed with zstd. */
export type ImageScanTable = { image: string; detail: Uint8Array; places: Uint8Array };
export type ImagePackageTable = { id: number; ecosystem: string; name: string; version: string; source_name: string | null; source_version: string | null; purl: string; unjudged: string | null };
export type ImageMatchTable = {
  package: number; vulnerability: string; aliases: string; status: 'affected' | 'notAffected' | 'withdrawn'; justification: string | null; severity: number | null; score: number | null;
  kev: number; epss: number | null; fixed: string | null; since: number; evidence: string;
};
export type ImageEventTable = { at: number; image: string; cause: 'scan' | 'advisories' | 'failure'; added: number; resolved: number; worst: number | null; vulnerabilities: string; reason: string | null };

export type ImageTables = {
  images: ImageTable;
  image_names: ImageNameTable;
  image_scans: ImageScanTable;
  image_packages: ImagePackageTable;
  image_matches: ImageMatchTable;
  image_events: ImageEventTable & { id: import('kysely').Generated<number> };
  image_settings: { name: string; value: string };
};
