/**
 * Shapes of the HTTP API. One zod schema a thing; the types, the OpenAPI document and the client come from here.
 * Times are RFC 3339 strings in UTC. Ids are opaque strings. Lists are cursor pages.
 */
import { z } from 'zod';
import { ASSESSMENT_STATUSES, EFFECTS, EXEMPTION_REASONS, SEVERITIES } from '#core/words.ts';

export const Severity = z.enum(SEVERITIES);
export const AssessmentStatus = z.enum(ASSESSMENT_STATUSES);
export const Effect = z.enum(EFFECTS);
export const ExemptionReason = z.enum(EXEMPTION_REASONS);
export const Time = z.string().datetime();
export const Id = z.string().min(1).max(200);
const Name = z.string().trim().min(1).max(120);

/** RFC 9457. `code` is stable; `detail` says what, where and what to do. */
export const ProblemDocument = z.object({
  type: z.string(), title: z.string(), status: z.number().int(), code: z.string(), detail: z.string(),
  errors: z.array(z.object({ path: z.string(), message: z.string() })).optional(),
});

export const page = <T extends z.ZodType>(item: T) => z.object({
  items: z.array(item),
  /** Give it back as `cursor` for the next page; null at the end. */
  next: z.string().nullable(),
  /** Rows that match the filters, over all pages. */
  total: z.number().int(),
});
export const PageQuery = z.object({ cursor: z.string().max(500).optional(), limit: z.coerce.number().int().min(1).max(1000).default(100) });

export const ResourceRef = z.object({ apiVersion: z.string(), kind: z.string(), namespace: z.string().nullable(), name: z.string() });

// ---- people and machines ----
export const ROLES = ['viewer', 'operator', 'admin'] as const;
/** viewer: read. operator: and exempt, assign, connect. admin: and users, tokens, settings. */
export const Role = z.enum(ROLES);
export const SCOPES = ['read', 'write', 'admin'] as const;
export const Scope = z.enum(SCOPES);

export const Principal = z.object({
  kind: z.enum(['user', 'token']), id: Id, name: z.string(), scopes: z.array(Scope),
  /** Environments it may see; null for all. */
  environments: z.array(Id).nullable(),
  mustChangePassword: z.boolean(),
});
/** `code` is the one-time code of a welcome link, which a control plane bound to loopback prints. */
export const SignIn = z.union([
  z.object({ name: z.string().min(1).max(200), password: z.string().min(1).max(1000) }),
  z.object({ code: z.string().min(1).max(200) }),
]);
export const ChangePassword = z.object({ current: z.string().min(1).max(1000), next: z.string().min(12).max(1000) });

export const User = z.object({ id: Id, name: z.string(), role: Role, environments: z.array(Id).nullable(), disabled: z.boolean(), createdAt: Time, lastSignInAt: Time.nullable() });
export const CreateUser = z.object({ name: Name, role: Role, password: z.string().min(12).max(1000), environments: z.array(Id).nullable().default(null) });
export const UpdateUser = z.object({ role: Role, disabled: z.boolean(), password: z.string().min(12).max(1000), environments: z.array(Id).nullable() }).partial();

export const Token = z.object({ id: Id, name: z.string(), scopes: z.array(Scope), environments: z.array(Id).nullable(), createdBy: z.string(), createdAt: Time, expiresAt: Time, lastUsedAt: Time.nullable(), revoked: z.boolean() });
export const CreateToken = z.object({ name: Name, scopes: z.array(Scope).min(1), environments: z.array(Id).nullable().default(null), expiresInDays: z.number().int().min(1).max(365).default(90) });
/** The secret is in this answer only. */
export const CreatedToken = Token.extend({ secret: z.string() });

