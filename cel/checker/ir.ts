/**
 * The checked tree: names are bound, overloads are chosen, every node has a type. What the compiler reads.
 */
import type { Overload } from '../library.ts';
import type { CelType } from '../types.ts';
import type { CelValue } from '../values.ts';

/** A variable that a macro brings. */
export interface LocalVar { readonly id: number; readonly name: string; readonly type: CelType }

interface Typed { readonly type: CelType }

export type Node =
  | Typed & { readonly kind: 'const'; readonly value: CelValue }
  /** A variable of the environment, by position. */
  | Typed & { readonly kind: 'variable'; readonly index: number; readonly name: string }
  | Typed & { readonly kind: 'local'; readonly local: LocalVar }
  /** What can only fail: an unknown name where checking is off. */
  | Typed & { readonly kind: 'fail'; readonly message: string }
  | SelectNode | CallNode | IndexNode
  | Typed & { readonly kind: 'logic'; readonly op: '&&' | '||'; readonly terms: readonly Node[] }
  | Typed & { readonly kind: 'conditional'; readonly condition: Node; readonly then: Node; readonly otherwise: Node }
  | ListNode | MapNode
  /** A well-known message such as `google.protobuf.Int64Value{value: 1}`. */
  | Typed & { readonly kind: 'message'; readonly name: string; readonly fields: readonly { readonly name: string; readonly value: Node; readonly optional: boolean }[] }
  | QuantifierNode | TransformNode
  | Typed & { readonly kind: 'bind'; readonly local: LocalVar; readonly value: Node; readonly body: Node }
  | Typed & { readonly kind: 'optMap'; readonly target: Node; readonly local: LocalVar; readonly body: Node; readonly flat: boolean }
  | Typed & { readonly kind: 'block'; readonly slots: readonly { readonly local: LocalVar; readonly value: Node }[]; readonly body: Node };

/** `has`: whether the field is there; `optional`: the value as an optional. */
export interface SelectNode extends Typed { readonly kind: 'select'; readonly operand: Node; readonly field: string; readonly mode: 'get' | 'has' | 'optional' }
export interface IndexNode extends Typed { readonly kind: 'index'; readonly operand: Node; readonly index: Node; readonly optional: boolean }
/** Receiver first. `overloads` are those that the argument types leave possible, one at least. */
export interface CallNode extends Typed { readonly kind: 'call'; readonly name: string; readonly overloads: readonly Overload[]; readonly args: readonly Node[] }
export interface ListNode extends Typed { readonly kind: 'list'; readonly elements: readonly { readonly value: Node; readonly optional: boolean }[] }
export interface MapNode extends Typed { readonly kind: 'map'; readonly entries: readonly { readonly key: Node; readonly value: Node; readonly optional: boolean }[] }
export interface QuantifierNode extends Typed { readonly kind: 'quantifier'; readonly op: 'all' | 'exists' | 'existsOne'; readonly range: Node; readonly vars: readonly LocalVar[]; readonly body: Node }
export interface TransformNode extends Typed { readonly kind: 'transform'; readonly result: 'list' | 'map' | 'entries'; readonly range: Node; readonly vars: readonly LocalVar[]; readonly filter: Node | undefined; readonly body: Node }
