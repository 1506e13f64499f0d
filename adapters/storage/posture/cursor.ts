/** Cursors: the place after which the next page begins, as opaque text. */
import { ProblemError } from '#core/result.ts';

export type CursorParts = readonly (string | number)[];

export const encodeCursor = (parts: CursorParts): string => Buffer.from(JSON.stringify(parts)).toString('base64url');

/** @param shape the type of each part. Throws ProblemError `invalid` for anything that `encodeCursor` did not give for this list. */
export function decodeCursor(cursor: string, shape: readonly ('string' | 'number')[]): CursorParts {
  let parts: unknown;
  try {
    parts = JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'));
  } catch (error) {
    throw invalid(error);
  }
  if (!Array.isArray(parts) || parts.length !== shape.length || !shape.every((type, i) => typeof parts[i] === type)) throw invalid();
  return parts as CursorParts;
}

const invalid = (cause?: unknown): ProblemError => new ProblemError('invalid', 'the cursor is not one of this list: begin again without a cursor', { cause });
