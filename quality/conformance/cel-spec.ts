/**
 * The conformance cases of the CEL specification against our engine. Values are compared with their types; where an
 * error is expected, any error will do, as its text is another implementation's; `check_only` cases compare the
 * deduced type. Cases that need protobuf messages of their own are tried too, and are not applicable where they need
 * them. Exceptions are listed with their reasons in `cel-spec.exceptions.json`.
 */
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { compile } from '#cel/index.ts';
import { staticType } from '#cel/static-type.ts';
import { celSpecLibraries } from '#cel/libraries/index.ts';
import { type FunctionDeclaration, type Library, fn } from '#cel/library.ts';
import { CostMeter, type Environment, PER_EXPRESSION_COST_LIMIT } from '#cel/program.ts';
import { type Json, type JsonObject, fromTypedJson, parseDouble, toTypedJson } from '#cel/typed-json.ts';
import type { CelType } from '#cel/types.ts';
import { CelCostError, CelError, type CelValue } from '#cel/values.ts';
import type { ConformanceResult } from './run.ts';
import { typeFromJson } from './cel-types.ts';

interface Row {
  readonly id: string;
  readonly needs_protobuf_types: boolean;
  readonly inline: {
    readonly expr: string; readonly bindings: JsonObject; readonly type_env: readonly JsonObject[]; readonly container: string | null;
    readonly disable_check: boolean; readonly disable_macros: boolean; readonly check_only: boolean;
  };
  readonly expect: { readonly value?: Json; readonly error?: Json; readonly deduced_type?: Json };
}

const exceptionsFile = join(dirname(fileURLToPath(import.meta.url)), 'cel-spec.exceptions.json');

/** Typed JSON in a form in which equal values are equal text: doubles by value, map entries in order of their keys. */
function canonical(json: Json): string {
  const walk = (at: JsonObject): Json => {
    if (at['type'] === 'double') { const n = parseDouble(String(at['value'])); return { double: Object.is(n, -0) ? '-0' : String(n) }; }
    if (at['type'] === 'list') return { list: (at['value'] as readonly JsonObject[]).map(walk) };
    if (at['type'] === 'map') return { map: (at['entries'] as readonly (readonly JsonObject[])[]).map((entry) => JSON.stringify(entry.map(walk))).sort() };
    return at;
  };
  return JSON.stringify(walk(json as JsonObject));
}

interface Declarations { readonly variables: ReadonlyMap<string, CelType>; readonly library: Library }

function declarations(typeEnv: readonly JsonObject[]): Declarations {
  const variables = new Map<string, CelType>();
  const functions: FunctionDeclaration[] = [];
  for (const declared of typeEnv) {
    const name = String(declared['name']);
    const ident = declared['ident'] as JsonObject | undefined;
    if (ident) { variables.set(name, typeFromJson(ident['type'] as JsonObject)); continue; }
    const overload = (declared['function'] as JsonObject)['overloads'] as JsonObject;
    const params = [overload['params']].flat() as JsonObject[];
    const unavailable = (): CelValue => { throw new CelError(`${name} is declared for the checker only`); };
    functions.push({ name, overloads: [fn(String(overload['overload_id']), params.map(typeFromJson), typeFromJson(overload['result_type'] as JsonObject), unavailable)] });
  }
  return { variables, library: { name: 'declared', functions } };
}

/** What is wrong with the outcome of a case; undefined where it is as expected. */
function check({ inline, expect }: Row): string | undefined {
  let values: CelValue[];
  const names = Object.keys(inline.bindings);
  try {
    values = names.map((name) => fromTypedJson(inline.bindings[name]!));
  } catch (error) {
    if (error instanceof CelError) return error.message;
    throw error;
  }
  const { variables, library } = declarations(inline.type_env);
  const bound = names.map((name, i) => ({ name, type: variables.get(name) ?? staticType(values[i]!) }));
  const unboundNames = [...variables].filter(([name]) => !names.includes(name)).map(([name, type]) => ({ name, type }));
  const env: Environment = {
    variables: [...bound, ...unboundNames], libraries: [...celSpecLibraries, library], block: true,
    disableCheck: inline.disable_check, disableMacros: inline.disable_macros, ...(inline.container === null ? {} : { container: inline.container }),
  };
  const compiled = compile(inline.expr, env);
  if (!compiled.ok) return expect.error === undefined ? `does not compile: ${compiled.issues[0]!.message}` : undefined;
  if (expect.deduced_type !== undefined && !inline.disable_check) {
    const [deduced, wanted] = [compiled.program.resultType, typeFromJson(expect.deduced_type as JsonObject)].map((t) => JSON.stringify(t));
    if (deduced !== wanted) return `deduced type ${deduced}, expected ${wanted}`;
  }
  if (inline.check_only) return undefined;
  try {
    const value = toTypedJson(compiled.program.run(values, new CostMeter(PER_EXPRESSION_COST_LIMIT)));
    if (expect.error !== undefined) return `gives ${JSON.stringify(value)}, an error is expected`;
    return canonical(value) === canonical(expect.value!) ? undefined : `gives ${JSON.stringify(value)}, expected ${JSON.stringify(expect.value)}`;
  } catch (error) {
    if (!(error instanceof CelError || error instanceof CelCostError)) throw error;
    return expect.error === undefined ? `error: ${error.message}` : undefined;
  }
}

export async function run(corpora: string): Promise<ConformanceResult> {
  const text = readFileSync(join(corpora, 'admission/cel-spec-conformance/index.jsonl'), 'utf8');
  const rows = text.trim().split('\n').map((line) => JSON.parse(line) as Row);
  const exceptions = JSON.parse(readFileSync(exceptionsFile, 'utf8')) as Record<string, string>;
  const failed: { id: string; reason: string }[] = [];
  const notApplicable: { id: string; reason: string }[] = [];
  let passed = 0;
  for (const row of rows) {
    // An error that is expected proves nothing where the message type is not known in the first place.
    const wrong = row.needs_protobuf_types && row.expect.error !== undefined ? 'an error is expected' : check(row);
    if (wrong === undefined) { passed += 1; continue; }
    if (row.needs_protobuf_types) notApplicable.push({ id: row.id, reason: `needs protobuf messages of its own: ${wrong}` });
    else failed.push({ id: row.id, reason: exceptions[row.id] === undefined ? wrong : `${wrong} (${exceptions[row.id]})` });
  }
  return { name: 'cel-spec', total: rows.length, passed, failed, notApplicable };
}
