/** Objects against a selection of policies. */
import type { Problem } from '#core/result.ts';
import { type Assessment, groupOf, type KubeObject, type ManifestSource, refOf, type ResourceRef } from '#core/words.ts';
import type { MatchResources } from '../model/match.ts';
import type { Evaluator, EvaluatorOptions, Policy, SelectedPolicy, Selection } from '../types.ts';
import { assess } from './assess.ts';
import { type CompiledPolicy, compilePolicy } from './compile.ts';
import { HEALTHY, notAssessed, type Outcome, worse } from './outcome.ts';
import { meetsObject, planFor, type Step } from './plan.ts';
import { isNamespaced, versionOf } from './resources.ts';
import { PolicyRun } from './run.ts';
import { Clock, type SharedValues } from './variables.ts';
import { type ViewContext, Views } from './views.ts';

/** Kinds whose plan is kept. Hostile input may name any number of kinds. */
const MOST_PLANS = 2000;

interface Unit { readonly selected: SelectedPolicy; readonly match: MatchResources; readonly run: PolicyRun; readonly broken: Outcome | null }

/**
 * Compiles the policies of a selection (those over the graph are left to evaluateGraph) and indexes them by the kinds
 * they are about. A policy that does not compile stays in: every object it is about is notAssessed, with the reason.
 */
export function createEvaluator(selection: Selection, options: EvaluatorOptions = {}): Evaluator {
  const clock = new Clock();
  const shared: SharedValues = new Map();
  const problems: Problem[] = [];
  const units = selection.filter(({ policy }) => policy.evaluation === 'object').map((selected): Unit => {
    const compiled = compilePolicy(selected.policy.document);
    for (const issue of compiled.issues) problems.push({ code: 'policy-invalid', message: `policy ${selected.policy.id}: ${issue}` });
    return { selected, match: compiled.definition.match, run: new PolicyRun(compiled, selected.params, clock, shared), broken: brokenBy(compiled) };
  });
  return new ObjectEvaluator(units, clock, problems, options);
}

const brokenBy = ({ issues }: CompiledPolicy): Outcome | null => (issues.length === 0 ? null : notAssessed(`the policy is not valid: ${issues[0]}`));

class ObjectEvaluator implements Evaluator {
  readonly problems: readonly Problem[];
  readonly #units: readonly Unit[];
  readonly #context: ViewContext;
  readonly #plans = new Map<string, readonly Step<Unit>[]>();
  /** Whether one policy is selected more than once, with different parameters: its rows are made one. */
  readonly #repeats: boolean;

  constructor(units: readonly Unit[], clock: Clock, problems: readonly Problem[], options: EvaluatorOptions) {
    this.#units = units;
    this.problems = problems;
    this.#context = {
      clock,
      namespaceOf: options.namespaceOf ?? (() => undefined),
      hasNulls: options.fromApiServer !== true,
      usesRequest: units.some(({ run }) => run.policy.usesRequest),
    };
    this.#repeats = new Set(units.map(({ selected }) => selected.policy.id)).size < units.length;
  }

  covers(object: KubeObject): boolean { return this.#planOf(object).length > 0; }

  evaluate(object: KubeObject, source?: ManifestSource): Assessment[] {
    const steps = this.#planOf(object);
    if (steps.length === 0) return [];
    const views = new Views(object, this.#context);
    const resource = refOf(object);
    const rows: Assessment[] = [];
    const outcomes = this.#repeats ? new Map<Policy, Outcome>() : null;
    for (const step of steps) {
      const outcome = outcomeOf(step, views);
      if (outcome === null) continue;
      const { policy } = step.unit.selected;
      if (outcomes === null) rows.push(rowOf(policy, resource, source, outcome));
      else outcomes.set(policy, worse(outcomes.get(policy) ?? outcome, outcome));
    }
    if (outcomes !== null) for (const [policy, outcome] of outcomes) rows.push(rowOf(policy, resource, source, outcome));
    return rows;
  }

  #planOf({ apiVersion, kind, metadata }: KubeObject): readonly Step<Unit>[] {
    const group = groupOf(apiVersion);
    const namespaced = isNamespaced(group, kind, metadata.namespace);
    const key = `${apiVersion} ${kind} ${namespaced}`;
    const known = this.#plans.get(key);
    if (known !== undefined) return known;
    if (this.#plans.size >= MOST_PLANS) this.#plans.clear();
    const plan = planFor(this.#units, group, versionOf(apiVersion), kind, namespaced);
    this.#plans.set(key, plan);
    return plan;
  }
}

/** Null: the policy is not about this object. */
function outcomeOf(step: Step<Unit>, views: Views): Outcome | null {
  const { unit, template } = step;
  const review = views.review(template);
  if (review === null) return notAssessed(`the object has no pod template at ${(template ?? []).join('.')}`);
  if (step.isSelective) {
    const meets = meetsObject(unit, views.subject(template !== null), views.labelled(review));
    if (meets === false) return null;
    if (meets !== true) return meets;
  }
  return step.fixed ?? unit.broken ?? assess(unit.run, review, template ?? undefined);
}

function rowOf(policy: Policy, resource: ResourceRef, source: ManifestSource | undefined, outcome: Outcome): Assessment {
  const { id, severity } = policy;
  const message = outcome === HEALTHY || outcome.status === 'healthy' ? '' : outcome.message;
  const [path = null, ...otherPaths] = outcome.status === 'unhealthy' ? outcome.paths : [];
  const row = { policy: id, resource, status: outcome.status, severity, message, path };
  if (otherPaths.length > 0) return source === undefined ? { ...row, otherPaths } : { ...row, source, otherPaths };
  return source === undefined ? row : { ...row, source };
}
