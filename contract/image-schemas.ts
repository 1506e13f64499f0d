/**
 * Shapes of the HTTP API about images, vulnerabilities and registries. An image is known by the digest of its manifest;
 * as long as that is not known, by its reference. "Affected" findings are those that hold, without exemption.
 */
import { z } from 'zod';
import { Id, PageQuery, ResourceRef, Severity, Time } from './schemas.ts';

const Name = z.string().trim().min(1).max(120);
const YesNo = z.enum(['true', 'false']);
const count = z.number().int();
const EnvironmentRef = z.object({ id: Id, name: z.string() });

/** Findings by severity; `unknown` where no source gives one. */
export const SeverityCounts = z.object({ critical: count, high: count, medium: count, low: count, informational: count, unknown: count });

/** `pending`: waits for its scan. `notAssessed`: could not be read, and `reason` says why. Neither means without findings. */
export const IMAGE_STATES = ['pending', 'scanning', 'assessed', 'notAssessed'] as const;
export const ImageState = z.enum(IMAGE_STATES);

export const ImageRow = z.object({
  id: Id,
  /** The name by which people know it best; `references` are all of them. */
  reference: z.string(), references: z.array(z.string()), digest: z.string().nullable(), platform: z.string().nullable(), operatingSystem: z.string().nullable(),
  state: ImageState, reason: z.string().nullable(), since: Time,
  running: z.boolean(), workloads: count, environments: z.array(EnvironmentRef),
  registry: z.object({ id: Id, name: z.string() }).nullable(),
  /** Numbers are null as long as nothing was assessed. An image that is scanned anew keeps those of the last scan. */
  packages: count.nullable(), vulnerabilities: SeverityCounts.nullable(), fixable: count.nullable(), knownExploited: count.nullable(), exempt: count.nullable(),
  /** Files and layers of it that could not be assessed. */
  notAssessed: count,
  size: count.nullable(), createdAt: Time.nullable(), firstSeenAt: Time, scannedAt: Time.nullable(), matchedAt: Time.nullable(),
});

export const ImageUse = z.object({ environment: Id, environmentName: z.string(), namespace: z.string().nullable(), workload: ResourceRef, resourceId: Id.nullable(), containers: z.array(z.string()), reference: z.string(), pods: count });
export const ImageLayer = z.object({ digest: z.string(), diffId: z.string(), size: count, createdBy: z.string().nullable(), packages: count, vulnerabilities: SeverityCounts });
export const ImageEvent = z.object({
  id: Id, at: Time, image: z.object({ id: Id, reference: z.string() }),
  /** What brought it about: the image was read, or advisories changed. */
  cause: z.enum(['scan', 'advisories', 'failure']), added: count, resolved: count, worst: Severity.nullable(),
  /** Of those added, the worst first; at most 20. */
  vulnerabilities: z.array(z.string()), reason: z.string().nullable(),
});
export const AdvisoriesState = z.object({ count, newest: Time.nullable(), writtenAt: Time.nullable(), ecosystems: z.record(z.string(), count), problem: z.string().nullable() });
export const ImageDetail = ImageRow.extend({
  layers: z.array(ImageLayer), uses: z.array(ImageUse), labels: z.record(z.string(), z.string()),
  unread: z.array(z.object({ path: z.string(), reason: z.string() })), history: z.array(ImageEvent),
});
export const PackageRow = z.object({
  name: z.string(), version: z.string(), ecosystem: z.string(), purl: z.string(), licenses: z.array(z.string()), layer: z.string().nullable(), paths: z.array(z.string()),
  vulnerabilities: SeverityCounts, /** The version without any of the known vulnerabilities that have a fix. */ fixed: z.string().nullable(),
});
export const Sbom = z.record(z.string(), z.unknown());

export const FINDING_STATUSES = ['affected', 'notAffected', 'withdrawn'] as const;
export const Finding = z.object({
  id: Id, vulnerability: z.string(), aliases: z.array(z.string()), image: z.object({ id: Id, reference: z.string(), digest: z.string().nullable() }),
  package: z.object({ name: z.string(), version: z.string(), ecosystem: z.string(), purl: z.string() }),
  fixed: z.string().nullable(), severity: Severity.nullable(), score: z.number().nullable(), knownExploited: z.boolean(), epss: z.number().nullable(),
  status: z.enum(FINDING_STATUSES), justification: z.string().nullable(),
  /** Why: the record, the range that holds, the versions that were compared. */
  evidence: z.array(z.object({ record: z.string(), ecosystem: z.string(), name: z.string(), version: z.string(), range: z.string(), fixed: z.string().nullable() })),
  layer: z.string().nullable(), path: z.string().nullable(), running: z.boolean(), exemption: Id.nullable(), since: Time,
});

