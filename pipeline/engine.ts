/** What the pipeline needs of hardening. Passed in, so that tests can bring an engine of their own. */
import { createEvaluator, evaluateGraph, secureScore, selectInitiatives } from '#domains/hardening/index.ts';
import type { Catalog, Evaluator, EvaluatorOptions, SelectedPolicy, Selection } from '#domains/hardening/index.ts';
import type { InventoryGraph } from '#core/graph.ts';
import type { Result } from '#core/result.ts';
import type { Assessment, Severity } from '#core/words.ts';

export type { Catalog, Evaluator, SelectedPolicy, Selection } from '#domains/hardening/index.ts';

export interface Engine {
  readonly catalog: Catalog;
  /** Changes whenever the program could come to other results with the same policies: its version. */
  readonly version: string;
  select(initiative: string, version: string | null): Result<Selection>;
  createEvaluator(selection: Selection, options: EvaluatorOptions): Evaluator;
  /** One policy over the graph. */
  evaluateGraph(policy: SelectedPolicy, graph: InventoryGraph): readonly Assessment[];
  score(rows: Iterable<{ readonly policy: string; readonly severity: Severity; readonly healthy: number; readonly unhealthy: number }>): { readonly score: number | null; readonly gains: ReadonlyMap<string, number> };
}

export const hardeningEngine = (catalog: Catalog, version: string): Engine => ({
  catalog, version,
  select: (initiative, at) => selectInitiatives(catalog, [at === null ? initiative : `${initiative}@${at}`]),
  createEvaluator: (selection, options) => createEvaluator(selection, options),
  evaluateGraph: (policy, graph) => evaluateGraph([policy], graph),
  score: secureScore,
});
