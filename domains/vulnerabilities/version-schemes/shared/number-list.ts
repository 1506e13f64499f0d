/** Versions that are lists of numbers; with an equal beginning, the longer list is newer. */
import { commonProblem } from './scheme.ts';
import { compareDigits, endOfDigits } from './text.ts';

export function numberListProblem(version: string, separators: string): string | null {
  const common = commonProblem(version);
  if (common !== null) return common;
  for (let at = 0; ; at++) {
    const end = endOfDigits(version, at);
    if (end === at) return `a number is expected at character ${at + 1}`;
    if (end === version.length) return null;
    if (!separators.includes(version[end]!)) return `"${version[end]}" is not expected at character ${end + 1}`;
    at = end;
  }
}

export function compareNumberLists(a: string, b: string): number {
  let i = 0, j = 0;
  while (i < a.length && j < b.length) {
    const iEnd = endOfDigits(a, i), jEnd = endOfDigits(b, j);
    const difference = compareDigits(a, i, iEnd, b, j, jEnd);
    if (difference !== 0) return difference;
    i = iEnd + 1;
    j = jEnd + 1;
  }
  return (i < a.length ? 1 : 0) - (j < b.length ? 1 : 0);
}
