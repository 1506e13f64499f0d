/**
 * Macros: calls that are recognised by name, number of arguments and style while parsing.
 * Source: cel-go parser/macro.go, ext/comprehensions.go, ext/bindings.go, ext/lists.go, cel/library.go (optMap, optFlatMap).
 */
import { type Expr, qualifiedName } from '../ast.ts';
import { call, heightOver } from './node.ts';
import { SourceError } from './source.ts';

/** The prefix of variables that no source can name. */
const HIDDEN = '@';
const QUANTIFIERS: Readonly<Record<string, 'all' | 'exists' | 'existsOne'>> = { all: 'all', exists: 'exists', exists_one: 'existsOne', existsOne: 'existsOne' };

/** The node for a macro call, undefined where the call is an ordinary one. @throws SourceError on misuse. */
export function expandMacro(pos: number, name: string, args: readonly Expr[], target: Expr | undefined, block: boolean): Expr | undefined {
  if (target === undefined) return name === 'has' && args.length === 1 ? presence(pos, args[0]!) : undefined;
  const namespace = qualifiedName(target);
  if (namespace?.name === 'cel' && !namespace.root.absolute) {
    if (name === 'bind' && args.length === 3) return bind(pos, args);
    return block ? blockMacro(pos, name, args) : undefined;
  }
  return comprehension(pos, name, args, target);
}

function presence(pos: number, arg: Expr): Expr {
  if (arg.kind !== 'select' || arg.optional) throw new SourceError('invalid argument to has() macro: a field selection such as has(a.b) expected', arg.pos);
  return { ...arg, pos, test: true };
}

function variable(arg: Expr, what = 'argument'): string {
  if (arg.kind === 'ident' && !arg.absolute) return arg.name;
  throw new SourceError(`${what} must be a simple name`, arg.pos);
}

function bind(pos: number, args: readonly Expr[]): Expr {
  return { kind: 'bind', pos, name: variable(args[0]!, 'cel.bind() variable'), value: args[1]!, body: args[2]!, height: heightOver(pos, args) };
}

function variables(args: readonly Expr[], count: 1 | 2): string[] {
  const names = args.slice(0, count).map((arg) => variable(arg));
  if (count === 2 && names[0] === names[1]) throw new SourceError(`duplicate variable name '${names[0]}'`, args[1]!.pos);
  return names;
}

function comprehension(pos: number, name: string, args: readonly Expr[], range: Expr): Expr | undefined {
  const height = (): number => heightOver(pos, [range, ...args]);
  const last = args.at(-1);
  if (last === undefined) return undefined;
  const quantifier = Object.hasOwn(QUANTIFIERS, name) ? QUANTIFIERS[name] : undefined;
  if (quantifier !== undefined && (args.length === 2 || (args.length === 3 && name !== 'exists_one'))) {
    return { kind: 'quantifier', pos, op: quantifier, range, vars: variables(args, args.length === 2 ? 1 : 2), body: last, height: height() };
  }
  const transform = (result: 'list' | 'map' | 'entries', count: 1 | 2): Expr => ({
    kind: 'transform', pos, result, range, vars: variables(args, count), filter: args.length > count + 1 ? args[count] : undefined, body: last, height: height(),
  });
  const arity = args.length;
  switch (name) {
    case 'map': return arity === 2 || arity === 3 ? transform('list', 1) : undefined;
    case 'filter': return arity === 2 ? { kind: 'transform', pos, result: 'list', range, vars: variables(args, 1), filter: last, body: args[0]!, height: height() } : undefined;
    case 'transformList': return arity === 3 || arity === 4 ? transform('list', 2) : undefined;
    case 'transformMap': return arity === 3 || arity === 4 ? transform('map', 2) : undefined;
    case 'transformMapEntry': return arity === 3 || arity === 4 ? transform('entries', 2) : undefined;
    case 'optMap': case 'optFlatMap':
      return arity === 2 ? { kind: 'optMap', pos, target: range, name: variable(args[0]!), body: last, flat: name === 'optFlatMap', height: height() } : undefined;
    case 'sortBy': return arity === 2 ? sortBy(pos, range, args) : undefined;
    default: return undefined;
  }
}

/** `list.sortBy(x, key)`: the list with its keys goes to a function of the lists library. Source: cel-go ext/lists.go. */
function sortBy(pos: number, list: Expr, args: readonly Expr[]): Expr {
  const name = `${HIDDEN}sortBy`;
  const self: Expr = { kind: 'ident', pos, name, absolute: false, height: 1 };
  const keys: Expr = {
    kind: 'transform', pos, result: 'list', range: self, vars: variables(args, 1), filter: undefined, body: args[1]!, height: heightOver(pos, args),
  };
  const body = call(pos, `${HIDDEN}sortByAssociatedKeys`, [keys], self);
  return { kind: 'bind', pos, name, value: list, body, height: heightOver(pos, [list, body]) };
}

/** `cel.block`, `cel.index` and `cel.iterVar`: the form in which tools write down common subexpressions. */
function blockMacro(pos: number, name: string, args: readonly Expr[]): Expr | undefined {
  const numbers = args.map((arg) => (arg.kind === 'literal' && typeof arg.value === 'number' && arg.value >= 0 ? arg.value : undefined));
  if (name === 'index' && args.length === 1 && numbers[0] !== undefined) return { kind: 'ident', pos, name: `${HIDDEN}index${numbers[0]}`, absolute: false, height: 1 };
  if (name === 'iterVar' && args.length === 2 && numbers[0] !== undefined && numbers[1] !== undefined) {
    return { kind: 'ident', pos, name: `${HIDDEN}it:${numbers[0]}:${numbers[1]}`, absolute: false, height: 1 };
  }
  if (name !== 'block' || args.length !== 2) return undefined;
  const list = args[0]!;
  if (list.kind !== 'list' || list.elements.some((e) => e.optional)) throw new SourceError('cel.block() takes a list literal of expressions first', list.pos);
  return { kind: 'block', pos, slots: list.elements.map((e) => e.value), body: args[1]!, height: heightOver(pos, args) };
}
