/**
 * Whether JavaScript's RegExp, which backtracks, runs a pattern in time linear in the text.
 *
 * Each character of the pattern is a position of an automaton. Two different ways through the pattern that read the
 * same text and meet in one position again are an ambiguity: backtracking tries what follows once for each way. Where
 * there is none, every position is reached in one way at most, so the work for a character of the text is bounded by
 * the number of positions (strong unambiguity, decided on pairs of positions). A pattern that is looked for anywhere
 * gets a loop over any character in front of it. A pattern without loops is fine where it has few ways in all.
 */
import type { Ranges } from './ranges.ts';
import type { Tree } from './tree.ts';

const MAX_POSITIONS = 250;
const MAX_WAYS = 400;
const ANY: Ranges = [[0, 0x10ffff]];

/** Positions that a part of a pattern begins and ends with, and whether it can be empty. */
interface Part { readonly first: readonly number[]; readonly last: readonly number[]; readonly nullable: boolean }

const EMPTY: Part = { first: [], last: [], nullable: true };

class TooComplex extends Error {}

class Automaton {
  readonly sets: Ranges[] = [];
  readonly follow: Set<number>[] = [];

  #position(ranges: Ranges): number {
    if (this.sets.length >= MAX_POSITIONS) throw new TooComplex();
    this.follow.push(new Set());
    return this.sets.push(ranges) - 1;
  }

  /** Every step has to come from one place of the pattern: two ways for the same step are an ambiguity of their own. */
  connect(from: readonly number[], to: readonly number[]): void {
    for (const p of from) {
      for (const q of to) {
        if (this.follow[p]!.has(q)) throw new TooComplex();
        this.follow[p]!.add(q);
      }
    }
  }

  part(tree: Tree): Part {
    switch (tree.kind) {
      case 'assert': return EMPTY;
      case 'set': { const p = [this.#position(tree.ranges)]; return { first: p, last: p, nullable: false }; }
      case 'sequence': return tree.items.reduce<Part>((before, item) => this.#join(before, this.part(item)), EMPTY);
      case 'choice': {
        const parts = tree.options.map((option) => this.part(option));
        if (parts.filter((p) => p.nullable).length > 1) throw new TooComplex(); // two ways to be empty
        return { first: parts.flatMap((p) => p.first), last: parts.flatMap((p) => p.last), nullable: parts.some((p) => p.nullable) };
      }
      case 'repeat': return this.#repeat(tree.item, tree.min, tree.max);
    }
  }

  #join(a: Part, b: Part): Part {
    this.connect(a.last, b.first);
    return {
      first: a.nullable ? [...a.first, ...b.first] : a.first,
      last: b.nullable ? [...a.last, ...b.last] : b.last,
      nullable: a.nullable && b.nullable,
    };
  }

  #repeat(item: Tree, min: number, max: number): Part {
    let whole = EMPTY;
    for (let i = 0; i < min - (max === Number.POSITIVE_INFINITY ? 1 : 0); i++) whole = this.#join(whole, this.#copy(item));
    if (max !== Number.POSITIVE_INFINITY) return this.#join(whole, this.#optional(item, max - min));
    const loop = this.#copy(item);
    this.connect(loop.last, loop.first);
    return this.#join(whole, min === 0 ? { ...loop, nullable: true } : loop);
  }

  /** A part that is repeated: if it could be empty, there would be many ways to repeat nothing. */
  #copy(item: Tree): Part {
    const part = this.part(item);
    if (part.nullable) throw new TooComplex();
    return part;
  }

  /** (x(x(x)?)?)? */
  #optional(item: Tree, count: number): Part {
    const copies = Array.from({ length: count }, () => this.#copy(item));
    let inner = EMPTY;
    for (const copy of copies.reverse()) inner = { ...this.#join(copy, inner), nullable: true };
    return inner;
  }
}

const overlap = (a: Ranges, b: Ranges): boolean => a.some(([from, to]) => b.some(([f, t]) => from <= t && f <= to));

/** How many positions can be reached by the same text at once, at most; undefined where two ways that read the same text meet. */
function width({ sets, follow }: Automaton, first: readonly number[]): number | undefined {
  const seen = new Set<number>();
  const pending: [number, number][] = [];
  const meet = (ps: readonly number[], qs: readonly number[], different: boolean): boolean => {
    for (const p of ps) {
      for (const q of qs) {
        if (p === q) { if (different) return true; continue; }
        const key = Math.min(p, q) * MAX_POSITIONS + Math.max(p, q);
        if (seen.has(key) || !overlap(sets[p]!, sets[q]!)) continue;
        seen.add(key);
        pending.push([p, q]);
      }
    }
    return false;
  };
  meet(first, first, false);
  const steps = follow.map((set) => [...set]);
  for (const step of steps) meet(step, step, false);
  for (let pair = pending.pop(); pair; pair = pending.pop()) if (meet(steps[pair[0]]!, steps[pair[1]]!, true)) return undefined;
  // w positions at once are w(w-1)/2 pairs.
  return Math.ceil((1 + Math.sqrt(1 + 8 * seen.size)) / 2);
}

/** How many ways there are through a pattern without loops, and how many steps they have together. */
function ways(tree: Tree): { exits: number; steps: number } {
  switch (tree.kind) {
    case 'assert': return { exits: 1, steps: 0 };
    case 'set': return { exits: 1, steps: 1 };
    case 'choice': return tree.options.map(ways).reduce((a, b) => ({ exits: a.exits + b.exits, steps: a.steps + b.steps }));
    case 'sequence': return tree.items.map(ways).reduce((a, b) => ({ exits: a.exits * b.exits, steps: a.steps + a.exits * b.steps }), { exits: 1, steps: 0 });
    case 'repeat': {
      const one = ways(tree.item);
      if (tree.max === Number.POSITIVE_INFINITY) return { exits: 1, steps: tree.max };
      let [exits, steps, level] = [tree.min === 0 ? 1 : 0, 0, 1];
      for (let i = 1; i <= tree.max && steps <= MAX_WAYS; i++) { steps += level * one.steps; level *= one.exits; if (i >= tree.min) exits += level; }
      return { exits, steps };
    }
  }
}

const isAnchored = (tree: Tree): boolean => {
  if (tree.kind === 'sequence') return tree.items.length > 0 && isAnchored(tree.items[0]!);
  if (tree.kind === 'choice') return tree.options.every(isAnchored);
  return tree.kind === 'assert' && tree.source === '^';
};

/** Steps that the work for one character of the text is bounded by; undefined where there is no such bound. */
export function stepsPerCharacter(tree: Tree): number | undefined {
  const { steps } = ways(tree);
  if (steps <= MAX_WAYS) return Math.max(1, steps);
  const automaton = new Automaton();
  try {
    const anchored = isAnchored(tree);
    const before = anchored ? EMPTY : automaton.part({ kind: 'repeat', item: { kind: 'set', ranges: ANY }, min: 0, max: Number.POSITIVE_INFINITY });
    const whole = automaton.part(tree);
    automaton.connect(before.last, whole.first);
    const first = [...before.first, ...whole.first];
    return width(automaton, first);
  } catch (error) {
    if (error instanceof TooComplex) return undefined;
    throw error;
  }
}
