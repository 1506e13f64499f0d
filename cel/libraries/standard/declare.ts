/** Short forms for the declarations of the standard library, whose functions may charge the budget themselves. */
import type { Overload } from '../../library.ts';
import { CostMeter } from '../../program.ts';
import type { CelType } from '../../types.ts';
import type { CelValue } from '../../values.ts';

/** The implementation of a standard function: like {@link Overload.call}, with the meter after the arguments. */
export type Metered = (...args: never[]) => CelValue;

/** An overload whose implementation takes the meter; the compiler calls it through `metered`. */
export interface MeteredOverload extends Overload {
  readonly metered: Metered;
  /** The function charges its whole price; otherwise a call costs 1 on top of what it charges. */
  readonly priced?: boolean;
}

const unlimited = new CostMeter(Number.MAX_SAFE_INTEGER);

function declare(member: boolean, id: string, params: readonly CelType[], result: CelType, metered: Metered): MeteredOverload {
  const run = metered as (...args: unknown[]) => CelValue;
  return { id, member, params, result, metered, call: (...args) => { unlimited.remaining = Number.MAX_SAFE_INTEGER; return run(...args, unlimited); } };
}

export const global = (id: string, params: readonly CelType[], result: CelType, run: Metered): MeteredOverload => declare(false, id, params, result, run);
export const member = (id: string, params: readonly CelType[], result: CelType, run: Metered): MeteredOverload => declare(true, id, params, result, run);

/** An overload whose function charges the whole price of a call. */
export const priced = (overload: MeteredOverload): MeteredOverload => ({ ...overload, priced: true });
