/** Optionals in their unwrapped form: no object is made where a value is looked up and used at once. */
import type { CallNode, Node } from '../checker/ir.ts';
import { LIST_COST } from '../runtime/cost.ts';
import { BOOL, type CelType, DYN } from '../types.ts';
import { join } from './certain.ts';
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
  g.charge(LIST_COST); // the fold of a bind is inside
  const target = optional(g, node.target);
  const result = g.temp();
  let type: CelType = DYN;
  g.line(`${result} = undefined;`);
  g.block(`if (${target.code} !== undefined)`, () => {
    bindLocal(g, node.local, { code: target.code, type: target.type });
    const body = node.flat ? optional(g, node.body) : value(g, node.body);
    g.line(`${result} = ${body.code};`);
    type = body.type;
  });
  return { code: result, type, optional: true };
}

/** Calls of functions of optionals, undefined for all others. */
export function emitOptionalCall(g: Emitter, node: CallNode): Operand | undefined {
  const [first, second] = node.args as [Node, Node];
  if (node.overloads.length !== 1) return undefined;
  switch (node.overloads[0]!.id) {
    case 'optional_of': g.charge(1); return { ...atom(g, first), optional: true };
    case 'optional_none': g.charge(1); return { code: 'undefined', type: DYN, optional: true };
    case 'optional_ofNonZeroValue': {
      g.charge(1);
      const { code, type } = atom(g, first);
      return { code: g.assign(`${g.use('isZero')}(${code}) ? undefined : ${code}`), type, optional: true };
    }
    case 'optional_hasValue': g.charge(1); return { code: `(${optional(g, first).code} !== undefined)`, type: BOOL };
    case 'optional_value': {
      g.charge(1);
      const { code, type } = optional(g, first);
      g.risky(`if (${code} === undefined) ${g.use('noValue')}();`);
      return { code, type };
    }
    case 'optional_or_optional': return emitElse(g, first, () => optional(g, second), true);
    case 'optional_orValue_value': return emitElse(g, first, () => value(g, second), false);
    default: return undefined;
  }
}

/** The value of an optional, or else another, which is looked at only where it is needed. */
function emitElse(g: Emitter, first: Node, other: () => Operand, isOpt: boolean): Operand {
  g.charge(1);
  const result = g.temp();
  const given = optional(g, first);
  let { type } = given;
  g.line(`${result} = ${given.code};`);
  g.block(`if (${result} === undefined)`, () => {
    const instead = other();
    g.line(`${result} = ${instead.code};`);
    type = join(type, instead.type);
  });
  return { code: result, type, optional: isOpt };
}

