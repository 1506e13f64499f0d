/** The assignments in force in one environment, and which policies follow for an object. */
import { createHash } from 'node:crypto';
import type { AssignmentRecord } from '#core/ports/posture.ts';
import { type AssignmentScope, assignmentCovers, effectStrength, scopeNamespace, specificity } from '#core/scopes.ts';
import { type KubeObject, refOf } from '#core/words.ts';
import type { Engine, Evaluator, SelectedPolicy, Selection } from './engine.ts';

/** The policies for all objects that the same assignments cover. */
export interface Profile {
  readonly selection: Selection;
  readonly evaluator: Evaluator;
  /** Whether a row of this policy, evaluated like this, counts for objects of the profile. */
  has(policy: SelectedPolicy): boolean;
}

interface Assigned { readonly record: AssignmentRecord; readonly selection: Selection }

/** A rule of the environment that cannot be evaluated, and why. */
export interface RuleProblem { readonly what: string; readonly reason: string }

export class Rules {
  readonly #environment: string;
  readonly #engine: Engine;
  readonly #assigned: readonly Assigned[];
  readonly #profiles = new Map<string, Profile>();
  readonly #namespaceOf: (name: string) => KubeObject | undefined;
  /** Fingerprint of everything that decides about results: two environments of equal content and generation have equal rows. */
  readonly generation: string;
  readonly problems: readonly RuleProblem[];
  /** Policies over the graph of any assignment, each once with each set of parameters. */
  readonly graphPolicies: readonly SelectedPolicy[];

  constructor(engine: Engine, environment: string, assignments: readonly AssignmentRecord[], namespaceOf: (name: string) => KubeObject | undefined) {
    this.#environment = environment;
    this.#engine = engine;
    this.#namespaceOf = namespaceOf;
    const here = assignments.filter(({ scope }) => scope.environment === null || scope.environment === environment).sort(byDecision);
    const { assigned, problems } = resolve(engine, here);
    this.#assigned = assigned;
    this.problems = problems;
    this.generation = fingerprint(engine, assigned);
    const graph = new Map<string, SelectedPolicy>();
    for (const { selection } of assigned) for (const policy of selection) if (policy.policy.evaluation === 'graph') graph.set(printOf(policy), policy);
    this.graphPolicies = [...graph.values()];
  }

  /** The policies for an object: those of the assignments that cover it, the most specific one deciding about each. */
  profileFor(object: KubeObject): Profile {
    const ref = refOf(object);
    const target = { environment: this.#environment, namespace: scopeNamespace(ref), labels: object.metadata.labels ?? {} };
    const covering = this.#assigned.filter(({ record }) => assignmentCovers(record.scope, target));
    const key = covering.map(({ record }) => record.id).join(' ');
    let profile = this.#profiles.get(key);
    if (profile === undefined) this.#profiles.set(key, (profile = this.#makeProfile(covering)));
    return profile;
  }

  #makeProfile(covering: readonly Assigned[]): Profile {
    const decided = new Map<string, readonly SelectedPolicy[]>();
    // In the order of decision, so the first assignment that names a policy decides about it.
    for (const { record, selection } of covering) {
      for (const { policy } of selection) {
        if (decided.has(policy.id)) continue;
        decided.set(policy.id, record.effect === 'disabled' ? [] : selection.filter((s) => s.policy.id === policy.id));
      }
    }
    const selection = [...decided.values()].flat();
    const prints = new Set(selection.map(printOf));
    const objects = selection.filter(({ policy }) => policy.evaluation === 'object');
    return { selection, evaluator: this.#engine.createEvaluator(objects, { namespaceOf: this.#namespaceOf, nullsDropped: true }), has: (policy) => prints.has(printOf(policy)) };
  }
}

/** Most specific scope first; of equally specific ones the strongest effect, then the one that was changed last. */
function byDecision(a: AssignmentRecord, b: AssignmentRecord): number {
  return specificity(b.scope) - specificity(a.scope) || effectStrength(b.effect) - effectStrength(a.effect) || b.updatedAt - a.updatedAt || (a.id < b.id ? -1 : 1);
}

function resolve(engine: Engine, records: readonly AssignmentRecord[]): { assigned: Assigned[]; problems: RuleProblem[] } {
  const assigned: Assigned[] = [];
  const problems: RuleProblem[] = [];
  for (const record of records) {
    const selection = engine.select(record.initiative, record.version);
    if (selection.ok) assigned.push({ record, selection: selection.value });
    else problems.push({ what: `assignment of ${record.initiative}${record.version === null ? '' : `@${record.version}`}${scopeText(record.scope)}`, reason: selection.error.message });
  }
  return { assigned, problems };
}

const scopeText = ({ namespace }: AssignmentScope): string => (namespace === null ? '' : ` to namespace ${namespace}`);

const prints = new WeakMap<SelectedPolicy, string>();
/** A policy with what it is evaluated with, as text. */
export function printOf(selected: SelectedPolicy): string {
  let print = prints.get(selected);
  if (print === undefined) prints.set(selected, (print = `${selected.policy.id} ${JSON.stringify([selected.params, selected.matchResources ?? null, selected.blocked ?? null])}`));
  return print;
}

function fingerprint(engine: Engine, assigned: readonly Assigned[]): string {
  const hash = createHash('sha256').update(engine.version);
  for (const { record, selection } of assigned) {
    hash.update(JSON.stringify([record.id, record.scope, record.effect]));
    for (const selected of selection) {
      const { policy } = selected;
      hash.update(printOf(selected)).update(JSON.stringify([policy.severity, policy.document, policy.companions])).update(policy.check?.toString() ?? '');
    }
  }
  return hash.digest('base64url').slice(0, 22);
}
