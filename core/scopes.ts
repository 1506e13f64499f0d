/** Scopes of assignments and exemptions: what they cover and which of two is more specific. One place for both. */
import { isDigest, parseReference } from './references.ts';
import { ProblemError } from './result.ts';
import { type Effect, groupOf, type ResourceRef } from './words.ts';

/** null: any. */
export interface ExemptionScope { readonly environment: string | null; readonly namespace: string | null; readonly kind: string | null; readonly name: string | null }

export interface AssignmentScope {
  readonly environment: string | null;
  readonly namespace: string | null;
  /** All of them must be labels of the object itself (`metadata.labels`). Empty: any object. */
  readonly labels: Readonly<Record<string, string>>;
}

/** The namespace that an object belongs to when scopes are compared: a Namespace object belongs to itself; '' for the cluster. */
export const scopeNamespace = (ref: ResourceRef): string => (ref.kind === 'Namespace' && groupOf(ref.apiVersion) === '' ? ref.name : (ref.namespace ?? ''));

/** Whether an exemption with this scope covers an object. `namespace` is the one of `scopeNamespace`. */
export function exemptionCovers(scope: ExemptionScope, target: { readonly environment: string; readonly namespace: string; readonly kind: string; readonly name: string }): boolean {
  return (scope.environment === null || scope.environment === target.environment)
    && (scope.namespace === null || scope.namespace === target.namespace)
    && (scope.kind === null || scope.kind === target.kind)
    && (scope.name === null || scope.name === target.name);
}

/** Findings of images that an exemption is about. null: any; at least one is given, and all that are given must hold. */
export interface ExemptedFindings {
  /** Id or alias, in any case. */
  readonly vulnerability: string | null;
  /** The exact name. */
  readonly package: string | null;
  /** A repository, repository:tag, repository@digest or a digest alone. */
  readonly image: string | null;
}

/** A finding as exemptions look at it. `imageReferences` are the names of its image, as people write them. */
export interface ExemptibleFinding {
  readonly vulnerability: string;
  readonly aliases: readonly string[];
  readonly package: string;
  readonly imageReferences: readonly string[];
  readonly digest: string | null;
}

/** Whether an exemption of findings is about this one. Whether it covers the workload says `exemptionCovers`. */
export function findingExempted(findings: ExemptedFindings, finding: ExemptibleFinding): boolean {
  const { vulnerability, package: name, image } = findings;
  if (vulnerability === null && name === null && image === null) return false;
  if (vulnerability !== null) {
    const wanted = vulnerability.toUpperCase();
    if (finding.vulnerability.toUpperCase() !== wanted && !finding.aliases.some((alias) => alias.toUpperCase() === wanted)) return false;
  }
  if (name !== null && finding.package !== name) return false;
  return image === null || imageMatches(image, finding.imageReferences, finding.digest);
}

/**
 * Whether a name of an exemption means this image. Names are compared in full: `alpine` means every tag of
 * `docker.io/library/alpine`, `alpine:3.20` only that one.
 */
function imageMatches(image: string, references: readonly string[], digest: string | null): boolean {
  if (isDigest(image)) return image === digest || references.some((text) => text.endsWith(`@${image}`));
  const wanted = tolerantReference(image);
  if (wanted === null) return references.includes(image);
  const anyTag = !/[:@]/.test(image.slice(image.lastIndexOf('/') + 1));
  return references.some((text) => {
    const one = tolerantReference(text);
    if (one === null || one.registry !== wanted.registry || one.repository !== wanted.repository) return false;
    if (anyTag) return true;
    if (wanted.digest !== null) return wanted.digest === digest || wanted.digest === one.digest;
    return one.tag === wanted.tag;
  });
}

/** Null for a name that no runtime would take; such names are compared as they are. */
function tolerantReference(text: string): ReturnType<typeof parseReference> | null {
  try {
    return parseReference(text);
  } catch (error) {
    if (error instanceof ProblemError) return null;
    throw error;
  }
}

/** Whether an assignment with this scope covers an object. */
export function assignmentCovers(scope: AssignmentScope, target: { readonly environment: string; readonly namespace: string; readonly labels: Readonly<Record<string, string>> }): boolean {
  return (scope.environment === null || scope.environment === target.environment)
    && (scope.namespace === null || scope.namespace === target.namespace)
    && Object.entries(scope.labels).every(([key, value]) => Object.hasOwn(target.labels, key) && target.labels[key] === value);
}

/**
 * How specific a scope is: labels count most, then namespace, then environment, then everything. The assignment with the
 * most specific scope decides about a policy; wider ones are then not asked.
 */
export const specificity = (scope: AssignmentScope): number =>
  (Object.keys(scope.labels).length > 0 ? 4 : 0) + (scope.namespace === null ? 0 : 2) + (scope.environment === null ? 0 : 1);

const STRENGTH: Readonly<Record<Effect, number>> = { deny: 3, warn: 2, audit: 1, disabled: 0 };
/** `deny` is the strongest, `disabled` the weakest. */
export const effectStrength = (effect: Effect): number => STRENGTH[effect];
export const strongestEffect = (effects: Iterable<Effect>): Effect => {
  let best: Effect = 'disabled';
  for (const effect of effects) if (STRENGTH[effect] > STRENGTH[best]) best = effect;
  return best;
};
