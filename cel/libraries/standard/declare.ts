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

/** More than any single call may use; a small integer, as a larger one would slow the field of all meters down. */
const UNLIMITED = 1_000_000_000;
const unlimited = new CostMeter(UNLIMITED);

function declare(member: boolean, id: string, params: readonly CelType[], result: CelType, metered: Metered): MeteredOverload {
  const run = metered as (...args: unknown[]) => CelValue;
  return { id, member, params, result, metered, call: (...args) => { unlimited.remaining = UNLIMITED; return run(...args, unlimited); } };
}

export const global = (id: string, params: readonly CelType[], result: CelType, run: Metered): MeteredOverload => declare(false, id, params, result, run);
export const member = (id: string, params: readonly CelType[], result: CelType, run: Metered): MeteredOverload => declare(true, id, params, result, run);

/** An overload whose function charges the whole price of a call. */
export const priced = (overload: MeteredOverload): MeteredOverload => ({ ...overload, priced: true });
