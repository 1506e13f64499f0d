/** The policy model: what a policy folder says, and what evaluation needs of it. */
import type { GraphCheck } from '#core/graph.ts';
import type { Problem } from '#core/result.ts';
import type { KubeObject, Severity } from '#core/words.ts';

/** A policy folder as it was read: `policies/<area>/<id>/policy.yaml`, and `check.ts` where one object is not enough. */
export interface PolicyFolder {
  readonly id: string;
  readonly area: string;
  /** The documents of policy.yaml: a ValidatingAdmissionPolicy, optionally bindings and parameter objects. */
  readonly documents: readonly unknown[];
  /** For policies over the inventory graph: the `check` export of check.ts. */
  readonly check?: GraphCheck;
}

/** An initiative document: `initiatives/<id>.yaml`. */
export interface InitiativeDocument {
  readonly id: string;
  readonly title: string;
  readonly description: string;
  /** Versions that `id@version` may name, oldest first; 'latest' is always allowed. Empty: not versioned. */
  readonly versions: readonly string[];
  readonly policies: readonly { readonly id: string; readonly parameters?: Readonly<Record<string, string>> }[];
}

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
}

export interface Initiative extends Omit<InitiativeDocument, 'policies'> {
  readonly policies: readonly { readonly policy: Policy; readonly parameters: Readonly<Record<string, string>> }[];
}

export interface Catalog {
  readonly policies: ReadonlyMap<string, Policy>;
  readonly initiatives: ReadonlyMap<string, Initiative>;
  /** Folders that could not be used, and why. Never silently dropped. */
  readonly problems: readonly Problem[];
}

/** A policy with the parameters it is to be evaluated with. */
export interface SelectedPolicy { readonly policy: Policy; readonly params: KubeObject | null }
export type Selection = readonly SelectedPolicy[];
