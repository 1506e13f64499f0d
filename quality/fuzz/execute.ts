/** Runs one target. */
import fc from 'fast-check';
import type { FuzzTarget } from './target.ts';

/** No single input, which are all small, takes longer; machines that are busy with something else included. */
export const MOST_MS = 2000;

export interface FuzzResult {
  readonly name: string;
  readonly inputs: number;
  readonly milliseconds: number;
  readonly slowest: number;
  /** What went wrong, with what repeats it; null where nothing did. */
  readonly failure: string | null;
}

/** `progress` is told before every input. */
export async function execute({ name, input, run }: FuzzTarget, inputs: number, seed: number, progress: () => void = () => undefined): Promise<FuzzResult> {
  const started = performance.now();
  let slowest = 0;
  let count = 0;
  const property = fc.asyncProperty(input, async (value) => {
    progress();
    count += 1;
    const before = performance.now();
    await run(value as never);
    const took = performance.now() - before;
    slowest = Math.max(slowest, took);
    if (took > MOST_MS) throw new Error(`takes ${Math.round(took)} ms`);
  });
  const result = await fc.check(property, { numRuns: inputs, seed, endOnFailure: false, interruptAfterTimeLimit: 3_600_000, markInterruptAsFailure: true });
  const failure = result.failed ? `seed ${result.seed}, path ${result.counterexamplePath}: ${describe(result.errorInstance)}\n    input: ${fc.stringify(result.counterexample?.[0]).slice(0, 1500)}` : null;
  return { name, inputs: count, milliseconds: performance.now() - started, slowest, failure };
}

const describe = (error: unknown): string => (error instanceof Error ? error.stack?.split('\n').slice(0, 6).join('\n    ') ?? error.message : String(error));

/** How many inputs each target gets of all. */
export function shares(targets: readonly FuzzTarget[], inputs: number): readonly number[] {
  const total = targets.reduce((sum, { share }) => sum + share, 0);
  return targets.map(({ share }) => Math.ceil((inputs * share) / total));
}
