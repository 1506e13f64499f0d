/**
 * `variables`: computed when first read, then kept. What depends on the parameters alone is kept for good; what depends
 * on the object alone is shared by all policies that say it with the same words (nearly every Pod policy gathers the
 * containers). The cost is charged to each policy that reads it, as if it had computed the value itself.
 */
import { CelCostError, CelError, type CelObject, type CelValue, type CostMeter, type Program } from '#cel/index.ts';
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

/**
 * The value of `variables` for one policy: an object whose properties compute themselves. A plain object rather than a
 * LazyStruct, because compiled expressions read its properties directly.
 * @param values what programs are run with; its entries change from run to run.
 * @param shared where values that only depend on the object are kept for all policies.
 */
export function makeVariables(variables: readonly CompiledVariable[], clock: Clock, values: readonly CelValue[], meter: CostMeter, shared: SharedValues): CelObject {
  const fields = {};
  for (const variable of variables) {
    const entry = new Entry(variable, variable.scope === 'object' ? sharedBy(shared, variable.program.source) : new Kept());
    Object.defineProperty(fields, variable.name, { enumerable: true, get: () => read(entry, clock, values, meter) });
  }
  return fields;
}

function read(entry: Entry, clock: Clock, values: readonly CelValue[], meter: CostMeter): CelValue {
  const { kept, scope } = entry;
  const stamp = scope === 'any' ? clock.run : scope === 'object' ? clock.object : 1;
  if (kept.stamp !== stamp) compute(entry, stamp, values, meter);
  else if (entry.chargedIn !== clock.run) charge(meter, kept.cost);
  entry.chargedIn = clock.run;
  if (kept.error !== null) throw kept.error;
  return kept.value;
}

function compute({ program, kept }: Entry, stamp: number, values: readonly CelValue[], meter: CostMeter): void {
  const before = meter.remaining;
  try {
    kept.value = program.run(values, meter);
    kept.error = null;
  } catch (error) {
    // A budget that is used up ends the policy at once; nothing is kept.
    if (!(error instanceof CelError)) throw error;
    kept.error = error;
  }
  kept.cost = before - meter.remaining;
  kept.stamp = stamp;
}

/** Takes a cost off the budget, but not off the limit of the expression that reads the variable. */
function charge(meter: CostMeter, cost: number): void {
  meter.remaining -= cost;
  meter.floor = Math.max(0, meter.floor - cost);
  if (meter.remaining < 0) throw new CelCostError('the cost budget of the policy is used up');
}

function sharedBy(shared: SharedValues, text: string): Kept {
  const known = shared.get(text);
  if (known !== undefined) return known;
  const made = new Kept();
  shared.set(text, made);
  return made;
}
