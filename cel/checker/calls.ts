/** Calls: which function a name means, and which of its overloads the arguments leave. Source: cel-go checker/checker.go. */
import { type Call, qualifiedName } from '../ast.ts';
import type { Overload } from '../library.ts';
import { BOOL, type CelType, DYN } from '../types.ts';
import type { Node } from './ir.ts';
import { Scope } from './scope.ts';

export abstract class Calls extends Scope {
  call(e: Call): Node { return this.literals === null ? this.#call(e) : this.literals.within(e.name, () => this.#call(e)); }

  #call(e: Call): Node {
    if (e.name === '_?_:_') return this.#conditional(e);
    const { target } = e;
    if (target === undefined) return this.#apply(e, this.#function(e.name, e.absolute), e.args.map((arg) => this.check(arg)), false, e.name);
    const namespace = qualifiedName(target);
    const qualified = namespace && this.#function(`${namespace.name}.${e.name}`, namespace.root.absolute);
    if (qualified?.some((overload) => !overload.member)) return this.#apply(e, qualified, e.args.map((arg) => this.check(arg)), false, `${namespace!.name}.${e.name}`);
    return this.#apply(e, this.#function(e.name, true), [target, ...e.args], true, e.name);
  }

  #function(name: string, absolute: boolean): readonly Overload[] | undefined {
    for (const candidate of absolute ? [name] : this.names.candidates(name)) {
      const overloads = this.names.functions.get(candidate);
      if (overloads) return overloads;
    }
    return undefined;
  }

  #apply(e: Call, overloads: readonly Overload[] | undefined, given: readonly (Node | Call['args'][number])[], member: boolean, name: string): Node {
    if (overloads === undefined) {
      return this.checked ? this.fail(e.pos, `undeclared reference to '${name}' (in container '${this.container}')`) : this.fail(e.pos, `unbound function: ${name}`);
    }
    const args = given.map((arg) => ('pos' in arg ? this.check(arg) : arg));
    const candidates = overloads.filter((overload) => overload.member === member && overload.params.length === args.length);
    const types = args.map((arg) => arg.type);
    const matched: Overload[] = [];
    let result: CelType | undefined;
    for (const overload of candidates) {
      const instance = this.instantiate([...overload.params, overload.result]);
      const resultType = instance.pop()!;
      if (!this.types.assignable(types, instance)) continue;
      matched.push(overload);
      const type = this.types.substitute(resultType, 'keep');
      if (result === undefined) result = type;
      else if (result.kind !== 'dyn' && !this.same(type, result)) result = DYN;
    }
    this.literals?.call(e, matched);
    if (result !== undefined) return this.#node(name, matched, args, result);
    const shown = types.map((t) => this.show(t));
    const applied = member ? `'${shown[0]}.(${shown.slice(1).join(', ')})'` : `'(${shown.join(', ')})'`;
    if (this.checked || candidates.length === 0) return this.fail(e.pos, `found no matching overload for '${name}' applied to ${applied}`, 'no such overload: ');
    return this.#node(name, candidates, args, DYN);
  }

  #node(name: string, overloads: readonly Overload[], args: readonly Node[], type: CelType): Node {
    if (name === '_[_]' || name === '_[?_]') return { kind: 'index', operand: args[0]!, index: args[1]!, optional: name === '_[?_]', type };
    return { kind: 'call', name, overloads, args, type };
  }

  #conditional(e: Call): Node {
    const [condition, then, otherwise] = e.args.map((arg) => this.check(arg)) as [Node, Node, Node];
    const node = { kind: 'conditional', condition, then, otherwise } as const;
    const type = this.fresh();
    if (this.types.assignable([condition.type, then.type, otherwise.type], [BOOL, type, type])) return { ...node, type: this.types.substitute(type, 'keep') };
    if (!this.checked) return { ...node, type: DYN };
    const shown = [condition, then, otherwise].map((part) => this.show(part.type)).join(', ');
    return this.fail(e.pos, `found no matching overload for '_?_:_' applied to '(${shown})'`);
  }
}
