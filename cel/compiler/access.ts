/** Field selection and indexing. */
import type { IndexNode, Node, SelectNode } from '../checker/ir.ts';
import type { Emitter, Operand } from './emitter.ts';
import { atom, bool, optional } from './emit.ts';
import { DYN, type CelType } from '../types.ts';
import { declared, elementOf, fieldOf } from './certain.ts';
import { type Path, isUnwrapped, step } from './paths.ts';

/** Names that objects have without the document having them: only own properties count, so these take the long way. */
const INHERITED = new Set(Object.getOwnPropertyNames(Object.prototype));

const safe = (field: string): boolean => !INHERITED.has(field);
const property = (object: string, field: string): string => (/^[A-Za-z_]\w*$/.test(field) ? `${object}.${field}` : `${object}[${JSON.stringify(field)}]`);

/** `o` itself where it is a JSON object, else an object without properties. */
const viewOf = (g: Emitter, o: string): string => `typeof ${o} === "object" && ${o} !== null && !Array.isArray(${o}) && !(${o} instanceof ${g.use('Boxed')}) && !(${o} instanceof Uint8Array) ? ${o} : ${g.use('NOTHING')}`;

/** What looking up a field does where it is absent: `get` fails, `find` gives undefined. */
type Mode = 'get' | 'find';

/** The view of `o`, shared by the fields of a path. It is that of the remembered value, so it is kept only where there is one. */
function viewFor(g: Emitter, o: string, parent: Path | undefined): string {
  const view = g.temp();
  const shared = parent?.view;
  if (!shared) { g.line(`${view} = ${viewOf(g, o)};`); return view; }
  const keep = parent.parent ? `if (${parent.value} !== undefined) ${shared} = ${view};` : `${shared} = ${view};`;
  g.line(`${view} = ${shared};`);
  g.line(`if (${view} === undefined) { ${view} = ${viewOf(g, o)}; ${keep} }`);
  return view;
}

/**
 * Read a field of `o` into `target`, and remember it. What an optional gives is not remembered: selecting from a
 * boxed optional gives an optional, asking whether it has a field looks inside.
 */
function read(g: Emitter, target: string, o: string, field: string, mode: Mode, path: Path | undefined): void {
  const slow = `${target} = ${g.use(mode === 'get' ? 'select' : 'find')}(${o}, ${JSON.stringify(field)});`;
  const memory = path?.value;
  if (safe(field)) {
    const view = viewFor(g, o, path?.parent);
    g.line(`${target} = ${property(view, field)};`);
    g.risky(`if (${target} === undefined${mode === 'get' ? '' : ` && ${view} === ${g.use('NOTHING')}`}) ${slow}`);
    if (memory) g.line(`if (${view} !== ${g.use('NOTHING')} || !(${o} instanceof ${g.use('Optional')})) ${memory} = ${target};`);
  } else {
    g.risky(slow);
    if (memory) g.line(`if (!(${o} instanceof ${g.use('Optional')})) ${memory} = ${target};`);
  }
}

/** What a path costs: 1 for its variable and 1 for each field. */
const costOf = (path: Path | undefined): number => (path === undefined ? 0 : 1 + costOf(path.parent));

/** The value of a field, remembered where the source looks at it again. */
function lookup(g: Emitter, node: Node, operand: Node, field: string, mode: Mode): { code: string; type: CelType } {
  const path = g.paths.of(node);
  const target = g.temp();
  let type: CelType = DYN;
  const walk = (): void => {
    if (isUnwrapped(operand)) { type = fieldOf(readOptional(g, target, operand, field, path), field); return; }
    const o = operand.kind === 'variable' ? { code: g.variable(operand.index), type: declared(operand.type) } : atom(g, operand);
    type = fieldOf(o.type, field);
    read(g, target, o.code, field, mode, path);
  };
  if (!path) { g.charge(1); walk(); return { code: target, type }; }
  g.charge(costOf(path));
  g.free(() => {
    if (path.value === undefined) { walk(); return; }
    g.line(`${target} = ${path.value};`);
    g.block(`if (${target} === undefined)`, walk);
  });
  return { code: target, type };
}

/** The field of an optional's value: undefined for none, as where the field is absent. Gives the type of that value. */
function readOptional(g: Emitter, target: string, operand: Node, field: string, path: Path | undefined): CelType {
  const o = optional(g, operand);
  g.line(`${target} = undefined;`);
  g.block(`if (${o.code} !== undefined)`, () => read(g, target, o.code, field, 'find', path));
  return o.type;
}

/** `a.b`, `has(a.b)`, `a.?b`. */
export function emitSelect(g: Emitter, node: SelectNode): Operand {
  const flows = isUnwrapped(node.operand);
  const found = lookup(g, node, node.operand, node.field, node.mode === 'get' && !flows ? 'get' : 'find');
  if (node.mode === 'has') return bool(`(${found.code} !== undefined)`);
  return { ...found, optional: flows || node.mode === 'optional' };
}

/** `a[b]`, `a[?b]`. */
export function emitIndex(g: Emitter, node: IndexNode): Operand {
  const flows = isUnwrapped(node.operand);
  const field = step(node)?.field;
  if (field !== undefined) return { ...lookup(g, node, node.operand, field, node.optional || flows ? 'find' : 'get'), optional: node.optional || flows };
  g.charge(1);
  const target = g.temp();
  if (flows) {
    const o = optional(g, node.operand);
    g.line(`${target} = undefined;`);
    g.block(`if (${o.code} !== undefined)`, () => g.risky(`${target} = ${g.use('findIndex')}(${o.code}, ${atom(g, node.index).code});`));
    return { code: target, type: entryOf(o.type), optional: true };
  }
  const o = atom(g, node.operand);
  const index = atom(g, node.index);
  const tests = [o.type.kind === 'list' ? '' : `Array.isArray(${o.code})`, index.small ? '' : `typeof ${index.code} === "number"`].filter((test) => test !== '');
  g.line(`${target} = ${tests.length === 0 ? `${o.code}[${index.code}]` : `${tests.join(' && ')} ? ${o.code}[${index.code}] : undefined`};`);
  g.risky(`if (${target} === undefined) ${target} = ${g.use(node.optional ? 'findIndex' : 'indexOf')}(${o.code}, ${index.code});`);
  return { code: target, type: entryOf(o.type), optional: node.optional };
}

const entryOf = (t: CelType): CelType => (t.kind === 'map' ? t.value : elementOf(t));
