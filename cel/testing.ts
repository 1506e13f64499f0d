/** What the tests of this folder share. */
import { compile } from './index.ts';
import type { Library } from './library.ts';
import { kubernetesLibraries } from './libraries/index.ts';
import { CostMeter, type Environment, PER_POLICY_COST_LIMIT, type Program } from './program.ts';
import { type CelType, DYN } from './types.ts';
import type { CelValue } from './values.ts';

export interface Setting {
  readonly variables?: Readonly<Record<string, CelValue>>;
  /** Types of variables; dyn where not given. */
  readonly types?: Readonly<Record<string, CelType>>;
  readonly libraries?: readonly Library[];
  readonly options?: Partial<Environment>;
  readonly meter?: CostMeter;
}

function environment({ variables = {}, types = {}, libraries = kubernetesLibraries, options = {} }: Setting): Environment {
  const names = [...new Set([...Object.keys(variables), ...Object.keys(types)])];
  return { variables: names.map((name) => ({ name, type: types[name] ?? DYN })), libraries, ...options };
}

/** The program of an expression. Throws where it does not compile. */
export function program(expression: string, setting: Setting = {}): Program {
  const compiled = compile(expression, environment(setting));
  if (!compiled.ok) throw new Error(`does not compile: ${compiled.issues.map(({ message }) => message).join('; ')}`);
  return compiled.program;
}

/** The value of an expression. */
export function evaluate(expression: string, setting: Setting = {}): CelValue {
  const { variables = {}, types = {} } = setting;
  const names = [...new Set([...Object.keys(variables), ...Object.keys(types)])];
  return program(expression, setting).run(names.map((name) => variables[name]!), setting.meter ?? new CostMeter(PER_POLICY_COST_LIMIT));
}

/** The issues of an expression, each as `line:column message`. */
export function issues(expression: string, setting: Setting = {}): readonly string[] {
  const compiled = compile(expression, environment(setting));
  return compiled.ok ? [] : compiled.issues.map(({ line, column, message }) => `${line}:${column} ${message}`);
}
