/**
 * Semantic Versioning 2.0.0 section 11, read as tolerantly as the ecosystems that use it: a leading `v`, any number of
 * components (those that are missing are 0), leading zeros. Identifiers must not be empty (sections 9 and 10).
 */
import { commonProblem, InvalidVersion, type Order, sign, type VersionScheme } from './scheme.ts';
import { compareDigits, compareText, endOfDigits, isDigit, isLetter } from './text.ts';

export interface SemanticVersion {
  /** Where the numbers begin and end. */
  readonly from: number;
  readonly end: number;
  /** Range of the pre-release, empty when there is none. */
  readonly preFrom: number;
  readonly preEnd: number;
  /** Begin of the build metadata (to the end of the text). */
  readonly buildFrom: number;
}

export interface SemanticOptions {
  readonly id: string;
  readonly ecosystems: readonly string[];
  readonly aliases?: readonly string[];
  /** Build metadata takes part in the order (Pub). */
  readonly orderedBuild?: boolean;
  /** Rewrites a version before it is read (Go's toolchain versions). */
  readonly rewrite?: (version: string) => string;
}

export function semanticScheme(options: SemanticOptions): VersionScheme {
  const { id, ecosystems, aliases } = options;
  const rewrite = options.rewrite ?? ((version: string): string => version);
  const parse = (version: string): { text: string; parts: SemanticVersion } => {
    const text = rewrite(version);
    const parts = parseSemantic(text);
    if (typeof parts === 'string') throw new InvalidVersion(id, version, parts);
    return { text, parts };
  };
  return {
    id, ecosystems, ...(aliases === undefined ? {} : { aliases }),
    compare(a, b): Order {
      const x = parse(a), y = parse(b);
      return sign(compareSemantic(x.text, x.parts, y.text, y.parts) || (options.orderedBuild === true ? compareBuild(x.text, x.parts, y.text, y.parts) : 0));
    },
    valid: (version) => typeof parseSemantic(rewrite(version)) !== 'string',
  };
}

/** The parts, or what is wrong. */
export function parseSemantic(text: string): SemanticVersion | string {
  const common = commonProblem(text);
  if (common !== null) return common;
  const from = text.charCodeAt(0) === 0x76 || text.charCodeAt(0) === 0x56 ? 1 : 0;
  let end = endOfDigits(text, from);
  if (end === from) return 'it does not begin with a number';
  while (text.charCodeAt(end) === 0x2e && isDigit(text.charCodeAt(end + 1))) end = endOfDigits(text, end + 1);
  const plus = text.indexOf('+', end);
  const preEnd = plus < 0 ? text.length : plus;
  const preFrom = preReleaseAt(text, end, preEnd);
  if (preFrom < 0) return `"${text.slice(end, end + 1)}" is not expected at character ${end + 1}`;
  const wrong = (preFrom > end || preFrom < preEnd ? identifiersProblem(text, preFrom, preEnd) : null) ?? (plus < 0 ? null : identifiersProblem(text, plus + 1, text.length));
  return wrong ?? { from, end, preFrom, preEnd, buildFrom: plus < 0 ? text.length : plus + 1 };
}

/** Where the pre-release begins; `end` when there is none, -1 when something else stands there. */
function preReleaseAt(text: string, end: number, preEnd: number): number {
  if (end === preEnd) return end;
  const next = text.charCodeAt(end);
  if (next === 0x2d) return end + 1;
  // `1.2.3beta` and `1.2.3.beta` are what npm's loose mode and others take for 1.2.3-beta.
  if (isLetter(next)) return end;
  return next === 0x2e && isLetter(text.charCodeAt(end + 1)) ? end + 1 : -1;
}

function identifiersProblem(text: string, from: number, end: number): string | null {
  let start = from;
  for (let at = from; at <= end; at++) {
    const code = at === end ? 0x2e : text.charCodeAt(at);
    if (code === 0x2e) {
      if (at === start) return 'an identifier is empty';
      start = at + 1;
    } else if (!isDigit(code) && !isLetter(code) && code !== 0x2d) return `"${text[at]}" is not allowed in an identifier`;
  }
  return null;
}

/** Precedence; build metadata does not count. */
export function compareSemantic(a: string, x: SemanticVersion, b: string, y: SemanticVersion): number {
  let i = x.from, j = y.from;
  while (i < x.end || j < y.end) {
    const iEnd = i < x.end ? endOfDigits(a, i) : i, jEnd = j < y.end ? endOfDigits(b, j) : j;
    const difference = compareDigits(a, i, iEnd, b, j, jEnd);
    if (difference !== 0) return difference;
    i = Math.min(iEnd + 1, x.end);
    j = Math.min(jEnd + 1, y.end);
  }
  const xPre = x.preFrom < x.preEnd, yPre = y.preFrom < y.preEnd;
  if (!xPre || !yPre) return xPre === yPre ? 0 : xPre ? -1 : 1;
  return compareIdentifiers(a, x.preFrom, x.preEnd, b, y.preFrom, y.preEnd);
}

function compareBuild(a: string, x: SemanticVersion, b: string, y: SemanticVersion): number {
  const xBuild = x.buildFrom < a.length, yBuild = y.buildFrom < b.length;
  if (!xBuild || !yBuild) return xBuild === yBuild ? 0 : xBuild ? 1 : -1;
  return compareIdentifiers(a, x.buildFrom, a.length, b, y.buildFrom, b.length);
}

function compareIdentifiers(a: string, aFrom: number, aEnd: number, b: string, bFrom: number, bEnd: number): number {
  let i = aFrom, j = bFrom;
  while (i < aEnd && j < bEnd) {
    const iEnd = endOfIdentifier(a, i, aEnd), jEnd = endOfIdentifier(b, j, bEnd);
    const x = endOfDigits(a, i) >= iEnd, y = endOfDigits(b, j) >= jEnd;
    if (x !== y) return x ? -1 : 1;
    const difference = (x ? compareDigits : compareText)(a, i, iEnd, b, j, jEnd);
    if (difference !== 0) return difference;
    i = iEnd + 1;
    j = jEnd + 1;
  }
  return (i < aEnd ? 1 : 0) - (j < bEnd ? 1 : 0);
}

function endOfIdentifier(text: string, from: number, end: number): number {
  const dot = text.indexOf('.', from);
  return dot < 0 || dot > end ? end : dot;
}