export const Vulnerability = z.object({
  id: z.string(), aliases: z.array(z.string()), summary: z.string().nullable(), severity: Severity.nullable(), score: z.number().nullable(), knownExploited: z.boolean(), epss: z.number().nullable(),
  /** Whether all, some or none of the packages have a version without it. */
  fixable: z.enum(['all', 'some', 'none']), images: count, runningImages: count, workloads: count, packages: z.array(z.string()), exempt: count, since: Time,
});
export const VulnerabilityDetail = Vulnerability.extend({
  details: z.string().nullable(), references: z.array(z.object({ type: z.string(), url: z.string() })), published: Time.nullable(), modified: Time.nullable(),
  vectors: z.array(z.object({ type: z.string(), vector: z.string() })), kev: z.object({ added: Time, due: Time.nullable(), ransomware: z.boolean() }).nullable(), percentile: z.number().nullable(),
  affected: z.array(z.object({ ecosystem: z.string(), name: z.string(), installed: z.array(z.string()), fixed: z.string().nullable(), images: count })),
  /** Workloads that run an image with it; at most 200. */
  uses: z.array(ImageUse),
});
/** One package that an update would free of findings. */
export const SoftwareUpdate = z.object({
  id: Id, ecosystem: z.string(), package: z.string(), installed: z.array(z.string()), /** Null: none of its findings has a fix yet. */ fixed: z.string().nullable(),
  images: count, runningImages: count, workloads: count, /** Workloads that run it; at most 200. */ owners: z.array(ResourceRef.extend({ environment: Id, resourceId: Id.nullable() })), vulnerabilities: SeverityCounts, knownExploited: count, identifiers: z.array(z.string()),
});

/** "x of y running images assessed". */
export const ImageCoverage = z.object({
  running: count, assessed: count, pending: count, notAssessed: count, reasons: z.array(z.object({ reason: z.string(), images: count })),
  images: count, queued: count, scanning: z.array(z.object({ id: Id, reference: z.string(), done: count, total: count, startedAt: Time })), advisories: AdvisoriesState,
});

const ImageFilters = { environment: Id.optional(), namespace: z.string().max(253).optional(), running: YesNo.optional(), registry: Id.optional(), severity: z.string().max(200).optional(), fixable: YesNo.optional(), knownExploited: YesNo.optional(), search: z.string().max(200).optional() };
/** `state`: one or more, joined by commas. `reason`: exactly as coverage gives it. `resource`: the workload that runs it. */
export const ImageQuery = PageQuery.extend({ ...ImageFilters, state: z.string().max(100).optional(), reason: z.string().max(1000).optional(), resource: Id.optional(), sort: z.enum(['risk', 'name', 'scanned']).default('risk') });
export const PackageQuery = PageQuery.extend({ search: z.string().max(200).optional(), layer: z.string().max(200).optional(), vulnerable: YesNo.optional() });
export const SbomQuery = z.object({ format: z.enum(['cyclonedx', 'spdx']).default('cyclonedx') });
export const FindingQuery = PageQuery.extend({ ...ImageFilters, image: Id.optional(), vulnerability: z.string().max(200).optional(), package: z.string().max(300).optional(), ecosystem: z.string().max(100).optional(), layer: z.string().max(200).optional(), status: z.enum(FINDING_STATUSES).optional(), exempt: YesNo.optional() });
export const VulnerabilityQuery = PageQuery.extend({ ...ImageFilters, image: Id.optional(), sort: z.enum(['risk', 'images', 'epss', 'newest']).default('risk') });
export const SoftwareUpdateQuery = PageQuery.extend({ ...ImageFilters, image: Id.optional(), sort: z.enum(['risk', 'images', 'name']).default('risk') });
export const ImageEventQuery = PageQuery.extend({ image: Id.optional(), since: Time.optional() });
export const CoverageQuery = z.object({ environment: Id.optional() });

// ---- registries ----
export const REGISTRY_STATES = ['connecting', 'connected', 'notAssessed'] as const;
const pattern = z.string().trim().min(1).max(300);
/** Patterns of repositories and tags: `*` stands for any text without `/`, `**` for any text. */
export const RegistryFilters = z.strictObject({
  include: z.array(pattern).max(100).default([]), exclude: z.array(pattern).max(100).default([]), tags: z.array(pattern).max(100).default([]),
  /** Repositories to look at where the registry does not list them. */
  repositories: z.array(pattern).max(1000).default([]),
  /** At most so many tags of a repository, the newest first; null: all. */
  newest: z.number().int().min(1).max(10_000).nullable().default(null),
});
export const Registry = z.object({
  id: Id, name: z.string(), url: z.string(), username: z.string().nullable(), plainHttp: z.boolean(), filters: RegistryFilters, scheduleMinutes: count,
  state: z.enum(REGISTRY_STATES), reason: z.string().nullable(), since: Time, repositories: count, images: count, assessed: count, lastSyncAt: Time.nullable(), nextSyncAt: Time.nullable(),
  /** What of it could not be listed, and why. */
  unread: z.array(z.object({ what: z.string(), reason: z.string() })), createdBy: z.string(), createdAt: Time, lastNotificationAt: Time.nullable(),
});
const url = z.string().trim().min(1).max(300);
const secret = z.string().min(1).max(10_000);
export const CreateRegistry = z.object({ name: Name, url, username: z.string().max(300).nullable().default(null), password: secret.nullable().default(null), plainHttp: z.boolean().default(false), filters: RegistryFilters.prefault({}), scheduleMinutes: z.number().int().min(1).max(10_080).default(60) });
export const UpdateRegistry = z.object({ name: Name, username: z.string().max(300).nullable(), password: secret.nullable(), plainHttp: z.boolean(), filters: RegistryFilters, scheduleMinutes: z.number().int().min(1).max(10_080) }).partial();
/** What registries send when something was pushed or deleted: events of the Distribution project, Azure and Harbor; others name repository and tag. */
export const RegistryNotification = z.record(z.string(), z.unknown());
export const NotificationAccepted = z.object({ accepted: count, ignored: count });

