/**
 * Assignability of types with type variables.
 * Source: cel-go checker/types.go and checker/mapping.go; the order of the questions is theirs, as it decides which
 * type a variable gets.
 */
import { type CelType, DYN } from '../types.ts';

type Param = Extract<CelType, { kind: 'param' }>;

/** The types inside of a type. */
export function parts(t: CelType): readonly CelType[] {
  switch (t.kind) {
    case 'list': return [t.element];
    case 'map': return [t.key, t.value];
    case 'opaque': return t.params;
    case 'type': case 'wrapper': return [t.of];
    default: return [];
  }
}

/** A type of the same kind around other parts. */
export function rebuild(t: CelType, inner: readonly CelType[]): CelType {
  switch (t.kind) {
    case 'list': return { kind: 'list', element: inner[0]! };
    case 'map': return { kind: 'map', key: inner[0]!, value: inner[1]! };
    case 'opaque': return { kind: 'opaque', name: t.name, params: inner };
    case 'type': case 'wrapper': return { kind: t.kind, of: inner[0]! };
    default: return t;
  }
}

const nameOf = (t: CelType): string => (t.kind === 'opaque' || t.kind === 'struct' || t.kind === 'param' ? t.name : '');

/** Whether two types are the same. */
export function sameType(a: CelType, b: CelType): boolean {
  if (a === b) return true;
  if (a.kind !== b.kind || nameOf(a) !== nameOf(b)) return false;
  const [x, y] = [parts(a), parts(b)];
  return x.length === y.length && x.every((part, i) => sameType(part, y[i]!));
}

/** Whether a is b or says less than b. */
function isLessSpecific(a: CelType, b: CelType): boolean {
  if (a.kind === 'dyn' || a.kind === 'param') return true;
  if (b.kind === 'dyn' || b.kind === 'param') return false;
  if (a.kind !== b.kind || nameOf(a) !== nameOf(b)) return false;
  if (a.kind === 'type') return true;
  const [x, y] = [parts(a), parts(b)];
  return x.length === y.length && x.every((part, i) => isLessSpecific(part, y[i]!));
}

const NULLABLE = new Set<CelType['kind']>(['null', 'wrapper', 'timestamp', 'duration', 'opaque', 'struct']);

/** What type variables stand for so far. */
export class Mapping {
  readonly #bound = new Map<string, CelType>();
  /** Earlier bindings, to go back to where an attempt fails. */
  #trail: [name: string, before: CelType | undefined][] = [];

  #bind(variable: Param, type: CelType): void {
    this.#trail.push([variable.name, this.#bound.get(variable.name)]);
    this.#bound.set(variable.name, type);
  }

  #undoTo(mark: number): void {
    while (this.#trail.length > mark) {
      const [name, before] = this.#trail.pop()!;
      if (before === undefined) this.#bound.delete(name); else this.#bound.set(name, before);
    }
  }

  /** Whether values of each type can be used where the type beside it is wanted; binds variables only where all can. */
  assignable(from: readonly CelType[], to: readonly CelType[]): boolean {
    if (from.length !== to.length) return false;
    const mark = this.#trail.length;
    if (from.every((type, i) => this.#assignable(type, to[i]!))) return true;
    this.#undoTo(mark);
    return false;
  }

  /** The type for elements that may be of either type, undefined where there is none but dyn. */
  join(previous: CelType, current: CelType): CelType | undefined {
    if (!this.assignable([previous], [current])) return undefined;
    return isLessSpecific(previous, current) ? previous : current;
  }

  /** The type with its variables replaced by what they stand for; those that are free become dyn where `free` says so. */
  substitute(t: CelType, free: 'keep' | 'dyn'): CelType {
    if (t.kind === 'param') {
      const bound = this.#bound.get(t.name);
      return bound ? this.substitute(bound, free) : free === 'dyn' ? DYN : t;
    }
    const inner = parts(t);
    if (inner.length === 0) return t;
    const replaced = inner.map((part) => this.substitute(part, free));
    return replaced.every((part, i) => part === inner[i]) ? t : rebuild(t, replaced);
  }

  #assignable(a: CelType, b: CelType): boolean {
    if (b.kind === 'param') {
      const [valid, bound] = this.#substitutes(a, b);
      if (valid) return true;
      if (bound) return false;
    }
    if (a.kind === 'param') return this.#substitutes(b, a)[0];
    if (a.kind === 'dyn' || b.kind === 'dyn') return true;
    if (a.kind === 'null') return NULLABLE.has(b.kind);
    if (b.kind === 'null') return NULLABLE.has(a.kind);
    // A wrapper is its primitive or null: each can be used as the other.
    if (a.kind === 'wrapper') return this.#assignable(a.of, b.kind === 'wrapper' ? b.of : b);
    if (b.kind === 'wrapper') return this.#assignable(a, b.of);
    if (a.kind !== b.kind || nameOf(a) !== nameOf(b)) return false;
    if (a.kind === 'type') return true;
    const [x, y] = [parts(a), parts(b)];
    return x.length === y.length && x.every((part, i) => this.#assignable(part, y[i]!));
  }

  /** Whether type t can stand for the variable, and whether the variable stands for something already. */
  #substitutes(t: CelType, variable: Param): readonly [valid: boolean, bound: boolean] {
    if (t.kind === 'param' && t.name === variable.name) return [true, true];
    const bound = this.#bound.get(variable.name);
    if (bound === undefined) {
      if (this.#occurs(variable, t)) return [false, false];
      this.#bind(variable, t);
      return [true, false];
    }
    if (sameType(t, bound)) return [true, true];
    if (!this.#assignable(t, bound)) return [false, true];
    const general = isLessSpecific(t, bound) ? t : bound;
    if (!this.#occurs(variable, general)) this.#bind(variable, general);
    return [true, true];
  }

  #occurs(variable: Param, within: CelType): boolean {
    if (within.kind !== 'param') return parts(within).some((part) => this.#occurs(variable, part));
    if (within.name === variable.name) return true;
    const bound = this.#bound.get(within.name);
    return bound !== undefined && this.#occurs(variable, bound);
  }
}
