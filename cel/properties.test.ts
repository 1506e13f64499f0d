/** Random input: nothing but issues, values, CelError and CelCostError ever comes out, and always soon. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compile } from './index.ts';
import { kubernetesLibraries } from './libraries/index.ts';
import { CostMeter, type Environment } from './program.ts';
import { expression, value } from './random.testing.ts';
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
