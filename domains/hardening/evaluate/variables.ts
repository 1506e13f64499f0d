/**
 * `variables`: computed when first read, then kept. What depends on the parameters alone is kept for good; what depends
 * on the object alone is shared by all policies that say it with the same words (nearly every Pod policy gathers the
 * containers). The cost is charged to each policy that reads it, as if it had computed the value itself.
 */
import { CelCostError, CelError, type CelValue, type CostMeter, LazyStruct, type Program } from '#cel/index.ts';
import type { CompiledVariable } from './compile.ts';

/** Counts objects and runs, so that what was kept for an earlier one is not taken for the present one. */
export class Clock {
  object = 1;
  run = 1;
}

class Kept {
  stamp = 0;
  value: CelValue = null;
  error: CelError | null = null;
  cost = 0;
}

/** Values shared between the policies of one evaluator, by the text of the expression. */
export type SharedValues = Map<string, Kept>;

class Entry {
  readonly program: Program;
  readonly scope: CompiledVariable['scope'];
  readonly kept: Kept;
  chargedIn = 0;
  constructor(variable: CompiledVariable, kept: Kept) {
    this.program = variable.program;
    this.scope = variable.scope;
    this.kept = kept;
  }
}

/** The value of `variables` for one policy. */
export class PolicyVariables extends LazyStruct {
  readonly #entries = new Map<string, Entry>();
  readonly #clock: Clock;
  readonly #values: readonly CelValue[];
  readonly #meter: CostMeter;

  /** @param values what programs are run with; its entries change from run to run. */
  constructor(variables: readonly CompiledVariable[], clock: Clock, values: readonly CelValue[], meter: CostMeter, shared: SharedValues) {
    super();
    this.#clock = clock;
    this.#values = values;
    this.#meter = meter;
    for (const variable of variables) this.#entries.set(variable.name, new Entry(variable, variable.scope === 'object' ? sharedBy(shared, variable.program.source) : new Kept()));
  }

  override has(field: string): boolean { return this.#entries.has(field); }

  override get(field: string): CelValue {
    const entry = this.#entries.get(field);
    if (entry === undefined) throw new CelError(`no such key: ${field}`);
    const { kept, scope } = entry;
    const { object, run } = this.#clock;
    if (kept.stamp !== (scope === 'any' ? run : scope === 'object' ? object : 1)) this.#compute(entry, scope === 'any' ? run : scope === 'object' ? object : 1);
    else if (entry.chargedIn !== run) this.#charge(kept.cost);
    entry.chargedIn = run;
    if (kept.error !== null) throw kept.error;
    return kept.value;
  }

  #compute({ program, kept }: Entry, stamp: number): void {
    const before = this.#meter.remaining;
    try {
      kept.value = program.run(this.#values, this.#meter);
      kept.error = null;
    } catch (error) {
      // A budget that is used up ends the policy at once; nothing is kept.
      if (!(error instanceof CelError)) throw error;
      kept.error = error;
    }
    kept.cost = before - this.#meter.remaining;
    kept.stamp = stamp;
  }

  /** Takes a cost off the budget, but not off the limit of the expression that reads the variable. */
  #charge(cost: number): void {
    const meter = this.#meter;
    meter.remaining -= cost;
    meter.floor = Math.max(0, meter.floor - cost);
    if (meter.remaining < 0) throw new CelCostError('the cost budget of the policy is used up');
  }
}

function sharedBy(shared: SharedValues, text: string): Kept {
  const known = shared.get(text);
  if (known !== undefined) return known;
  const made = new Kept();
  shared.set(text, made);
  return made;
}
