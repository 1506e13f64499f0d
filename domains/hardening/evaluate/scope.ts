/**
 * What the value of an expression depends on, read from the words in it. Words inside of strings count too: the answer
 * may be too wide, never too narrow.
 */

/** `constant`: on the parameters alone. `object`: on the object alone, so that policies with the same text share it. `any`: on more. */
export type Scope = 'constant' | 'object' | 'any';

const WIDE = /\b(?:oldObject|request|namespaceObject|authorizer)\b/;

/** @param variables the scopes of the variables that may be referred to. */
export function scopeOf(expression: string, variables: ReadonlyMap<string, Scope>): Scope {
  if (WIDE.test(expression)) return 'any';
  const all = expression.match(/\bvariables\b/g)?.length ?? 0;
  const named = [...expression.matchAll(/\bvariables\s*\.\s*([A-Za-z_]\w*)/g)];
  // `variables` in any other form (as a whole, indexed) could be any of them.
  if (named.length !== all) return 'any';
  if (named.some(([, name]) => variables.get(name ?? '') !== 'constant')) return 'any';
  if (!/\bobject\b/.test(expression)) return 'constant';
  return named.length === 0 && !/\bparams\b/.test(expression) ? 'object' : 'any';
}
