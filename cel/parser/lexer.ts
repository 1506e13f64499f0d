/**
 * Source text to tokens. One pass, no backtracking, nothing kept of white space and comments.
 * Source: "Syntax" of the CEL language definition.
 */
import { type CelValue, UInt, double, int } from '../values.ts';
import { bytesLiteral, stringLiteral } from './escapes.ts';
import { MAX_SOURCE_LENGTH, SourceError } from './source.ts';

export type TokenKind = 'ident' | 'quoted' | 'int' | 'uint' | 'double' | 'string' | 'bytes' | 'op' | 'end';

export interface Token {
  readonly kind: TokenKind;
  /** The name, the operator, or the digits of an int (its sign may come from the operator before). */
  readonly text: string;
  readonly pos: number;
  readonly value?: CelValue;
}

const IDENT = /[A-Za-z_][A-Za-z0-9_]*/y;
const NUMBER = /0[xX][0-9a-fA-F]+[uU]?|(?:[0-9]+\.[0-9]+|\.[0-9]+)(?:[eE][+-]?[0-9]+)?|[0-9]+[eE][+-]?[0-9]+|[0-9]+[uU]?/y;
const STRING_START = /([bB]?)([rR]?)("""|'''|"|')/y;
const QUOTED = /`([A-Za-z0-9_.\-/ ]+)`/y;
const OPERATOR = /==|!=|<=|>=|&&|\|\||[-+*/%<>!?:.,()[\]{}]/y;
const SPACE = /(?:[ \t\n\r\f\v]+|\/\/[^\n]*)+/y;

const match = (pattern: RegExp, source: string, at: number): RegExpExecArray | null => { pattern.lastIndex = at; return pattern.exec(source); };

/** All tokens of an expression, ending with one of kind `end`. @throws SourceError */
export function tokenize(source: string): Token[] {
  if (source.length > MAX_SOURCE_LENGTH) throw new SourceError(`expression has ${source.length} characters, ${MAX_SOURCE_LENGTH} are allowed`, 0);
  const tokens: Token[] = [];
  let at = 0;
  for (;;) {
    const space = match(SPACE, source, at);
    if (space) at += space[0].length;
    if (at >= source.length) break;
    const token = next(source, at);
    tokens.push(token.token);
    at = token.end;
  }
  tokens.push({ kind: 'end', text: '', pos: source.length });
  return tokens;
}

function next(source: string, at: number): { token: Token; end: number } {
  const string = match(STRING_START, source, at);
  if (string) return readString(source, at, string);
  const ident = match(IDENT, source, at);
  if (ident) return { token: { kind: 'ident', text: ident[0], pos: at }, end: at + ident[0].length };
  const number = match(NUMBER, source, at);
  if (number) return { token: numberToken(number[0], at), end: at + number[0].length };
  const operator = match(OPERATOR, source, at);
  if (operator) return { token: { kind: 'op', text: operator[0], pos: at }, end: at + operator[0].length };
  const quoted = match(QUOTED, source, at);
  if (quoted) return { token: { kind: 'quoted', text: quoted[1]!, pos: at }, end: at + quoted[0].length };
  throw new SourceError(`unexpected character ${JSON.stringify(String.fromCodePoint(source.codePointAt(at)!))}`, at);
}

function numberToken(text: string, pos: number): Token {
  if (/^0[xX]|^[0-9]+[uU]?$/.test(text)) {
    const unsigned = /[uU]$/.test(text);
    const value = BigInt(unsigned ? text.slice(0, -1) : text);
    if (!unsigned) return { kind: 'int', text, pos };
    if (value > 2n ** 64n - 1n) throw new SourceError(`uint literal ${text} is out of range`, pos);
    return { kind: 'uint', text, pos, value: new UInt(value) };
  }
  const value = Number(text);
  if (!Number.isFinite(value)) throw new SourceError(`double literal ${text} is out of range`, pos);
  return { kind: 'double', text, pos, value: double(value) };
}

/** The value of an int token. The sign counts, as -9223372036854775808 has no positive twin. @throws SourceError */
export function intLiteral(token: Token, negative: boolean): number | bigint {
  const value = BigInt(token.text);
  if (value > (negative ? 2n ** 63n : 2n ** 63n - 1n)) throw new SourceError(`int literal ${negative ? '-' : ''}${token.text} is out of range`, token.pos);
  return int(negative ? -value : value);
}

function readString(source: string, at: number, start: RegExpExecArray): { token: Token; end: number } {
  const [opening, bytes, rawMark, quote] = start as unknown as [string, string, string, string];
  const raw = rawMark !== '';
  const from = at + opening.length;
  const long = quote.length === 3;
  let i = from;
  for (; ; i++) {
    const ch = source[i];
    if (ch === undefined || (!long && (ch === '\n' || ch === '\r'))) throw new SourceError(`string literal is not closed by ${quote}`, at);
    if (ch === '\\' && !raw) { i++; continue; }
    if (ch === quote[0] && (!long || source.startsWith(quote, i))) break;
  }
  const body = source.slice(from, i);
  const end = i + quote.length;
  return bytes !== ''
    ? { token: { kind: 'bytes', text: '', pos: at, value: bytesLiteral(body, raw, from) }, end }
    : { token: { kind: 'string', text: '', pos: at, value: stringLiteral(body, raw, from) }, end };
}
