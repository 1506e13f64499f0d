/** `matches`: whether a pattern in RE2 syntax is found anywhere in a text, in time linear in the text. */
import { RE2JS } from 're2js';
import type { CostMeter } from '../program.ts';
import { charge } from './cost.ts';
import { celError } from './errors.ts';

type Matcher = (text: string) => boolean;

/** Patterns seen last; the oldest goes first. */
const cache = new Map<string, Matcher>();
const MAX_PATTERNS = 500;
const MAX_PATTERN_LENGTH = 10_000;

/** What a match costs: a tenth of the text times a quarter of the pattern. */
export const matchCost = (text: string, pattern: string): number => Math.ceil((1 + text.length) / 10) * Math.ceil(pattern.length / 4);

/** A function that tells whether the pattern is found in a text. @throws CelError for an invalid pattern. */
export function matcher(pattern: string): Matcher {
  const known = cache.get(pattern);
  if (known) return known;
  if (pattern.length > MAX_PATTERN_LENGTH) throw celError(`pattern of ${pattern.length} characters is too long`);
  const made = compile(pattern);
  if (cache.size >= MAX_PATTERNS) cache.delete(cache.keys().next().value!);
  cache.set(pattern, made);
  return made;
}

function compile(pattern: string): Matcher {
  try {
    const re = RE2JS.compile(pattern);
    return (text) => re.matcher(text).find();
  } catch (error) {
    throw celError(`invalid pattern ${JSON.stringify(pattern.slice(0, 100))}: ${error instanceof Error ? error.message : String(error)}`);
  }
}

/** @throws CelError, CelCostError */
export function matches(text: string, pattern: string, m: CostMeter): boolean {
  charge(m, matchCost(text, pattern));
  return matcher(pattern)(text);
}

