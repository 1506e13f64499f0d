/** Positions in the source of an expression. */
import type { CelIssue } from '../program.ts';

/** An expression may have this many UTF-16 units; the API server allows 10 Ki for a rule, tools generate more. */
export const MAX_SOURCE_LENGTH = 100_000;
/** Nesting of brackets, conditionals and macros; cel-go's parser has the same default. */
export const MAX_NESTING = 250;
/** Height of the tree, which `a + b + c + ...` can make without nesting. */
export const MAX_HEIGHT = 800;

/** A mistake in the source, thrown inside of the parser and the checker and turned into an issue by `compile`. */
export class SourceError extends Error {
  readonly pos: number;
  constructor(message: string, pos: number) { super(message); this.pos = pos; }
}

/** 1-based line and column (in UTF-16 units) of an offset. */
export function issueAt(source: string, pos: number, message: string): CelIssue {
  const at = Math.min(pos, source.length);
  let line = 1;
  let start = 0;
  for (let i = source.indexOf('\n'); i !== -1 && i < at; i = source.indexOf('\n', i + 1)) { line++; start = i + 1; }
  return { message, line, column: at - start + 1 };
}
