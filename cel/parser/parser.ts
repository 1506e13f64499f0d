/**
 * Tokens to a syntax tree: recursive descent, precedence climbing for binary operators.
 * Source: "Syntax" of the CEL language definition; optional syntax (`.?`, `[?`, `?element`) as cel-go has it.
 */
import { type Expr, OPERATORS } from '../ast.ts';
import { BOOL, NULL } from '../types.ts';
import { Aggregates } from './aggregates.ts';
import { isReserved } from './cursor.ts';
import type { Token } from './lexer.ts';
import { expandMacro } from './macros.ts';
import { call, heightOver } from './node.ts';
import { MAX_NESTING, SourceError } from './source.ts';

export interface ParseOptions { readonly macros: boolean; readonly block: boolean }

const PRECEDENCE: Readonly<Record<string, number>> = {
  '==': 1, '!=': 1, '<': 1, '<=': 1, '>': 1, '>=': 1, in: 1, '+': 2, '-': 2, '*': 3, '/': 3, '%': 3,
};

/** Parse an expression. @throws SourceError */
export function parse(source: string, options: ParseOptions): Expr {
  const parser = new Parser(source, options);
  const expr = parser.expression();
  parser.expectEnd();
  return expr;
}

class Parser extends Aggregates {
  readonly #options: ParseOptions;
  #nesting = 0;

  constructor(source: string, options: ParseOptions) { super(source); this.#options = options; }

  expression(): Expr {
    if (++this.#nesting > MAX_NESTING) throw new SourceError(`expression is nested more than ${MAX_NESTING} levels deep`, this.token.pos);
    const condition = this.#logic('||');
    let result = condition;
    const pos = this.token.pos;
    if (this.accept('?')) {
      const then = this.#logic('||');
      this.expect(':');
      result = call(pos, '_?_:_', [condition, then, this.expression()]);
    }
    this.#nesting--;
    return result;
  }

  #logic(op: '||' | '&&'): Expr {
    const operand = (): Expr => (op === '||' ? this.#logic('&&') : this.#binary(1));
    const first = operand();
    if (!this.isOp(op)) return first;
    const pos = this.token.pos;
    const terms = [first];
    while (this.accept(op)) terms.push(operand());
    return { kind: 'logic', op, pos, terms, height: heightOver(pos, terms) };
  }

  #binary(level: number): Expr {
    let left = level === 4 ? this.#unary() : this.#binary(level + 1);
    if (level === 4) return left;
    for (;;) {
      const { kind, text, pos } = this.token;
      if (!(kind === 'op' || (kind === 'ident' && text === 'in')) || PRECEDENCE[text] !== level) return left;
      this.at++;
      left = call(pos, OPERATORS[text]!, [left, this.#binary(level + 1)]);
    }
  }

  #unary(): Expr {
    const signs: Token[] = [];
    while (this.isOp('!') || this.isOp('-')) {
      if (signs.length > 0 && signs[0]!.text !== this.token.text) throw this.unexpected('an operand');
      signs.push(this.token);
      this.at++;
      if (signs.length > MAX_NESTING) throw new SourceError(`more than ${MAX_NESTING} unary operators in a row`, signs[0]!.pos);
    }
    const last = signs.at(-1);
    const negativeLiteral = last?.text === '-' && (this.token.kind === 'int' || this.token.kind === 'double');
    if (negativeLiteral) signs.pop();
    let operand = this.#member(negativeLiteral);
    for (const sign of signs.reverse()) operand = call(sign.pos, sign.text === '!' ? '!_' : '-_', [operand]);
    return operand;
  }

  #member(negative: boolean): Expr {
    let left = this.#primary(negative);
    for (;;) {
      const { pos } = this.token;
      if (this.accept('.')) left = this.#selection(left, pos);
      else if (this.accept('[')) {
        const optional = this.accept('?');
        const index = this.expression();
        this.expect(']');
        left = call(pos, optional ? '_[?_]' : '_[_]', [left, index]);
      } else return left;
    }
  }

  #selection(operand: Expr, pos: number): Expr {
    const optional = this.accept('?');
    const field = this.fieldName();
    if (optional || !this.isOp('(')) return { kind: 'select', pos, operand, field, optional, test: false, height: heightOver(pos, [operand]) };
    const callPos = this.token.pos;
    const args = this.#arguments();
    return this.#macro(callPos, field, args, operand) ?? call(callPos, field, args, operand);
  }

  #macro(pos: number, name: string, args: readonly Expr[], target?: Expr): Expr | undefined {
    return this.#options.macros ? expandMacro(pos, name, args, target, this.#options.block) : undefined;
  }

  #arguments(): Expr[] {
    this.expect('(');
    const args: Expr[] = [];
    if (this.accept(')')) return args;
    do args.push(this.expression()); while (this.accept(','));
    this.expect(')');
    return args;
  }

  #primary(negative: boolean): Expr {
    const token = this.token;
    const { pos } = token;
    if (token.kind === 'op') {
      this.at++;
      switch (token.text) {
        case '(': { const inner = this.expression(); this.expect(')'); return inner; }
        case '[': return this.list(pos);
        case '{': return this.map(pos);
        case '.': return this.#name(pos, true);
        default: this.at--;
      }
    }
    if (token.kind === 'ident') return this.#name(pos, false);
    if (token.kind === 'end' || token.kind === 'op' || token.kind === 'quoted') throw this.unexpected('an expression');
    this.at++;
    return this.literal(token, negative);
  }

  #name(pos: number, absolute: boolean): Expr {
    const { kind, text } = this.token;
    if (kind !== 'ident') throw this.unexpected('a name');
    if (!absolute && (text === 'true' || text === 'false')) { this.at++; return { kind: 'literal', pos, type: BOOL, value: text === 'true', height: 1 }; }
    if (!absolute && text === 'null') { this.at++; return { kind: 'literal', pos, type: NULL, value: null, height: 1 }; }
    if (isReserved(text)) throw new SourceError(`'${text}' is a reserved word`, this.token.pos);
    this.at++;
    if (this.isOp('(')) {
      const callPos = this.token.pos;
      const args = this.#arguments();
      return (absolute ? undefined : this.#macro(callPos, text, args)) ?? call(callPos, text, args, undefined, absolute);
    }
    return this.struct({ kind: 'ident', pos, name: text, absolute, height: 1 });
  }
}
