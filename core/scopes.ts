/** Scopes of assignments and exemptions: what they cover and which of two is more specific. One place for both. */
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
