/** Trees of patterns to JavaScript's RegExp, after taking away what does not change whether a pattern is found. */
import type { Ranges } from './ranges.ts';
import type { Pattern, Tree } from './tree.ts';

const hex = (code: number): string => `\\u{${code.toString(16)}}`;
const member = (code: number): string => (/[A-Za-z0-9]/.test(String.fromCodePoint(code)) ? String.fromCodePoint(code) : hex(code));
const isOne = (ranges: Ranges): boolean => ranges.length === 1 && ranges[0]![0] === ranges[0]![1];

function quantifier(min: number, max: number): string {
  if (max === Number.POSITIVE_INFINITY) return min === 0 ? '*' : min === 1 ? '+' : `{${min},}`;
  return min === 0 && max === 1 ? '?' : min === max ? `{${min}}` : `{${min},${max}}`;
}

function source(tree: Tree): string {
  switch (tree.kind) {
    case 'assert': return tree.source;
    case 'set':
      if (tree.ranges.length === 0) return '[]';
      return isOne(tree.ranges) ? member(tree.ranges[0]![0]) : `[${tree.ranges.map(([from, to]) => (from === to ? member(from) : `${member(from)}-${member(to)}`)).join('')}]`;
    case 'sequence': return tree.items.map((item) => (item.kind === 'choice' ? `(?:${source(item)})` : source(item))).join('');
    case 'choice': return tree.options.map(source).join('|');
    case 'repeat': return `${tree.item.kind === 'set' ? source(tree.item) : `(?:${source(tree.item)})`}${quantifier(tree.min, tree.max)}`;
  }
}

/** The same pattern for RegExp. It has flag u: characters are code points, as in RE2. */
export const toRegExp = (tree: Tree): RegExp => new RegExp(source(tree), 'u');

/** A repetition at an open end of a pattern has to be there only as often as it must. */
const least = (tree: Tree): Tree | undefined => {
  if (tree.kind !== 'repeat' || tree.max === tree.min) return tree;
  return tree.min === 0 ? undefined : { kind: 'repeat', item: tree.item, min: tree.min, max: tree.min };
};

/** Cut repetitions at both ends of a sequence that is looked for anywhere: `.*foo.*` is found where `foo` is. */
export function trimmed({ tree }: Pattern): Tree {
  const items = tree.kind === 'sequence' ? [...tree.items] : [tree];
  for (let first = items[0]; first?.kind === 'repeat'; first = items[0]) {
    const kept = least(first);
    if (kept) { items[0] = kept; break; }
    items.shift();
  }
  for (let last = items.at(-1); last?.kind === 'repeat'; last = items.at(-1)) {
    const kept = least(last);
    if (kept) { items[items.length - 1] = kept; break; }
    items.pop();
  }
  return { kind: 'sequence', items };
}
