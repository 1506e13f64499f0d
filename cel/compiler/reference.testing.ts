/**
 * A plain interpreter of checked trees, to hold the compiler against: no memory of paths, no unwrapped optionals, no
 * code for known types. It knows nothing of costs.
 */
import type { Node } from '../checker/ir.ts';
import { dispatcher } from '../runtime/dispatch.ts';
import { insert, insertAll } from '../runtime/build.ts';
import { noOverload, unbound } from '../runtime/errors.ts';
import { isUnwrapped } from './paths.ts';
import { find, indexOf, indexOptional, select, selectOptional } from '../runtime/access.ts';
import { elements, values } from '../runtime/iterate.ts';
import { message } from '../runtime/messages.ts';
import { CostMeter } from '../program.ts';
import { CelError, CelMap, type CelValue, Optional } from '../values.ts';

type Locals = ReadonlyMap<number, () => CelValue>;

const toOptional = (v: CelValue): Optional => (v instanceof Optional ? v : noOverload('optional', v));
const toBool = (v: CelValue): boolean => (typeof v === 'boolean' ? v : noOverload('bool', v));

export function interpret(root: Node, variables: readonly CelValue[]): CelValue {
  const m = new CostMeter(Number.MAX_SAFE_INTEGER);

  const decide = (outcomes: Iterable<() => CelValue>, decisive: boolean): boolean => {
    let error: CelError | undefined;
    for (const outcome of outcomes) {
      try {
        if (toBool(outcome()) === decisive) return decisive;
      } catch (e) {
        if (!(e instanceof CelError)) throw e;
        error = e;
      }
    }
    if (error) throw error;
    return !decisive;
  };

  const rounds = function* (node: Extract<Node, { kind: 'quantifier' | 'transform' }>, locals: Locals): Generator<Locals> {
    const range = go(node.range, locals);
    const items = elements(range, m);
    const seconds = node.vars.length === 2 && !Array.isArray(range) ? values(range, m) : items;
    for (let i = 0; i < items.length; i++) {
      const first = node.vars.length === 2 && Array.isArray(range) ? i : items[i]!;
      const inner = new Map(locals);
      inner.set(node.vars[0]!.id, () => first);
      if (node.vars[1]) inner.set(node.vars[1].id, () => seconds[i]!);
      yield inner;
    }
  };

  const late = (node: Node, locals: Locals): (() => CelValue) => {
    let outcome: (() => CelValue) | undefined;
    return () => {
      if (!outcome) {
        try { const v = go(node, locals); outcome = () => v; } catch (e) { outcome = () => { throw e; }; }
      }
      return outcome();
    };
  };

  const callOptional = (node: Extract<Node, { kind: 'call' }>, locals: Locals): CelValue | undefined => {
    const id = node.overloads.length === 1 ? node.overloads[0]!.id : '';
    if (id !== 'optional_or_optional' && id !== 'optional_orValue_value') return undefined;
    const first = toOptional(go(node.args[0]!, locals));
    if (id === 'optional_or_optional') return first.present ? first : toOptional(go(node.args[1]!, locals));
    return first.present ? first.value : go(node.args[1]!, locals);
  };

  const transform = (node: Extract<Node, { kind: 'transform' }>, locals: Locals): CelValue => {
    const list: CelValue[] = [];
    const map = new CelMap();
    for (const inner of rounds(node, locals)) {
      if (node.filter && !toBool(go(node.filter, inner))) continue;
      const v = go(node.body, inner);
      if (node.result === 'list') list.push(v);
      else if (node.result === 'map') insert(map, inner.get(node.vars[0]!.id)!(), v);
      else insertAll(map, v);
    }
    return node.result === 'list' ? list : map;
  };

  const optMap = (node: Extract<Node, { kind: 'optMap' }>, locals: Locals): CelValue => {
    const target = toOptional(go(node.target, locals));
    if (!target.present) return Optional.NONE;
    const v = go(node.body, new Map(locals).set(node.local.id, () => target.value));
    return node.flat ? toOptional(v) : Optional.of(v);
  };

  const go = (node: Node, locals: Locals): CelValue => {
    switch (node.kind) {
      case 'const': return node.value;
      case 'variable': return variables[node.index] ?? (variables[node.index] === null ? null : unbound(node.name));
      case 'local': return locals.get(node.local.id)!();
      case 'fail': throw new CelError(node.message);
      case 'select': {
        const operand = go(node.operand, locals);
        if (node.mode === 'has') return find(operand, node.field) !== undefined;
        return node.mode === 'get' ? select(operand, node.field) : selectOptional(operand, node.field);
      }
      case 'index': {
        const operand = go(node.operand, locals);
        // The index of a none is not looked at, as in cel-go, where it is known to be an optional.
        if (isUnwrapped(node.operand) && operand instanceof Optional && !operand.present) return Optional.NONE;
        const index = go(node.index, locals);
        return node.optional ? indexOptional(operand, index) : indexOf(operand, index);
      }
      case 'call': {
        const lazy = callOptional(node, locals);
        return lazy === undefined ? dispatcher(node.name, node.overloads)(node.args.map((arg) => go(arg, locals)), m) : lazy;
      }
      case 'logic': return decide(node.terms.map((term) => () => go(term, locals)), node.op === '||');
      case 'conditional': return toBool(go(node.condition, locals)) ? go(node.then, locals) : go(node.otherwise, locals);
      case 'list': return node.elements.flatMap(({ value, optional }) => {
        const v = go(value, locals);
        if (!optional) return [v];
        const o = toOptional(v);
        return o.present ? [o.value] : [];
      });
      case 'map': {
        const map = new CelMap();
        for (const entry of node.entries) {
          const key = go(entry.key, locals);
          const v = go(entry.value, locals);
          if (!entry.optional) insert(map, key, v);
          else if (toOptional(v).present) insert(map, key, toOptional(v).value);
        }
        return map;
      }
      case 'message': return message(node.name, node.fields.map(({ name, value }) => [name, go(value, locals)]));
      case 'quantifier':
        if (node.op !== 'existsOne') return decide([...rounds(node, locals)].map((inner) => () => go(node.body, inner)), node.op === 'exists');
        return [...rounds(node, locals)].filter((inner) => toBool(go(node.body, inner))).length === 1;
      case 'transform': return transform(node, locals);
      case 'bind': return go(node.body, new Map(locals).set(node.local.id, late(node.value, locals)));
      case 'optMap': return optMap(node, locals);
      case 'block': {
        let inner = locals;
        for (const { local, value } of node.slots) inner = new Map(inner).set(local.id, late(value, inner));
        return go(node.body, inner);
      }
    }
  };

  return go(root, new Map());
}
