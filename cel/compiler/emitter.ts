/**
 * Where JavaScript source is collected. Statements go to the current block; values live in temporaries of one big
 * function, so that no closure is made while an expression runs. Nothing from the source of an expression gets into
 * the code but literals through JSON.stringify.
 */
import type { CelType } from '../types.ts';
import type { CelValue } from '../values.ts';
import type { Paths } from './paths.ts';

/** A value in emitted code. */
export interface Operand {
  /** A JavaScript expression without side effects that cannot throw. */
  readonly code: string;
  /** The type that the value surely has; dyn where it is not known. */
  readonly type: CelType;
  /** Surely a JavaScript number (an int within the safe range). */
  readonly small?: boolean;
  /** An optional in its unwrapped form: undefined stands for none, anything else is the value. */
  readonly optional?: boolean;
}

/** Statements collected apart. */
export interface Captured<T> { readonly lines: readonly string[]; readonly cost: number; readonly fails: boolean; readonly value: T }

export class Emitter {
  readonly constants: unknown[] = [];
  readonly helpers = new Set<string>();
  /** Variables of the environment that are read. */
  readonly variables = new Set<number>();
  readonly paths: Paths;
  #temps: string[] = [];
  #lines: string[] = [];
  /** Price of what the current block does for sure; charged at its beginning. */
  #cost = 0;
  /** Whether something in the current block may throw a CelError. */
  #fails = false;
  #free = false;
  #counter = 0;
  readonly #hoisted = new Map<unknown, string>();

  constructor(paths: Paths) { this.paths = paths; }

  get temps(): readonly string[] { return this.#temps; }

  /** A new variable of the function, undefined at its beginning. */
  temp(): string {
    const name = `t${this.#counter++}`;
    this.#temps.push(name);
    return name;
  }

  label(): string { return `L${this.#counter++}`; }

  /** A value that is made at compile time. */
  constant(value: unknown): string {
    const known = this.#hoisted.get(value);
    if (known) return known;
    const name = `k${this.constants.length}`;
    this.constants.push(value);
    this.#hoisted.set(value, name);
    return name;
  }

  /** The name of a variable of the environment. */
  variable(index: number): string { this.variables.add(index); return `v${index}`; }

  /** The name of a function of the runtime. */
  use(helper: string): string { this.helpers.add(helper); return `$${helper}`; }

  line(code: string): void { this.#lines.push(code); }

  /** A statement that may throw a CelError. */
  risky(code: string): void { this.#lines.push(code); this.#fails = true; }

  mayFail(): void { this.#fails = true; }

  charge(amount: number): void { if (!this.#free) this.#cost += amount; }

  /** Emit without charging: what is inside was paid for as a whole. */
  free(walk: () => void): void {
    const before = this.#free;
    this.#free = true;
    walk();
    this.#free = before;
  }

  /** Assign to a new temporary. */
  assign(code: string): string {
    const name = this.temp();
    this.line(`${name} = ${code};`);
    return name;
  }

  /** Collect the statements of a walk apart from the current block. */
  capture<T>(walk: () => T): Captured<T> {
    const saved = { lines: this.#lines, cost: this.#cost, fails: this.#fails };
    this.#lines = [];
    this.#cost = 0;
    this.#fails = false;
    const value = walk();
    const captured = { lines: this.#lines, cost: this.#cost, fails: this.#fails, value };
    this.#lines = saved.lines;
    this.#cost = saved.cost;
    this.#fails = saved.fails;
    return captured;
  }

  /** Put captured statements here, charging for them first. */
  place(captured: Captured<unknown>): void {
    if (captured.cost > 0) this.line(`m.remaining -= ${captured.cost};`);
    for (const line of captured.lines) this.#lines.push(line);
    if (captured.fails) this.#fails = true;
  }

  /** `head { ...walk... }` */
  block(head: string, walk: () => void): void {
    const captured = this.capture(walk);
    this.line(`${head} {`);
    this.place(captured);
    this.line('}');
  }

  /** A literal that can stand in the code, or a hoisted constant. */
  literal(value: CelValue): string {
    if (value === null || typeof value === 'boolean') return String(value);
    if (typeof value === 'string') return JSON.stringify(value);
    if (typeof value === 'number' && Number.isSafeInteger(value)) return value < 0 ? `(${value})` : String(value);
    return this.constant(value);
  }
}
