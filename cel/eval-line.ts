/** One line of `breakwater policy eval`: an expression with its variables in, a value or an error out. */
import { compile } from './index.ts';
import { everythingForKubernetes, everythingForSpec } from './libraries/index.ts';
import { CostMeter, type Environment, PER_EXPRESSION_COST_LIMIT } from './program.ts';
import { staticType } from './static-type.ts';
import { type Json, fromTypedJson, toPlainJson, toTypedJson } from './typed-json.ts';
import { DYN } from './types.ts';
import { CelCostError, CelError, type CelValue } from './values.ts';

export type EvalResult = { readonly id: Json; readonly value: Json } | { readonly id: Json; readonly error: string };
export interface EvalOptions { readonly typed: boolean }

/** Numbers of a document as CEL has them: a raw integer beyond 2^53 comes as a bigint from {@link parseLine}. */
const plain = (json: unknown): CelValue => json as CelValue;

/**
 * Evaluate one line: `{"id", "expression", "variables"?, "container"?, "disableCheck"?, "disableMacros"?}`. With
 * `typed`, values on both sides are typed JSON and variables have their type when checked; otherwise they are plain
 * JSON and dyn. Never throws: what is wrong with the line comes back as its error.
 */
export function evalLine(line: unknown, options: EvalOptions): EvalResult {
  const record = (typeof line === 'object' && line !== null && !Array.isArray(line) ? line : {}) as Record<string, unknown>;
  const id = (record['id'] ?? null) as Json;
  try {
    return { id, value: evaluate(record, options) };
  } catch (error) {
    if (error instanceof CelError || error instanceof CelCostError) return { id, error: error.message };
    if (error instanceof RangeError) return { id, error: 'values are nested too deep' };
    throw error;
  }
}

function evaluate(line: Record<string, unknown>, { typed }: EvalOptions): Json {
  const { expression, variables = {}, container, disableCheck, disableMacros } = line;
  if (typeof expression !== 'string') throw new CelError('"expression" has to be a string');
  if (typeof variables !== 'object' || variables === null || Array.isArray(variables)) throw new CelError('"variables" has to be an object');
  const names = Object.keys(variables);
  const values = names.map((name) => {
    const given = (variables as Record<string, unknown>)[name];
    return typed ? fromTypedJson(given as Json) : plain(given);
  });
  const env: Environment = {
    variables: names.map((name, i) => ({ name, type: typed ? staticType(values[i]!) : DYN })),
    libraries: typed ? everythingForSpec : everythingForKubernetes, block: true, validateLiterals: !typed,
    ...(typeof container === 'string' ? { container } : {}),
    disableCheck: disableCheck === true, disableMacros: disableMacros === true,
  };
  const compiled = compile(expression, env);
  if (!compiled.ok) throw new CelError(compiled.issues.map(({ line: row, column, message }) => `${row}:${column}: ${message}`).join('; '));
  const result = compiled.program.run(values, new CostMeter(PER_EXPRESSION_COST_LIMIT));
  return typed ? toTypedJson(result) : toPlainJson(result);
}

const LONG_INTEGER = /\d{16}/;

/**
 * A line of JSON text with no digit lost: integers beyond 2^53 become bigints, which {@link evalLine} takes for
 * ints. @throws SyntaxError where the text is not JSON.
 */
export function parseLine(text: string): unknown {
  if (!LONG_INTEGER.test(text)) return JSON.parse(text);
  return JSON.parse(text, ((_key: string, value: unknown, context?: { source?: string }) => {
    const source = context?.source;
    if (typeof value !== 'number' || Number.isSafeInteger(value) || source === undefined || !/^-?\d{1,19}$/.test(source)) return value;
    const exact = BigInt(source);
    return exact >= -(2n ** 63n) && exact < 2n ** 63n ? exact : value;
  }) as (key: string, value: unknown) => unknown);
}
