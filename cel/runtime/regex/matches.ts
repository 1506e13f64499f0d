/**
 * `matches`: whether a pattern in RE2 syntax is found anywhere in a text, in time linear in the text. Patterns that
 * JavaScript's RegExp provably runs in linear time are run by it, all others by re2js.
 */
import { compilePattern } from '../../libraries/shared/regex.ts';
import { compileCost } from '../../libraries/shared/regex-size.ts';
import type { CostMeter } from '../../program.ts';
import { CelError } from '../../values.ts';
import { charge } from '../cost.ts';
import { stepsPerCharacter } from './linear.ts';
import { toRegExp, trimmed } from './rewrite.ts';
import { parsePattern } from './tree.ts';

/** A pattern ready to run. `steps` bounds the work for one character of the text, in units of the cost budget. */
export interface Matcher { readonly found: (text: string) => boolean; readonly steps: number; readonly factor: number }

/** Steps of RegExp, and of the automaton of re2js, that take as long as one cost unit should. */
const REGEXP_STEPS = 20;
const AUTOMATON_STEPS = 6;
/** Longest pattern that is analysed; longer ones are generated and run rarely. */
const MAX_ANALYSED = 1000;

/** Prepare a pattern. @throws CelError where it is invalid. */
export function prepare(pattern: string): Matcher {
  const factor = Math.ceil(pattern.length / 4);
  // re2js judges what is valid, also where it does not run the pattern.
  const compiled = compilePattern(pattern);
  const parsed = pattern.length <= MAX_ANALYSED ? parsePattern(pattern) : undefined;
  const tree = parsed && trimmed(parsed);
  const steps = tree && stepsPerCharacter(tree);
  if (tree && steps !== undefined) {
    const regexp = toRegExp(tree);
    return { found: (text) => regexp.test(text), steps: steps / REGEXP_STEPS, factor };
  }
  // find() takes time in proportion to the size of the program. test() is faster as a rule, but there are patterns for
  // which it makes a new state of its automaton for each character, at a hundred times the price.
  return { found: (text) => compiled.matcher(text).find(), steps: compiled.programSize() / AUTOMATON_STEPS, factor };
}

/** Run a prepared pattern: a tenth of the text times a quarter of the pattern, as in the API server, or what it takes. @throws CelCostError */
export function run(matcher: Matcher, text: string, m: CostMeter): boolean {
  charge(m, Math.max(Math.ceil((1 + text.length) / 10) * matcher.factor, Math.ceil(text.length * matcher.steps)));
  return matcher.found(text);
}

/** Patterns that were prepared while an expression ran, the oldest goes first. */
const cache = new Map<string, Matcher | CelError>();
const MAX_CACHED = 500;
/** Price of preparing a pattern that is not a constant of the expression, for each character and as a whole. */
const PREPARE_COST = 100;
const PREPARE_CHARACTER_COST = 4;

/** `matches` with a pattern that is only known at run time. @throws CelError for an invalid pattern, CelCostError */
export function matches(text: string, pattern: string, m: CostMeter): boolean {
  charge(m, PREPARE_COST + pattern.length * PREPARE_CHARACTER_COST + compileCost(pattern));
  let matcher = cache.get(pattern);
  if (matcher === undefined) {
    matcher = prepared(pattern);
    if (cache.size >= MAX_CACHED) cache.delete(cache.keys().next().value!);
    cache.set(pattern, matcher);
  }
  if (matcher instanceof CelError) throw matcher;
  return run(matcher, text, m);
}

function prepared(pattern: string): Matcher | CelError {
  try {
    return prepare(pattern);
  } catch (error) {
    if (error instanceof CelError) return error;
    throw error;
  }
}

/** `matches` with a constant pattern: prepared when first needed, so that an invalid one is an error of evaluation. */
export function constantMatches(pattern: string): (text: string, m: CostMeter) => boolean {
  let matcher: Matcher | CelError | undefined;
  return (text, m) => {
    matcher ??= prepared(pattern);
    if (matcher instanceof CelError) throw matcher;
    return run(matcher, text, m);
  };
}
