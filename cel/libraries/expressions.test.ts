import { describe, expect, it } from 'vitest';
import { compile, CelError, CostMeter, type CelValue, type Environment, type Library, PER_EXPRESSION_COST_LIMIT } from '../index.ts';
import { AUTHORIZER_TYPE } from './authorizer/index.ts';
import type { AuthorizerPort } from './authorizer/port.ts';
import { Authorizer } from './authorizer/values.ts';
import { ERROR, type ExpressionGroup, EXPRESSIONS } from './expressions.ts';
import { celSpecLibraries, kubernetesLibraries, mutationLibraries } from './index.ts';

const SETS: Readonly<Record<ExpressionGroup['libraries'], readonly Library[]>> = {
  kubernetes: kubernetesLibraries, mutation: mutationLibraries, spec: celSpecLibraries,
};

const port: AuthorizerPort = {
  authorize: ({ verb }) => (verb === 'get' ? { decision: 'allow', reason: 'rule' } : { decision: 'noOpinion', reason: '' }),
};

/** The value of an expression, ERROR where it does not compile or ends in an error. */
function evaluate(expression: string, libraries: readonly Library[]): CelValue | typeof ERROR {
  const environment: Environment = { variables: [{ name: 'authorizer', type: AUTHORIZER_TYPE }], libraries };
  const compiled = compile(expression, environment);
  if (!compiled.ok) return ERROR;
  try {
    return compiled.program.run([new Authorizer(port, { username: 'u', groups: [] })], new CostMeter(PER_EXPRESSION_COST_LIMIT));
  } catch (error) {
    if (error instanceof CelError) return ERROR;
    throw error;
  }
}

/** Maps without prototype compare as plain objects. */
const plain = (value: CelValue | typeof ERROR): unknown =>
  (typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === null ? { ...value } : value);

describe.each(EXPRESSIONS)('$name', ({ libraries, cases }) => {
  it.each(cases)('%s', (expression, expected) => {
    expect(plain(evaluate(expression, SETS[libraries]))).toEqual(expected);
  });
});

it('holds enough expressions to mean something', () => {
  expect(EXPRESSIONS.flatMap((group) => group.cases).length).toBeGreaterThanOrEqual(350);
});
