/** The policy model: what a policy folder says, and what evaluation needs of it. */
import type { GraphCheck } from '#core/graph.ts';
import type { InitiativeDocument, InitiativePolicy } from '#core/ports/content.ts';
import type { Problem } from '#core/result.ts';
import type { MatchResources } from './model/match.ts';
import type { Assessment, KubeObject, ManifestSource, Severity } from '#core/words.ts';

export type { InitiativeDocument, InitiativePolicy, PolicyFolder } from '#core/ports/content.ts';

export interface Remediation { readonly text: string; readonly yaml: string | null }

export interface Policy {
  readonly id: string;
  readonly area: string;
  readonly title: string;
  readonly description: string;
  readonly severity: Severity;
  readonly category: string;
  readonly remediation: Remediation;
  readonly references: readonly string[];
  /** MITRE ATT&CK for Containers ids. */
  readonly techniques: readonly string[];
  readonly evaluation: 'object' | 'graph';
  /** Kinds it is about, for people: `Pod`, `ClusterRoleBinding`. */
  readonly kinds: readonly string[];
  /** The ValidatingAdmissionPolicy as read; for graph checks the document that carries the metadata. */
  readonly document: KubeObject;
  readonly check?: GraphCheck;
  /** What stands beside the policy in its folder: ValidatingAdmissionPolicyBindings and parameter objects. */
  readonly companions: readonly KubeObject[];
}

export interface Initiative extends Omit<InitiativeDocument, 'policies'> {
  readonly policies: readonly InitiativeEntry[];
}

export interface InitiativeEntry extends Omit<InitiativePolicy, 'id' | 'parameters'> {
  readonly policy: Policy;
  readonly parameters: Readonly<Record<string, string>>;
}

export interface Catalog {
  readonly policies: ReadonlyMap<string, Policy>;
  readonly initiatives: ReadonlyMap<string, Initiative>;
  /** Folders that could not be used, and why. Never silently dropped. */
  readonly problems: readonly Problem[];
}

/** A policy with the parameters it is to be evaluated with. */
export interface SelectedPolicy {
  readonly policy: Policy;
  readonly params: KubeObject | null;
  /** A further restriction, from a binding (`spec.matchResources` of a ValidatingAdmissionPolicyBinding). */
  readonly matchResources?: MatchResources;
  /** Why the policy cannot be evaluated at all: its binding names parameters that are not there. */
  readonly blocked?: { readonly status: 'notAssessed' | 'notApplicable'; readonly message: string };
}
export type Selection = readonly SelectedPolicy[];

/** What assesses objects against one selection. Holds compiled expressions; made once, used for many objects. */
export interface Evaluator {
  /**
   * One row for each policy of the selection whose match rules cover the object or its pod template, in the order of
   * the selection. None for policies that are not about the object. Never throws, whatever the object holds.
   */
  evaluate(object: KubeObject, source?: ManifestSource): Assessment[];
  /** Whether any policy of the selection is about objects like this one (by group, version and kind alone). */
  covers(object: KubeObject): boolean;
  /** Policies of the selection whose expressions do not compile: every object they are about is notAssessed. */
  readonly problems: readonly Problem[];
}

export interface EvaluatorOptions {
  /** The Namespace object of a name, for `namespaceSelector` and `namespaceObject`. */
  readonly namespaceOf?: (name: string) => KubeObject | undefined;
  /**
   * Null fields were dropped where the objects were read, as both edges do (adapters/manifests and adapters/kubernetes):
   * no need to look for them. Leave it out for objects from elsewhere: a null would count as a value.
   */
  readonly nullsDropped?: boolean;
}
