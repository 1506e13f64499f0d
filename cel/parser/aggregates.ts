/** Literals: scalars, lists, maps, messages. */
import type { Expr, Ident } from '../ast.ts';
import { BYTES, type CelType, DOUBLE, INT, STRING, UINT } from '../types.ts';
import { type CelValue, double, doubleValue, isDouble } from '../values.ts';
import { Cursor, isKeyword } from './cursor.ts';
import { type Token, intLiteral } from './lexer.ts';
import { heightOver } from './node.ts';

const negated = (value: CelValue): CelValue => (isDouble(value) ? double(-doubleValue(value)) : value);

export abstract class Aggregates extends Cursor {
  abstract expression(): Expr;

  literal(token: Token, negative: boolean): Expr {
    const literal = (type: CelType, value: CelValue): Expr => ({ kind: 'literal', pos: token.pos, type, value, height: 1 });
    switch (token.kind) {
      case 'int': return literal(INT, intLiteral(token, negative));
      case 'uint': return literal(UINT, token.value!);
      case 'string': return literal(STRING, token.value!);
      case 'bytes': return literal(BYTES, token.value!);
      default: return negative ? literal(DOUBLE, negated(token.value!)) : literal(DOUBLE, token.value!);
    }
  }

  /** A name is the beginning of a message literal where `.name`s and `{` follow it. */
  struct(root: Ident): Expr {
    let name = root.name;
    let at = this.at;
    for (;;) {
      const [dot, part] = [this.tokens[at], this.tokens[at + 1]];
      if (dot?.kind !== 'op' || dot.text !== '.' || part?.kind !== 'ident' || isKeyword(part.text)) break;
      name += `.${part.text}`;
      at += 2;
    }
    const brace = this.tokens[at]!;
    if (brace.kind !== 'op' || brace.text !== '{') return root;
    this.at = at + 1;
    const fields: { name: string; pos: number; value: Expr; optional: boolean }[] = [];
    while (!this.accept('}')) {
      const optional = this.accept('?');
      const pos = this.token.pos;
      const field = this.fieldName();
      this.expect(':');
      fields.push({ name: field, pos, value: this.expression(), optional });
      if (!this.accept(',') && !this.isOp('}')) throw this.unexpected("',' or '}'");
    }
    return { kind: 'struct', pos: root.pos, name, absolute: root.absolute, fields, height: heightOver(root.pos, fields.map((f) => f.value)) };
  }

  list(pos: number): Expr {
    const elements: { value: Expr; optional: boolean }[] = [];
    while (!this.accept(']')) {
      const optional = this.accept('?');
      elements.push({ value: this.expression(), optional });
      if (!this.accept(',') && !this.isOp(']')) throw this.unexpected("',' or ']'");
    }
    return { kind: 'list', pos, elements, height: heightOver(pos, elements.map((e) => e.value)) };
  }

  map(pos: number): Expr {
    const entries: { key: Expr; value: Expr; optional: boolean }[] = [];
    while (!this.accept('}')) {
      const optional = this.accept('?');
      const key = this.expression();
      this.expect(':');
      entries.push({ key, value: this.expression(), optional });
      if (!this.accept(',') && !this.isOp('}')) throw this.unexpected("',' or '}'");
    }
    return { kind: 'map', pos, entries, height: heightOver(pos, entries.flatMap((e) => [e.key, e.value])) };
  }
}
