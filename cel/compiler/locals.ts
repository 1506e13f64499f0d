/** Variables that macros bring: how they get their values, how they are read. */
import { LIST_COST } from '../runtime/cost.ts';
import type { LocalVar, Node } from '../checker/ir.ts';
import { emit, value } from './emit.ts';
import type { Emitter, Operand } from './emitter.ts';

/** What a local variable is in the code, and what its value failed with if it may have. */
interface Binding { readonly operand: Operand; readonly error?: string }

const bindings = new WeakMap<Emitter, Map<number, Binding>>();

function bindingsOf(g: Emitter): Map<number, Binding> {
  const known = bindings.get(g);
  if (known) return known;
  const made = new Map<number, Binding>();
  bindings.set(g, made);
  return made;
}

/** Let a variable have the value of an operand, which has to be a name. What was remembered of its last value is forgotten. */
export function bindLocal(g: Emitter, local: LocalVar, operand: Operand, error?: string): void {
  bindingsOf(g).set(local.id, error === undefined ? { operand } : { operand, error });
  const temporaries = g.paths.temporaries(local);
  if (temporaries.length > 0) g.line(`${temporaries.join(' = ')} = undefined;`);
}

export function emitLocal(g: Emitter, node: Extract<Node, { kind: 'local' }>): Operand {
  g.charge(1);
  const { operand, error } = bindingsOf(g).get(node.local.id)!;
  if (error !== undefined) g.risky(`if (${error} !== undefined) throw ${error};`);
  return operand;
}

/**
 * Bind a variable to the value of a node. cel-go does so when the variable is first read; an error of the value
 * shows there and nowhere else, so it is kept until then.
 */
function bindValue(g: Emitter, local: LocalVar, node: Node): void {
  const name = g.temp();
  const captured = g.capture(() => value(g, node));
  const operand: Operand = { code: name, type: captured.value.type, ...(captured.value.small ? { small: true } : {}) };
  if (!captured.fails) {
    g.place(captured);
    g.line(`${name} = ${captured.value.code};`);
    bindLocal(g, local, operand);
    return;
  }
  const error = g.temp();
  g.line(`${error} = undefined;`);
  g.line('try {');
  g.place({ ...captured, fails: false });
  g.line(`${name} = ${captured.value.code};`);
  g.line(`} catch (e) { ${error} = ${g.use('absorb')}(e, m); }`);
  bindLocal(g, local, operand, error);
}

/** `cel.bind`: in cel-go there is a fold behind it, over an empty list that costs what lists cost. */
export function emitBind(g: Emitter, node: Extract<Node, { kind: 'bind' }>): Operand {
  g.charge(LIST_COST);
  bindValue(g, node.local, node.value);
  return emit(g, node.body);
}

export function emitBlock(g: Emitter, node: Extract<Node, { kind: 'block' }>): Operand {
  for (const slot of node.slots) bindValue(g, slot.local, slot.value);
  return emit(g, node.body);
}
