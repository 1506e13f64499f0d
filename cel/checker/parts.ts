/** Fields of values, and literals that are made of parts. Source: cel-go checker/checker.go. */
import { type ListLiteral, type MapLiteral, type Expr, type Select, type StructLiteral, qualifiedName } from '../ast.ts';
import { BOOL, type CelType, DYN, listOf, mapOf, optionalOf } from '../types.ts';
import { Calls } from './calls.ts';
import type { ListNode, MapNode, Node } from './ir.ts';
import type { LiteralPart } from './literals.ts';
import { WELL_KNOWN } from './messages.ts';

/** Types that keys of maps can have. */
export const VALID_KEYS = new Set<CelType['kind']>(['bool', 'int', 'uint', 'string', 'dyn', 'param']);

export abstract class Parts extends Calls {
  select(e: Select): Node {
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

  list(e: ListLiteral): Node {
    let type: CelType | undefined;
    const column: LiteralPart[] = [];
    const elements: ListNode['elements'][number][] = [];
    for (const { value, optional } of e.elements) {
      const element = this.#element(value, optional);
      type = this.#join(type, element.type);
      column.push({ pos: value.pos, type: element.type });
      elements.push({ value: element.node, optional });
    }
    this.literals?.parts(column);
    return { kind: 'list', elements, type: listOf(type ?? this.fresh()) };
  }

  map(e: MapLiteral): Node {
    const keys: LiteralPart[] = [];
    const values: LiteralPart[] = [];
    let keyType: CelType | undefined;
    let valueType: CelType | undefined;
    const entries: MapNode['entries'][number][] = [];
    for (const entry of e.entries) {
      const key = this.check(entry.key);
      // Only scalars can be keys; anything else fails when the map is made and is not worth a type.
      keyType = this.#join(keyType, VALID_KEYS.has(this.types.substitute(key.type, 'keep').kind) ? key.type : DYN);
      const value = this.#element(entry.value, entry.optional);
      valueType = this.#join(valueType, value.type);
      keys.push({ pos: entry.key.pos, type: key.type });
      values.push({ pos: entry.value.pos, type: value.type });
      entries.push({ key, value: value.node, optional: entry.optional });
    }
    this.literals?.parts(keys, values);
    return { kind: 'map', entries, type: mapOf(keyType ?? this.fresh(), valueType ?? this.fresh()) };
  }

  struct(e: StructLiteral): Node {
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
}
