import { describe, expect, it } from 'vitest';
import { inlineVariables } from './inline.ts';

const inline = (validations: string[], scopes: [string, 'constant' | 'object' | 'any'][] = [['a', 'any'], ['b', 'any']]): (string | null)[] =>
  inlineVariables(validations, [{ name: 'a', expression: 'object.x || true' }, { name: 'b', expression: 'object.y' }], new Map(scopes));

describe('variables in validations', () => {
  it.each([
    ['variables.a', '(object.x || true)'], ['!variables.a && variables.b.size() == 0', '!(object.x || true) && (object.y).size() == 0'], ['size(variables.b) == 0', null],
    ['variables.a || object.z', null], ['variables.a.all(c, c)', null], ["variables.a == 'x'", null], ['variables.a && variables.a', null], ['variables.gone', null], ['true', null],
  ])('%s: %s', (validation, expected) => { expect(inline([validation])).toEqual([expected]); });

  it('that several validations read stay', () => { expect(inline(['variables.a', '!variables.a && variables.b'])).toEqual([null, '!variables.a && (object.y)']); });
  it('that are constant stay', () => { expect(inline(['variables.a && variables.b'], [['a', 'constant'], ['b', 'any']])).toEqual(['variables.a && (object.y)']); });
});
