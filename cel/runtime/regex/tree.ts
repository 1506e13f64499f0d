/**
 * Patterns in the part of RE2 syntax that means the same to every engine, as trees. What is not understood here is
 * no error: it is left to re2js. Source: https://github.com/google/re2/wiki/Syntax
 */

import { CLASSES, CONTROL, type Ranges, bothCases, invert, normalise } from './ranges.ts';

export type Tree =
  | { readonly kind: 'set'; readonly ranges: Ranges }
  /** A test that consumes nothing, in JavaScript syntax. */
  | { readonly kind: 'assert'; readonly source: '^' | '$' | '\\b' | '\\B' }
  | { readonly kind: 'sequence'; readonly items: readonly Tree[] }
  | { readonly kind: 'choice'; readonly options: readonly Tree[] }
  | { readonly kind: 'repeat'; readonly item: Tree; readonly min: number; readonly max: number };

export interface Pattern { readonly tree: Tree; readonly ignoreCase: boolean }

const MAX_NESTING = 50;
const MAX_REPEAT = 1000;

class Unsupported extends Error {}
const unsupported = (): never => { throw new Unsupported(); };

/** The tree of a pattern, undefined where its syntax is not understood here. */
export function parsePattern(pattern: string): Pattern | undefined {
  const ignoreCase = pattern.startsWith('(?i)');
  try {
    const reader = new Reader(ignoreCase ? pattern.slice(4) : pattern, ignoreCase);
    return { tree: reader.read(), ignoreCase };
  } catch (error) {
    if (error instanceof Unsupported) return undefined;
    throw error;
  }
}

class Reader {
  readonly #source: string[];
  readonly #ignoreCase: boolean;
  #at = 0;
  #nesting = 0;

  constructor(source: string, ignoreCase: boolean) { this.#source = [...source]; this.#ignoreCase = ignoreCase; }

  read(): Tree {
    const tree = this.#choice();
    return this.#at < this.#source.length ? unsupported() : tree;
  }

  #peek(): string | undefined { return this.#source[this.#at]; }
  #accept(ch: string): boolean { if (this.#peek() !== ch) return false; this.#at++; return true; }

  #choice(): Tree {
    if (++this.#nesting > MAX_NESTING) unsupported();
    const options = [this.#sequence()];
    while (this.#accept('|')) options.push(this.#sequence());
    this.#nesting--;
    return options.length === 1 ? options[0]! : { kind: 'choice', options };
  }

  #sequence(): Tree {
    const items: Tree[] = [];
    for (let ch = this.#peek(); ch !== undefined && ch !== '|' && ch !== ')'; ch = this.#peek()) items.push(this.#repeated(this.#atom()));
    return items.length === 1 ? items[0]! : { kind: 'sequence', items };
  }

  #repeated(item: Tree): Tree {
    const bounds = this.#bounds();
    if (!bounds) return item;
    if (item.kind === 'assert') return unsupported();
    this.#accept('?'); // lazy or greedy: the same when only the answer counts
    if (/[*+?{]/.test(this.#peek() ?? '')) return unsupported();
    return { kind: 'repeat', item, min: bounds[0], max: bounds[1] };
  }

  #bounds(): readonly [number, number] | undefined {
    if (this.#accept('*')) return [0, Number.POSITIVE_INFINITY];
    if (this.#accept('+')) return [1, Number.POSITIVE_INFINITY];
    if (this.#accept('?')) return [0, 1];
    if (this.#peek() !== '{') return undefined;
    const text = /^\{(\d{1,4})(?:(,)(\d{0,4}))?\}/.exec(this.#source.slice(this.#at, this.#at + 12).join(''));
    if (!text) return unsupported();
    this.#at += text[0].length;
    const min = Number(text[1]);
    const max = text[2] === undefined ? min : text[3] === '' ? Number.POSITIVE_INFINITY : Number(text[3]);
    return max < min || min > MAX_REPEAT || (max > MAX_REPEAT && max !== Number.POSITIVE_INFINITY) ? unsupported() : [min, max];
  }

  #set(ranges: Ranges): Tree { return { kind: 'set', ranges: this.#ignoreCase ? bothCases(ranges) ?? unsupported() : ranges }; }

  #atom(): Tree {
    const ch = this.#source[this.#at++]!;
    switch (ch) {
      case '^': case '$': return { kind: 'assert', source: ch };
      case '.': return { kind: 'set', ranges: invert([[10, 10]]) };
      case '(': return this.#group();
      case '[': return this.#class();
      case '\\': return this.#escape();
      case '*': case '+': case '?': case '{': case ')': return unsupported();
      default: return this.#set([[ch.codePointAt(0)!, ch.codePointAt(0)!]]);
    }
  }

  #group(): Tree {
    if (this.#accept('?') && !this.#accept(':')) unsupported();
    const inner = this.#choice();
    return this.#accept(')') ? inner : unsupported();
  }

  #escape(): Tree {
    const next = this.#peek() ?? '';
    if (next === 'b' || next === 'B') { this.#at++; return this.#ignoreCase ? unsupported() : { kind: 'assert', source: next === 'b' ? '\\b' : '\\B' }; }
    if (next === 'A' || next === 'z') { this.#at++; return { kind: 'assert', source: next === 'A' ? '^' : '$' }; }
    return this.#set(this.#escapedRanges());
  }

  /** What stands after a backslash, as characters. */
  #escapedRanges(): Ranges {
    const ch = this.#source[this.#at++] ?? unsupported();
    const lower = ch.toLowerCase();
    if (Object.hasOwn(CLASSES, lower)) return ch === lower ? CLASSES[lower]! : invert(CLASSES[lower]!);
    if (Object.hasOwn(CONTROL, ch)) return [[CONTROL[ch]!, CONTROL[ch]!]];
    if (!/^[!-/:-@[-`{-~]$/.test(ch)) return unsupported();
    return [[ch.codePointAt(0)!, ch.codePointAt(0)!]];
  }

  #class(): Tree {
    const negated = this.#accept('^');
    const ranges: (readonly [number, number])[] = [];
    for (let first = true; first || this.#peek() !== ']'; first = false) {
      const from = this.#classItem();
      if (this.#peek() !== '-' || this.#source[this.#at + 1] === ']') { ranges.push(...from); continue; }
      this.#at++;
      const to = this.#classItem();
      const [a, b] = [from[0]!, to[0]!];
      if (from.length !== 1 || to.length !== 1 || a[0] !== a[1] || b[0] !== b[1] || b[0] < a[0]) return unsupported();
      ranges.push([a[0], b[0]]);
    }
    this.#at++;
    const own = this.#ignoreCase ? bothCases(ranges) ?? unsupported() : normalise(ranges);
    return { kind: 'set', ranges: negated ? invert(own) : own };
  }

  #classItem(): Ranges {
    const ch = this.#source[this.#at++] ?? unsupported();
    if (ch === '\\') return this.#escapedRanges();
    if (ch === '[' && /[:.=]/.test(this.#peek() ?? '')) return unsupported();
    return [[ch.codePointAt(0)!, ch.codePointAt(0)!]];
  }
}
