/** What an environment declares, by name. */
import type { FunctionDeclaration, Library, Overload } from '../library.ts';
import type { Environment } from '../program.ts';
import type { CelType } from '../types.ts';
import type { CelValue } from '../values.ts';
import { standardLibrary } from '../libraries/standard/index.ts';

/** A variable (by position) or a constant. */
export type Declared =
  | { readonly kind: 'variable'; readonly index: number; readonly name: string; readonly type: CelType }
  | { readonly kind: 'const'; readonly value: CelValue; readonly type: CelType };

export interface Names {
  ident(name: string): Declared | undefined;
  readonly functions: ReadonlyMap<string, readonly Overload[]>;
  /** Names to try for a name, the innermost namespace first. */
  candidates(name: string): readonly string[];
}

/** Tables are made once for an environment, and their larger part once for a set of libraries. */
const ofEnvironments = new WeakMap<Environment, Names>();
const ofLibraries = new WeakMap<readonly Library[], Table>();

interface Table { readonly constants: ReadonlyMap<string, Declared>; readonly functions: ReadonlyMap<string, readonly Overload[]> }

export function namesOf(env: Environment): Names {
  const cached = ofEnvironments.get(env);
  if (cached) return cached;
  const { constants, functions } = tableOf(env.libraries);
  const variables = new Map(env.variables.map(({ name, type }, index): [string, Declared] => [name, { kind: 'variable', index, name, type }]));
  const scopes = scopesOf(env.container);
  const made: Names = { ident: (name) => variables.get(name) ?? constants.get(name), functions, candidates: (name) => scopes.map((scope) => (scope === '' ? name : `${scope}.${name}`)) };
  ofEnvironments.set(env, made);
  return made;
}

function tableOf(libraries: readonly Library[]): Table {
  const cached = ofLibraries.get(libraries);
  if (cached) return cached;
  const constants = new Map<string, Declared>();
  const functions = new Map<string, Overload[]>();
  for (const library of [standardLibrary, ...libraries]) {
    for (const [name, constant] of Object.entries(library.constants ?? {})) constants.set(name, { kind: 'const', ...constant });
    for (const declaration of library.functions) addOverloads(functions, declaration);
  }
  const made: Table = { constants, functions };
  ofLibraries.set(libraries, made);
  return made;
}

function addOverloads(functions: Map<string, Overload[]>, { name, overloads }: FunctionDeclaration): void {
  const present = functions.get(name);
  if (!present) { functions.set(name, [...overloads]); return; }
  for (const overload of overloads) if (!present.some(({ id }) => id === overload.id)) present.push(overload);
}

/** `a.b` has the scopes `a.b`, `a` and the root. */
function scopesOf(container = ''): string[] {
  const scopes = [];
  for (let at = container; at !== ''; at = at.slice(0, Math.max(0, at.lastIndexOf('.')))) scopes.push(at);
  return [...scopes, ''];
}
