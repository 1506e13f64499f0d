/** The port through which policies and initiatives come in: what a folder of content holds, as it was read. */
import type { GraphCheck } from '../graph.ts';
import type { Problem } from '../result.ts';

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
  readonly policies: readonly InitiativePolicy[];
}

/** One policy of an initiative. */
export interface InitiativePolicy {
  readonly id: string;
  /** What the policy sees as `params.data`. A versioned initiative adds the chosen `version` by itself. */
  readonly parameters?: Readonly<Record<string, string>>;
  /** First version that has this policy; all from the first where left out. */
  readonly from?: string;
  /** First version that no longer has it. */
  readonly before?: string;
}

export interface Content {
  readonly folders: readonly PolicyFolder[];
  readonly initiatives: readonly InitiativeDocument[];
  /** What could not be read, and why. */
  readonly problems: readonly Problem[];
}
