import { describe, expect, it } from 'vitest';
import { evalLine, parseLine } from './eval-line.ts';

describe('a line', () => {
  it('with plain JSON', () => {
    expect(evalLine({ id: 1, expression: 'x.a + y', variables: { x: { a: 1 }, y: 2 } }, { typed: false })).toEqual({ id: 1, value: 3 });
    expect(evalLine({ id: 'a', expression: "{'k': [dyn(1), dyn(true), dyn(null), dyn('x')]}" }, { typed: false })).toEqual({ id: 'a', value: { k: [1, true, null, 'x'] } });
  });
  it('with plain JSON, literals the API server would not take are refused', () => {
    expect(evalLine({ id: 1, expression: "[1, 'x']" }, { typed: false })).toEqual({ id: 1, error: "1:5: expected type 'int' but found 'string'" });
    expect(evalLine({ id: 1, expression: "[1, 'x'].size()" }, { typed: true })).toHaveProperty('value');
  });
  it('with typed JSON', () => {
    expect(evalLine({ id: 2, expression: 'x + 1u', variables: { x: { type: 'uint', value: '2' } } }, { typed: true })).toEqual({ id: 2, value: { type: 'uint', value: '3' } });
    expect(evalLine({ id: 3, expression: 'x + 1', variables: { x: { type: 'uint', value: '2' } } }, { typed: true })).toHaveProperty('error', "1:3: found no matching overload for '_+_' applied to '(uint, int)'");
  });
  it('with a container and switches', () => {
    expect(evalLine({ id: 4, expression: 'y', container: 'x', variables: { 'x.y': 1, y: 2 } }, { typed: false })).toEqual({ id: 4, value: 1 });
    expect(evalLine({ id: 5, expression: 'z || true', disableCheck: true }, { typed: false })).toEqual({ id: 5, value: true });
    expect(evalLine({ id: 6, expression: '[1].all(x, true)', disableMacros: true }, { typed: false })).toHaveProperty('error');
  });
  it.each([null, 1, [], {}, { id: 1 }, { expression: 1 }, { id: 1, expression: '1', variables: [] }, { id: 1, expression: '1 +' }, { id: 1, expression: '1 / 0' }, { id: 1, expression: 'ip("1.2.3.4")' }])('%j is an error, not an exception', (line) => {
    expect(evalLine(line, { typed: false })).toHaveProperty('error');
    expect(evalLine(line, { typed: true })).toHaveProperty('error');
  });
  it('loses no digit of a large int', () => {
    const line = parseLine('{"id": 1, "expression": "x + 1", "variables": {"x": 9007199254740993}}');
    expect(evalLine(line, { typed: false })).toEqual({ id: 1, value: '9007199254740994' });
    expect(evalLine(parseLine('{"id": 1, "expression": "x > 1.0", "variables": {"x": 123456789012345678901234567890}}'), { typed: false })).toEqual({ id: 1, value: true });
    expect(evalLine(parseLine('{"id": 1, "expression": "type(x) == double", "variables": {"x": 1.2345678901234567890}}'), { typed: false })).toEqual({ id: 1, value: true });
  });
  it('has every library', () => {
    for (const expression of ["quantity('1Ki').isInteger()", "url('https://a').getHost() == 'a'", "'a,b'.split(',').size() == 2", "isSemver('1.2.3')", 'math.greatest(1, 2) == 2', "base64.encode(b'a') == 'YQ=='", 'sets.contains([1], [1])']) {
      expect(evalLine({ id: expression, expression }, { typed: false })).toEqual({ id: expression, value: true });
    }
  });
});
