/**
 * The port of storage for posture: inventory, assessments, assignments, exemptions, score history. `adapters/storage`
 * implements it; `posture.suite.ts` there is what any implementation must pass. Times are milliseconds since 1970 UTC.
 * Every promise of a method that changes something resolves after the change is on disk.
 */
import type { ImageUse } from '../image-facts.ts';
import type { AssignmentScope, ExemptedFindings, ExemptionScope } from '../scopes.ts';
import type { AssessmentStatus, Effect, ExemptionReason, KubeObject, ResourceRef, Severity } from '../words.ts';

/** Environments that a caller may see; null for all. Every query takes it: the one place where tenancy is decided. */
export type Visibility = readonly string[] | null;

// ---- environments ----
export interface EnvironmentRecord {
  readonly id: string;
  readonly name: string;
  readonly kind: 'cluster' | 'manifests';
  readonly sample: boolean;
  readonly state: 'connecting' | 'connected' | 'notAssessed';
  readonly reason: string | null;
  /** Since when it has this state. */
  readonly since: number;
  readonly version: string | null;
  readonly server: string | null;
  readonly createdAt: number;
  /** When an object of it was last evaluated. */
  readonly assessedAt: number | null;
  /** Fingerprint of the policies and assignments that all its objects were evaluated with; null until all were. */
  readonly generation: string | null;
}
export type EnvironmentPatch = Partial<Pick<EnvironmentRecord, 'name' | 'state' | 'reason' | 'since' | 'version' | 'server' | 'assessedAt' | 'generation'>>;

export type ObjectCategory = 'workload' | 'pod' | 'node' | 'namespace' | 'network' | 'identity' | 'config' | 'storage' | 'other';
export type InventoryCounts = { readonly objects: number; readonly namespaces: number } & Readonly<Record<'workload' | 'pod' | 'node', number>>;
/** Something that was not read. */
export interface CoverageGap { readonly environment: string; readonly what: string; readonly reason: string; readonly since: number }
/** `pending`: can be read, but was not read completely yet. */
export interface KindState { readonly group: string; readonly kind: string; readonly state: 'complete' | 'pending' | 'unavailable'; readonly reason: string | null; readonly since: number }

export interface EnvironmentStore {
  /** Throws ProblemError `conflict` when the name is taken. `config` is sealed before it is written; `inventory` is written in the same transaction. */
  createEnvironment(record: EnvironmentRecord, config: string | null, inventory?: InventoryChange): Promise<void>;
  /** Unsealed configuration (credentials); null when there is none. */
  environmentConfig(id: string): Promise<string | null>;
  updateEnvironment(id: string, patch: EnvironmentPatch, config?: string): Promise<void>;
  /** Hides it at once and forgets its credentials and numbers; `purge` then removes its objects bit by bit. */
  deleteEnvironment(id: string): Promise<boolean>;
  /** Removes some objects of deleted environments. Resolves to false when nothing is left to remove. */
  purge(): Promise<boolean>;
  /**
   * The environment is not assessed, but that could not be written (a full disk): it is told to readers from memory until
   * its state can be written again.
   */
  holdLost(id: string, gap: { readonly reason: string; readonly since: number }): void;
  environments(visibility: Visibility): Promise<EnvironmentRecord[]>;
  environment(visibility: Visibility, id: string): Promise<EnvironmentRecord | null>;
  inventoryCounts(visibility: Visibility): Promise<Map<string, InventoryCounts>>;
  /** Kinds that cannot be read, documents that could not be parsed, environments that cannot be reached. At most `limit`. */
  coverageGaps(visibility: Visibility, limit: number): Promise<{ gaps: CoverageGap[]; total: number }>;
  kinds(environment: string): Promise<KindState[]>;
  setKind(environment: string, kind: KindState): Promise<void>;
}