// ---- environments ----
export const ENVIRONMENT_KINDS = ['cluster', 'manifests'] as const;
export const ENVIRONMENT_STATES = ['connecting', 'connected', 'notAssessed'] as const;
export const Coverage = z.object({
  /** Objects in the inventory. */
  objects: z.number().int(),
  /** What was not read, and why: a kind that may not be listed, a malformed document, ... */
  notAssessed: z.array(z.object({ what: z.string(), reason: z.string(), since: Time })),
});
export const Environment = z.object({
  id: Id, name: z.string(), kind: z.enum(ENVIRONMENT_KINDS), sample: z.boolean(),
  /** `notAssessed`: what is shown is the state of `since`, not of now; `reason` says why. */
  state: z.enum(ENVIRONMENT_STATES), reason: z.string().nullable(), since: Time,
  version: z.string().nullable(), server: z.string().nullable(),
  namespaces: z.number().int(), workloads: z.number().int(), nodes: z.number().int(),
  score: z.number().min(0).max(100).nullable(), unhealthy: z.number().int(),
  createdAt: Time, lastAssessedAt: Time.nullable(), coverage: Coverage,
});
export const ManifestFile = z.object({ path: z.string().min(1).max(1000), content: z.string().max(8 * 1024 * 1024) });
export const CreateEnvironment = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('cluster'), name: Name, kubeconfig: z.string().min(1).max(1024 * 1024), context: z.string().max(200).optional() }),
  z.object({ kind: z.literal('manifests'), name: Name, files: z.array(ManifestFile).min(1).max(20_000) }),
]);
export const UpdateEnvironment = z.object({ name: Name, kubeconfig: z.string().min(1).max(1024 * 1024), context: z.string().max(200), files: z.array(ManifestFile).min(1).max(20_000) }).partial();

// ---- inventory ----
export const Resource = z.object({
  id: Id, environment: Id, environmentName: z.string(), ref: ResourceRef, uid: z.string().nullable(),
  /** `workload` is a top controller or a stand-alone pod. */
  category: z.enum(['workload', 'pod', 'node', 'namespace', 'network', 'identity', 'config', 'storage', 'other']),
  /** The top controller, where it is another object. */
  workload: ResourceRef.nullable(),
  images: z.array(z.string()), unhealthy: z.number().int(), worst: Severity.nullable(), notAssessed: z.number().int(), firstSeenAt: Time, updatedAt: Time,
});
export const ResourceDetail = Resource.extend({
  /** The object as JSON; the values of Secrets are never stored. */
  object: z.record(z.string(), z.unknown()),
  related: z.array(z.object({ relation: z.string(), id: Id.nullable(), ref: ResourceRef })),
});
export const NamespaceRow = z.object({ environment: Id, environmentName: z.string(), name: z.string(), workloads: z.number().int(), objects: z.number().int(), unhealthy: z.number().int(), worst: Severity.nullable(), score: z.number().nullable() });

// ---- hardening ----
export const PolicySummary = z.object({
  id: Id, title: z.string(), description: z.string(), category: z.string(), severity: Severity, kinds: z.array(z.string()),
  evaluation: z.enum(['object', 'graph']), initiatives: z.array(z.object({ id: Id, title: z.string() })), references: z.array(z.string()),
});
export const PolicyDetail = PolicySummary.extend({
  remediation: z.object({ text: z.string(), yaml: z.string().nullable() }), techniques: z.array(z.string()),
  /** The ValidatingAdmissionPolicy as YAML, ready for kubectl apply; null for a check over the graph. */
  manifest: z.string().nullable(),
});
export const Counts = z.object({ unhealthy: z.number().int(), healthy: z.number().int(), notApplicable: z.number().int(), notAssessed: z.number().int(), exempt: z.number().int() });
export const Recommendation = z.object({
  policy: Id, title: z.string(), category: z.string(), severity: Severity, initiatives: z.array(z.object({ id: Id, title: z.string() })), effect: Effect,
  status: AssessmentStatus, counts: Counts, environments: z.array(z.object({ id: Id, name: z.string(), unhealthy: z.number().int() })),
  /** What fixing all of it adds to the secure score, in points of 100. */
  scoreGain: z.number(), unhealthySince: Time.nullable(),
});
export const RecommendationDetail = Recommendation.extend({ description: z.string(), remediation: z.object({ text: z.string(), yaml: z.string().nullable() }), references: z.array(z.string()), techniques: z.array(z.string()), kinds: z.array(z.string()) });
export const AssessmentRow = z.object({
  id: Id, policy: Id, policyTitle: z.string(), environment: Id, environmentName: z.string(), resource: ResourceRef, resourceId: Id.nullable(),
  source: z.object({ file: z.string(), document: z.number().int() }).nullable(),
  status: AssessmentStatus, severity: Severity, message: z.string(), path: z.string().nullable(), otherPaths: z.array(z.string()),
  /** The exemption in force; the row then counts as exempt, whatever its status. */
  exemption: Id.nullable(), since: Time, assessedAt: Time,
});
export const Initiative = z.object({ id: Id, title: z.string(), description: z.string(), versions: z.array(z.string()), policies: z.array(z.object({ id: Id, title: z.string(), severity: Severity, category: z.string() })) });

