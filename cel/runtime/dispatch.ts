/** Choosing an overload by the types of values. */
import type { Overload } from '../library.ts';
import type { CostMeter } from '../program.ts';
import type { MeteredOverload } from '../libraries/standard/declare.ts';
import type { CelType } from '../types.ts';
import { CelMap, type CelValue, Duration, LazyStruct, Opaque, Optional, Timestamp, TypeValue, UInt, isDouble, isInt, isObject } from '../values.ts';
import { CALL_COST, charge } from './cost.ts';
import { noOverload } from './errors.ts';

type Matcher = (v: CelValue) => boolean;

const any: Matcher = () => true;
const PRIMITIVE: Readonly<Record<string, Matcher>> = {
  dyn: any, param: any, null: (v) => v === null, bool: (v) => typeof v === 'boolean', int: isInt, double: isDouble,
  uint: (v) => v instanceof UInt, string: (v) => typeof v === 'string', bytes: (v) => v instanceof Uint8Array,
  timestamp: (v) => v instanceof Timestamp, duration: (v) => v instanceof Duration, type: (v) => v instanceof TypeValue,
};
const STRUCTURED = { list: Array.isArray, map: (v: CelValue) => v instanceof CelMap || isObject(v) };

/** A test for the values of a type. Elements are tested too, where their type matters. */
export function matcherOf(type: CelType): Matcher {
  switch (type.kind) {
    case 'list': {
      const inner = matcherOf(type.element);
      return inner === any ? STRUCTURED.list : (v) => Array.isArray(v) && (v as CelValue[]).every(inner);
    }
    case 'map': {
      const [key, value] = [matcherOf(type.key), matcherOf(type.value)];
      return key === any && value === any ? STRUCTURED.map : (v) => entriesMatch(v, key, value);
    }
    case 'opaque': return type.name === 'optional_type' ? (v) => v instanceof Optional : (v) => v instanceof Opaque && v.typeName === type.name;
    case 'struct': return (v) => isObject(v) || v instanceof LazyStruct || v instanceof CelMap || (v instanceof Opaque && v.typeName === type.name);
    case 'wrapper': { const inner = matcherOf(type.of); return (v) => v === null || inner(v); }
    default: return PRIMITIVE[type.kind]!;
  }
}

function entriesMatch(v: CelValue, key: Matcher, value: Matcher): boolean {
  if (v instanceof CelMap) return [...v.entries.values()].every(([k, entry]) => key(k) && value(entry));
  return isObject(v) && Object.keys(v).every((k) => key(k) && value(v[k] as CelValue));
}

interface Candidate { readonly matchers: readonly Matcher[]; readonly run: (args: readonly CelValue[], m: CostMeter) => CelValue }

/** The tests for the arguments of an overload. */
export const matchersOf = (overload: Overload): Matcher[] =>
  overload.params.map((type) => (overload.anyElements && type.kind === 'list' ? STRUCTURED.list : matcherOf(type)));

function candidate(overload: Overload): Candidate {
  const matchers = matchersOf(overload);
  const metered = (overload as Partial<MeteredOverload>).metered as ((...args: unknown[]) => CelValue) | undefined;
  const fixed = fixedCost(overload);
  if (metered) return { matchers, run: (args, m) => { charge(m, fixed); return metered(...args, m); } };
  return { matchers, run: (args, m) => { charge(m, overload.cost ? overload.cost(args) : fixed); return overload.call(...args); } };
}

/** What a call costs in any case: nothing where the overload has a price of its own. */
export const fixedCost = (overload: Overload): number => (overload.cost || (overload as Partial<MeteredOverload>).priced ? 0 : CALL_COST);

/** A function that runs the first overload that the arguments fit. @throws CelError where none does. */
export function dispatcher(name: string, overloads: readonly Overload[]): (args: readonly CelValue[], m: CostMeter) => CelValue {
  const candidates = overloads.map(candidate);
  return (args, m) => {
    for (const { matchers, run } of candidates) if (matchers.every((matches, i) => matches(args[i] as CelValue))) return run(args, m);
    return noOverload(name, ...args);
  };
}
