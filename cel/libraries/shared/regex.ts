/**
 * Regular expressions in RE2 syntax, matched in linear time, with bounds on what RE2 leaves open: the size of a
 * compiled pattern, and finding all matches, which is quadratic in the text for patterns such as `x*y|x`.
 *
 * Source: Go regexp, which cel-go and Kubernetes use (leftmost-first; an empty match right after a match is none).
 */
import { RE2JS } from 're2js';
import { CelCostError, CelError } from '../../values.ts';
import { estimatedSize } from './regex-size.ts';

/** Longest pattern, in UTF-16 units. */
const MAX_PATTERN = 4096;
/** Most instructions of a compiled pattern. */
const MAX_PROGRAM = 20_000;
/** Characters looked at, times instructions of the pattern, in one call. About a second. */
const MAX_STEPS = 100_000_000;
/** Below this many steps nothing is counted: too little to matter even if the work is quadratic. */
const FREE_STEPS = 2_000_000;

const CACHE_SIZE = 500;
const cache = new Map<string, RE2JS | CelError>();

/** The compiled pattern, from a bounded cache. @throws CelError for an invalid or too large pattern. */
export function compilePattern(pattern: string): RE2JS {
  let compiled = cache.get(pattern);
  if (compiled === undefined) {
    compiled = compile(pattern);
    if (cache.size >= CACHE_SIZE) cache.delete(cache.keys().next().value as string);
    if (pattern.length <= MAX_PATTERN) cache.set(pattern, compiled);
  }
  if (compiled instanceof CelError) throw new CelError(compiled.message);
  return compiled;
}

function compile(pattern: string): RE2JS | CelError {
  if (pattern.length > MAX_PATTERN) return new CelError(`regular expression is longer than ${MAX_PATTERN} characters`);
  const tooLarge = (size: number): CelError =>
    new CelError(`regular expression is too large: ${size} instructions, more than the ${MAX_PROGRAM} allowed`);
  const estimate = estimatedSize(pattern);
  if (estimate > MAX_PROGRAM) return tooLarge(estimate);
  try {
    const compiled = RE2JS.compile(pattern);
    return compiled.programSize() > MAX_PROGRAM ? tooLarge(compiled.programSize()) : compiled;
  } catch (error) {
    return new CelError(`Illegal regex: ${error instanceof Error ? error.message : String(error)}`);
  }
}

/** A text that counts how often the matcher looks at it. re2js takes a String object wherever it takes a string. */
class CountedText extends String {
  #left: number;
  constructor(text: string, looks: number) {
    super(text);
    this.#left = looks;
  }
  #look(count: number): void {
    this.#left -= count;
    if (this.#left < 0) throw new CelCostError('regular expression needs too many steps for this text');
  }
  override charCodeAt(index: number): number {
    this.#look(1);
    return super.charCodeAt(index);
  }
  override indexOf(part: string, from?: number): number {
    const at = super.indexOf(part, from);
    // Searching for plain text is far faster than running a pattern.
    this.#look(((at < 0 ? this.length : at) - (from ?? 0)) >> 6);
    return at;
  }
}

/** Start and end of a match and of its groups in UTF-16 units, -1 for a group that took no part. */
export type Match = readonly number[];

/**
 * Matches from left to right, at most `limit` (negative: all).
 * @throws CelError for an invalid pattern, CelCostError where the matcher needs too many steps.
 */
export function findMatches(text: string, pattern: string, limit: number): Match[] {
  const compiled = compilePattern(pattern);
  const size = compiled.programSize();
  const worst = (limit === 1 ? text.length : text.length ** 2) * size;
  const input = worst > FREE_STEPS ? new CountedText(text, Math.ceil(MAX_STEPS / size)) : text;
  const matcher = compiled.matcher(input as string);
  const most = limit < 0 ? Number.POSITIVE_INFINITY : limit;
  const out: Match[] = [];
  let previousEnd = -1;
  for (let at = 0; at <= text.length && out.length < most && matcher.find(at);) {
    const start = matcher.start();
    const end = matcher.end();
    if (end === at && start === at) at += (text.codePointAt(at) ?? 0) > 0xffff ? 2 : 1;
    else at = end;
    if (start === end && start === previousEnd) continue;
    previousEnd = end;
    const match = [start, end];
    for (let group = 1; group <= compiled.groupCount(); group++) match.push(matcher.start(group), matcher.end(group));
    out.push(match);
  }
  return out;
}

/** The text of a group of a match, undefined where the group took no part. */
export function groupText(text: string, match: Match, group: number): string | undefined {
  const start = match[2 * group] as number;
  return start < 0 ? undefined : text.slice(start, match[2 * group + 1]);
}
