/** The budget: what things cost, and that nothing outruns it. */
import { describe, expect, it } from 'vitest';
import { evaluate, program } from '../testing.ts';
import { CostMeter, PER_EXPRESSION_COST_LIMIT } from '../program.ts';
import { CelCostError, type CelValue, LazyStruct } from '../values.ts';
import { struct } from '../types.ts';

const cost = (source: string, variables: Readonly<Record<string, CelValue>> = {}): number => {
  const meter = new CostMeter(1_000_000);
  evaluate(source, { variables, meter });
  return 1_000_000 - meter.remaining;
};

describe('what cel-go charges', () => {
  const o = { a: { b: [1, 2] }, s: 'x'.repeat(95) };
  it.each([
    ['1 + 1', 1], ['o.a.b', 3], ['has(o.a.b)', 3], ['o.?a.?b', 3], ['o.a.b[0]', 4], ["o.s == 'abc'", 3], ["o.s.startsWith('x')", 12], ["o.s + 'abcde'", 13], ["o.s.contains('x')", 12],
    ["o.s.matches('x+y')", 12], ['[1, 2]', 10], ["{'a': 1}", 30], ['1 in [1, 2, 3]', 13], ['true && false', 0], ['true ? 1 : o.a.b', 0], ['o.a.b.size()', 4], ['size(o.s)', 4], ['type(1)', 1],
    // range 4 + result 1, a round: loop condition 2, accumulator 1, body 2
    ['o.a.b.all(x, x > 0)', 3 + 1 + 2 * (3 + 2)], ['o.a.b.exists(x, x > 5)', 3 + 1 + 2 * (4 + 2)], ['o.a.b.map(x, x)', 3 + 10 + 1 + 2 * (12 + 1)], ['cel.bind(x, 1, x + x)', 10 + 3],
  ])('%s costs %d', (source, expected) => { expect(cost(source, { o })).toBe(expected); });
  it('what is remembered costs the same', () => { expect(cost('o.a.b == o.a.b && o.a.b == o.a.b', { o })).toBe(2 * (3 + 3 + 1 + 1)); });
  it('only what runs', () => { expect(cost('false && o.a.b == o.a.b', { o })).toBe(0); });
});

describe('nothing outruns the budget', () => {
  const list = Array.from({ length: 400 }, (_, i) => i);
  const long = 'a'.repeat(1_000_000);
  const large = Object.fromEntries(Array.from({ length: 50_000 }, (_, i) => [`k${i}`, { v: [i] }]));
  const doubling = (first: string, levels: number): string =>
    `cel.bind(x0, ${first}, ${Array.from({ length: levels }, (_, i) => `cel.bind(x${i + 1}, x${i} + x${i}, `).join('')}x${levels}.size()${')'.repeat(levels + 1)}`;
  const literal = `[${list.join(',')}]`;
  it.each([
    ['400 x 400 x 400', `${literal}.all(a, ${literal}.all(b, ${literal}.all(c, a + b + c >= 0)))`],
    ['400 x 400 x 400, map', 'l.map(a, l.map(b, l.map(c, a + b + c)))'],
    ['400 x 400 x 400, maps', 'l.transformMap(i, a, l.transformMap(j, b, l.transformMap(k, c, a + b + c)))'],
    ['400 x 400 x 400, two variables', 'l.exists(i, a, l.exists(j, b, l.exists(k, c, i + j + k < 0)))'],
    ['strings that double', doubling("'abcdefgh'", 60)],
    ['lists that double', doubling('[1, 2, 3]', 60)],
    ['bytes that double', doubling("b'abcdefgh'", 60)],
    ['a pattern that backtracks', "s.matches('(a+)+$')"],
    ['a pattern that backtracks, anchored', "s.matches('^(a|aa)+$')"],
    ['a pattern with many states', "s.matches('(a|b)*a(a|b){14}$')"],
    ['a pattern that is counted', "s.matches('(a{1,100}){1,10}b')"],
    ['a pattern again and again', "l.all(x, l.all(y, !s.matches('a*b')))"],
    ['patterns made on the way', "l.all(x, l.all(y, !'aaa'.matches('(x' + string(x) + 'y' + string(y) + ')')))"],
    ['errors', 'l.all(a, l.all(b, l.all(c, c.nothing == 1 || c < 0)))'],
    ['keys of a large map', 'l.all(a, l.all(b, o.all(k, true)))'],
    ['size of a large map', 'l.all(a, l.all(b, o.size() > 0))'],
    ['large maps compared', 'l.all(a, l.all(b, o == o))'],
    ['long strings compared', "l.all(a, l.all(b, s + 'x' == s + 'x'))"],
    ['time zones', "l.all(a, l.all(b, l.all(c, timestamp(c).getHours('Asia/Tokyo') >= 0)))"],
    ['conversions', "l.all(a, l.all(b, l.all(c, timestamp('2020-01-01T00:00:00Z') != null)))"],
    ['a large list in a list', 'l.map(a, l.map(b, [l, l, l]))'],
  ])('%s', (_, source) => {
    const run = program(source, { variables: { l: list, s: long, o: large } });
    const before = process.memoryUsage().heapUsed;
    const started = performance.now();
    expect(() => run.run([list, long, large], new CostMeter(10_000_000))).toThrow(CelCostError);
    // Far above the 100 ms that are asked for and measured (see the benchmark), as tests share the machine.
    expect(performance.now() - started).toBeLessThan(1500);
    expect(process.memoryUsage().heapUsed - before).toBeLessThan(200e6);
  });
});

describe('limits', () => {
  const loop = 'l.all(a, l.all(b, l.all(c, true)))';
  const list = Array.from({ length: 400 }, (_, i) => i);
  it('one expression uses no more than its own limit of a larger budget', () => {
    const meter = new CostMeter(10_000_000);
    const run = program(loop, { variables: { l: list } });
    expect(() => run.run([list], meter)).toThrow(CelCostError);
    expect(10_000_000 - meter.remaining).toBeLessThanOrEqual(PER_EXPRESSION_COST_LIMIT + 1);
    expect(run.run([[1]], meter)).toBe(true);
  });
  it('expressions share the budget of their policy', () => {
    const meter = new CostMeter(50);
    const run = program('[1, 2].all(x, x > 0)');
    run.run([], meter);
    expect(meter.remaining).toBe(50 - 21);
    run.run([], meter);
    expect(() => run.run([], meter)).toThrow(CelCostError);
    expect(meter.remaining).toBeLessThan(0);
  });
  it('a budget that is used up is not absorbed', () => {
    expect(() => evaluate(`${loop} || true`, { variables: { l: list } })).toThrow(CelCostError);
    expect(() => evaluate(`[1].exists(x, ${loop}) || true`, { variables: { l: list } })).toThrow(CelCostError);
    expect(() => evaluate(`cel.bind(x, ${loop}, true)`, { variables: { l: list } })).toThrow(CelCostError);
  });
  it('an expression that a variable runs counts for the policy, not for the expression that reads it', () => {
    const meter = new CostMeter(10_000_000);
    const inner = program('l.map(a, l.map(b, a))', { variables: { l: list } });
    class Variables extends LazyStruct {
      override has(): boolean { return true; }
      override get(): CelValue { return inner.run([list.slice(0, 230)], meter); }
    }
    const outer = program('variables.a.size() + variables.b.size() + l.map(a, l.map(b, a)).size()', { types: { variables: struct('V') }, variables: { l: list } });
    // environment order: l, variables
    expect(outer.run([list.slice(0, 230), new Variables()], meter)).toBe(690);
    expect(10_000_000 - meter.remaining).toBeGreaterThan(1_500_000);
  });
});
