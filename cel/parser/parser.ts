/**
 * Tokens to a syntax tree: recursive descent, precedence climbing for binary operators.
 * Source: "Syntax" of the CEL language definition; optional syntax (`.?`, `[?`, `?element`) as cel-go has it.
 */
import { type Expr, type Ident, OPERATORS } from '../ast.ts';
import { type CelValue, double, doubleValue, isDouble } from '../values.ts';
import { BOOL, BYTES, type CelType, DOUBLE, INT, NULL, STRING, UINT } from '../types.ts';
import { type Token, intLiteral, tokenize } from './lexer.ts';
import { expandMacro } from './macros.ts';
import { MAX_HEIGHT, MAX_NESTING, SourceError } from './source.ts';

export interface ParseOptions { readonly macros: boolean; readonly block: boolean }

/** Words that are no identifiers; after a dot all but the first four are names. */
const KEYWORDS = new Set(['true', 'false', 'null', 'in']);
const RESERVED = new Set([
  ...KEYWORDS, 'as', 'break', 'const', 'continue', 'else', 'for', 'function', 'if', 'import', 'let', 'loop', 'package',
  'namespace', 'return', 'var', 'void', 'while',
]);
const PRECEDENCE: Readonly<Record<string, number>> = {
  '==': 1, '!=': 1, '<': 1, '<=': 1, '>': 1, '>=': 1, in: 1, '+': 2, '-': 2, '*': 3, '/': 3, '%': 3,
};

/** Parse an expression. @throws SourceError */
export function parse(source: string, options: ParseOptions): Expr {
  const parser = new Parser(tokenize(source), options);
  const expr = parser.expression();
  parser.expectEnd();
  return expr;
}

/** The height of a node over these children. @throws SourceError where the tree gets too high to be walked. */
export function heightOver(pos: number, children: readonly (Expr | undefined)[]): number {
  let height = 0;
  for (const child of children) if (child !== undefined && child.height > height) height = child.height;
  if (height >= MAX_HEIGHT) throw new SourceError(`expression is too deep: more than ${MAX_HEIGHT} operations depend on each other`, pos);
  return height + 1;
}

export const call = (pos: number, name: string, args: readonly Expr[], target?: Expr, absolute = false): Expr =>
  ({ kind: 'call', pos, name, target, args, absolute, height: heightOver(pos, target === undefined ? args : [target, ...args]) });

const negated = (value: CelValue): CelValue => (isDouble(value) ? double(-doubleValue(value)) : value);

class Parser {
  readonly #tokens: readonly Token[];
  readonly #options: ParseOptions;
  #at = 0;
  #nesting = 0;

  constructor(tokens: readonly Token[], options: ParseOptions) { this.#tokens = tokens; this.#options = options; }

  get #token(): Token { return this.#tokens[this.#at]!; }
  #isOp(text: string): boolean { return this.#token.kind === 'op' && this.#token.text === text; }
  #accept(text: string): boolean { if (!this.#isOp(text)) return false; this.#at++; return true; }
  #unexpected(wanted: string): SourceError {
    const { kind, text, pos } = this.#token;
    const found = kind === 'end' ? 'the expression ends' : text === '' ? `found a ${kind} literal` : `found '${text}'`;
    return new SourceError(`syntax error: ${wanted} expected, ${found}`, pos);
  }
  #expect(text: string): void { if (!this.#accept(text)) throw this.#unexpected(`'${text}'`); }

