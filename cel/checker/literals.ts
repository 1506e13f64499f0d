/**
 * Mistakes in literals that are no mistakes of type: durations, timestamps and patterns that cannot be read, lists and
 * maps of mixed types. The API server refuses them when a policy is written.
 * Source: cel-go cel/validator.go; which of them apply is in k8s.io/apiserver/pkg/cel/environment/base.go.
 */
import type { Call } from '../ast.ts';
import type { Overload } from '../library.ts';
import { compilePattern } from '../libraries/shared/regex.ts';
import { SourceError } from '../parser/source.ts';
import { type CelType, shownType } from '../types.ts';
import { CelCostError, CelError, type CelValue } from '../values.ts';
import { type Mapping, parts, sameType } from './unify.ts';

/** A part of a list or map: what its type has to be like is the part before it. */
export interface LiteralPart { readonly pos: number; readonly type: CelType }

interface Parts { readonly column: readonly LiteralPart[]; readonly all: boolean }

/** What has to be tried out: it must not fail. */
const TRIED = new Map<string, (value: CelValue, overload: Overload) => unknown>([
  ['duration', (value, overload) => overload.call(value)],
  ['timestamp', (value, overload) => overload.call(value)],
  // The first argument, also of the global form, where it is the text: so does cel-go.
  ['matches', (value) => typeof value === 'string' && compilePattern(value)],
]);

/** Gathers the literals of one expression while it is checked. */
export class Literals {
  readonly #mistakes: SourceError[] = [];
  readonly #columns: Parts[] = [];
  /** How many calls of `format` are around: it takes values of any types, and nothing within is looked at. */
  #formats = 0;

  /** A call, around the look at its arguments. */
  within<T>(name: string, walk: () => T): T {
    if (name !== 'format') return walk();
    this.#formats++;
    const result = walk();
    this.#formats--;
    return result;
  }

  /** A call of a function that was found. */
  call({ name, args }: Call, overloads: readonly Overload[]): void {
    const [arg] = args;
    const attempt = TRIED.get(name);
    if (attempt === undefined || arg?.kind !== 'literal' || overloads[0] === undefined) return;
    try {
      attempt(arg.value, overloads[0]);
    } catch (error) {
      if (!(error instanceof CelError) && !(error instanceof CelCostError)) throw error;
      this.#mistakes.push(new SourceError(`invalid ${name} argument`, arg.pos));
    }
  }

  /** The parts of a list (one column) or of a map (keys, values). Of a list only the first that differs is told, of a map all. */
  parts(...columns: readonly (readonly LiteralPart[])[]): void {
    if (this.#formats === 0) for (const column of columns) this.#columns.push({ column, all: columns.length > 1 });
  }

  /** All mistakes in the order of the source, once the types are settled. */
  mistakes(types: Mapping): readonly SourceError[] {
    return [...this.#mistakes, ...this.#columns.flatMap((column) => mixed(column, types))].sort((a, b) => a.pos - b.pos);
  }
}

function mixed({ column, all }: Parts, types: Mapping): readonly SourceError[] {
  const [first, ...rest] = column.map(({ pos, type }) => ({ pos, type: types.substitute(type, 'dyn') }));
  if (first === undefined) return [];
  const differing = rest.filter(({ type }) => !sameType(first.type, type) || !sameParts(first.type, type));
  return (all ? differing : differing.slice(0, 1)).map(({ pos, type }) => new SourceError(`expected type '${shownType(first.type)}' but found '${shownType(type)}'`, pos));
}

/** {@link sameType} takes all types of types for one; here their parts count. */
const sameParts = (a: CelType, b: CelType): boolean => parts(a).every((part, i) => sameType(part, parts(b)[i]!));
