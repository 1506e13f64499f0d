/** Checks what comes in against the schemas of the contract. */
import { z } from 'zod';
import { Refusal, type FieldError } from './problem.ts';

const MOST_ERRORS = 20;

/** The parsed value; throws `invalid` with the wrong fields. `part` is where it came from: query, body, path. */
export function parseInput<T extends z.ZodType>(schema: T, value: unknown, part: 'query' | 'body' | 'path'): z.output<T> {
  const result = schema.safeParse(value);
  if (result.success) {
    refuseUnknown(schema, value, part);
    return result.data;
  }
  const errors = result.error.issues.slice(0, MOST_ERRORS).map((issue): FieldError => ({ path: pathText(issue.path), message: issue.message }));
  const first = errors[0];
  const where = first === undefined || first.path === '' ? `the ${part}` : `${part} field ${first.path}`;
  const more = result.error.issues.length > 1 ? ` (and ${result.error.issues.length - 1} more)` : '';
  throw new Refusal('invalid', `${where}: ${first?.message ?? 'not valid'}${more}`, { errors });
}

/** A misspelt filter must not read as "everything", nor a misspelt change as done: fields that nobody knows are refused. */
function refuseUnknown(schema: z.ZodType, value: unknown, part: string): void {
  const known = fieldsOf(schema);
  if (known === undefined || typeof value !== 'object' || value === null) return;
  const unknown = Object.keys(value).filter((key) => !known.has(key)).slice(0, MOST_ERRORS);
  if (unknown.length === 0) return;
  const errors = unknown.map((key): FieldError => ({ path: key.slice(0, 300), message: 'unknown field' }));
  throw new Refusal('invalid', `${part} field ${errors[0]?.path}: unknown; known are ${[...known].join(', ')}`, { errors });
}

function fieldsOf(schema: z.ZodType): ReadonlySet<string> | undefined {
  if (schema instanceof z.ZodObject) return new Set(Object.keys(schema.shape));
  if (!(schema instanceof z.ZodUnion)) return undefined;
  const options = schema.options.map((option) => (option instanceof z.ZodType ? fieldsOf(option) : undefined));
  return options.includes(undefined) ? undefined : new Set(options.flatMap((option) => [...(option ?? [])]));
}

/** `files[3].path` */
function pathText(path: readonly PropertyKey[]): string {
  let text = '';
  for (const step of path) text += typeof step === 'number' ? `[${step}]` : `${text === '' ? '' : '.'}${String(step)}`;
  return text.slice(0, 300);
}
