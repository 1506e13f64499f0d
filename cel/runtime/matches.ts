/** `matches`: whether a pattern in RE2 syntax is found anywhere in a text, in time linear in the text. */
import { compilePattern } from '../libraries/shared/regex.ts';
import { compileCost } from '../libraries/shared/regex-size.ts';
import type { CostMeter } from '../program.ts';
import { charge } from './cost.ts';

/** What a match costs in the API server: a tenth of the text times a quarter of the pattern. */
const matchCost = (text: string, pattern: string): number => Math.ceil((1 + text.length) / 10) * Math.ceil(pattern.length / 4);

/** Steps of the pattern's automaton, text times pattern, that one cost unit pays for. */
const STEPS_PER_UNIT = 6;

/** @throws CelError for an invalid pattern, CelCostError */
export function matches(text: string, pattern: string, m: CostMeter): boolean {
  charge(m, matchCost(text, pattern) + compileCost(pattern));
  const compiled = compilePattern(pattern);
  const steps = Math.ceil((text.length * compiled.programSize()) / STEPS_PER_UNIT);
  charge(m, Math.max(0, steps - matchCost(text, pattern)));
  // find() runs in time proportional to those steps. test() is faster as a rule, but there are patterns for which it
  // builds a new state of its automaton for every character, at a thousand times the price.
  return compiled.matcher(text).find();
}
