/**
 * Advisories (OSV records, https://ossf.github.io/osv-schema/) as facts, and what comes of matching them with packages.
 * Times are seconds since 1970; 0 where the record gives none.
 */
import type { Severity } from './words.ts';

export type AdvisoryEventKind = 'introduced' | 'fixed' | 'last_affected' | 'limit';
export interface AdvisoryEvent { readonly kind: AdvisoryEventKind; readonly version: string }

/** Ranges of type GIT are about commits, not versions: they are counted (`gitRanges`), not kept. */
export interface AdvisoryRange { readonly type: 'SEMVER' | 'ECOSYSTEM'; readonly events: readonly AdvisoryEvent[] }

export interface AffectedPackage {
  readonly ecosystem: string;
  readonly name: string;
  readonly ranges: readonly AdvisoryRange[];
  readonly versions: readonly string[];
  readonly gitRanges: number;
  /** What the source says of this package in its own words, as one of ours. */
  readonly severity: Severity | null;
}

export interface SeverityVector { readonly type: string; readonly vector: string }

export interface Advisory {
  readonly id: string;
  readonly modified: number;
  readonly published: number;
  /** 0: not withdrawn. */
  readonly withdrawn: number;
  readonly aliases: readonly string[];
  /** Vulnerabilities that this record is the distribution's or vendor's word on. */
  readonly upstream: readonly string[];
  readonly related: readonly string[];
  readonly summary: string;
  readonly details: string;
  /** CVSS vectors. */
  readonly vectors: readonly SeverityVector[];
  /** The source's own word (GitHub's, Ubuntu's, an erratum's), as one of ours. */
  readonly severity: Severity | null;
  readonly references: readonly { readonly type: string; readonly url: string }[];
  readonly affected: readonly AffectedPackage[];
}

/** One line of CISA's catalog of known exploited vulnerabilities. Days since 1970; 0: none given. */
export interface KnownExploited { readonly cve: string; readonly added: number; readonly due: number; readonly ransomware: boolean }

/** FIRST's Exploit Prediction Scoring System: probability of exploitation within 30 days, and how many score no higher. Both 0..1. */
export interface ExploitPrediction { readonly cve: string; readonly probability: number; readonly percentile: number }

/** Why a package is affected: the record, the range or list that holds, and the versions that were compared. */
export interface MatchEvidence {
  readonly record: string;
  readonly ecosystem: string;
  /** The name that the record has, and the version that was compared: those of the source package for distributions. */
  readonly name: string;
  readonly version: string;
  /** `>= 1.0, < 1.2` or `listed`. */
  readonly range: string;
  readonly fixed: string | null;
}

/** Affected (with or without a fix, see `fixed`), not affected by a statement of the vendor (VEX), or the record was taken back. */
export type VulnerabilityStatus = 'affected' | 'notAffected' | 'withdrawn';

export interface VulnerabilityFinding {
  /** CVE where there is one, otherwise the best known id. */
  readonly id: string;
  /** The other ids of the same vulnerability, and the advisories that brought it. */
  readonly aliases: readonly string[];
  /** Index in the packages that were matched. */
  readonly package: number;
  readonly name: string;
  readonly ecosystem: string;
  readonly installed: string;
  /** The first version without it on the line of the installed one; null: none known. */
  readonly fixed: string | null;
  /** null: no source gives one. */
  readonly severity: Severity | null;
  /** CVSS base score; null: no source gives one. */
  readonly score: number | null;
  readonly kev: boolean;
  readonly epss: number | null;
  readonly status: VulnerabilityStatus;
  readonly evidence: readonly MatchEvidence[];
}
