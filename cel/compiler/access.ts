/** Field selection and indexing. */
import type { IndexNode, Node, SelectNode } from '../checker/ir.ts';
import type { Emitter, Operand } from './emitter.ts';
import { atom, bool, optional } from './emit.ts';
import { type Path, isOptional, step } from './paths.ts';

/** Names that objects have without the document having them: only own properties count, so these take the long way. */
const INHERITED = new Set(Object.getOwnPropertyNames(Object.prototype));
/** Names that arrays and bytes have, but no JSON object. */
const OF_ARRAYS = new Set([Array.prototype, Uint8Array.prototype, Object.getPrototypeOf(Uint8Array.prototype) as object].flatMap((p) => Object.getOwnPropertyNames(p)));

const safe = (field: string): boolean => !INHERITED.has(field) && !OF_ARRAYS.has(field) && !/^\d/.test(field);
const property = (object: string, field: string): string => (/^[A-Za-z_]\w*$/.test(field) ? `${object}.${field}` : `${object}[${JSON.stringify(field)}]`);

/** `o` itself where it is an object whose properties can be read, else an object without any. */
const viewOf = (g: Emitter, o: string): string => `typeof ${o} === "object" && ${o} !== null && !(${o} instanceof ${g.use('Boxed')}) ? ${o} : ${g.use('NOTHING')}`;

/** The code that reads a field of `o` into `target`, leaving undefined what cannot be read directly; gives the view used. */
function read(g: Emitter, target: string, o: string, path: Path | undefined, field: string): string | undefined {
  if (!safe(field)) return undefined;
  const parent = path?.parent;
  const view = parent?.view ?? g.temp();
  if (parent?.view) g.line(`if (${view} === undefined) ${view} = ${viewOf(g, o)};`);
  else g.line(`${view} = ${viewOf(g, o)};`);
  g.line(`${target} = ${property(view, field)};`);
  return view;
}

/** The operand of a path: its variable, or the value of the path before it. */
const base = (g: Emitter, node: Node): string => (node.kind === 'variable' ? (g.charge(1), `v${node.index}`) : atom(g, node).code);

/** The value of a field. Fails where it is absent. */
function get(g: Emitter, operand: Node, field: string, path: Path | undefined): string {
  const target = path?.value ?? g.temp();
  const walk = (): void => {
    const o = base(g, operand);
    const view = read(g, target, o, path, field);
    const slow = `${target} = ${g.use('select')}(${o}, ${JSON.stringify(field)});`;
    g.risky(view === undefined ? slow : `if (${target} === undefined) ${slow}`);
  };
  if (path?.value) g.block(`if (${target} === undefined)`, walk); else walk();
  return target;
}

/** The value of a field, undefined where it is absent. Fails where the operand has no fields at all. */
function find(g: Emitter, operand: Node, field: string, path: Path | undefined): string {
  const target = path?.value ?? g.temp();
  const walk = (): void => {
    const o = base(g, operand);
    const view = read(g, target, o, path, field);
    const slow = `${target} = ${g.use('find')}(${o}, ${JSON.stringify(field)});`;
    g.risky(view === undefined ? slow : `if (${target} === undefined && ${view} === ${g.use('NOTHING')}) ${slow}`);
  };
  if (path?.value) g.block(`if (${target} === undefined)`, walk); else walk();
  return target;
}

/** The value of a field or entry of an unwrapped optional, undefined where there is none. */
function findInOptional(g: Emitter, operand: Node, lookup: (o: string) => string): string {
  const o = optional(g, operand);
  const target = g.temp();
  g.line(`${target} = undefined;`);
  g.block(`if (${o} !== undefined)`, () => g.risky(`${target} = ${lookup(o)};`));
  return target;
}

/** `a.b`, `has(a.b)`, `a.?b`. */
export function emitSelect(g: Emitter, node: SelectNode): Operand {
  g.charge(1);
  const key = JSON.stringify(node.field);
  if (isOptional(node.operand)) {
    const found = findInOptional(g, node.operand, (o) => `${g.use('find')}(${o}, ${key})`);
    return node.mode === 'has' ? bool(`(${found} !== undefined)`) : { code: found, type: g.typeOf(node), optional: true };
  }
  if (node.mode === 'get') return { code: get(g, node.operand, node.field, g.paths.of(node)), type: g.typeOf(node) };
  const found = find(g, node.operand, node.field, g.paths.of(node));
  return node.mode === 'has' ? bool(`(${found} !== undefined)`) : { code: found, type: g.typeOf(node), optional: true };
}

/** `a[b]`, `a[?b]`. */
export function emitIndex(g: Emitter, node: IndexNode): Operand {
  g.charge(1);
  if (isOptional(node.operand)) {
    const index = atom(g, node.index).code;
    return { code: findInOptional(g, node.operand, (o) => `${g.use('findIndex')}(${o}, ${index})`), type: g.typeOf(node), optional: true };
  }
  const field = step(node)?.field;
  if (field !== undefined && g.typeOf(node.operand).kind !== 'list') {
    const path = g.paths.of(node);
    return node.optional
      ? { code: find(g, node.operand, field, path), type: g.typeOf(node), optional: true }
      : { code: get(g, node.operand, field, path), type: g.typeOf(node) };
  }
  const o = atom(g, node.operand);
  const index = atom(g, node.index);
  const target = g.temp();
  const isList = o.type.kind === 'list' ? '' : `Array.isArray(${o.code}) && `;
  const isNumber = index.small ? '' : `typeof ${index.code} === "number"`;
  const test = `${isList}${isNumber}`.replace(/ && $/, '');
  g.line(`${target} = ${test === '' ? '' : `${test} ? `}${o.code}[${index.code}]${test === '' ? '' : ' : undefined'};`);
  const helper = node.optional ? 'findIndex' : 'indexOf';
  g.risky(`if (${target} === undefined) ${target} = ${g.use(helper)}(${o.code}, ${index.code});`);
  return { code: target, type: g.typeOf(node), optional: node.optional };
}
