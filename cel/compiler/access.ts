/** Field selection and indexing. */
import type { IndexNode, Node, SelectNode } from '../checker/ir.ts';
import type { Emitter, Operand } from './emitter.ts';
import { atom, bool, optional } from './emit.ts';
import { type Path, isOptional, step } from './paths.ts';

/** Names that objects have without the document having them: only own properties count, so these take the long way. */
const INHERITED = new Set(Object.getOwnPropertyNames(Object.prototype));

const safe = (field: string): boolean => !INHERITED.has(field);
const property = (object: string, field: string): string => (/^[A-Za-z_]\w*$/.test(field) ? `${object}.${field}` : `${object}[${JSON.stringify(field)}]`);

/** `o` itself where it is a JSON object, else an object without properties. */
const viewOf = (g: Emitter, o: string): string => `typeof ${o} === "object" && ${o} !== null && !Array.isArray(${o}) && !(${o} instanceof ${g.use('Boxed')}) && !(${o} instanceof Uint8Array) ? ${o} : ${g.use('NOTHING')}`;

/** What looking up a field does where it is absent: `get` fails, `find` gives undefined. */
type Mode = 'get' | 'find';

/** Read a field of `o` into `target`. */
function read(g: Emitter, target: string, o: string, field: string, mode: Mode, shared: string | undefined): void {
  const slow = `${target} = ${g.use(mode === 'get' ? 'select' : 'find')}(${o}, ${JSON.stringify(field)});`;
  if (!safe(field)) { g.risky(slow); return; }
  const view = shared ?? g.temp();
  g.line(`${shared ? `if (${view} === undefined) ` : ''}${view} = ${viewOf(g, o)};`);
  g.line(`${target} = ${property(view, field)};`);
  g.risky(`if (${target} === undefined${mode === 'get' ? '' : ` && ${view} === ${g.use('NOTHING')}`}) ${slow}`);
}

/** What a path costs: 1 for its variable and 1 for each field. */
const costOf = (path: Path | undefined): number => (path === undefined ? 0 : 1 + costOf(path.parent));

/** The value of a field, remembered where the source looks at it again. */
function lookup(g: Emitter, node: Node, operand: Node, field: string, mode: Mode): string {
  const path = g.paths.of(node);
  const target = path?.value ?? g.temp();
  const walk = (): void => {
    if (isOptional(operand)) { readOptional(g, target, operand, field, path?.parent?.view); return; }
    const o = operand.kind === 'variable' ? `v${operand.index}` : atom(g, operand).code;
    read(g, target, o, field, mode, path?.parent?.view);
  };
  if (!path) { g.charge(1); walk(); return target; }
  g.charge(costOf(path));
  g.free(() => { if (path.value) g.block(`if (${target} === undefined)`, walk); else walk(); });
  return target;
}

/** The field of an optional's value: undefined for none, as where the field is absent. */
function readOptional(g: Emitter, target: string, operand: Node, field: string, view: string | undefined): void {
  const o = optional(g, operand);
  g.line(`${target} = undefined;`);
  g.block(`if (${o} !== undefined)`, () => read(g, target, o, field, 'find', view));
}

/** `a.b`, `has(a.b)`, `a.?b`. */
export function emitSelect(g: Emitter, node: SelectNode): Operand {
  const flows = isOptional(node.operand);
  const found = lookup(g, node, node.operand, node.field, node.mode === 'get' && !flows ? 'get' : 'find');
  if (node.mode === 'has') return bool(`(${found} !== undefined)`);
  return { code: found, type: g.typeOf(node), optional: flows || node.mode === 'optional' };
}

/** `a[b]`, `a[?b]`. */
export function emitIndex(g: Emitter, node: IndexNode): Operand {
  const type = g.typeOf(node);
  const flows = isOptional(node.operand);
  const field = step(node)?.field;
  if (field !== undefined && g.typeOf(node.operand).kind !== 'list') {
    return { code: lookup(g, node, node.operand, field, node.optional || flows ? 'find' : 'get'), type, optional: node.optional || flows };
  }
  g.charge(1);
  const target = g.temp();
  if (flows) {
    const o = optional(g, node.operand);
    g.line(`${target} = undefined;`);
    g.block(`if (${o} !== undefined)`, () => g.risky(`${target} = ${g.use('findIndex')}(${o}, ${atom(g, node.index).code});`));
    return { code: target, type, optional: true };
  }
  const o = atom(g, node.operand);
  const index = atom(g, node.index);
  const tests = [o.type.kind === 'list' ? '' : `Array.isArray(${o.code})`, index.small ? '' : `typeof ${index.code} === "number"`].filter((test) => test !== '');
  g.line(`${target} = ${tests.length === 0 ? `${o.code}[${index.code}]` : `${tests.join(' && ')} ? ${o.code}[${index.code}] : undefined`};`);
  g.risky(`if (${target} === undefined) ${target} = ${g.use(node.optional ? 'findIndex' : 'indexOf')}(${o.code}, ${index.code});`);
  return { code: target, type, optional: node.optional };
}
