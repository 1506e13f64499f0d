/** A node to code: the values that everything else is made of. */
import type { Node } from '../checker/ir.ts';
import { LIST_COST, MAP_COST } from '../runtime/cost.ts';
import { BOOL, DYN, optionalOf } from '../types.ts';
import { declared, insideOf } from './certain.ts';
import { constantOf, typeOfConstant } from './constants.ts';
import { emitIndex, emitSelect } from './access.ts';
import { emitCall } from './calls.ts';
import { emitList, emitMap, emitMessage } from './collections.ts';
import { emitQuantifier, emitTransform } from './comprehensions.ts';
import type { Emitter, Operand } from './emitter.ts';
import { emitConditional, emitLogic } from './logic.ts';
import { emitBind, emitBlock, emitLocal } from './locals.ts';
import { emitOptMap, emitUnwrap } from './optionals.ts';

/** Code for a node in whatever form is cheapest. */
export function emit(g: Emitter, node: Node): Operand {
  const constant = node.kind === 'list' || node.kind === 'map' ? constantOf(node) : undefined;
  if (constant !== undefined) { g.charge(node.kind === 'list' ? LIST_COST : MAP_COST); return { code: g.constant(constant), type: typeOfConstant(constant) }; }
  switch (node.kind) {
    case 'const': return { code: g.literal(node.value), type: declared(node.type), small: typeof node.value === 'number' };
    case 'variable': return emitVariable(g, node);
    case 'local': return emitLocal(g, node);
    case 'fail': g.risky(`${g.use('fail')}(${JSON.stringify(node.message)});`); return { code: 'null', type: DYN };
    case 'select': return emitSelect(g, node);
    case 'index': return emitIndex(g, node);
    case 'call': return emitCall(g, node);
    case 'logic': return emitLogic(g, node);
    case 'conditional': return emitConditional(g, node);
    case 'list': return emitList(g, node);
    case 'map': return emitMap(g, node);
    case 'message': return emitMessage(g, node);
    case 'quantifier': return emitQuantifier(g, node);
    case 'transform': return emitTransform(g, node);
    case 'bind': return emitBind(g, node);
    case 'optMap': return emitOptMap(g, node);
    case 'block': return emitBlock(g, node);
  }
}

function emitVariable(g: Emitter, node: Extract<Node, { kind: 'variable' }>): Operand {
  g.charge(1);
  const name = g.variable(node.index);
  g.risky(`if (${name} === undefined) ${g.use('unbound')}(${JSON.stringify(node.name)});`);
  return { code: name, type: declared(node.type) };
}

/** Code for a node as an ordinary value: optionals are wrapped. */
export function value(g: Emitter, node: Node): Operand {
  const operand = emit(g, node);
  return operand.optional ? { code: g.assign(`${g.use('wrap')}(${operand.code})`), type: optionalOf(operand.type) } : operand;
}

/** Like {@link value}, as a name or literal that can be repeated without doing work again. */
export function atom(g: Emitter, node: Node): Operand {
  const operand = value(g, node);
  return /^[\w$]+$|^"|^\(-\d+\)$/.test(operand.code) ? operand : { ...operand, code: g.assign(operand.code) };
}

/** Code for a node as an unwrapped optional: a name that is undefined for none; its type is that of the value inside. */
export function optional(g: Emitter, node: Node): Operand {
  const operand = emit(g, node);
  return operand.optional ? operand : { code: emitUnwrap(g, operand), type: insideOf(operand.type), optional: true };
}

/** Code for a node as a JavaScript boolean; what is not a bool raises the error of the given function. */
export function condition(g: Emitter, node: Node, name: string): string {
  const operand = value(g, node);
  return asBool(g, operand, name);
}

export function asBool(g: Emitter, operand: Operand, name: string): string {
  if (operand.type.kind === 'bool') return operand.code;
  const code = g.assign(operand.code);
  g.risky(`if (typeof ${code} !== "boolean") ${g.use('noOverload')}(${JSON.stringify(name)}, ${code});`);
  return code;
}

/** A boolean result. */
export const bool = (code: string): Operand => ({ code, type: BOOL });

