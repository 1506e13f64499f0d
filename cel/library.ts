/**
 * What a function library declares. The checker reads the types, the compiler binds the implementations, the cost
 * meter asks for the price. A library is one folder or file under `libraries/` and knows nothing of the compiler.
 */
import type { CelType } from './types.ts';
import type { CelValue } from './values.ts';

/** One overload of a function. For a member (`receiver.name(args)`) the receiver is the first parameter. */
export interface Overload {
  /** Unique id, e.g. `string_starts_with_string`. */
  readonly id: string;
  readonly member: boolean;
  readonly params: readonly CelType[];
  readonly result: CelType;
  /**
   * The function itself. Arguments already have the declared types (the dispatcher has checked dyn values).
   * Pure; must be linear in the size of its arguments or charge for what it does through `cost`.
   * @throws CelError for what CEL calls an error.
   */
  readonly call: (...args: CelValue[]) => CelValue;
  /**
   * Price in CEL cost units, asked *before* the call with the arguments. Default: 1.
   * Follow k8s.io/apiserver/pkg/cel/library/cost.go and cel-go interpreter/runtimecost.go:
   * walking a string costs 0.1 a character, a regular expression adds 0.25 a character of the pattern, ...
   */
  readonly cost?: (args: readonly CelValue[]) => number;
  /** The function copes with a list of anything: elements of dyn lists are not tested before the call. */
  readonly anyElements?: boolean;
}

export interface FunctionDeclaration {
  /** As it is called: `startsWith`, `ip.isCanonical`, `math.greatest`. */
  readonly name: string;
  readonly overloads: readonly Overload[];
}

export interface Library {
  /** e.g. `kubernetes.quantity`, `strings`, `cel.lib.ext.math` */
  readonly name: string;
  readonly functions: readonly FunctionDeclaration[];
  /** Names that denote constants or types: `net.IP`, `kubernetes.Quantity`. */
  readonly constants?: Readonly<Record<string, { readonly type: CelType; readonly value: CelValue }>>;
}

/** Short form for a global overload. */
export const fn = (id: string, params: readonly CelType[], result: CelType, call: Overload['call'], cost?: Overload['cost']): Overload =>
  cost === undefined ? { id, member: false, params, result, call } : { id, member: false, params, result, call, cost };

/** Short form for a member overload; the receiver is the first parameter. */
export const method = (id: string, params: readonly CelType[], result: CelType, call: Overload['call'], cost?: Overload['cost']): Overload =>
  cost === undefined ? { id, member: true, params, result, call } : { id, member: true, params, result, call, cost };
