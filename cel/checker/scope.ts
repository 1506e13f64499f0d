/** What the checker knows while it walks: names in scope, type variables, issues. */
import type { Expr, Ident } from '../ast.ts';
import { SourceError } from '../parser/source.ts';
import { type CelType, DYN, param, shownType } from '../types.ts';
import type { LocalVar, Node } from './ir.ts';
import { Literals } from './literals.ts';
import type { Names } from './names.ts';
import { Mapping, parts, rebuild, sameType } from './unify.ts';

const MAX_ISSUES = 50;

export abstract class Scope {
  readonly names: Names;
  readonly container: string;
  /** False: types are not checked, what does not fit is found out at run time. */
  readonly checked: boolean;
  readonly types = new Mapping();
  readonly issues: SourceError[] = [];
  /** Where literals are to be looked at too. */
  readonly literals: Literals | null;
  readonly #locals: LocalVar[] = [];
  #counter = 0;

  constructor(names: Names, container: string, checked: boolean, validateLiterals = false) {
    this.names = names;
    this.container = container;
    this.checked = checked;
    this.literals = checked && validateLiterals ? new Literals() : null;
  }

  abstract check(e: Expr): Node;

  /** A type variable of its own. */
  fresh(): CelType { return param(`_var${this.#counter++}`); }

  /** A variable that a macro brings into scope. */
  local(name: string, type: CelType): LocalVar { return { id: this.#counter++, name, type }; }

  scoped<T>(locals: readonly LocalVar[], walk: () => T): T {
    this.#locals.push(...locals);
    try { return walk(); } finally { this.#locals.length -= locals.length; }
  }

  within(locals: readonly LocalVar[], e: Expr): Node { return this.scoped(locals, () => this.check(e)); }

  /** Types with type variables of their own in place of the named ones of a declaration. */
  instantiate(declared: readonly CelType[]): CelType[] {
    const own = new Map<string, CelType>();
    const replace = (t: CelType): CelType => {
      if (t.kind === 'param') {
        const known = own.get(t.name) ?? this.fresh();
        own.set(t.name, known);
        return known;
      }
      const inner = parts(t);
      return inner.length === 0 ? t : rebuild(t, inner.map(replace));
    };
    return declared.map(replace);
  }

  /** What a name written as `root` or `root.x.y` stands for; undefined where only a part of it is a name. */
  resolve(name: string, root: Ident): Node | undefined {
    if (!root.absolute) {
      const local = this.#locals.findLast((candidate) => candidate.name === root.name);
      if (local) return name === root.name ? { kind: 'local', local, type: local.type } : undefined;
    }
    for (const candidate of root.absolute ? [name] : this.names.candidates(name)) {
      const declared = this.names.ident(candidate);
      if (declared) return declared;
    }
    return undefined;
  }

  same(a: CelType, b: CelType): boolean { return sameType(a, b); }
  show(t: CelType): string { return shownType(this.types.substitute(t, 'dyn')); }

  issue(pos: number, message: string): void {
    if (this.checked && this.issues.length < MAX_ISSUES) this.issues.push(new SourceError(message, pos));
  }

  /** Mistakes in literals, which only count where there are no others. */
  validateLiterals(): void {
    if (this.literals !== null && this.issues.length === 0) this.issues.push(...this.literals.mistakes(this.types).slice(0, MAX_ISSUES));
  }

  /** An issue where a type is not what is wanted. */
  require(given: CelType, wanted: CelType, pos: number, where: string): void {
    if (!this.types.assignable([given], [wanted])) this.issue(pos, `expected type '${this.show(wanted)}' in ${where} but found '${this.show(given)}'`);
  }

  /** The node for what cannot work: an issue, or an error at run time where checking is off. */
  fail(pos: number, message: string, prefix = ''): Node {
    this.issue(pos, message);
    return { kind: 'fail', message: prefix + message, type: DYN };
  }
}
