/**
 * Paths are chains of field names from a variable: `object.spec.containers`, `c.securityContext`. Values do not
 * change, so a path that is looked at more than once is remembered in a temporary for as long as its variable lives:
 * undefined there means "not looked at, or absent", which is why no order of evaluation can make it wrong.
 */
import type { LocalVar, Node } from '../checker/ir.ts';

export interface Path {
  readonly parent: Path | undefined;
  readonly field: string;
  /** How often the source looks at it; inside of a loop that the variable is outside of counts double. */
  uses: number;
  readonly children: Map<string, Path>;
  /** The temporary for the value, once given. */
  value?: string;
  /** The temporary for the value as an object whose fields can be read, once given. */
  view?: string;
}

/** The step of a node: a field selection, or an index by a literal string. */
export function step(node: Node): { operand: Node; field: string } | undefined {
  if (node.kind === 'select') return node;
  if (node.kind === 'index' && node.index.kind === 'const' && typeof node.index.value === 'string') return { operand: node.operand, field: node.index.value };
  return undefined;
}

interface Root { readonly path: Path; readonly depth: number }

export class Paths {
  readonly #nodes = new Map<Node, Path>();
  readonly #roots = new Map<number | string, Root>();
  #depth = 0;

  constructor(root: Node) { this.#walk(root); }

  /** The path that a node is, if it is one. */
  of(node: Node): Path | undefined { return this.#nodes.get(node); }

  /** The temporaries that have to be forgotten when a local variable gets a new value. */
  temporaries(local: LocalVar): string[] {
    const root = this.#roots.get(local.id);
    const names: string[] = [];
    const collect = (path: Path): void => {
      if (path.value !== undefined) names.push(path.value);
      if (path.view !== undefined) names.push(path.view);
      for (const child of path.children.values()) collect(child);
    };
    if (root) collect(root.path);
    return names;
  }

  /** Give every path that is worth it its temporaries. */
  allocate(temp: () => string): void {
    const visit = (path: Path): void => {
      if (path.parent && path.uses > 1) path.value = temp();
      for (const child of path.children.values()) visit(child);
      if (path.children.size > 1 && (!path.parent || path.value !== undefined)) path.view = temp();
    };
    for (const { path } of this.#roots.values()) visit(path);
  }

  #root(key: number | string): Root {
    const known = this.#roots.get(key);
    if (known) return known;
    const made: Root = { path: { parent: undefined, field: '', uses: 0, children: new Map() }, depth: this.#depth };
    this.#roots.set(key, made);
    return made;
  }

  #path(node: Node): { path: Path; depth: number } | undefined {
    if (node.kind === 'variable') {
      const key = `v${node.index}`;
      if (!this.#roots.has(key)) this.#roots.set(key, { path: { parent: undefined, field: '', uses: 0, children: new Map() }, depth: 0 });
      return this.#roots.get(key);
    }
    if (node.kind === 'local') return this.#root(node.local.id);
    const at = step(node);
    const above = at && this.#path(at.operand);
    // The value of an optional is a path where the optional is one itself: `a.?b.?c`; boxed optionals are none.
    if (!at || !above || (isUnwrapped(at.operand) && !this.#nodes.has(at.operand))) return undefined;
    let path = above.path.children.get(at.field);
    if (!path) {
      path = { parent: above.path, field: at.field, uses: 0, children: new Map() };
      above.path.children.set(at.field, path);
    }
    this.#nodes.set(node, path);
    return { path, depth: above.depth };
  }

  #bindings(locals: readonly LocalVar[]): void { for (const local of locals) this.#root(local.id); }

  #walk(node: Node): void {
    const found = this.#path(node);
    if (found) found.path.uses += this.#depth > found.depth ? 2 : 1;
    switch (node.kind) {
      case 'select': this.#walk(node.operand); break;
      case 'index': this.#walk(node.operand); this.#walk(node.index); break;
      case 'call': for (const arg of node.args) this.#walk(arg); break;
      case 'logic': for (const term of node.terms) this.#walk(term); break;
      case 'conditional': this.#walk(node.condition); this.#walk(node.then); this.#walk(node.otherwise); break;
      case 'list': for (const element of node.elements) this.#walk(element.value); break;
      case 'map': for (const entry of node.entries) { this.#walk(entry.key); this.#walk(entry.value); } break;
      case 'message': for (const field of node.fields) this.#walk(field.value); break;
      case 'quantifier': this.#walk(node.range); this.#loop(node.vars, [node.body]); break;
      case 'transform': this.#walk(node.range); this.#loop(node.vars, [node.filter, node.body]); break;
      case 'bind': this.#walk(node.value); this.#bindings([node.local]); this.#walk(node.body); break;
      case 'optMap': this.#walk(node.target); this.#bindings([node.local]); this.#walk(node.body); break;
      case 'block':
        for (const slot of node.slots) { this.#walk(slot.value); this.#bindings([slot.local]); }
        this.#walk(node.body);
        break;
      default:
    }
  }

  #loop(vars: readonly LocalVar[], bodies: readonly (Node | undefined)[]): void {
    this.#depth++;
    this.#bindings(vars);
    for (const body of bodies) if (body) this.#walk(body);
    this.#depth--;
  }
}

const GIVE_OPTIONALS = new Set(['optional_of', 'optional_none', 'optional_ofNonZeroValue', 'optional_or_optional']);

/** Whether the emitted form of a node is an unwrapped optional. */
export function isUnwrapped(node: Node): boolean {
  switch (node.kind) {
    case 'index': return node.optional || isUnwrapped(node.operand);
    case 'select': return node.mode === 'optional' || (node.mode === 'get' && isUnwrapped(node.operand));
    case 'call': return node.overloads.length === 1 && GIVE_OPTIONALS.has(node.overloads[0]!.id);
    case 'conditional': return isUnwrapped(node.then) && isUnwrapped(node.otherwise);
    case 'bind': return isUnwrapped(node.body);
    case 'block': return isUnwrapped(node.body);
    default: return node.kind === 'optMap';
  }
}
