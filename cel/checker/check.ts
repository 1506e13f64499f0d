/**
 * Binds names and checks types. With checking off the same walk binds what it can and leaves the rest to run time.
 * Source: cel-go checker/checker.go.
 */
import { type Expr, type Ident, type ListLiteral, type MapLiteral, type Quantifier, type Select, type StructLiteral, type Transform, qualifiedName } from '../ast.ts';
import { BOOL, type CelType, DYN, INT, listOf, mapOf, optionalOf } from '../types.ts';
import { Calls } from './calls.ts';
import type { ListNode, LocalVar, MapNode, Node } from './ir.ts';
import { WELL_KNOWN } from './messages.ts';

const VALID_KEYS = new Set<CelType['kind']>(['bool', 'int', 'uint', 'string', 'dyn', 'param']);

/** The walk over the tree. One instance for one expression. */
export class Checker extends Calls {
  override check(e: Expr): Node {
    switch (e.kind) {
      case 'literal': return { kind: 'const', value: e.value, type: e.type };
      case 'ident': return this.#ident(e);
      case 'select': return this.#select(e);
      case 'call': return this.call(e);
      case 'logic': return { kind: 'logic', op: e.op, terms: e.terms.map((term) => this.#condition(term, `_${e.op}_`)), type: BOOL };
      case 'list': return this.#list(e);
      case 'map': return this.#map(e);
      case 'struct': return this.#struct(e);
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

  #select(e: Select): Node {
    const qualified = e.test || e.optional ? undefined : qualifiedName(e);
    const found = qualified && this.resolve(qualified.name, qualified.root);
    if (found) return found;
    const operand = this.check(e.operand);
    const given = this.types.substitute(operand.type, 'keep');
    const isOptional = given.kind === 'opaque' && given.name === 'optional_type';
    const fieldType = this.#fieldType(isOptional ? given.params[0] ?? DYN : given, e);
    if (e.test) return { kind: 'select', operand, field: e.field, mode: 'has', type: BOOL };
    return { kind: 'select', operand, field: e.field, mode: e.optional ? 'optional' : 'get', type: isOptional || e.optional ? optionalOf(fieldType) : fieldType };
  }

  #fieldType(t: CelType, e: Select): CelType {
    switch (t.kind) {
      case 'map': return t.value;
      case 'struct':
        if (t.fields === undefined) return DYN;
        if (Object.hasOwn(t.fields, e.field)) return t.fields[e.field]!;
        this.issue(e.pos, `undefined field '${e.field}'`);
        return DYN;
      case 'param': this.types.assignable([DYN], [t]); return DYN;
      case 'dyn': return DYN;
      default:
        this.issue(e.pos, `type '${this.show(t)}' does not support field selection`);
        return DYN;
    }
  }

  /** The value of an element that may be written `?x`. */
  #element(e: Expr, optional: boolean): { node: Node; type: CelType } {
    const node = this.check(e);
    if (!optional) return { node, type: node.type };
    const t = this.types.substitute(node.type, 'keep');
    if (t.kind === 'opaque' && t.name === 'optional_type') return { node, type: t.params[0] ?? DYN };
    if (t.kind !== 'dyn' && t.kind !== 'param') this.issue(e.pos, `expected type 'optional_type' but found '${this.show(t)}'`);
    return { node, type: DYN };
  }

  /** The type of elements: where they differ, dyn. */
  #join(previous: CelType | undefined, current: CelType): CelType {
    return previous === undefined ? current : this.types.join(previous, current) ?? DYN;
  }

  #list(e: ListLiteral): Node {
    let type: CelType | undefined;
    const elements: ListNode['elements'][number][] = [];
    for (const { value, optional } of e.elements) {
      const element = this.#element(value, optional);
      type = this.#join(type, element.type);
      elements.push({ value: element.node, optional });
    }
    return { kind: 'list', elements, type: listOf(type ?? this.fresh()) };
  }

  #map(e: MapLiteral): Node {
    let keyType: CelType | undefined;
    let valueType: CelType | undefined;
    const entries: MapNode['entries'][number][] = [];
    for (const entry of e.entries) {
      const key = this.check(entry.key);
      // Only scalars can be keys; anything else fails when the map is made and is not worth a type.
      keyType = this.#join(keyType, VALID_KEYS.has(this.types.substitute(key.type, 'keep').kind) ? key.type : DYN);
      const value = this.#element(entry.value, entry.optional);
      valueType = this.#join(valueType, value.type);
      entries.push({ key, value: value.node, optional: entry.optional });
    }
    return { kind: 'map', entries, type: mapOf(keyType ?? this.fresh(), valueType ?? this.fresh()) };
  }

  #struct(e: StructLiteral): Node {
    const names = e.absolute ? [e.name] : this.names.candidates(e.name);
    const name = names.find((candidate) => WELL_KNOWN.has(candidate));
    if (name === undefined) return this.fail(e.pos, `undeclared reference to '${e.name}' (in container '${this.container}')`);
    const message = WELL_KNOWN.get(name)!;
    const fields = e.fields.map((field) => {
      const { node, type } = this.#element(field.value, field.optional);
      const wanted = Object.hasOwn(message.fields, field.name) ? message.fields[field.name] : undefined;
      if (wanted === undefined) this.issue(field.pos, `undefined field '${field.name}'`);
      else this.require(type, wanted, field.value.pos, `field '${field.name}'`);
      return { name: field.name, value: node, optional: field.optional };
    });
    return { kind: 'message', name, fields, type: message.type };
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

