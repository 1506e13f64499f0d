/**
 * The public face of the engine: an environment says what an expression may use, `compile` gives a program,
 * a program runs over values. Everything the rest of the system needs is exported from `cel/index.ts`.
 */
import type { Library } from './library.ts';
import type { CelType } from './types.ts';
import type { CelValue } from './values.ts';

/** What an expression may refer to. Variables are passed to a program by position, in this order. */
export interface Environment {
  readonly variables: readonly { readonly name: string; readonly type: CelType }[];
  readonly libraries: readonly Library[];
  /** Namespace in which names are resolved (`a.b` tries `container.a.b` first). */
  readonly container?: string;
  /** Skip type checking: every name and call is bound at run time. */
  readonly disableCheck?: boolean;
  /** Treat `has`, `all`, ... as ordinary functions. */
  readonly disableMacros?: boolean;
  /** Refuse literals that cannot be read (durations, timestamps, patterns) and lists and maps of mixed types, as the API server does. */
  readonly validateLiterals?: boolean;
  /** Know `cel.block`, `cel.index` and `cel.iterVar`, which optimising tools emit. Kubernetes does not have them. */
  readonly block?: boolean;
}

/** A mistake in the source of an expression: 1-based line and column. */
export interface CelIssue { readonly message: string; readonly line: number; readonly column: number }

export type Compiled = { readonly ok: true; readonly program: Program } | { readonly ok: false; readonly issues: readonly CelIssue[] };

/** What is left to spend, in CEL cost units. One meter may be shared by the expressions of one policy. */
export class CostMeter {
  /** Cost units left. Below zero: used up. */
  remaining: number;
  /** What `remaining` may not go below now: the limit of the one expression that is running. Kept by the engine. */
  floor = 0;
  constructor(limit: number) { this.remaining = limit; }
}

/** The API server's limits: k8s.io/apiserver/pkg/apis/cel/config.go (PerCallLimit, RuntimeCELCostBudget). */
export const PER_EXPRESSION_COST_LIMIT = 1_000_000;
export const PER_POLICY_COST_LIMIT = 10_000_000;

export interface Program {
  readonly source: string;
  /** What the checker deduced; dyn where checking was off. */
  readonly resultType: CelType;
  /**
   * Evaluate over the variables, in the order of the environment. The meter is charged for what was done.
   * @throws CelError when the expression ends in an error, CelCostError when the meter (or the limit of one
   * expression) is used up. Nothing else is ever thrown.
   */
  run(values: readonly CelValue[], meter: CostMeter): CelValue;
}
