/** Calls of functions: straight to the implementation where the types are known, through a dispatcher where not. */
import type { CallNode } from '../checker/ir.ts';
import type { Overload } from '../library.ts';
import type { MeteredOverload } from '../libraries/standard/declare.ts';
import { dispatcher, fixedCost, matchersOf } from '../runtime/dispatch.ts';
import { constantMatches } from '../runtime/regex/matches.ts';
import { sameType } from '../checker/unify.ts';
import { resultOf } from './certain.ts';
import { atom } from './emit.ts';
import type { Emitter, Operand } from './emitter.ts';
import { emitOperator } from './operators.ts';
import { emitOptionalCall } from './optionals.ts';
import type { CelType } from '../types.ts';

/** Types whose values cannot be null where the checker says so. */
const CERTAIN = new Set<CelType['kind']>(['bool', 'int', 'uint', 'double', 'string', 'bytes', 'null']);

/** Whether a value of the given type surely is what a parameter wants. */
export function isCertain(given: CelType, wanted: CelType): boolean {
  if (wanted.kind === 'dyn' || wanted.kind === 'param') return true;
  if (wanted.kind === 'list' && given.kind === 'list') return isCertain(given.element, wanted.element);
  if (wanted.kind === 'map' && given.kind === 'map') return isCertain(given.key, wanted.key) && isCertain(given.value, wanted.value);
  return CERTAIN.has(wanted.kind) && sameType(given, wanted);
}

const MATCHES = new Set(['matches', 'matches_string']);

const isMetered = (overload: Overload): overload is MeteredOverload => 'metered' in overload;

export function emitCall(g: Emitter, node: CallNode): Operand {
  const special = emitOptionalCall(g, node) ?? emitOperator(g, node);
  if (special) return special;
  const type = resultOf(node.overloads);
  const args = node.args.map((arg) => atom(g, arg));
  const only = node.overloads.length === 1 ? node.overloads[0]! : undefined;
  const target = g.temp();
  const names = args.map((arg) => arg.code);
  if (!only) {
    const dispatch = g.constant(dispatcher(node.name, node.overloads));
    g.risky(`${target} = ${dispatch}([${names.join(', ')}], m);`);
    return { code: target, type };
  }
  matchersOf(only).forEach((matches, i) => {
    if (isCertain(args[i]!.type, only.params[i]!)) return;
    g.risky(`if (!${g.constant(matches)}(${names[i]})) ${g.use('noOverload')}(${JSON.stringify(node.name)}, ${names.join(', ')});`);
  });
  g.charge(fixedCost(only));
  const pattern = node.args[1];
  if (MATCHES.has(only.id) && pattern?.kind === 'const' && typeof pattern.value === 'string') {
    g.risky(`${target} = ${g.constant(constantMatches(pattern.value))}(${names[0]}, m);`);
  } else if (isMetered(only)) g.risky(`${target} = ${g.constant(only.metered)}(${[...names, 'm'].join(', ')});`);
  else {
    if (only.cost) g.line(`${g.use('charge')}(m, ${g.constant(only.cost)}([${names.join(', ')}]));`);
    g.risky(`${target} = ${g.constant(only.call)}(${names.join(', ')});`);
  }
  return { code: target, type };
}

