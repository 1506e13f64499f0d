/**
 * Variables written into the validations that read them: reading one costs more than what most of them compute. Only
 * where nothing else can change: the validation is made of variables, sizes, comparisons and logic alone, and no other
 * validation reads the variable. What is kept anyway (constants) stays a variable.
 */
import type { NamedExpression } from '../model/definition.ts';
import type { Scope } from './scope.ts';

const PLAIN = /^(?:[\s!()]|&&|\|\||variables\.[A-Za-z_]\w*|\.size\(\)|[=<>]=?|!=|\d+)+$/;
const REFERENCE = /\bvariables\.([A-Za-z_]\w*)/g;

/** The validations with variables written in, in order; null where one stays as it is. */
export function inlineVariables(validations: readonly string[], variables: readonly NamedExpression[], scopes: ReadonlyMap<string, Scope>): (string | null)[] {
  const readers = new Map<string, number>();
  for (const validation of validations) for (const [, name = ''] of validation.matchAll(REFERENCE)) readers.set(name, (readers.get(name) ?? 0) + 1);
  const text = new Map(variables.map(({ name, expression }) => [name, expression]));
  return validations.map((validation) => {
    if (!PLAIN.test(validation)) return null;
    const written = validation.replace(REFERENCE, (reference, name: string) => {
      const expression = text.get(name);
      return expression === undefined || readers.get(name) !== 1 || scopes.get(name) === 'constant' ? reference : `(${expression})`;
    });
    return written === validation ? null : written;
  });
}
