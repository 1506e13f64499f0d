/** The compiler against a plain interpreter of the same tree, on random expressions and values. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Checker } from '../checker/check.ts';
import { namesOf } from '../checker/names.ts';
import { compile } from '../index.ts';
import { kubernetesLibraries } from '../libraries/index.ts';
import { parse } from '../parser/parser.ts';
import { SourceError } from '../parser/source.ts';
import { CostMeter, type Environment } from '../program.ts';
import { expression, value } from '../random.testing.ts';
import { DYN } from '../types.ts';
import { CelCostError, CelError, CelMap, type CelValue, Optional, isObject } from '../values.ts';
import { interpret } from './reference.testing.ts';

const env: Environment = { variables: ['a', 'b', 'l'].map((name) => ({ name, type: DYN })), libraries: kubernetesLibraries };

/** Maps by their entries: the compiler makes objects of some, and CelMaps of others. */
const comparable = (v: CelValue): unknown => {
  if (Array.isArray(v)) return (v as readonly CelValue[]).map(comparable);
  if (v instanceof CelMap) return new Map([...v.entries.values()].map(([key, entry]) => [typeof key === 'object' ? JSON.stringify(comparable(key)) : key, comparable(entry)]));
  if (v instanceof Optional) return [v.present, comparable(v.value)];
  if (isObject(v)) return new Map(Object.keys(v).map((key) => [key, comparable(v[key] as CelValue)]));
  return typeof v === 'object' && v !== null && 'value' in v && typeof v.value === 'bigint' ? `u${v.value}` : v;
};

const attempt = (run: () => CelValue): unknown => {
  try { return comparable(run()); } catch (error) {
    if (error instanceof CelError) return 'CelError';
    if (error instanceof CelCostError) return 'CelCostError';
    throw error;
  }
};

function compare(source: string, values: readonly CelValue[], environment: Environment): boolean {
  const compiled = compile(source, environment);
  if (!compiled.ok) return false;
  let reference: unknown;
  try {
    const tree = parse(source, { macros: true, block: false });
    reference = attempt(() => interpret(new Checker(namesOf(environment), '', !environment.disableCheck).check(tree), values));
  } catch (error) {
    if (error instanceof SourceError) return false;
    throw error;
  }
  const ours = attempt(() => compiled.program.run(values, new CostMeter(10_000_000)));
  if (ours !== 'CelCostError') expect(ours, source).toEqual(reference);
  return typeof reference !== 'string' || reference !== 'CelError';
}

describe('the compiler and the interpreter agree', () => {
  it('on random expressions', () => {
    let meaningful = 0;
    fc.assert(fc.property(expression, value, value, (source, a, b) => {
      for (const environment of [env, { ...env, disableCheck: true }]) if (compare(source, [a, b, [a, b]], environment)) meaningful++;
    }), { numRuns: 2500 });
    expect(meaningful).toBeGreaterThan(200);
  });

  it('on expressions about the fields of elements, as policies have them', () => {
    const path = fc.constantFrom('x', 'x.x', 'x.y', 'x.y.z', 'a.x', 'a.y.z', 'b.y', "x['y']", 'a.?y.?z.orValue(false)', 'x.?y.?z.orValue(0)', 'x.?x.hasValue()', "x[?'y'].hasValue()");
    const test = fc.oneof(
      fc.constantFrom('x.x', 'x.y.z', 'a.y.z', 'x.x.x', 'b.x', 'a.y').map((p) => `has(${p})`),
      fc.tuple(path, fc.constantFrom('==', '!=', '<', 'in'), fc.oneof(path, fc.constantFrom('1', "'s'", 'true', 'null', '[1, true]', 'l'))).map(([p, op, q]) => `${p} ${op} ${q}`),
      path,
    );
    const condition = fc.tuple(fc.array(fc.tuple(fc.constantFrom('', '!'), test).map(([not, t]) => `${not}(${t})`), { minLength: 1, maxLength: 5 }), fc.array(fc.constantFrom('&&', '||', '? true :', '=='), { minLength: 5, maxLength: 5 }))
      .map(([tests, ops]) => tests.map((t, i) => (i === 0 ? t : `${ops[i]} ${t}`)).join(' '));
    const loop = fc.tuple(fc.constantFrom('l', '[a, b]', 'l + l', '[{}, a]', 'a', '[[a], [b]][0]'), fc.constantFrom('all', 'exists', 'filter', 'map', 'exists_one'), condition).map(([r, m, c]) => `${r}.${m}(x, ${c})`);
    const nested = fc.tuple(fc.constantFrom('all', 'exists', 'map'), condition, condition).map(([m, c, d]) => `l.${m}(y, l.exists(x, ${c}) && (${d.replaceAll('x', 'y').replaceAll('eyists', 'exists')}))`);
    const bound = fc.tuple(condition, condition).map(([c, d]) => `cel.bind(x, a, ${c}) || l.all(x, ${d})`);
    const object = fc.record({ x: fc.oneof(value, fc.boolean(), fc.record({ x: fc.boolean() })), y: fc.oneof(fc.record({ z: fc.oneof(fc.boolean(), fc.integer(), value) }, { requiredKeys: [] }), value) }, { requiredKeys: [] }) as unknown as fc.Arbitrary<CelValue>;
    let meaningful = 0;
    fc.assert(fc.property(fc.oneof(loop, nested, bound), object, object, (source, a, b) => {
      for (const environment of [env, { ...env, disableCheck: true }]) if (compare(source, [a, b, [a, b, a]], environment)) meaningful++;
    }), { numRuns: 2000 });
    expect(meaningful).toBeGreaterThan(500);
  });
});
