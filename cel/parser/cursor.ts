/** The place in the tokens that the parser is at. */
import { type Token, tokenize } from './lexer.ts';
import { SourceError } from './source.ts';

/** Words that are no names anywhere. */
const KEYWORDS = new Set(['true', 'false', 'null', 'in']);
const RESERVED = new Set([
  ...KEYWORDS, 'as', 'break', 'const', 'continue', 'else', 'for', 'function', 'if', 'import', 'let', 'loop', 'package',
  'namespace', 'return', 'var', 'void', 'while',
]);

/** Whether a word can be no variable; after a dot only keywords are no names. */
export const isReserved = (word: string): boolean => RESERVED.has(word);
export const isKeyword = (word: string): boolean => KEYWORDS.has(word);

export class Cursor {
  readonly tokens: readonly Token[];
  protected at = 0;

  constructor(source: string) { this.tokens = tokenize(source); }

  get token(): Token { return this.tokens[this.at]!; }
  isOp(text: string): boolean { return this.token.kind === 'op' && this.token.text === text; }
  accept(text: string): boolean { if (!this.isOp(text)) return false; this.at++; return true; }
  expect(text: string): void { if (!this.accept(text)) throw this.unexpected(`'${text}'`); }
  expectEnd(): void { if (this.token.kind !== 'end') throw this.unexpected('an operator or the end'); }

  /** The mistake that something else stands here. */
  unexpected(wanted: string): SourceError {
    const { kind, text, pos } = this.token;
    const found = kind === 'end' ? 'the expression ends' : text === '' ? `found a ${kind} literal` : `found '${text}'`;
    return new SourceError(`syntax error: ${wanted} expected, ${found}`, pos);
  }

  fieldName(): string {
    const { kind, text } = this.token;
    if (kind !== 'quoted' && (kind !== 'ident' || isKeyword(text))) throw this.unexpected('a field name');
    this.at++;
    return text;
  }
}
