/** Random expressions and values. */
import fc from 'fast-check';
import type { CelValue } from './values.ts';

/** Expressions that mean something more often than not. */
export const { expression } = fc.letrec<{ expression: string }>((tie) => {
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

export const value: fc.Arbitrary<CelValue> = fc.oneof(
  fc.jsonValue({ maxDepth: 3 }) as fc.Arbitrary<CelValue>,
  fc.constant({ x: 1, y: { z: 's' } }), fc.constant([1, 's', { x: true }]), fc.constant({ y: null, x: { x: [0] } }), fc.constant({ x: true, y: { z: false } }),
);
