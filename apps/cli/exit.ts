/** How the program ends: what scripts rely on (DESIGN section 5). */
import { messageOf, ProblemError } from '#core/result.ts';

export const EXIT = { clean: 0, findings: 1, usage: 2, brokenPipe: 141 } as const;

/** One clear line on standard error and the exit code for it. A mistake of the program itself also gives its stack. */
export function reportFailure(error: unknown): number {
  if (isBrokenPipe(error)) return EXIT.brokenPipe;
  const expected = error instanceof ProblemError;
  process.stderr.write(`breakwater: ${messageOf(error)}\n`);
  if (!expected) process.stderr.write(`This is a mistake in Breakwater, please report it.\n${error instanceof Error ? error.stack : ''}\n`);
  return EXIT.usage;
}

/** Whoever read our output has closed it (`breakwater assess . | head`): no mistake, nothing more to say. */
export const isBrokenPipe = (error: unknown): boolean => error instanceof Error && 'code' in error && error.code === 'EPIPE';

/** The names that are closest to a mistyped one, best first. */
export function nearest(name: string, known: Iterable<string>, limit = 3): readonly string[] {
  const scored = [...known].map((each) => ({ each, score: each.includes(name) || name.includes(each) ? 1 : distance(name, each) }));
  const near = scored.filter(({ each, score }) => score <= Math.max(2, Math.floor(each.length / 3)));
  return near.sort((a, b) => a.score - b.score || (a.each < b.each ? -1 : 1)).slice(0, limit).map(({ each }) => each);
}

/** Edits (insert, delete, replace) from one word to the other. */
function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      next.push(Math.min(row[j]! + 1, next[j - 1]! + 1, row[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1)));
    }
    row = next;
  }
  return row[b.length]!;
}
