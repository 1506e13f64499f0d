/** Objects against a selection of policies. */
import type { Problem } from '#core/result.ts';
import { type Assessment, groupOf, type KubeObject, type ManifestSource, refOf, type ResourceRef } from '#core/words.ts';
import type { MatchResources } from '../model/match.ts';
import type { Evaluator, EvaluatorOptions, Policy, SelectedPolicy, Selection } from '../types.ts';
import { assess } from './assess.ts';
import { type CompiledPolicy, compilePolicy } from './compile.ts';
import { notAssessed, type Outcome, worse } from './outcome.ts';
import { meetsObject, planFor, type Step } from './plan.ts';
import { isNamespaced, versionOf } from './resources.ts';
import { PolicyRun } from './run.ts';
import { Clock, type SharedValues } from './variables.ts';
import { type ViewContext, Views } from './views.ts';

/** Kinds whose plan is kept. Hostile input may name any number of kinds. */
const MOST_PLANS = 2000;

/** The steps for objects of a kind that live in a namespace, and for those that do not. */
interface Plans { namespaced: readonly Step<Unit>[] | null; cluster: readonly Step<Unit>[] | null }

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
  /** By kind, then by apiVersion: looked up for every object, so no key is put together for it. */
  readonly #plans = new Map<string, Map<string, Plans>>();
  #planCount = 0;
  /** Whether one policy is selected more than once, with different parameters: its rows are made one. */
  readonly #repeats: boolean;

  constructor(units: readonly Unit[], clock: Clock, problems: readonly Problem[], options: EvaluatorOptions) {
    this.#units = units;
    this.problems = problems;
    this.#context = {
      clock,
      namespaceOf: options.namespaceOf ?? (() => undefined),
      hasNulls: options.nullsDropped !== true,
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
    const { namespace } = metadata;
    const namespaced = namespace !== undefined && namespace !== '' ? true : isNamespaced(groupOf(apiVersion), kind, namespace);
    const plans = this.#plans.get(kind)?.get(apiVersion) ?? this.#addKind(kind, apiVersion);
    const make = (): readonly Step<Unit>[] => planFor(this.#units, groupOf(apiVersion), versionOf(apiVersion), kind, namespaced);
    return namespaced ? (plans.namespaced ??= make()) : (plans.cluster ??= make());
  }

  #addKind(kind: string, apiVersion: string): Plans {
    if (this.#planCount++ >= MOST_PLANS) { this.#plans.clear(); this.#planCount = 1; }
    const made: Plans = { namespaced: null, cluster: null };
    const versions = this.#plans.get(kind);
    if (versions === undefined) this.#plans.set(kind, new Map([[apiVersion, made]]));
    else versions.set(apiVersion, made);
    return made;
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

const NO_PATHS: readonly string[] = [];

function rowOf(policy: Policy, resource: ResourceRef, source: ManifestSource | undefined, outcome: Outcome): Assessment {
  const { id, severity } = policy;
  if (outcome.status === 'healthy') return source === undefined ? { policy: id, resource, status: 'healthy', severity, message: '', path: null } : { policy: id, resource, status: 'healthy', severity, message: '', path: null, source };
  const { status, message } = outcome;
  const paths = outcome.status === 'unhealthy' ? outcome.paths : NO_PATHS;
  const row = { policy: id, resource, status, severity, message, path: paths[0] ?? null };
  if (paths.length > 1) return source === undefined ? { ...row, otherPaths: paths.slice(1) } : { ...row, source, otherPaths: paths.slice(1) };
  return source === undefined ? row : { ...row, source };
}
