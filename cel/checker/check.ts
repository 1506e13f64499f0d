/**
 * Binds names and checks types. With checking off the same walk binds what it can and leaves the rest to run time.
 * Source: cel-go checker/checker.go.
 */
import type { Expr, Ident, Quantifier, Transform } from '../ast.ts';
import { BOOL, type CelType, DYN, INT, listOf, mapOf, optionalOf } from '../types.ts';
import type { LocalVar, Node } from './ir.ts';
import { Parts, VALID_KEYS } from './parts.ts';

/** The walk over the tree. One instance for one expression. */
export class Checker extends Parts {
  override check(e: Expr): Node {
    switch (e.kind) {
      case 'literal': return { kind: 'const', value: e.value, type: e.type };
      case 'ident': return this.#ident(e);
      case 'select': return this.select(e);
      case 'call': return this.call(e);
      case 'logic': return { kind: 'logic', op: e.op, terms: e.terms.map((term) => this.#condition(term, `_${e.op}_`)), type: BOOL };
      case 'list': return this.list(e);
      case 'map': return this.map(e);
      case 'struct': return this.struct(e);
      case 'quantifier': return this.#quantifier(e);
      case 'transform': return this.#transform(e);
      case 'bind': {
        const value = this.check(e.value);
        const local = this.local(e.name, value.type);
        const body = this.within([local], e.body);
        return { kind: 'bind', local, value, body, type: body.type };
      }
      case 'optMap': return this.#optMap(e);
      case 'block': return this.#block(e);
    }
  }

  /** A part that has to be a bool. */
  #condition(e: Expr, where: string): Node {
    const node = this.check(e);
    this.require(node.type, BOOL, e.pos, where);
    return node;
  }

  #ident(e: Ident): Node {
    return this.resolve(e.name, e) ?? this.fail(e.pos, `undeclared reference to '${e.name}' (in container '${this.container}')`);
  }

  /** The variables of a comprehension: elements or keys; with two, position and element or key and value. */
  #rangeVars(range: Node, vars: readonly string[], pos: number): LocalVar[] {
    const t = this.types.substitute(range.type, 'keep');
    let types: [CelType, CelType] = [DYN, DYN];
    if (t.kind === 'list') types = vars.length === 1 ? [t.element, DYN] : [INT, t.element];
    else if (t.kind === 'map') types = [t.key, t.value];
    else if (t.kind === 'param') this.types.assignable([DYN], [t]);
    else if (t.kind !== 'dyn') this.issue(pos, `expression of type '${this.show(t)}' cannot be range of a comprehension (must be list, map, or dynamic)`);
    return vars.map((name, i) => this.local(name, types[i]!));
  }

  #quantifier(e: Quantifier): Node {
    const range = this.check(e.range);
    const vars = this.#rangeVars(range, e.vars, e.range.pos);
    const body = this.scoped(vars, () => this.#condition(e.body, e.op));
    return { kind: 'quantifier', op: e.op, range, vars, body, type: BOOL };
  }

  #transform(e: Transform): Node {
    const range = this.check(e.range);
    const vars = this.#rangeVars(range, e.vars, e.range.pos);
    return this.scoped(vars, () => {
      const filter = e.filter && this.#condition(e.filter, 'filter');
      const body = this.check(e.body);
      const key = vars[0]!.type;
      const type = e.result === 'list' ? listOf(body.type) : e.result === 'map' ? mapOf(VALID_KEYS.has(key.kind) ? key : DYN, body.type) : body.type;
      if (e.result === 'entries') this.require(body.type, mapOf(this.fresh(), this.fresh()), e.body.pos, 'transformMapEntry');
      return { kind: 'transform', result: e.result, range, vars, filter, body, type };
    });
  }

  #optMap(e: Extract<Expr, { kind: 'optMap' }>): Node {
    const target = this.check(e.target);
    const inner = this.fresh();
    this.require(target.type, optionalOf(inner), e.target.pos, e.flat ? 'optFlatMap' : 'optMap');
    const local = this.local(e.name, this.checked ? inner : DYN);
    const body = this.within([local], e.body);
    if (!e.flat) return { kind: 'optMap', target, local, body, flat: false, type: optionalOf(body.type) };
    const result = this.fresh();
    this.require(body.type, optionalOf(result), e.body.pos, 'optFlatMap');
    return { kind: 'optMap', target, local, body, flat: true, type: optionalOf(result) };
  }

  #block(e: Extract<Expr, { kind: 'block' }>): Node {
    const slots: { local: LocalVar; value: Node }[] = [];
    const go = (i: number): Node => {
      const slot = e.slots[i];
      if (slot === undefined) return this.check(e.body);
      const value = this.check(slot);
      const local = this.local(`@index${i}`, value.type);
      slots.push({ local, value });
      return this.scoped([local], () => go(i + 1));
    };
    const body = go(0);
    return { kind: 'block', slots, body, type: body.type };
  }
}

