import { describe, expect, it } from 'vitest';
import { evaluate, issues } from '../testing.ts';
import { parse } from './parser.ts';
import { MAX_NESTING } from './source.ts';

const ast = (source: string): unknown => parse(source, { macros: true, block: false });
const brackets = (e: unknown): string => {
  const node = e as { kind: string; name?: string; args?: unknown[]; terms?: unknown[]; op?: string; value?: unknown };
  if (node.kind === 'literal') return String(node.value);
  if (node.kind === 'ident') return node.name!;
  if (node.kind === 'logic') return `(${node.terms!.map(brackets).join(` ${node.op} `)})`;
  return `(${node.args!.map(brackets).join(` ${node.name!.replaceAll('_', '')} `)})`;
};

describe('precedence', () => {
  it.each([
    ['1 + 2 * 3', '(1 + (2 * 3))'],
    ['1 * 2 + 3', '((1 * 2) + 3)'],
    ['1 - 2 - 3', '((1 - 2) - 3)'],
    ['a || b && c || d', '(a || (b && c) || d)'],
    ['a == b && c < d', '((a == b) && (c < d))'],
    ['1 + 2 == 3', '((1 + 2) == 3)'],
    ['a < b == c', '((a < b) == c)'],
    ['a in b + c', '(a @in (b + c))'],
    ['a ? b : c ? d : e', '(a ?: b ?: (c ?: d ?: e))'],
    ['!a == b', '((! a) == b)'.replace('(! a)', '(a)')],
  ])('%s', (source, expected) => { expect(brackets(ast(source))).toBe(expected); });
});

describe('literals', () => {
  it.each([
    ['1', 1], ['0x1F', 31], ['-0x1F', -31], ['1.5', 1.5], ['.5', 0.5], ['1e-1', 0.1], ["'a'", 'a'], ['"a"', 'a'],
    ['"""a\nb"""', 'a\nb'], ["'''it's'''", "it's"], ["r'\\n'", '\\n'], ["R\"\\d\"", '\\d'],
    ["'\\x41\\u0042\\U00000043\\104\\n\\t\\\\\\'\\\"\\`\\?'", 'ABCD\n\t\\\'"`?'],
    ["'\\U0001F431'", '🐱'], ['true', true], ['null', null], ['-9223372036854775808', -9223372036854775808n], ['9007199254740993', 9007199254740993n],
    ["'a\\r\\nb'", 'a\r\nb'], ['"""a\r\nb"""', 'a\nb'],
  ])('%s', (source, value) => { expect(evaluate(source)).toEqual(value); });

  it('bytes keep escapes of bytes as bytes, and encode characters', () => {
    expect(evaluate("b'\\xff\\377é'")).toEqual(Uint8Array.of(255, 255, 0xc3, 0xa9));
    expect(evaluate("br'\\x'")).toEqual(Uint8Array.of(92, 120));
  });
});

describe('names', () => {
  it('reserved words are fields and methods after a dot', () => {
    expect(evaluate("{'as': 1}.as + {'for': 2}.for")).toBe(3);
    expect(evaluate("{'a-b/c.d e': 1}.`a-b/c.d e`")).toBe(1);
  });
  it.each(['as', 'if', 'var', 'namespace'])("'%s' is no variable", (word) => { expect(issues(word)).toEqual([`1:1 '${word}' is a reserved word`]); });
  it('a list and a map may end with a comma', () => { expect(evaluate("[1, 2,].size() + {'a': 1,}.size()")).toBe(3); });
  it('comments are no part of an expression', () => { expect(evaluate('1 // one\n + 1 // two')).toBe(2); });
});

describe('mistakes have a place', () => {
  it.each([
    ['', "1:1 syntax error: an expression expected, the expression ends"],
    ['1 +', '1:4 syntax error: an expression expected, the expression ends'],
    ['1 + + 2', "1:5 syntax error: an expression expected, found '+'"],
    ['a\n  b', "2:3 syntax error: an operator or the end expected, found 'b'"],
    ["'abc", "1:1 string literal is not closed by '"],
    ["'a\nb'", "1:1 string literal is not closed by '"],
    ["'\\q'", "1:2 invalid escape sequence '\\q'"],
    ["'\\ud800'", '1:2 escape sequence for U+D800 is not a Unicode character'],
    ["b'\\u0041'", '1:3 \\u and \\U are not allowed in bytes'],
    ['9223372036854775808', '1:1 int literal 9223372036854775808 is out of range'],
    ['18446744073709551616u', '1:1 uint literal 18446744073709551616u is out of range'],
    ['1e999', '1:1 double literal 1e999 is out of range'],
    ['a.1', '1:2 syntax error: an operator or the end expected, found \'.1\''],
    ['a # b', '1:3 unexpected character "#"'],
    ['[1, 2', "1:6 syntax error: ',' or ']' expected, the expression ends"],
    ['!-a', "1:2 syntax error: an operand expected, found '-'"],
    ['has(a)', '1:5 invalid argument to has() macro: a field selection such as has(a.b) expected'],
    ['[1].all(1, true)', '1:9 argument must be a simple name'],
    ['[1].all(a.b, true)', '1:10 argument must be a simple name'],
    ['[1].all(x, x, true)', "1:12 duplicate variable name 'x'"],
    ['a `in` b', "1:3 syntax error: an operator or the end expected, found 'in'"],
  ])('%j', (source, issue) => { expect(issues(source, { variables: { a: 1, b: 2 } })[0]).toBe(issue); });
});

describe('macros', () => {
  it('are calls where the number of arguments is another', () => {
    expect(issues('[1].all(x)')).toEqual(["1:8 undeclared reference to 'all' (in container '')"]);
    expect(issues('[1].exists_one(i, v, true)')[0]).toContain("undeclared reference to 'exists_one'");
    expect(issues('x.bind(a, 1, a)', { variables: { x: 1 } })[0]).toContain("undeclared reference to 'bind'");
  });
  it('can be switched off', () => { expect(issues('[1].all(x, true)', { options: { disableMacros: true } })[0]).toContain("undeclared reference to 'all'"); });
  it('cel.block is known only where it is asked for', () => {
    expect(issues('cel.block([1], cel.index(0))').length).toBeGreaterThan(0);
    expect(evaluate('cel.block([1, cel.index(0) + 1], cel.index(1))', { options: { block: true } })).toBe(2);
  });
});

describe('bounds', () => {
  const nested = (depth: number): string => `${'('.repeat(depth)}1${')'.repeat(depth)}`;
  it('nesting', () => {
    expect(evaluate(nested(MAX_NESTING - 1))).toBe(1);
    expect(issues(nested(MAX_NESTING + 1))[0]).toContain('nested more than 250 levels deep');
    expect(issues('['.repeat(100_000))[0]).toContain('nested more than');
    expect(issues(`${'-'.repeat(50_000)}1`)[0]).toContain('unary operators');
    expect(issues('a?'.repeat(40_000))[0]).toBeDefined();
  });
  it('length', () => { expect(issues(' '.repeat(100_001))).toEqual(['1:1 expression has 100001 characters, 100000 are allowed']); });
  it('chains', () => {
    expect(evaluate(Array(700).fill('1').join(' + '))).toBe(700);
    expect(issues(Array(2000).fill('1').join(' + '))[0]).toContain('expression is too deep');
    expect(issues(`a${'.b'.repeat(2000)}`, { variables: { a: 1 } })[0]).toContain('expression is too deep');
  });
  it('many terms are no depth', () => { expect(evaluate(Array(16_000).fill('true').join('&&'))).toBe(true); });
});
