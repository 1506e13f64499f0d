/** `breakwater policy eval`: a CEL expression a line in, a value or an error a line out. */
import { createInterface } from 'node:readline';
import { evalLine, parseLine } from '#cel/eval-line.ts';
import { EXIT } from '../exit.ts';
import { Output } from '../output.ts';

/** Longer lines are refused: an expression with its variables is small. */
const MAX_LINE = 8 * 1024 * 1024;

/** Answers every line that is not blank, in order; a line that is not JSON is answered with an error and the id null. */
export async function evaluateLines(options: { readonly typed?: boolean }, input: NodeJS.ReadableStream = process.stdin): Promise<number> {
  const output = await Output.open(undefined);
  for await (const line of createInterface({ input, crlfDelay: Number.POSITIVE_INFINITY })) {
    if (line.trim() !== '') await output.write(`${answer(line, options.typed ?? false)}\n`);
  }
  await output.finish();
  return EXIT.clean;
}

function answer(line: string, typed: boolean): string {
  if (line.length > MAX_LINE) return JSON.stringify({ id: null, error: `the line is longer than ${MAX_LINE} characters` });
  let parsed: unknown;
  try {
    parsed = parseLine(line);
  } catch {
    return JSON.stringify({ id: null, error: 'the line is not JSON' });
  }
  if (typeof parsed !== 'object' || parsed === null || Array.isArray(parsed)) return JSON.stringify({ id: null, error: 'the line is not a JSON object' });
  return json(evalLine(parsed, { typed }));
}

// ES2026 "JSON.parse source text access", not in the type library yet.
const { rawJSON } = JSON as unknown as { readonly rawJSON: (text: string) => unknown };

/** JSON with all digits of integers that a double cannot hold. */
const json = (value: unknown): string => JSON.stringify(value, (_key, each: unknown) => (typeof each === 'bigint' ? rawJSON(each.toString()) : each));
