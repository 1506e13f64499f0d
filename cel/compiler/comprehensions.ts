/**
 * Loops. Each round is charged before it runs: what the fold behind the macro costs in cel-go (reading and testing
 * the accumulator, appending to it) and what its body costs for sure.
 * Source of the folds: cel-go parser/macro.go, ext/comprehensions.go.
 */
import type { LocalVar, Node, QuantifierNode, TransformNode } from '../checker/ir.ts';
import { LIST_COST, MAP_COST } from '../runtime/cost.ts';
import { type CelType, DYN, INT, listOf, mapOf } from '../types.ts';
import { atom, bool, condition, value } from './emit.ts';
import type { Emitter, Operand } from './emitter.ts';
import { bindLocal } from './locals.ts';

/** The types of the variables of a round. */
function typesOf(range: CelType, count: number): readonly [CelType, CelType] {
  if (range.kind === 'map') return [range.key, range.value];
  if (range.kind !== 'list') return [DYN, DYN];
  return count === 1 ? [range.element, DYN] : [INT, range.element];
}

/** A loop over a list or the keys of a map; `body` emits a round with the variables bound. */
function emitLoop(g: Emitter, range: Node, vars: readonly LocalVar[], overhead: number, body: () => void): void {
  const source = atom(g, range);
  const isList = source.type.kind === 'list';
  const types = typesOf(source.type, vars.length);
  const [items, values, i] = [g.temp(), vars.length === 2 && !isList ? g.temp() : undefined, g.temp()];
  const elements = `${g.use('elements')}(${source.code}, m)`;
  if (isList) g.line(`${items} = ${source.code};`);
  else if (source.type.kind === 'map') g.line(`${items} = ${elements};`);
  else g.risky(`${items} = ${elements};`);
  if (values) g.line(`${values} = Array.isArray(${source.code}) ? ${source.code} : ${g.use('values')}(${source.code}, m);`);
  const captured = g.capture(() => {
    vars.forEach((local, n) => {
      const name = g.temp();
      const ofList = vars.length === 2 && n === 0 ? i : `${items}[${i}]`;
      const ofMap = n === 1 ? `${values}[${i}]` : `${items}[${i}]`;
      const mixed = n === 0 && values ? `${values} === ${items} ? ${i} : ${items}[${i}]` : ofMap;
      g.line(`${name} = ${isList ? ofList : mixed};`);
      bindLocal(g, local, { code: name, type: types[n]!, ...(isList && vars.length === 2 && n === 0 ? { small: true } : {}) });
    });
    body();
  });
  g.line(`for (${i} = 0; ${i} < ${items}.length; ${i}++) {`);
  g.line(`if ((m.remaining -= ${overhead + captured.cost}) < m.floor) ${g.use('overBudget')}();`);
  g.place({ ...captured, cost: 0 });
  g.line('}');
}

/** `all`, `exists`: an element that decides makes errors of the others disappear. `existsOne` has to see all elements. */
export function emitQuantifier(g: Emitter, node: QuantifierNode): Operand {
  if (node.op === 'existsOne') return emitExistsOne(g, node);
  const result = g.temp();
  const error = g.temp();
  const decisive = node.op === 'exists';
  let absorbs = false;
  g.line(`${result} = ${!decisive};`);
  const loop = g.capture(() => emitLoop(g, node.range, node.vars, decisive ? 4 : 3, () => {
    const round = g.capture(() => condition(g, node.body, node.op));
    absorbs = round.fails;
    g.charge(round.cost);
    if (absorbs) g.line('try {');
    g.place({ ...round, cost: 0, fails: false });
    g.line(`if (${decisive ? '' : '!'}(${round.value})) { ${result} = ${decisive}; break; }`);
    if (absorbs) g.line(`} catch (e) { ${error} = ${g.use('absorb')}(e, m); }`);
  }));
  if (absorbs) g.line(`${error} = undefined;`);
  g.place(loop);
  if (absorbs) g.risky(`if (${error} !== undefined && ${result} === ${!decisive}) throw ${error};`);
  g.charge(1);
  return bool(result);
}

function emitExistsOne(g: Emitter, node: QuantifierNode): Operand {
  const count = g.temp();
  g.line(`${count} = 0;`);
  emitLoop(g, node.range, node.vars, 2, () => g.line(`if (${condition(g, node.body, 'exists_one')}) ${count}++;`));
  g.charge(2);
  return bool(`(${count} === 1)`);
}

const ROUND_COST: Readonly<Record<TransformNode['result'], number>> = { list: 12, map: 3, entries: 3 };

export function emitTransform(g: Emitter, node: TransformNode): Operand {
  g.charge(node.result === 'list' ? LIST_COST : MAP_COST);
  const result = g.assign(node.result === 'list' ? '[]' : `new ${g.use('CelMap')}()`);
  let type: CelType = DYN;
  emitLoop(g, node.range, node.vars, node.filter ? 1 : ROUND_COST[node.result], () => {
    const round = (): void => {
      const body = value(g, node.body);
      if (node.result === 'list') g.line(`${result}.push(${body.code});`);
      else if (node.result === 'map') g.risky(`${g.use('insert')}(${result}, ${keyOf(g, node)}, ${body.code});`);
      else g.risky(`${g.use('insertAll')}(${result}, ${body.code});`);
      type = node.result === 'list' ? listOf(body.type) : mapOf(DYN, node.result === 'map' ? body.type : DYN);
    };
    if (!node.filter) { round(); return; }
    const test = condition(g, node.filter, 'filter');
    g.block(`if (${test})`, () => { g.charge(ROUND_COST[node.result]); round(); });
  });
  g.charge(1);
  return { code: result, type };
}

/** The key of the round: the first variable. */
const keyOf = (g: Emitter, node: TransformNode): string => value(g, { kind: 'local', local: node.vars[0]!, type: node.vars[0]!.type }).code;
