/** What all made-up answers share. */
import { ProblemError } from '#core/result.ts';
import type { ChangeTopic } from '#core/ports/changes.ts';

export type Publish = (topic: ChangeTopic, environment: string | null) => void;
interface Paged { readonly cursor?: string | undefined; readonly limit: number }

export function page<T>(items: readonly T[], { cursor, limit }: Paged) {
  const start = cursor === undefined ? 0 : Number(cursor);
  const end = start + limit;
  return { items: items.slice(start, end), next: end < items.length ? String(end) : null, total: items.length };
}

export function must<T>(found: T | undefined, what: string): T {
  if (found === undefined) throw new ProblemError('not-found', `there is no ${what}`);
  return found;
}

export const has = (text: string, part: string | undefined): boolean => part === undefined || text.toLowerCase().includes(part.toLowerCase());
export const listed = (list: string | undefined, value: string): boolean => list === undefined || list.split(',').includes(value);
