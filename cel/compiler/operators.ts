/** Operators, and the functions that are worth code of their own. */
import type { CallNode, Node } from '../checker/ir.ts';
import { LIST_COST } from '../runtime/cost.ts';
import { BOOL, type CelType, DYN, INT } from '../types.ts';
import type { CelValue } from '../values.ts';
import { arithmeticOf } from './certain.ts';
import { constantOf } from './constants.ts';
import { asBool, atom, bool, value } from './emit.ts';
import type { Emitter, Operand } from './emitter.ts';

type Emit = (g: Emitter, node: CallNode) => Operand | undefined;

/** Names of the runtime functions behind operators that take any operands. */
const ARITHMETIC: Readonly<Record<string, string>> = { '_+_': 'add', '_-_': 'subtract', '_*_': 'multiply', '_/_': 'divide', '_%_': 'modulo' };
const ORDER: Readonly<Record<string, readonly [symbol: string, helper: string]>> = {
  '_<_': ['<', 'less'], '_<=_': ['<=', 'lessEqual'], '_>_': ['>', 'greater'], '_>=_': ['>=', 'greaterEqual'],
};

const OPERATORS: Readonly<Record<string, Emit>> = {
  '_==_': (g, node) => emitEquality(g, node, false),
  '_!=_': (g, node) => emitEquality(g, node, true),
  '!_': (g, node) => { g.charge(1); return bool(`!${asBool(g, value(g, node.args[0]!), '!_')}`); },
  '-_': (g, node) => { g.charge(1); const a = atom(g, node.args[0]!); const t = g.temp(); g.risky(`${t} = ${g.use('negate')}(${a.code});`); return { code: t, type: a.type.kind === 'int' || a.type.kind === 'double' ? a.type : DYN }; },
  '@in': emitIn,
  dyn: (g, node) => { g.charge(1); return { ...value(g, node.args[0]!), type: DYN, small: false }; },
};

export function emitOperator(g: Emitter, node: CallNode): Operand | undefined {
  if (Object.hasOwn(OPERATORS, node.name)) return OPERATORS[node.name]!(g, node);
  if (Object.hasOwn(ORDER, node.name)) return emitOrder(g, node);
  if (Object.hasOwn(ARITHMETIC, node.name)) return emitArithmetic(g, node);
  return undefined;
}

const isLiteral = (node: Node): node is Extract<Node, { kind: 'const' }> => node.kind === 'const';
const comparesByIdentity = (v: CelValue): boolean => v === null || typeof v === 'string' || typeof v === 'boolean';
const IDENTICAL = new Set<CelType['kind']>(['bool', 'int']);

function emitEquality(g: Emitter, node: CallNode, negated: boolean): Operand {
  const [left, right] = node.args as [Node, Node];
  const [a, b] = [atom(g, left), atom(g, right)];
  const literal = isLiteral(right) ? right.value : isLiteral(left) ? left.value : undefined;
  const not = negated ? '!' : '';
  if (literal !== undefined && comparesByIdentity(literal)) {
    g.charge(typeof literal === 'string' ? Math.max(1, Math.ceil(literal.length / 10)) : 1);
    return bool(`(${a.code} ${not || '='}== ${b.code})`);
  }
  g.charge(1);
  if (a.type.kind === b.type.kind && IDENTICAL.has(a.type.kind)) return bool(`(${a.code} ${not || '='}== ${b.code})`);
  if (typeof literal === 'number') {
    const other = isLiteral(right) ? a : b;
    if (other.type.kind === 'dyn') {
      const test = `(typeof ${other.code} === "number" ? ${other.code} === ${g.literal(literal)} : ${g.use('equals')}(${other.code}, ${g.literal(literal)}, m))`;
      return bool(`${not}${test}`);
    }
  }
  return bool(`${not}${g.assign(`${g.use('equals')}(${a.code}, ${b.code}, m)`)}`);
}

function emitOrder(g: Emitter, node: CallNode): Operand {
  g.charge(1);
  const [symbol, helper] = ORDER[node.name]!;
  const [a, b] = node.args.map((arg) => atom(g, arg)) as [Operand, Operand];
  if (a.type.kind === 'int' && b.type.kind === 'int') return bool(`(${a.code} ${symbol} ${b.code})`);
  const slow = `${g.use(helper)}(${a.code}, ${b.code}, m)`;
  const unknown = [a, b].filter((operand) => !operand.small).map((operand) => `typeof ${operand.code} === "number"`);
  const target = g.temp();
  const numeric = [a, b].every((operand) => operand.type.kind === 'dyn' || operand.type.kind === 'int');
  g.risky(`${target} = ${numeric ? `${unknown.join(' && ')} ? ${a.code} ${symbol} ${b.code} : ${slow}` : slow};`);
  return bool(target);
}

function emitArithmetic(g: Emitter, node: CallNode): Operand {
  g.charge(1);
  const [a, b] = node.args.map((arg) => atom(g, arg)) as [Operand, Operand];
  const target = g.temp();
  const metered = node.name === '_+_';
  const slow = `${g.use(ARITHMETIC[node.name]!)}(${a.code}, ${b.code}${metered ? ', m' : ''})`;
  const symbol = node.name[1]!;
  if (a.type.kind === 'int' && b.type.kind === 'int' && (symbol === '+' || symbol === '-')) {
    const unknown = [a, b].filter((operand) => !operand.small).map((operand) => `typeof ${operand.code} === "number" && `);
    g.risky(`if (!(${unknown.join('')}(${target} = ${a.code} ${symbol} ${b.code}) <= 9007199254740991 && ${target} >= -9007199254740991)) ${target} = ${slow};`);
    return { code: target, type: INT };
  }
  g.risky(`${target} = ${slow};`);
  return { code: target, type: arithmeticOf(a.type, b.type) };
}

/** `x in [constants]` looks into a set; everything else walks. */
function emitIn(g: Emitter, node: CallNode): Operand {
  const [left, right] = node.args as [Node, Node];
  const list = right.kind === 'list' ? constantOf(right) : undefined;
  if (Array.isArray(list) && list.every((v) => typeof v === 'string')) {
    const a = atom(g, left);
    g.charge(LIST_COST + list.length);
    if (list.length > 8) return bool(`${g.constant(new Set(list))}.has(${a.code})`);
    return bool(list.length === 0 ? 'false' : `(${list.map((v) => `${a.code} === ${JSON.stringify(v)}`).join(' || ')})`);
  }
  const [a, b] = [value(g, left), value(g, right)];
  const target = g.temp();
  g.risky(`${target} = ${g.use('isIn')}(${a.code}, ${b.code}, m);`);
  return { code: target, type: BOOL };
}
