/** Cursor pages of lists that are small enough to be sorted in memory. */
import type { Page } from '#contract/types.ts';
import { ProblemError } from '#core/result.ts';

/** The place of an item in the order of its list; the last part must make it unique. */
export type Position = readonly (string | number)[];

/**
 * One page. The cursor is the place of the last item shown: what was added or removed before it neither repeats nor
 * hides anything. Throws ProblemError `invalid` for a cursor that this list did not give.
 */
export function pageOf<T, R>(items: readonly T[], positionOf: (item: T) => Position, query: { readonly cursor?: string | undefined; readonly limit: number }, view: (item: T) => R): Page<R> {
  const sorted = items.map((item) => ({ item, position: positionOf(item) })).sort((a, b) => compare(a.position, b.position));
  const after = query.cursor === undefined ? null : decode(query.cursor, sorted[0]?.position);
  const rest = after === null ? sorted : sorted.filter(({ position }) => compare(position, after) > 0);
  const shown = rest.slice(0, query.limit);
  const last = shown.at(-1);
  return { items: shown.map(({ item }) => view(item)), next: rest.length > shown.length && last !== undefined ? Buffer.from(JSON.stringify(last.position)).toString('base64url') : null, total: items.length };
}

function compare(a: Position, b: Position): number {
  for (let i = 0; i < Math.min(a.length, b.length); i++) {
    const x = a[i] ?? '';
    const y = b[i] ?? '';
    if (x !== y) return x < y ? -1 : 1;
  }
  return a.length - b.length;
}

function decode(cursor: string, like: Position | undefined): Position {
  let parts: unknown;
  try {
    parts = JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'));
  } catch (error) {
    throw invalid(error);
  }
  if (!Array.isArray(parts) || !parts.every((p) => typeof p === 'string' || typeof p === 'number')) throw invalid();
  if (like !== undefined && (parts.length !== like.length || parts.some((p, i) => typeof p !== typeof like[i]))) throw invalid();
  return parts as Position;
}

const invalid = (cause?: unknown): ProblemError => new ProblemError('invalid', 'the cursor is not one of this list: begin again without a cursor', { cause });
