/**
 * Types that values surely have, worked out from the bottom up while code is made. What the checker deduces is not
 * enough: checking is gradual, so `dyn + [1]` is a list of ints to it, whatever the dyn holds.
 */
import type { Overload } from '../library.ts';
import { type CelType, DYN, listOf, mapOf } from '../types.ts';
import { parts, rebuild, sameType } from '../checker/unify.ts';

/** The type of a value that has one of these types. */
export function join(a: CelType, b: CelType): CelType {
  if (sameType(a, b)) return a;
  if (a.kind === 'list' && b.kind === 'list') return listOf(join(a.element, b.element));
  if (a.kind === 'map' && b.kind === 'map') return mapOf(join(a.key, b.key), join(a.value, b.value));
  return DYN;
}

export const joinAll = (types: readonly CelType[]): CelType => (types.length === 0 ? DYN : types.reduce(join));

/** A declared type with nothing said about what its type variables stand for. */
export function declared(t: CelType): CelType {
  if (t.kind === 'param') return DYN;
  const inner = parts(t);
  return inner.length === 0 ? t : rebuild(t, inner.map(declared));
}

/** What a call gives, whichever of the overloads runs. */
export const resultOf = (overloads: readonly Overload[]): CelType => joinAll(overloads.map(({ result }) => declared(result)));

export const elementOf = (t: CelType): CelType => (t.kind === 'list' ? t.element : DYN);
/** The value inside of an optional. */
export const insideOf = (t: CelType): CelType => (t.kind === 'opaque' && t.name === 'optional_type' ? t.params[0] ?? DYN : DYN);

/** The type of a field or entry. */
export function fieldOf(t: CelType, field: string): CelType {
  if (t.kind === 'map') return t.value;
  return t.kind === 'struct' && t.fields !== undefined && Object.hasOwn(t.fields, field) ? declared(t.fields[field]!) : DYN;
}

/** Types of which both operands of an arithmetic operator have to be, if one is. */
const CLOSED = new Set<CelType['kind']>(['int', 'uint', 'double', 'string', 'bytes']);

/** What an arithmetic operator gives where it gives anything. */
export function arithmeticOf(a: CelType, b: CelType): CelType {
  if (CLOSED.has(a.kind)) return a;
  if (CLOSED.has(b.kind)) return b;
  if (a.kind === 'list' || b.kind === 'list') return listOf(join(elementOf(a), elementOf(b)));
  return DYN;
}