export const AssignmentScope = z.object({ environment: Id.nullable().default(null), namespace: z.string().max(253).nullable().default(null), labels: z.record(z.string(), z.string()).default({}) });
export const Assignment = z.object({ id: Id, initiative: Id, version: z.string().nullable(), initiativeTitle: z.string(), scope: AssignmentScope, effect: Effect, createdBy: z.string(), createdAt: Time, updatedAt: Time });
export const CreateAssignment = z.object({ initiative: Id, version: z.string().max(40).nullable().default(null), scope: AssignmentScope, effect: Effect.default('audit') });
export const UpdateAssignment = z.object({ effect: Effect, version: z.string().max(40).nullable() }).partial();

export const ExemptionScope = z.object({ environment: Id.nullable().default(null), namespace: z.string().max(253).nullable().default(null), kind: z.string().max(100).nullable().default(null), name: z.string().max(253).nullable().default(null) });
/** Only findings of this vulnerability, package (`name`) or image (`repository`, `repository:tag` or digest); null: any. At least one is given. */
export const ExemptedFindings = z.object({ vulnerability: z.string().max(200).nullable().default(null), package: z.string().max(300).nullable().default(null), image: z.string().max(500).nullable().default(null) });
export const Exemption = z.object({
  id: Id, policy: Id, policyTitle: z.string(), scope: ExemptionScope, reason: ExemptionReason, justification: z.string(), owner: z.string(), approver: z.string(),
  createdAt: Time, expiresAt: Time, state: z.enum(['active', 'expired', 'revoked']), endedAt: Time.nullable(), matches: z.number().int(), findings: ExemptedFindings.nullable(),
});
export const CreateExemption = z.object({ policy: Id, scope: ExemptionScope, reason: ExemptionReason, justification: z.string().trim().min(3).max(2000), owner: Name, approver: Name, expiresAt: Time, findings: ExemptedFindings.nullable().default(null) });

// ---- overview ----
export const Overview = z.object({
  score: z.number().nullable(),
  trend: z.array(z.object({ at: Time, score: z.number().nullable(), unhealthy: z.number().int() })),
  recommendations: z.record(Severity, z.number().int()),
  counts: Counts,
  coverage: z.object({ environments: z.number().int(), environmentsNotAssessed: z.number().int(), objects: z.number().int(), notAssessed: z.number().int(), reasons: z.array(z.object({ environment: z.string(), what: z.string(), reason: z.string(), since: Time })) }),
  top: z.array(Recommendation),
  resources: z.object({ workloads: z.number().int(), pods: z.number().int(), nodes: z.number().int(), namespaces: z.number().int() }),
});

/** A server-sent event: what changed, so that a page can ask again. `data` of the event is this as JSON. */
export const ChangeEvent = z.object({ sequence: z.number().int(), topic: z.enum(['environments', 'resources', 'assessments', 'assignments', 'exemptions', 'users', 'tokens', 'images', 'registries']), environment: Id.nullable() });

export const RecommendationQuery = PageQuery.extend({ environment: Id.optional(), namespace: z.string().optional(), severity: z.string().optional(), category: z.string().optional(), initiative: Id.optional(), status: AssessmentStatus.optional(), search: z.string().max(200).optional(), sort: z.enum(['severity', 'scoreGain', 'unhealthy', 'title']).default('severity') });
export const AssessmentQuery = PageQuery.extend({ policy: Id.optional(), environment: Id.optional(), namespace: z.string().optional(), kind: z.string().optional(), resource: Id.optional(), status: AssessmentStatus.optional(), exempt: z.enum(['true', 'false']).optional(), severity: z.string().optional(), search: z.string().max(200).optional() });
export const ResourceQuery = PageQuery.extend({ environment: Id.optional(), namespace: z.string().optional(), category: z.string().optional(), kind: z.string().optional(), search: z.string().max(200).optional(), unhealthy: z.enum(['true', 'false']).optional(), sort: z.enum(['name', 'unhealthy', 'updated']).default('unhealthy') });
export const EnvironmentQuery = z.object({ environment: Id.optional() });