// ---- inventory and assessments, written ----
export interface RowWrite {
  readonly policy: string;
  readonly status: AssessmentStatus;
  readonly severity: Severity;
  readonly message: string;
  readonly path: string | null;
  readonly otherPaths: readonly string[];
}
export interface ObjectFactsWrite {
  readonly category: ObjectCategory;
  /** Whether pods are made from it. */
  readonly templated: boolean;
  readonly controllerUid: string | null;
  /** The top controller where it is another object of the inventory; such an object is not assessed by itself. */
  readonly workload: ResourceRef | null;
  readonly images: readonly string[];
}
/** An image that a container of an object runs. */
export interface ContainerUse extends ImageUse { readonly container: string }
export interface ObjectWrite {
  /** Natural key within the environment. */
  readonly key: string;
  readonly ref: ResourceRef;
  readonly uid: string | null;
  readonly resourceVersion: string | null;
  readonly facts: ObjectFactsWrite;
  readonly source: { readonly file: string; readonly document: number } | null;
  /** undefined: the stored body stays, and the object counts as not updated. A `problem` has none: it stands for a document that could not be read. */
  readonly body: KubeObject | 'problem' | undefined;
  /** Images that run because of the object itself: of a pod of a cluster that has not ended, of a workload among manifests. */
  readonly uses: readonly ContainerUse[];
  /** All rows of policies about single objects. Rows of policies over the graph are not touched. */
  readonly rows: readonly RowWrite[];
}
export interface InventoryChange {
  readonly at: number;
  readonly objects: readonly ObjectWrite[];
  /** Keys of objects that are gone. */
  readonly removed: readonly string[];
  /** Everything that is not among `objects` is gone. */
  readonly complete?: boolean;
  /** Other objects are to be assessed anew because of this: the environment has no generation until they were. */
  readonly unsettles?: boolean;
}
export interface GraphRow extends RowWrite {
  readonly resource: ResourceRef;
  /** The object was in the inventory when it was assessed: if it no longer is, its row is dropped. Otherwise it gets a stand-in. */
  readonly known: boolean;
}

export interface StoredKey { readonly id: number; readonly key: string; readonly uid: string | null; readonly resourceVersion: string | null; readonly workload: ResourceRef | null }
export interface StoredObject {
  readonly id: number;
  readonly key: string;
  readonly source: { readonly file: string; readonly document: number } | null;
  readonly workload: ResourceRef | null;
  readonly body: KubeObject;
}
export interface KnownController { readonly uid: string; readonly ref: ResourceRef; readonly workload: ResourceRef | null }

/** `assessments`: how many changed. `uses`: whether other images run now, or for other workloads. */
export interface InventoryResult { readonly assessments: number; readonly uses: boolean }

export interface InventoryStore {
  /** Objects, the images they use and their assessments in one transaction. `since` of a row stays while its status stays. */
  applyInventory(environment: string, change: InventoryChange): Promise<InventoryResult>;
  /** Replaces all rows of policies over the graph. Objects that are named but not known become stand-ins. */
  applyGraph(environment: string, at: number, rows: readonly GraphRow[]): Promise<number>;
  storedKeys(environment: string, keys: readonly string[]): Promise<StoredKey[]>;
  keysOfKind(environment: string, group: string, kind: string): Promise<string[]>;
  /** Objects with a pod template and one of these uids. */
  controllers(environment: string, uids: readonly string[]): Promise<KnownController[]>;
  /** Objects that one of these controllers owns. */
  dependents(environment: string, uids: readonly string[]): Promise<StoredObject[]>;
  /** Objects in the order of their ids. `namespace` is that of `scopeNamespace`. */
  loadObjects(environment: string, filter: { readonly after: number; readonly limit: number; readonly namespace?: string; readonly kind?: { readonly group: string; readonly kind: string } }): Promise<StoredObject[]>;
}

