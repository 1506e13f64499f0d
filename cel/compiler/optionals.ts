/** Optionals in their unwrapped form: no object is made where a value is looked up and used at once. */
import type { CallNode, Node } from '../checker/ir.ts';
import { BOOL } from '../types.ts';
import { atom, optional, value } from './emit.ts';
import type { Emitter, Operand } from './emitter.ts';
import { bindLocal } from './locals.ts';

/** The unwrapped form of a value that has to be an optional. */
export function emitUnwrap(g: Emitter, operand: Operand): string {
  const target = g.temp();
  g.risky(`${target} = ${g.use('unwrap')}(${operand.code});`);
  return target;
}

export function emitOptMap(g: Emitter, node: Extract<Node, { kind: 'optMap' }>): Operand {
  g.charge(10);
  const target = optional(g, node.target);
  const result = g.temp();
  g.line(`${result} = undefined;`);
  g.block(`if (${target} !== undefined)`, () => {
    bindLocal(g, node.local, { code: target, type: g.typeOf({ kind: 'local', local: node.local, type: node.local.type }) });
    g.line(`${result} = ${node.flat ? optional(g, node.body) : value(g, node.body).code};`);
  });
  return { code: result, type: g.typeOf(node), optional: true };
}

/** Calls of functions of optionals, undefined for all others. */
export function emitOptionalCall(g: Emitter, node: CallNode): Operand | undefined {
  const [first, second] = node.args as [Node, Node];
  const type = g.typeOf(node);
  if (node.overloads.length !== 1) return undefined;
  switch (node.overloads[0]!.id) {
    case 'optional_of': g.charge(1); return { code: atom(g, first).code, type, optional: true };
    case 'optional_none': g.charge(1); return { code: 'undefined', type, optional: true };
    case 'optional_ofNonZeroValue': {
      g.charge(1);
      const { code } = atom(g, first);
      return { code: g.assign(`${g.use('isZero')}(${code}) ? undefined : ${code}`), type, optional: true };
    }
    case 'optional_hasValue': g.charge(1); return { code: `(${optional(g, first)} !== undefined)`, type: BOOL };
    case 'optional_value': {
      g.charge(1);
      const code = optional(g, first);
      g.risky(`if (${code} === undefined) ${g.use('noValue')}();`);
      return { code, type };
    }
    case 'optional_or_optional': return emitElse(g, first, () => optional(g, second), type, true);
    case 'optional_orValue_value': return emitElse(g, first, () => value(g, second).code, type, false);
    default: return undefined;
  }
}

/** The value of an optional, or else another, which is looked at only where it is needed. */
function emitElse(g: Emitter, first: Node, other: () => string, type: Operand['type'], isOpt: boolean): Operand {
  g.charge(1);
  const result = g.temp();
  g.line(`${result} = ${optional(g, first)};`);
  g.block(`if (${result} === undefined)`, () => g.line(`${result} = ${other()};`));
  return { code: result, type, optional: isOpt };
}

