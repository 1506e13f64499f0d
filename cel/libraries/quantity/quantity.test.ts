import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CelError } from '../../values.ts';
import { compareAmounts, MAX_DIGITS } from './amount.ts';
import { quantityOf } from './index.ts';

/** Source: the documentation of Quantity in k8s.io/apimachinery/pkg/api/resource/quantity.go. */
describe('canonical text', () => {
  it.each([
    ['0', '0'], ['0n', '0'], ['1024Ki', '1Mi'], ['1.5Gi', '1536Mi'], ['100m', '100m'], ['1000m', '1'], ['0.1', '100m'], ['1e3', '1e3'],
    ['1000', '1k'], ['1.1E3', '1100'], ['12.3e6', '12300e3'], ['-1.5Gi', '-1536Mi'], ['100', '100'], ['0.0000000001', '1n'], ['512', '512'],
    ['1023Ki', '1023Ki'], ['0.5Ki', '512'], ['9999999999999999999G', '9999999999999999999G'], ['100Ei', '9223372036854775807'], ['3.5Ki', '3584'],
  ])('%s is %s', (text, canonical) => { expect(quantityOf(text).toString()).toBe(canonical); });
});

describe('arithmetic', () => {
  const text = fc.tuple(fc.integer({ min: -999_999, max: 999_999 }), fc.constantFrom('', 'm', 'u', 'n', 'k', 'M', 'G', 'Ki', 'Mi', 'e2', 'e-3'))
    .map(([value, suffix]) => `${value}${suffix}`);
  it('undoes an addition by a subtraction', () => {
    fc.assert(fc.property(text, text, (a, b) => {
      const [x, y] = [quantityOf(a), quantityOf(b)];
      const sum = x.add(y.amount, y.notation);
      return sum.add({ ...y.amount, value: -y.amount.value }, y.notation).equals(x);
    }));
  });
  it('orders as the canonical text read again', () => {
    fc.assert(fc.property(text, text, (a, b) => {
      const [x, y] = [quantityOf(a), quantityOf(b)];
      const again = compareAmounts(quantityOf(x.toString()).amount, quantityOf(y.toString()).amount);
      return compareAmounts(x.amount, y.amount) === again && compareAmounts(y.amount, x.amount) === (again === 0 ? 0 : -again);
    }));
  });
});

describe('bounds', () => {
  it('compares numbers of two billion digits without writing them out', () => {
    const [large, larger] = [quantityOf('1e2147483646'), quantityOf('1e2147483647')];
    expect(compareAmounts(large.amount, larger.amount)).toBe(-1);
    expect(large.equals(larger)).toBe(false);
    expect(compareAmounts(quantityOf('-1e2147483647').amount, quantityOf('1n').amount)).toBe(-1);
  });
  it('refuses to write them out', () => {
    const [large, one] = [quantityOf('1e2147483647'), quantityOf('1')];
    expect(() => large.add(one.amount, one.notation)).toThrow(CelError);
    expect(() => quantityOf('1'.repeat(MAX_DIGITS + 1))).toThrow(CelError);
    expect(() => quantityOf(`${'9'.repeat(30)}e2000000000`)).toThrow(CelError);
  });
  it('rounds what is too small up to a nano', () => {
    expect(quantityOf('1e-2147483648').toString()).toBe('1e-9');
    expect(quantityOf('-0.00000000001').toString()).toBe('-1n');
  });
});