// ---- read by people ----
export interface Counts { readonly unhealthy: number; readonly healthy: number; readonly notApplicable: number; readonly notAssessed: number; readonly exempt: number }
/**
 * Numbers of one policy in one environment (and namespace). Healthy rows of what is not assessed now (an environment
 * that cannot be reached, a kind that cannot be listed) count as notAssessed; exempt rows count as exempt only.
 */
export interface PolicyCounts {
  readonly environment: string;
  readonly policy: string;
  /** '' for what is in no namespace, and when the numbers are not by namespace. */
  readonly namespace: string;
  readonly counts: Counts;
  /** What counts for the secure score: neither exempt nor of something that is not assessed now. */
  readonly scored: { readonly healthy: number; readonly unhealthy: number };
}
export interface CountsFilter { readonly environment?: string; readonly namespace?: string; readonly byNamespace?: boolean }

export interface AssessmentView {
  readonly object: number;
  readonly policy: string;
  readonly environment: string;
  readonly resource: ResourceRef;
  /** The object is in the inventory, not only named by a check or a document that could not be read. */
  readonly known: boolean;
  readonly source: { readonly file: string; readonly document: number } | null;
  readonly status: AssessmentStatus;
  readonly severity: Severity;
  readonly message: string;
  readonly path: string | null;
  readonly otherPaths: readonly string[];
  readonly exemption: string | null;
  readonly since: number;
  readonly assessedAt: number;
}
export interface AssessmentFilter {
  /** Policies in the order in which their rows are wanted; rows of others are left out. */
  readonly policies: readonly string[];
  readonly environment?: string;
  readonly namespace?: string;
  readonly kind?: string;
  readonly resource?: number;
  /** As shown: `notApplicable` includes exempt rows, unless `exempt` is said. */
  readonly status?: AssessmentStatus;
  readonly exempt?: boolean;
  /** Text in name, namespace or kind; rows of `policies` named here match in any case. */
  readonly search?: { readonly text: string; readonly policies: readonly string[] };
}
export interface Slice<T> { readonly items: T[]; readonly next: string | null; readonly total: number }

export interface ResourceView {
  readonly id: number;
  readonly environment: string;
  readonly ref: ResourceRef;
  readonly uid: string | null;
  readonly facts: ObjectFactsWrite;
  readonly unhealthy: number;
  readonly worst: Severity | null;
  readonly notAssessed: number;
  readonly firstSeenAt: number;
  readonly updatedAt: number;
}
export interface ResourceFilter {
  readonly environment?: string;
  readonly namespace?: string;
  readonly category?: string;
  readonly kind?: string;
  readonly search?: string;
  readonly unhealthy?: boolean;
  readonly sort: 'name' | 'unhealthy' | 'updated';
}
/** What runs: one for each workload, container, and image as it is named and known to the node. */
export interface ImageUseRecord extends ContainerUse {
  readonly environment: string;
  /** The first object that uses it: a pod, or the workload among manifests. */
  readonly object: number;
  /** The top controller, or the object itself. */
  readonly workload: ResourceRef;
  /** Null where the inventory does not hold the workload. */
  readonly workloadId: number | null;
  readonly namespace: string | null;
  /** Pods that use it; 0 in environments of manifests, where nothing says how many run. */
  readonly pods: number;
}
export interface NamespaceView { readonly environment: string; readonly name: string; readonly workloads: number; readonly objects: number }

