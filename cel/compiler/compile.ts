/** A checked tree to a program. */
import type { Node } from '../checker/ir.ts';
import type { Mapping } from '../checker/unify.ts';
import { type CostMeter, PER_EXPRESSION_COST_LIMIT, type Program } from '../program.ts';
import { CelCostError, CelError, type CelValue } from '../values.ts';
import { runtime } from '../runtime/index.ts';
import { Emitter } from './emitter.ts';
import { value } from './emit.ts';
import { Paths } from './paths.ts';

type Body = (values: readonly CelValue[], meter: CostMeter) => CelValue;

/** The JavaScript source of a tree, and the constants it refers to. */
export function generate(root: Node): { readonly source: string; readonly constants: readonly unknown[] } {
  const paths = new Paths(root);
  const g = new Emitter(paths);
  paths.allocate(() => g.temp());
  const captured = g.capture(() => value(g, root).code);
  const { lines } = g.capture(() => g.place(captured));
  const head = [
    '"use strict";',
    ...[...g.helpers, 'overBudget'].filter((name, i, all) => all.indexOf(name) === i).map((name) => `const $${name} = R.${name};`),
    ...g.constants.map((_, i) => `const k${i} = K[${i}];`),
    'return function evaluate(V, m) {',
    ...[...g.variables].map((index) => `const v${index} = V[${index}];`),
    ...(g.temps.length > 0 ? [`let ${g.temps.join(', ')};`] : []),
  ];
  const tail = ['if (m.remaining < m.floor) $overBudget();', `return ${captured.value};`, '};'];
  return { source: [...head, ...lines, ...tail].join('\n'), constants: g.constants };
}

/** Expressions up to this many UTF-16 units surely become code; whether longer ones do has to be known at once. */
const SURELY_SMALL = 4000;

/**
 * The program of a checked tree. Its code is made when it first runs: most message expressions of the policies in force
 * never do. @throws RangeError or SyntaxError where it is too large to become code
 */
export function compileNode(source: string, root: Node, types: Mapping): Program {
  let tree: Node | null = root;
  let body: Body = (values, meter) => {
    body = bodyOf(tree!);
    tree = null;
    return body(values, meter);
  };
  if (source.length > SURELY_SMALL) body = bodyOf(root);
  return { source, resultType: types.substitute(root.type, 'dyn'), run: (values, meter) => run(body, values, meter) };
}

function bodyOf(root: Node): Body {
  const code = generate(root);
  // Code of our own making only: nothing of the expression is in it but literals through JSON.stringify.
  return new Function('R', 'K', code.source)(runtime, code.constants) as Body;
}

/** Run within the limit of one expression. An expression may run inside of another (a variable read by it): the outer limit comes back after. */
function run(body: Body, values: readonly CelValue[], meter: CostMeter): CelValue {
  const { remaining, floor } = meter;
  meter.floor = remaining > PER_EXPRESSION_COST_LIMIT ? remaining - PER_EXPRESSION_COST_LIMIT : 0;
  let result: CelValue;
  try {
    result = body(values, meter);
  } catch (error) {
    if (error instanceof CelCostError && meter.remaining < meter.floor) meter.remaining = meter.floor - 1; // no more than the limit was used
    restore(meter, remaining, floor);
    throw celError(error);
  }
  restore(meter, remaining, floor);
  return result;
}

/** What the inner expression used does not count against the limit of the outer one. */
function restore(meter: CostMeter, before: number, floor: number): void {
  const left = floor - (before - meter.remaining);
  meter.floor = Math.max(0, left);
}

function celError(error: unknown): Error {
  if (error instanceof CelError || error instanceof CelCostError) return error;
  return new CelError(error instanceof RangeError ? 'values are too deep or too large to be worked on' : `internal error: ${error instanceof Error ? error.message : String(error)}`);
}
