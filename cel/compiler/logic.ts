/**
 * `&&`, `||` and `?:`.
 * Source: "Logical Operators" of the CEL language definition: an operand that decides makes errors of the others
 * (also of earlier ones) disappear.
 */
import type { Node } from '../checker/ir.ts';
import { DYN } from '../types.ts';
import { asBool, bool, condition, optional, value } from './emit.ts';
import type { Emitter, Operand } from './emitter.ts';
import { join } from './certain.ts';
import { isUnwrapped } from './paths.ts';

type LogicNode = Extract<Node, { kind: 'logic' }>;

export function emitLogic(g: Emitter, node: LogicNode): Operand {
  const result = g.temp();
  const error = g.temp();
  const label = g.label();
  const decisive = node.op === '||';
  const name = `_${node.op}_`;
  const terms = node.terms.map((term) => g.capture(() => condition(g, term, name)));
  const absorbs = terms.slice(0, -1).some((term) => term.fails);
  g.line(`${result} = ${decisive};`);
  if (absorbs) g.line(`${error} = undefined;`);
  g.line(`${label}: {`);
  terms.forEach((term, i) => {
    const last = i === terms.length - 1;
    const leave = `if (${decisive ? term.value : `!${parenthesised(term.value)}`}) break ${label};`;
    const guarded = term.fails && !last;
    if (guarded) g.line('try {');
    g.place(guarded ? { ...term, fails: false } : term);
    if (last && !absorbs) { g.line(`${result} = ${term.value};`); return; }
    g.line(leave);
    if (guarded) g.line(`} catch (e) { ${error} = ${g.use('absorb')}(e, m); }`);
  });
  if (absorbs) {
    g.risky(`if (${error} !== undefined) throw ${error};`);
    g.line(`${result} = ${!decisive};`);
  }
  g.line('}');
  return bool(result);
}

const parenthesised = (code: string): string => (/^[\w$]+$/.test(code) || /^\(.*\)$/.test(code) ? code : `(${code})`);

export function emitConditional(g: Emitter, node: Extract<Node, { kind: 'conditional' }>): Operand {
  const test = asBool(g, value(g, node.condition), '_?_:_');
  const result = g.temp();
  const unwrapped = isUnwrapped(node);
  const branch = (part: Node): Operand => {
    const operand = unwrapped ? optional(g, part) : value(g, part);
    g.line(`${result} = ${operand.code};`);
    return operand;
  };
  let type = DYN;
  g.block(`if (${test})`, () => { type = branch(node.then).type; });
  g.block('else', () => { type = join(type, branch(node.otherwise).type); });
  return { code: result, type, optional: unwrapped };
}
