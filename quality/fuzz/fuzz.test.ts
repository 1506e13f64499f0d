/** The small form of the fuzz test; `npm run fuzz` is the nightly one. The analyzers have one of their own. */
import { afterAll, expect, it } from 'vitest';
import { execute } from './execute.ts';
import { removeFiles, TARGETS } from './targets.ts';

const RUNS = 300;
const seed = Math.floor(Math.random() * 2 ** 31);
afterAll(removeFiles);

it.each(TARGETS.filter(({ name }) => !name.startsWith('analyzer ')).map((target) => [target.name, target] as const))('%s', async (_, target) => {
  const { failure, inputs } = await execute(target, RUNS, seed);
  expect(failure).toBeNull();
  expect(inputs).toBe(RUNS);
}, 60_000);
