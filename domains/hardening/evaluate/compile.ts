/** A policy document to programs, once. */
import { type CelType, compile, type Environment, type Program, typeName } from '#cel/index.ts';
import type { KubeObject } from '#core/words.ts';
import { type PolicyDefinition, readDefinition } from '../model/definition.ts';
import { environmentsFor } from './environment.ts';
import { inlineVariables } from './inline.ts';
import { PATHS_KEY } from './paths.ts';
import { type Scope, scopeOf } from './scope.ts';

export interface CompiledCondition { readonly name: string; readonly program: Program; readonly scope: Scope }
export interface CompiledVariable { readonly name: string; readonly program: Program; readonly scope: Scope }
export interface CompiledValidation {
  readonly program: Program;
  /** The same with variables written in; null where there is nothing to gain. */
  readonly inlined: Program | null;
  readonly expression: string;
  readonly message: string | null;
  readonly messageProgram: Program | null;
  readonly reason: string;
  /** Where it stands, for error messages: `spec.validations[0]`. */
  readonly at: string;
}

export interface CompiledPolicy {
  readonly definition: PolicyDefinition;
  /** One line for each mistake. With any, the programs must not be used. */
  readonly issues: readonly string[];
  readonly conditions: readonly CompiledCondition[];
  readonly variables: readonly CompiledVariable[];
  readonly validations: readonly CompiledValidation[];
  readonly auditAnnotations: readonly { readonly key: string; readonly program: Program }[];
  /** The audit annotation that names the offending paths. */
  readonly paths: Program | null;
  /** Whether some expression may look at the request. */
  readonly usesRequest: boolean;
}

const compiled = new WeakMap<object, CompiledPolicy>();

/** The programs of a ValidatingAdmissionPolicy. The same document is compiled once. Never throws. */
export function compilePolicy(document: KubeObject): CompiledPolicy {
  const known = compiled.get(document);
  if (known !== undefined) return known;
  const made = compileDocument(document);
  compiled.set(document, made);
  return made;
}

const BOOL_ONLY: readonly CelType['kind'][] = ['bool'];
const STRING_ONLY: readonly CelType['kind'][] = ['string'];
/** What `condition ? text : null` comes to is for the checker to say. */
const TEXT_OR_NULL: readonly CelType['kind'][] = ['string', 'null', 'dyn'];

function compileDocument(document: KubeObject): CompiledPolicy {
  const { definition, mistakes } = readDefinition(document);
  const issues = [...mistakes];
  const environments = environmentsFor(definition.paramKind !== null);
  const sources: string[] = [];
  const program = (source: string, at: string, env: Environment, kinds?: readonly CelType['kind'][]): Program => {
    sources.push(source);
    const result = compile(source, env);
    if (!result.ok) {
      for (const { message, line, column } of result.issues) issues.push(`${at}:${line}:${column}: ${message}`);
      return NOTHING;
    }
    const { resultType } = result.program;
    if (kinds !== undefined && !kinds.includes(resultType.kind)) issues.push(`${at}: must evaluate to ${kinds[0]}, not ${typeName(resultType)}`);
    return result.program;
  };
  const scopes = new Map<string, Scope>();
  const variables = definition.variables.map(({ name, expression }, i) => {
    const made = program(expression, `spec.variables[${i}].expression`, environments.full);
    const scope = scopeOf(expression, scopes);
    scopes.set(name, scope);
    environments.variables[name] = made.resultType;
    return { name, program: made, scope };
  });
  const conditions = definition.matchConditions.map(({ name, expression }, i) => (
    { name, program: program(expression, `spec.matchConditions[${i}].expression`, environments.condition, BOOL_ONLY), scope: scopeOf(expression, new Map()) }));
  const inlined = inlineVariables(definition.validations.map(({ expression }) => expression), definition.variables, scopes);
  const validations = definition.validations.map(({ expression, message, messageExpression, reason }, i) => {
    const at = `spec.validations[${i}]`;
    return {
      at, reason, message, expression, inlined: quietly(inlined[i], environments.full),
      program: program(expression, `${at}.expression`, environments.full, BOOL_ONLY),
      messageProgram: messageExpression === null ? null : program(messageExpression, `${at}.messageExpression`, environments.message, STRING_ONLY),
    };
  });
  const auditAnnotations = definition.auditAnnotations.map(({ key, valueExpression }, i) => (
    { key, program: program(valueExpression, `spec.auditAnnotations[${i}].valueExpression`, environments.full, TEXT_OR_NULL) }));
  const paths = auditAnnotations.find(({ key }) => key === PATHS_KEY)?.program ?? null;
  const usesRequest = sources.some((source) => /\brequest\b/.test(source));
  return { definition, issues, conditions, variables, validations, auditAnnotations, paths, usesRequest };
}

/** A program for an expression that was made from checked ones; what does not compile is not used. */
function quietly(source: string | null | undefined, env: Environment): Program | null {
  const result = source === null || source === undefined ? null : compile(source, env);
  return result?.ok === true && result.program.resultType.kind === 'bool' ? result.program : null;
}

/** Stands in for an expression that does not compile; the policy is never run. */
const NOTHING: Program = { source: '', resultType: { kind: 'dyn' }, run: () => null };
