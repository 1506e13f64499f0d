/**
 * The syntax tree of an expression after macros were recognised. Macros have nodes of their own: the compiler makes
 * better loops from `all` than from the fold that the language definition expands it to.
 */
import type { CelValue } from './values.ts';
import type { CelType } from './types.ts';

interface Node {
  /** Offset in the source, for messages. */
  readonly pos: number;
  /** Longest way down to a leaf; bounds the recursion of everything that walks the tree. */
  readonly height: number;
}

export interface Literal extends Node { readonly kind: 'literal'; readonly value: CelValue; readonly type: CelType }
/** `absolute`: written with a leading dot, resolved outside of the container and of local variables. */
export interface Ident extends Node { readonly kind: 'ident'; readonly name: string; readonly absolute: boolean }
/** `a.b`, `a.?b` (optional), `has(a.b)` (test). */
export interface Select extends Node { readonly kind: 'select'; readonly operand: Expr; readonly field: string; readonly optional: boolean; readonly test: boolean }
/** A call by name; operators have the names of the language definition: `_+_`, `_[_]`, `@in`, `_?_:_`. */
export interface Call extends Node { readonly kind: 'call'; readonly name: string; readonly target: Expr | undefined; readonly args: readonly Expr[]; readonly absolute: boolean }
/** `a && b && c` is one node. */
export interface Logic extends Node { readonly kind: 'logic'; readonly op: '&&' | '||'; readonly terms: readonly Expr[] }
export interface ListLiteral extends Node { readonly kind: 'list'; readonly elements: readonly { readonly value: Expr; readonly optional: boolean }[] }
export interface MapLiteral extends Node { readonly kind: 'map'; readonly entries: readonly { readonly key: Expr; readonly value: Expr; readonly optional: boolean }[] }
export interface StructLiteral extends Node { readonly kind: 'struct'; readonly name: string; readonly absolute: boolean; readonly fields: readonly { readonly name: string; readonly pos: number; readonly value: Expr; readonly optional: boolean }[] }
/** `all`, `exists`, `exists_one` over one or two variables. */
export interface Quantifier extends Node { readonly kind: 'quantifier'; readonly op: 'all' | 'exists' | 'existsOne'; readonly range: Expr; readonly vars: readonly string[]; readonly body: Expr }
/** `map`, `filter`, `transformList` (list); `transformMap` (map); `transformMapEntry` (entries). */
export interface Transform extends Node { readonly kind: 'transform'; readonly result: 'list' | 'map' | 'entries'; readonly range: Expr; readonly vars: readonly string[]; readonly filter: Expr | undefined; readonly body: Expr }
/** `cel.bind(name, value, body)`. */
export interface Bind extends Node { readonly kind: 'bind'; readonly name: string; readonly value: Expr; readonly body: Expr }
/** `target.optMap(name, body)`; flat for `optFlatMap`. */
export interface OptionalMap extends Node { readonly kind: 'optMap'; readonly target: Expr; readonly name: string; readonly body: Expr; readonly flat: boolean }
/** `cel.block([slots], body)`: an expression with its common parts taken out. Slot n is the variable `@index<n>`. */
export interface Block extends Node { readonly kind: 'block'; readonly slots: readonly Expr[]; readonly body: Expr }

export type Expr =
  | Literal | Ident | Select | Call | Logic | ListLiteral | MapLiteral | StructLiteral
  | Quantifier | Transform | Bind | OptionalMap | Block;

/** A name like `a.b.c` when an expression is nothing but that; undefined otherwise. */
export function qualifiedName(e: Expr): { readonly name: string; readonly root: Ident } | undefined {
  const parts: string[] = [];
  let at = e;
  while (at.kind === 'select' && !at.test && !at.optional) { parts.push(at.field); at = at.operand; }
  if (at.kind !== 'ident') return undefined;
  parts.push(at.name);
  return { name: parts.reverse().join('.'), root: at };
}

/** The functions behind operators, as messages name them. */
export const OPERATORS: Readonly<Record<string, string>> = {
  '==': '_==_', '!=': '_!=_', '<': '_<_', '<=': '_<=_', '>': '_>_', '>=': '_>=_', in: '@in',
  '+': '_+_', '-': '_-_', '*': '_*_', '/': '_/_', '%': '_%_',
};
