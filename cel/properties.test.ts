/** Random input: nothing but issues, values, CelError and CelCostError ever comes out, and always soon. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compile } from './index.ts';
import { kubernetesLibraries } from './libraries/index.ts';
import { CostMeter, type Environment } from './program.ts';
import { DYN } from './types.ts';
import { CelCostError, CelError, type CelValue } from './values.ts';

const env: Environment = { variables: ['a', 'b', 'l'].map((name) => ({ name, type: DYN })), libraries: kubernetesLibraries };
const unchecked: Environment = { ...env, disableCheck: true };

const outcome = (source: string, environment: Environment, values: readonly CelValue[]): unknown => {
  const compiled = compile(source, environment);
  if (!compiled.ok) { for (const { message, line, column } of compiled.issues) expect(message !== '' && line > 0 && column > 0).toBe(true); return 'issues'; }
  try {
    return compiled.program.run(values, new CostMeter(100_000));
  } catch (error) {
    expect(error instanceof CelError || error instanceof CelCostError, String(error)).toBe(true);
    expect((error as Error).message).not.toContain('internal error');
    return error instanceof CelError ? 'error' : 'cost';
  }
};

/** Expressions that mean something more often than not. */
const { expression } = fc.letrec<{ expression: string }>((tie) => {
  const e = tie('expression');
  const leaf = fc.constantFrom('a', 'b', 'l', 'a.x', 'a.y.z', 'a.?x', "a['x']", 'has(a.x)', 'has(a.y.z)', '1', '0', '-1', '2u', '1.5', "'s'", "''", "b'x'", 'true', 'false', 'null', '[]', '{}', 'l[0]', 'l[?1]', "timestamp(0)", "duration('1s')", 'optional.none()', 'int', 'x');
  const binary = fc.tuple(e, fc.constantFrom('+', '-', '*', '/', '%', '==', '!=', '<', '<=', '>', '>=', '&&', '||', 'in'), e).map(([x, op, y]) => `(${x} ${op} ${y})`);
  const unary = fc.tuple(fc.constantFrom('!', '-'), e).map(([op, x]) => `${op}(${x})`);
  const conditional = fc.tuple(e, e, e).map(([c, x, y]) => `(${c} ? ${x} : ${y})`);
  const member = fc.tuple(e, fc.constantFrom('.x', '.y', '.?x', '[0]', "['x']", '[?0]', "[?'y']", '.size()', '.hasValue()', '.value()', '.getHours()', ".startsWith('s')", ".matches('s+')", '.toString', '.__proto__', '.constructor', '.length')).map(([x, m]) => `(${x})${m}`);
  const indexed = fc.tuple(e, e).map(([x, y]) => `(${x})[${y}]`);
  const called = fc.tuple(fc.constantFrom('size', 'int', 'string', 'double', 'uint', 'type', 'dyn', 'bool', 'bytes', 'timestamp', 'duration', 'optional.of', 'optional.ofNonZeroValue', 'quantity', 'url', 'ip'), e).map(([f, x]) => `${f}(${x})`);
  const macro = fc.tuple(e, fc.constantFrom('all', 'exists', 'exists_one', 'map', 'filter', 'optMap', 'optFlatMap'), fc.constantFrom('x', 'a', 'y'), e).map(([r, m, v, body]) => `(${r}).${m}(${v}, ${body})`);
  const macro2 = fc.tuple(e, fc.constantFrom('all', 'exists', 'existsOne', 'transformList', 'transformMap', 'transformMapEntry'), e).map(([r, m, body]) => `(${r}).${m}(i, x, ${body})`);
  const bind = fc.tuple(e, e).map(([x, body]) => `cel.bind(x, ${x}, ${body})`);
  const literal = fc.oneof(fc.tuple(e, e).map(([x, y]) => `[${x}, ${y}]`), fc.tuple(e, e).map(([x, y]) => `[?${x}, ${y}]`), fc.tuple(e, e).map(([k, v]) => `{${k}: ${v}}`), fc.tuple(e, e).map(([k, v]) => `{'k': ${v}, ${k}: 1}`));
  const orValue = fc.tuple(e, fc.constantFrom('or', 'orValue', 'contains', 'join', 'split'), e).map(([x, f, y]) => `(${x}).${f}(${y})`);
  return { expression: fc.oneof({ maxDepth: 5, depthSize: 'medium' }, leaf, leaf, binary, unary, conditional, member, indexed, called, macro, macro2, bind, literal, orValue) };
});

const value: fc.Arbitrary<CelValue> = fc.oneof(
  fc.jsonValue({ maxDepth: 3 }) as fc.Arbitrary<CelValue>,
  fc.constant({ x: 1, y: { z: 's' } }), fc.constant([1, 's', { x: true }]), fc.constant({ y: null, x: { x: [0] } }), fc.constant({ x: true, y: { z: false } }),
);

describe('anything', () => {
  it('as an expression', () => {
    fc.assert(fc.property(fc.string({ maxLength: 200 }), (source) => { outcome(source, env, [1, 2, []]); }), { numRuns: 2000 });
    fc.assert(fc.property(fc.string({ unit: fc.constantFrom(...'()[]{}.,?:!-+*/%<>=&|\'"`\\rbxuU01aeE \n'), maxLength: 60 }), (source) => { outcome(source, unchecked, [1, 2, []]); }), { numRuns: 5000 });
  });
  it('that is an expression', () => {
    fc.assert(fc.property(expression, value, value, (source, a, b) => { outcome(source, env, [a, b, [a, b]]); outcome(source, unchecked, [a, b, [a, b]]); }), { numRuns: 4000 });
  });
  it('is the same with checking on and off, and the second time', () => {
    fc.assert(fc.property(expression, value, value, (source, a, b) => {
      const values = [a, b, [a, b]];
      const checked = outcome(source, env, values);
      expect(outcome(source, env, values)).toEqual(checked);
      if (checked !== 'issues') expect(outcome(source, unchecked, values)).toEqual(checked);
    }), { numRuns: 3000 });
  });
});

describe('hostile values', () => {
  const deep = (levels: number): CelValue => { let v: CelValue = 1; for (let i = 0; i < levels; i++) v = { a: v }; return v; };
  it('that are too deep to compare are an error', () => {
    const [a, b] = [deep(50_000), deep(50_000)];
    expect(outcome('a == b', env, [a, b, []])).toBe('error');
    expect(outcome('a == b || true', env, [a, b, []])).toBe('error');
  });
});
