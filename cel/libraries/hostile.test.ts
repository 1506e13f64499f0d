import { describe, expect, it } from 'vitest';
import { compile, CelCostError, CelError, CostMeter, DYN, PER_POLICY_COST_LIMIT } from '../index.ts';
import { everythingForKubernetes } from './index.ts';

const environment = { variables: [{ name: 'big', type: DYN }, { name: 'list', type: DYN }], libraries: everythingForKubernetes };
const big = 'x'.repeat(1_000_000);
const list = Array.from({ length: 100_000 }, (_, i) => i % 7);

/** The error an expression ends in; fails where it gives a value, or takes long. */
function errorOf(expression: string): unknown {
  const compiled = compile(expression, environment);
  if (!compiled.ok) throw new Error(compiled.issues[0]?.message);
  const start = performance.now();
  try {
    compiled.program.run([big, list], new CostMeter(PER_POLICY_COST_LIMIT));
  } catch (error) {
    expect(performance.now() - start).toBeLessThan(15_000);
    return error;
  }
  throw new Error(`${expression} gave a value`);
}

/** Each would take minutes or gigabytes without a bound. The time limit is wide: it tells a bound from none, on any machine. */
describe('ends in an error soon', () => {
  it.each([
    "quantity('1e2147483647').add(quantity('1'))",
    "quantity('99999999999999999999e2000000000')",
    "quantity(big.replace('x', '9'))",
    "big.replace('', big)",
    "big.replace('x', big)",
    "list.map(x, 'a').join(big)",
    "'%.1000000000f'.format([1.5])",
    "'%.99999999999999999999999e'.format([1.5])",
    "list.map(i, '%s'.format([big]))",
    'lists.range(1000000000)',
    'lists.range(9223372036854775807)',
    'list.sort()',
    'list.distinct()',
    'list.sortBy(x, -x)',
    'sets.contains(list, list)',
    'list.map(x, list).flatten()',
    "list.all(i, big.charAt(i) == 'x')",
    "list.map(i, big.split(''))",
    "big.findAll('x*y|x')",
    "regex.extractAll(big, 'x*y|x')",
    "regex.replace(big, 'x', big)",
    "big.find('([xy]?){500}[cd]')",
    "lists.range(100000).map(i, ''.find('(a{1000}){1}' + string(i)))",
    "'a'.find('((a{100}){100}){100}')",
    "semver('1.0.' + big)",
    "ip('::' + big)",
    "url('http://' + big + ' ')",
    "base64.decode(big + '?')",
  ])('%s', (expression) => {
    const error = errorOf(expression);
    expect(error instanceof CelError || error instanceof CelCostError).toBe(true);
  });
});

it('works through a large but ordinary input', () => {
  const compiled = compile("big.find('(x+x+)+y') == '' && list.max() == 6 && format.labelValue().validate(big).hasValue() && !isSemver(big) && !isQuantity(big)", environment);
  expect(compiled.ok && compiled.program.run([big.slice(0, 100_000), list], new CostMeter(PER_POLICY_COST_LIMIT))).toBe(true);
});