  expectEnd(): void { if (this.#token.kind !== 'end') throw this.#unexpected('an operator or the end'); }

  expression(): Expr {
    if (++this.#nesting > MAX_NESTING) throw new SourceError(`expression is nested more than ${MAX_NESTING} levels deep`, this.#token.pos);
    const condition = this.#logic('||');
    let result = condition;
    const pos = this.#token.pos;
    if (this.#accept('?')) {
      const then = this.#logic('||');
      this.#expect(':');
      result = call(pos, '_?_:_', [condition, then, this.expression()]);
    }
    this.#nesting--;
    return result;
  }

  #logic(op: '||' | '&&'): Expr {
    const operand = (): Expr => (op === '||' ? this.#logic('&&') : this.#binary(1));
    const first = operand();
    if (!this.#isOp(op)) return first;
    const pos = this.#token.pos;
    const terms = [first];
    while (this.#accept(op)) terms.push(operand());
    return { kind: 'logic', op, pos, terms, height: heightOver(pos, terms) };
  }

  #binary(level: number): Expr {
    let left = level === 4 ? this.#unary() : this.#binary(level + 1);
    if (level === 4) return left;
    for (;;) {
      const { kind, text, pos } = this.#token;
      if (!(kind === 'op' || (kind === 'ident' && text === 'in')) || PRECEDENCE[text] !== level) return left;
      this.#at++;
      left = call(pos, OPERATORS[text]!, [left, this.#binary(level + 1)]);
    }
  }

  #unary(): Expr {
    const signs: Token[] = [];
    while (this.#isOp('!') || this.#isOp('-')) {
      if (signs.length > 0 && signs[0]!.text !== this.#token.text) throw this.#unexpected('an operand');
      signs.push(this.#token);
      this.#at++;
      if (signs.length > MAX_NESTING) throw new SourceError(`more than ${MAX_NESTING} unary operators in a row`, signs[0]!.pos);
    }
    const last = signs.at(-1);
    const negativeLiteral = last?.text === '-' && (this.#token.kind === 'int' || this.#token.kind === 'double');
    if (negativeLiteral) signs.pop();
    let operand = this.#member(negativeLiteral);
    for (const sign of signs.reverse()) operand = call(sign.pos, sign.text === '!' ? '!_' : '-_', [operand]);
    return operand;
  }

  #member(negative: boolean): Expr {
    let left = this.#primary(negative);
    for (;;) {
      const { pos } = this.#token;
      if (this.#accept('.')) left = this.#selection(left, pos);
      else if (this.#accept('[')) {
        const optional = this.#accept('?');
        const index = this.expression();
        this.#expect(']');
        left = call(pos, optional ? '_[?_]' : '_[_]', [left, index]);
      } else return left;
    }
  }

  #selection(operand: Expr, pos: number): Expr {
    const optional = this.#accept('?');
    const field = this.#fieldName();
    if (optional || !this.#isOp('(')) return { kind: 'select', pos, operand, field, optional, test: false, height: heightOver(pos, [operand]) };
    const callPos = this.#token.pos;
    const args = this.#arguments();
    return this.#macro(callPos, field, args, operand) ?? call(callPos, field, args, operand);
  }

  #macro(pos: number, name: string, args: readonly Expr[], target?: Expr): Expr | undefined {
    return this.#options.macros ? expandMacro(pos, name, args, target, this.#options.block) : undefined;
  }

  #fieldName(): string {
    const { kind, text } = this.#token;
    if (kind !== 'quoted' && (kind !== 'ident' || KEYWORDS.has(text))) throw this.#unexpected('a field name');
    this.#at++;
    return text;
  }

  #arguments(): Expr[] {
    this.#expect('(');
    const args: Expr[] = [];
    if (this.#accept(')')) return args;
    do args.push(this.expression()); while (this.#accept(','));
    this.#expect(')');
    return args;
  }

  #primary(negative: boolean): Expr {
    const token = this.#token;
    const { pos } = token;
    if (token.kind === 'op') {
      this.#at++;
      switch (token.text) {
        case '(': { const inner = this.expression(); this.#expect(')'); return inner; }
        case '[': return this.#list(pos);
        case '{': return this.#map(pos);
        case '.': return this.#name(pos, true);
        default: this.#at--;
      }
    }
    if (token.kind === 'ident') return this.#name(pos, false);
    if (token.kind === 'end' || token.kind === 'op' || token.kind === 'quoted') throw this.#unexpected('an expression');
    this.#at++;
    return this.#literal(token, negative);
  }

  #literal(token: Token, negative: boolean): Expr {
    const literal = (type: CelType, value: CelValue): Expr => ({ kind: 'literal', pos: token.pos, type, value, height: 1 });
    switch (token.kind) {
      case 'int': return literal(INT, intLiteral(token, negative));
      case 'uint': return literal(UINT, token.value!);
      case 'string': return literal(STRING, token.value!);
      case 'bytes': return literal(BYTES, token.value!);
      default: return negative ? literal(DOUBLE, negated(token.value!)) : literal(DOUBLE, token.value!);
    }
  }

  #name(pos: number, absolute: boolean): Expr {
    const { kind, text } = this.#token;
    if (kind !== 'ident') throw this.#unexpected('a name');
    if (!absolute && (text === 'true' || text === 'false')) { this.#at++; return { kind: 'literal', pos, type: BOOL, value: text === 'true', height: 1 }; }
    if (!absolute && text === 'null') { this.#at++; return { kind: 'literal', pos, type: NULL, value: null, height: 1 }; }
    if (RESERVED.has(text)) throw new SourceError(`'${text}' is a reserved word`, this.#token.pos);
    this.#at++;
    if (this.#isOp('(')) {
      const callPos = this.#token.pos;
      const args = this.#arguments();
      return (absolute ? undefined : this.#macro(callPos, text, args)) ?? call(callPos, text, args, undefined, absolute);
    }
    return this.#struct({ kind: 'ident', pos, name: text, absolute, height: 1 });
  }

  /** A name is the beginning of a message literal where `.name`s and `{` follow it. */
  #struct(root: Ident): Expr {
    let name = root.name;
    let at = this.#at;
    for (;;) {
      const [dot, part] = [this.#tokens[at], this.#tokens[at + 1]];
      if (dot?.kind !== 'op' || dot.text !== '.' || part?.kind !== 'ident' || KEYWORDS.has(part.text)) break;
      name += `.${part.text}`;
      at += 2;
    }
    const brace = this.#tokens[at]!;
    if (brace.kind !== 'op' || brace.text !== '{') return root;
    this.#at = at + 1;
    const fields: { name: string; pos: number; value: Expr; optional: boolean }[] = [];
    while (!this.#accept('}')) {
      const optional = this.#accept('?');
      const pos = this.#token.pos;
      const field = this.#fieldName();
      this.#expect(':');
      fields.push({ name: field, pos, value: this.expression(), optional });
      if (!this.#accept(',') && !this.#isOp('}')) throw this.#unexpected("',' or '}'");
    }
    return { kind: 'struct', pos: root.pos, name, absolute: root.absolute, fields, height: heightOver(root.pos, fields.map((f) => f.value)) };
  }

  #list(pos: number): Expr {
    const elements: { value: Expr; optional: boolean }[] = [];
    while (!this.#accept(']')) {
      const optional = this.#accept('?');
      elements.push({ value: this.expression(), optional });
      if (!this.#accept(',') && !this.#isOp(']')) throw this.#unexpected("',' or ']'");
    }
    return { kind: 'list', pos, elements, height: heightOver(pos, elements.map((e) => e.value)) };
  }

  #map(pos: number): Expr {
    const entries: { key: Expr; value: Expr; optional: boolean }[] = [];
    while (!this.#accept('}')) {
      const optional = this.#accept('?');
      const key = this.expression();
      this.#expect(':');
      entries.push({ key, value: this.expression(), optional });
      if (!this.#accept(',') && !this.#isOp('}')) throw this.#unexpected("',' or '}'");
    }
    return { kind: 'map', pos, entries, height: heightOver(pos, entries.flatMap((e) => [e.key, e.value])) };
  }
}
