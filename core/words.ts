/** The words of the system as types. One word for one thing, in code, API, console and documentation. */

export const SEVERITIES = ['critical', 'high', 'medium', 'low', 'informational'] as const;
export type Severity = (typeof SEVERITIES)[number];

/** 0 for critical up to 4 for informational: sorts the worst first. */
export const severityRank = (severity: Severity): number => SEVERITIES.indexOf(severity);

export const ASSESSMENT_STATUSES = ['unhealthy', 'notAssessed', 'healthy', 'notApplicable'] as const;
/** "Not assessed" is never shown as passed. */
export type AssessmentStatus = (typeof ASSESSMENT_STATUSES)[number];

export const EFFECTS = ['audit', 'warn', 'deny', 'disabled'] as const;
export type Effect = (typeof EFFECTS)[number];

export const EXEMPTION_REASONS = ['mitigated', 'waiver'] as const;
export type ExemptionReason = (typeof EXEMPTION_REASONS)[number];

/** A Kubernetes object as JSON, whatever its kind. Never changed after it was read. */
export interface KubeObject {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: KubeMetadata;
  readonly [field: string]: unknown;
}

export interface KubeMetadata {
  readonly name?: string;
  readonly generateName?: string;
  readonly namespace?: string;
  readonly uid?: string;
  readonly resourceVersion?: string;
  readonly creationTimestamp?: string;
  readonly deletionTimestamp?: string;
  readonly labels?: Readonly<Record<string, string>>;
  readonly annotations?: Readonly<Record<string, string>>;
  readonly ownerReferences?: readonly { readonly apiVersion: string; readonly kind: string; readonly name: string; readonly uid: string; readonly controller?: boolean }[];
  readonly [field: string]: unknown;
}

/** What names one object within an environment. `namespace` is null for what is not in a namespace. */
export interface ResourceRef {
  readonly apiVersion: string;
  readonly kind: string;
  readonly namespace: string | null;
  readonly name: string;
}

/** Where a manifest was read: the file as the user named it, and the 1-based number of the document in it. */
export interface ManifestSource {
  readonly file: string;
  readonly document: number;
  /** 1-based line at which the document (or the mistake in it) begins. */
  readonly line?: number;
  /** 1-based place in a list (`kind: List`, `PodList`, a JSON array) when the document is one. */
  readonly item?: number;
}

/** Policy x resource. `path` is the offending place in the real object (`spec.template.spec.containers[0].image`). */
export interface Assessment {
  /** Policy id = its folder name. */
  readonly policy: string;
  readonly resource: ResourceRef;
  readonly source?: ManifestSource;
  readonly status: AssessmentStatus;
  readonly severity: Severity;
  /** For unhealthy: what is wrong. For notApplicable and notAssessed: why. Empty for healthy. */
  readonly message: string;
  readonly path: string | null;
  /** Further offending places after `path`, bounded. */
  readonly otherPaths?: readonly string[];
}

/** The object's identity. A missing name reads as generateName + '*' (as kubectl shows it) or as ''. */
export function refOf(object: KubeObject): ResourceRef {
  const { name, generateName, namespace } = object.metadata;
  return {
    apiVersion: object.apiVersion,
    kind: object.kind,
    namespace: namespace === undefined || namespace === '' ? null : namespace,
    name: name ?? (generateName === undefined ? '' : `${generateName}*`),
  };
}

/** One line for people and logs: `Deployment shop/cart`, `ClusterRole admin`. */
export const refText = (ref: ResourceRef): string => `${ref.kind} ${ref.namespace === null ? '' : `${ref.namespace}/`}${ref.name}`;

/** The natural key of an object that has no uid (a manifest): unique within one environment. */
export const refKey = (ref: ResourceRef): string => `${groupOf(ref.apiVersion)}/${ref.kind}/${ref.namespace ?? ''}/${ref.name}`;

/** API group of an apiVersion: `apps` for `apps/v1`, empty for `v1`. */
export const groupOf = (apiVersion: string): string => {
  const slash = apiVersion.indexOf('/');
  return slash < 0 ? '' : apiVersion.slice(0, slash);
};
