/** What a scan of an image, folder, file or SBOM gives. */
import type { VulnerabilityFinding } from './advisories.ts';
import type { NotAssessed, OperatingSystem, Package } from './packages.ts';

export interface ScanArtifact {
  readonly kind: 'image' | 'folder' | 'file' | 'sbom';
  /** As people know it: the reference, or the path as it was given. */
  readonly name: string;
  /** Of the manifest; of the configuration where there is no manifest. Null for what is no image. */
  readonly digest: string | null;
  readonly configDigest?: string;
  /** `linux/amd64`. */
  readonly platform?: string;
  readonly created?: string;
  readonly tags?: readonly string[];
  readonly labels?: Readonly<Record<string, string>>;
  readonly operatingSystem: OperatingSystem | null;
  readonly layers?: readonly { readonly digest: string; readonly diffId: string; readonly size: number; readonly createdBy?: string }[];
}

/** `justification`: why a statement says that it does not affect, with `status` notAffected. */
export type ScanFinding = VulnerabilityFinding & { readonly justification?: string };

export interface ScanAdvisories { readonly count: number; /** RFC 3339; null where no record has a time. */ readonly newest: string | null }

export interface ScanResult {
  readonly artifact: ScanArtifact;
  readonly packages: readonly Package[];
  /** `package` is the index in `packages`. */
  readonly vulnerabilities: readonly ScanFinding[];
  readonly notAssessed: readonly NotAssessed[];
  /** Packages of languages that are part of an operating system's package, and were not counted again. */
  readonly ownedBySystem: number;
  /** Null: vulnerabilities were not matched. */
  readonly advisories: ScanAdvisories | null;
  /** Findings without a fix that were left out on request. */
  readonly withoutFix: number;
}

/** A statement that a vulnerability does not affect, from a VEX document. */
export interface VexStatement {
  /** The vulnerability and its other names. */
  readonly ids: readonly string[];
  /** Package URLs (without version: all versions), or '' for everything. */
  readonly products: readonly string[];
  readonly status: 'notAffected' | 'fixed' | 'affected' | 'underInvestigation';
  readonly justification: string;
}

/** One VEX document. `problems`: statements that cannot be used, and why. */
export interface VexDocument { readonly statements: readonly VexStatement[]; readonly problems: readonly string[] }
