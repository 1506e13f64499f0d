/**
 * Images that registries report, and what is known of them. What runs comes from the inventory, not from here. Times are
 * milliseconds since 1970 UTC.
 */
import type { MatchEvidence, VulnerabilityStatus } from '../advisories.ts';
import type { NotAssessed, OperatingSystem, Package } from '../packages.ts';
import type { ScanArtifact } from '../scans.ts';
import type { Severity } from '../words.ts';

/** One name of an image in a registry, as of now. */
export interface SeenImage {
  /** Id of the connection. */
  readonly registry: string;
  /** `host/repository:tag`, written by `referenceText` of `core/references.ts`. */
  readonly reference: string;
  /** Of what the tag names: a manifest or an index of several platforms. */
  readonly digest: string;
  /** Null: not known. */
  readonly pushedAt: number | null;
}

/** What connections of registries tell. Every promise resolves after the change is on disk. */
export interface ImageIntake {
  /** A tag that names another digest than before is moved. What is new is scanned. */
  seen(images: readonly SeenImage[]): Promise<void>;
  /** Names (`host/repository:tag` or `host/repository@sha256:...`) that are no longer there. What nothing names and nothing runs disappears. */
  gone(registry: string, references: readonly string[]): Promise<void>;
  /** The connection is no more. What runs stays, with its last scan. */
  forget(registry: string): Promise<void>;
  progress(registry: string): Promise<{ readonly images: number; readonly assessed: number }>;
}

// ---- what is stored ----

/** `pending`: waits for its scan. */
export type StoredImageState = 'pending' | 'assessed' | 'notAssessed';

/** What lists and the matching need of a scan. */
export interface ScanFacts {
  readonly at: number;
  /** Which versions of the analyzers read it. */
  readonly tools: string;
  readonly platform: string | null;
  readonly operatingSystem: string | null;
  readonly createdAt: number | null;
  /** Bytes of the layers as stored. */
  readonly size: number | null;
  readonly packages: number;
  /** Files and layers that could not be read. */
  readonly unread: number;
  /** Ids of `PackageRecord`, ascending, and since when (seconds since 1970) each is known to be in it. */
  readonly contents: Uint32Array;
  readonly contentsSince: Uint32Array;
}

export interface ImageRecord {
  readonly id: string;
  /** Of the manifest of the platform; null as long as it is not known. */
  readonly digest: string | null;
  readonly state: StoredImageState;
  readonly reason: string | null;
  readonly since: number;
  /** When it is tried again; null: not before something changes. */
  readonly retryAt: number | null;
  readonly attempts: number;
  readonly firstSeenAt: number;
  /** When its packages were last compared with the advisories. */
  readonly matchedAt: number | null;
  readonly scan: ScanFacts | null;
}

/** A digest or `host/repository:tag` by which an image is known. An image may have many, also the digests of indexes. */
export interface ImageName {
  readonly name: string;
  /** Connection that reports it; '' for what runs or was found out by a scan. */
  readonly registry: string;
  readonly image: string;
  readonly pushedAt: number | null;
  /** When the tag was last resolved. */
  readonly checkedAt: number;
}

/** A package as advisories look at it; shared by all images that hold it. */
export interface PackageRecord {
  readonly id: number;
  readonly ecosystem: string;
  readonly name: string;
  readonly version: string;
  readonly source: { readonly name: string; readonly version: string } | null;
  readonly purl: string;
  /** Why it cannot be compared with advisories; null: it was, or there are none yet. */
  readonly unjudged: string | null;
}

/** A vulnerability of a package: it holds for every image that has the package. */
export interface MatchRecord {
  readonly package: number;
  readonly vulnerability: string;
  readonly aliases: readonly string[];
  readonly status: VulnerabilityStatus;
  readonly justification: string | null;
  readonly severity: Severity | null;
  readonly score: number | null;
  readonly kev: boolean;
  readonly epss: number | null;
  readonly fixed: string | null;
  /** Since when it holds for the package; stays while it does. */
  readonly since: number;
  readonly evidence: readonly MatchEvidence[];
}

export interface ImageEventWrite {
  readonly at: number;
  readonly image: string;
  readonly cause: 'scan' | 'advisories' | 'failure';
  readonly added: number;
  readonly resolved: number;
  readonly worst: Severity | null;
  /** Of those added, the worst first. */
  readonly vulnerabilities: readonly string[];
  readonly reason: string | null;
}
export interface ImageEventRecord extends ImageEventWrite { readonly id: number }

/** What people ask of one image only. */
export interface ScanDetail {
  readonly configDigest: string | null;
  readonly labels: Readonly<Record<string, string>>;
  readonly layers: NonNullable<ScanArtifact['layers']>;
  readonly operatingSystem: OperatingSystem | null;
  readonly unread: readonly NotAssessed[];
  readonly packages: readonly Package[];
  readonly ownedBySystem: number;
}

/** Where a package lies in an image, the first place of it: layer (diff id) and path. */
export type Place = readonly [layer: string | null, path: string | null];

/** One transaction. Removing an image removes its names, scan and events. */
export interface ImageChange {
  readonly images?: readonly ImageRecord[];
  readonly removed?: readonly string[];
  readonly names?: readonly ImageName[];
  readonly removedNames?: readonly Pick<ImageName, 'name' | 'registry'>[];
  /** `places` in the order of `contents`. */
  readonly scans?: readonly { readonly image: string; readonly detail: ScanDetail; readonly places: readonly Place[] }[];
  readonly packages?: readonly PackageRecord[];
  readonly removedPackages?: readonly number[];
  readonly matches?: readonly MatchRecord[];
  readonly removedMatches?: readonly Pick<MatchRecord, 'package' | 'vulnerability'>[];
  readonly events?: readonly ImageEventWrite[];
  readonly settings?: Readonly<Record<string, string>>;
}

export interface LoadedImages {
  readonly images: readonly ImageRecord[];
  readonly names: readonly ImageName[];
  readonly packages: readonly PackageRecord[];
  readonly matches: readonly MatchRecord[];
}

export interface EventFilter {
  /** Null: of all images. */
  readonly images: readonly string[] | null;
  /** Only after this time. */
  readonly since?: number;
  /** Only those with a smaller id. */
  readonly before?: number;
  readonly limit: number;
}

/** Storage of images. What is searched, counted and sorted is held in memory by the pipeline; this keeps it durable. */
export interface ImageStore {
  /** Everything that is held in memory. */
  load(): Promise<LoadedImages>;
  save(change: ImageChange): Promise<void>;
  scan(image: string): Promise<ScanDetail | null>;
  /** Of these images, in the order of their `contents`; images without a scan are left out. */
  places(images: readonly string[]): Promise<Map<string, readonly Place[]>>;
  evidence(matches: readonly Pick<MatchRecord, 'package' | 'vulnerability'>[]): Promise<(readonly MatchEvidence[])[]>;
  /** Newest first. */
  events(filter: EventFilter): Promise<{ readonly items: ImageEventRecord[]; readonly total: number }>;
  /** Removes events from before this time. */
  expireEvents(before: number): Promise<void>;
  setting(name: string): Promise<string | null>;
}
