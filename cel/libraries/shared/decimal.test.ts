import fc from 'fast-check';
import { expect, it } from 'vitest';
import { CelError } from '../../values.ts';
import { exponential, fixed, fixedInt, shortestFixed, shortestGeneral } from './decimal.ts';

it('rounds halves to even on the exact value', () => {
  expect([0.5, 1.5, 2.5, -2.5].map((value) => fixed(value, 0))).toEqual(['0', '2', '2', '-2']);
  expect(fixed(1.005, 2)).toBe('1.00');
  expect(fixed(0.125, 2)).toBe('0.12');
});

it('agrees with toFixed and toExponential except on exact halves', () => {
  fc.assert(fc.property(fc.double({ noNaN: true, noDefaultInfinity: true, min: -1e20, max: 1e20 }), fc.integer({ min: 0, max: 20 }), (value, precision) => {
    const ours = fixed(value, precision);
    const theirs = Object.is(value, -0) ? `-${value.toFixed(precision)}` : value.toFixed(precision);
    return ours === theirs || Math.abs(Number(ours) - Number(theirs)) <= 10 ** -precision;
  }));
  expect(exponential(123456, 2)).toBe('1.23e+05');
  expect(exponential(9.9999e-8, 3)).toBe('1.000e-07');
  expect(exponential(0, 1)).toBe('0.0e+00');
});

it('writes numbers of any size', () => {
  expect(fixed(1e22, 1)).toBe('10000000000000000000000.0');
  expect(fixed(5e-324, 1074).endsWith('5')).toBe(true);
  expect(fixedInt(-7n, 2)).toBe('-7.00');
});

it('writes the shortest text that reads back as the same double', () => {
  fc.assert(fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (value) =>
    Object.is(Number(shortestFixed(value)), value) && Object.is(Number(shortestGeneral(value)), value)));
  expect([0.1, 1e21, 1e-7, -0, 100].map(shortestFixed)).toEqual(['0.1', '1000000000000000000000', '0.0000001', '-0', '100']);
  expect([1e6, 123456, 0.0001, 0.00001].map(shortestGeneral)).toEqual(['1e+06', '123456', '0.0001', '1e-05']);
});

it('refuses precisions that only fill memory', () => {
  expect(() => fixed(1, 1_000_000_000)).toThrow(CelError);
  expect(() => exponential(1, 1101)).toThrow(CelError);
});
