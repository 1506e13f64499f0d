/** Checks what comes in against the schemas of the contract. */
import type { z } from 'zod';
import { Refusal, type FieldError } from './problem.ts';

const MOST_ERRORS = 20;

/** The parsed value; throws `invalid` with the wrong fields. `part` is where it came from: query, body, path. */
export function parseInput<T extends z.ZodType>(schema: T, value: unknown, part: 'query' | 'body' | 'path'): z.output<T> {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const errors = result.error.issues.slice(0, MOST_ERRORS).map((issue): FieldError => ({ path: pathText(issue.path), message: issue.message }));
  const first = errors[0];
  const where = first === undefined || first.path === '' ? `the ${part}` : `${part} field ${first.path}`;
  const more = result.error.issues.length > 1 ? ` (and ${result.error.issues.length - 1} more)` : '';
  throw new Refusal('invalid', `${where}: ${first?.message ?? 'not valid'}${more}`, { errors });
}

/** `files[3].path` */
function pathText(path: readonly PropertyKey[]): string {
  let text = '';
  for (const step of path) text += typeof step === 'number' ? `[${step}]` : `${text === '' ? '' : '.'}${String(step)}`;
  return text.slice(0, 300);
}