export interface PostureQueries {
  policyCounts(visibility: Visibility, filter: CountsFilter, now: number): Promise<PolicyCounts[]>;
  /** Since when a policy has had an unhealthy resource without exemption, by policy. */
  unhealthySince(visibility: Visibility, policies: readonly string[], filter: CountsFilter, now: number): Promise<Map<string, number>>;
  /** Ordered by policy (as given), environment, status (worst first), namespace, name. Throws ProblemError `invalid` for a cursor that it did not give. */
  assessments(visibility: Visibility, filter: AssessmentFilter, page: { readonly cursor?: string; readonly limit: number }, now: number): Promise<Slice<AssessmentView>>;
  resources(visibility: Visibility, filter: ResourceFilter, page: { readonly cursor?: string; readonly limit: number }): Promise<Slice<ResourceView>>;
  resource(visibility: Visibility, id: number): Promise<(ResourceView & { readonly body: KubeObject }) | null>;
  /** Ids of known objects by natural key. */
  idsOf(environment: string, keys: readonly string[]): Promise<Map<string, number>>;
  namespaces(visibility: Visibility, environment?: string): Promise<NamespaceView[]>;
  /**
   * Images that run, of one environment or all, ordered by environment, workload and container. In a cluster those of pods
   * that have not ended, init containers and ephemeral ones with them; in environments of manifests those of the workloads.
   */
  imageUses(visibility: Visibility, environment?: string): Promise<ImageUseRecord[]>;
}

// ---- assignments, exemptions, history ----
export interface AssignmentRecord {
  readonly id: string;
  readonly initiative: string;
  readonly version: string | null;
  readonly scope: AssignmentScope;
  readonly effect: Effect;
  readonly createdBy: string;
  readonly createdAt: number;
  readonly updatedAt: number;
}
export interface ExemptionRecord {
  readonly id: string;
  readonly policy: string;
  readonly scope: ExemptionScope;
  /** Only such findings of the workloads in scope are exempt, and no assessment; null: the assessments are. */
  readonly findings: ExemptedFindings | null;
  readonly reason: ExemptionReason;
  readonly justification: string;
  readonly owner: string;
  readonly approver: string;
  readonly createdBy: string;
  readonly createdAt: number;
  readonly expiresAt: number;
  readonly revokedAt: number | null;
}

export interface DecisionStore {
  /** Those without an environment are seen by everyone: they hold in every environment. */
  assignments(visibility: Visibility): Promise<AssignmentRecord[]>;
  createAssignment(record: AssignmentRecord): Promise<void>;
  updateAssignment(id: string, patch: { readonly effect?: Effect; readonly version?: string | null; readonly updatedAt: number }): Promise<void>;
  deleteAssignment(id: string): Promise<boolean>;
  exemptions(visibility: Visibility): Promise<ExemptionRecord[]>;
  /** Takes effect on the matching rows in the same transaction. */
  createExemption(record: ExemptionRecord): Promise<void>;
  revokeExemption(id: string, at: number): Promise<boolean>;
  /** Takes exemptions that have ended by their date off the rows. They had no effect on answers from that date on already. */
  sweepExemptions(now: number): Promise<ExemptionRecord[]>;
  /** When the next exemption ends; null when none will. */
  nextExpiry(): Promise<number | null>;
  /** Rows that the scope of an exemption covers: none where it is about findings. */
  exemptionMatches(visibility: Visibility, record: ExemptionRecord): Promise<number>;
  /** A setting of the product: first start, fingerprints. */
  setting(name: string): Promise<string | null>;
  setSetting(name: string, value: string): Promise<void>;
}

/** Policy id to healthy and unhealthy, so that the score of any set of environments can be told later. */
export type ScoreDetail = Readonly<Record<string, readonly [healthy: number, unhealthy: number]>>;
export interface ScorePoint { readonly environment: string; readonly at: number; readonly score: number | null; readonly unhealthy: number; readonly detail: ScoreDetail }

export interface HistoryStore {
  addPoint(point: ScorePoint): Promise<void>;
  lastPoint(environment: string): Promise<ScorePoint | null>;
  /** The last point of each environment in each span of `step` ms since `from`, and the last one before, oldest first. */
  points(visibility: Visibility, environment: string | undefined, from: number, step: number): Promise<ScorePoint[]>;
  /** One point a minute is kept for two days, one an hour for 90 days, one a day for two years. Resolves to the number removed. */
  compactHistory(now: number): Promise<number>;
}

export interface PostureStore extends EnvironmentStore, InventoryStore, PostureQueries, DecisionStore, HistoryStore {}
