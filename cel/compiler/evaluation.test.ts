/** Control flow, access, optionals and loops, through expressions; with checking on and off. */
import { describe, expect, it } from 'vitest';
import { issues, evaluate } from '../testing.ts';
import { CelError, CelMap, type CelValue, LazyStruct, Optional } from '../values.ts';
import { struct } from '../types.ts';

const pod = {
  metadata: { name: 'web', labels: { app: 'web', 'a/b': 'c' }, annotations: {} },
  spec: { replicas: 3, paused: false, nothing: null, containers: [{ name: 'a', image: 'x:1', securityContext: { privileged: true } }, { name: 'b', image: 'y' }] },
};
const run = (source: string, variables: Readonly<Record<string, CelValue>> = { object: pod }): CelValue => {
  const checked = evaluate(source, { variables });
  expect(evaluate(source, { variables, options: { disableCheck: true } }), 'the same with checking off').toEqual(checked);
  return checked;
};
const table = (rows: readonly (readonly [source: string, expected: CelValue])[]): void => {
  it.each(rows)('%s', (source, expected) => { expect(run(source)).toEqual(expected); });
};
const failures = (rows: readonly (readonly [source: string, message: string])[]): void => {
  it.each(rows)('%s fails', (source, message) => {
    expect(() => run(source)).toThrow(message);
    expect(() => run(source)).toThrow(CelError);
  });
};

describe('fields', () => {
  table([
    ['object.metadata.name', 'web'], ["object['metadata']['labels']['a/b']", 'c'], ['object.spec.containers[1].image', 'y'], ['object.metadata.labels.`a/b`', 'c'], ['object.spec.nothing', null],
    ['has(object.spec.replicas)', true], ['has(object.spec.nothing)', true], ['has(object.spec.missing)', false], ['has(object.spec.containers[1].securityContext)', false],
    ["'app' in object.metadata.labels", true], ["'b' in object.metadata.labels", false], ['3 in [1, 2, 3]', true], ["'x' in []", false], ["object.metadata.name in ['a', 'web']", true], ['object.metadata.annotations.size()', 0],
    ['object.spec.replicas == 3', true], ['object.spec.replicas > 2 && object.spec.replicas <= 3', true], ['object.spec.paused == false', true], ['object.spec.replicas + 1', 4],
  ]);
  failures([
    ['object.missing', 'no such key: missing'], ['object.spec.missing.deeper', 'no such key: missing'], ['has(object.missing.deeper)', 'no such key: missing'], ['object.metadata.name.x', 'no such overload'], ['has(object.metadata.name.x)', 'no such overload'],
    ['has(object.spec.nothing.x)', 'no such overload'], ['object.spec.containers[2]', 'index out of bounds: 2'], ['object.spec.containers[-1]', 'index out of bounds: -1'], ["object.spec.containers['a']", 'no such overload'], ['object.spec.containers[0.5]', 'invalid list index'], ['object.metadata[1]', 'no such key: 1'], ['object.spec.containers.name', 'no such overload'],
  ]);
});

describe('names that every JavaScript object has', () => {
  const hostile = JSON.parse('{"__proto__": {"polluted": 1}, "constructor": "c", "toString": "t", "a": {}, "list": [1]}') as CelValue;
  it.each(['__proto__', 'constructor', 'toString', 'hasOwnProperty', 'valueOf', '__defineGetter__', 'isPrototypeOf'])('%s is found only where the document has it', (name) => {
    const variables = { h: hostile };
    const present = ['__proto__', 'constructor', 'toString'].includes(name);
    expect(run(`has(h.${name})`, variables)).toBe(present);
    expect(run(`h.?${name}.hasValue()`, variables)).toBe(present);
    expect(run(`"${name}" in h`, variables)).toBe(present);
    expect(run(`h[?"${name}"].hasValue()`, variables)).toBe(present);
    expect(run(`has(h.a.${name})`, variables)).toBe(false);
    expect(run(`"${name}" in h.a`, variables)).toBe(false);
    expect(() => run(`h.a.${name}`, variables)).toThrow('no such key');
    expect(run(`h.exists(k, k == "${name}")`, variables)).toBe(present);
    expect(run(`{"${name}": 1}.${name}`, variables)).toBe(1);
    expect(run(`{"${name}": h.a}["${name}"]`, variables)).toEqual({});
    expect(run(`{"b": 1} == {"${name}": 1}`, variables)).toBe(false);
  });
  it('what the document has comes out', () => {
    expect(run('h.__proto__.polluted', { h: hostile })).toBe(1);
    expect(run('has(h.polluted)', { h: hostile })).toBe(false);
    expect(run('h.constructor + h.toString', { h: hostile })).toBe('ct');
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
  });
  it.each(['length', 'map', 'values', 'keys', 'entries', 'buffer', 'at', 'value', 'present', 'nanos'])('%s is no field of lists, bytes, strings and numbers', (name) => {
    const variables = { l: [1], b: new Uint8Array(2), s: 'abc', n: 1, o: { [name]: 5 }, m: new CelMap() };
    for (const variable of ['l', 'b', 's', 'n']) expect(() => run(`${variable}.${name}`, variables)).toThrow('no such overload');
    for (const source of ["optional.of(1)", '1.0', '1u', "duration('1s')", 'type(1)']) expect(() => run(`dyn(${source}).${name}`, variables)).toThrow(CelError);
    expect(run(`o.${name}`, variables)).toBe(5);
    expect(() => run(`m.${name}`, variables)).toThrow('no such key');
  });
});

describe('errors that are absorbed', () => {
  const bad = 'object.missing == 1';
  table([
    [`${bad} || true`, true], [`true || ${bad}`, true], [`${bad} && false`, false], [`false && ${bad}`, false], [`${bad} || ${bad} || true`, true], [`!(${bad} && false)`, true],
    [`[1, 2].exists(x, x == 2 || object.missing)`, true], ['[0, 1].exists(x, 1 / x == 1)', true], ['[0, 1].all(x, 1 / x == 2)', false], [`(${bad} ? 1 : 2) == 1 || true`, true], [`true ? 1 : object.missing`, 1],
    ["1 == 1 || 'a'.startsWith(object.missing)", true], ["[1, 'a', 3].exists(x, x == 3)", true], ['dyn(1) || true', true], ['dyn(1) && false', false],
  ]);
  failures([
    [`${bad} || false`, 'no such key'], [`${bad} && true`, 'no such key'], [`false || ${bad}`, 'no such key'], [`[0, 1].exists(x, 1 / x == 5)`, 'division by zero'], ['[0, 1].all(x, 1 / x == 1)', 'division by zero'], [`${bad} ? 1 : 2`, 'no such key'],
    ['[0, 1].exists_one(x, 1 / x == 1)', 'division by zero'], ['[0].map(x, 1 / x)', 'division by zero'], ['[0, 1].filter(x, 1 / x == 1)', 'division by zero'], ['dyn(1) || false', 'no such overload'], ["dyn('a') ? 1 : 2", 'no such overload'], ['[1].all(x, dyn(1))', 'no such overload'],
  ]);
  it('a variable without a value', () => {
    expect(evaluate('x || true', { types: { x: { kind: 'dyn' } } })).toBe(true);
    expect(() => evaluate('x', { types: { x: { kind: 'dyn' } } })).toThrow("no such attribute: 'x' has no value");
    expect(() => evaluate('x.y', { types: { x: { kind: 'dyn' } } })).toThrow(CelError);
  });
});

describe('unknown names with checking off fail when they are reached', () => {
  const unchecked = (source: string): CelValue => evaluate(source, { options: { disableCheck: true } });
  it('only then', () => {
    expect(unchecked('nothing || true')).toBe(true);
    expect(unchecked('f(1) || true')).toBe(true);
    expect(unchecked("'a'.f() || true")).toBe(true);
    expect(() => unchecked('nothing')).toThrow('undeclared reference');
    expect(() => unchecked('f(1)')).toThrow('unbound function: f');
    expect(() => unchecked("'a'.startsWith()")).toThrow('no such overload');
    expect(() => unchecked("1.startsWith('a')")).toThrow('no such overload');
  });
});

describe('optionals', () => {
  table([
    ["object.?metadata.?name.orValue('none')", 'web'], ["object.?metadata.?missing.orValue('none')", 'none'], ["object.?missing.?deeper.orValue('none')", 'none'], ["object.?missing.deeper.orValue('none')", 'none'],
    ['object.?spec.replicas.value()', 3], ["object.spec.containers[?0].?securityContext.?privileged.orValue(false)", true], ["object.spec.containers[?1].?securityContext.?privileged.orValue(false)", false], ['object.spec.containers[?7].hasValue()', false],
    ["object.metadata.labels[?'app'].optMap(x, x + '!').orValue('')", 'web!'], ["object.metadata.labels[?'zzz'].optMap(x, x + '!').hasValue()", false], ["object.?spec.optFlatMap(s, s.?replicas).value()", 3],
    ['optional.none().or(optional.of(1)).value()', 1], ['optional.of(1).or(optional.of(1 / 0)).value()', 1], ['optional.of(1).orValue(1 / 0)', 1], ['optional.of(null).hasValue()', true], ['optional.ofNonZeroValue(0).hasValue()', false],
    ["optional.ofNonZeroValue('').hasValue()", false], ['optional.ofNonZeroValue([1]).hasValue()', true], ['[?object.?spec.?missing, ?optional.of(2), 3]', [2, 3]], ["{?'a': object.?missing, ?'b': optional.of(1)}.size()", 1],
    ['has(object.?spec.replicas)', true], ['has(object.?spec.missing)', false], ['has(object.?missing.x)', false], ['(true ? optional.of(1) : optional.none()).value()', 1], ['[optional.of(1)][0].value()', 1], ['[optional.of({"a": 1})].map(o, o.a.value())', [1]],
    ["cel.bind(o, object.?metadata, has(o.labels.app) && has(o.labels.zzz) || o.labels.app.value() == 'web' && o.?labels.app.hasValue() && has(o.labels.app))", true],
    ['[optional.of({"a": 1})].all(o, has(o.a) && o.?a.value() == 1)', true], ['cel.bind(o, object.?spec, o.?replicas.value() + o.replicas.value())', 6],
  ]);
  failures([['optional.none().value()', 'optional.none() dereference'], ['object.?metadata.name.x.value()', 'no such overload'], ['object.?missing.value()', 'optional.none() dereference'], ['dyn(1).hasValue()', 'no such overload'], ['object.?spec.?nothing.x.hasValue()', 'no such overload']]);
  it('come out as such', () => { expect(run('object.?missing')).toBe(Optional.NONE); expect(run('object.?spec.?replicas')).toEqual(Optional.of(3)); });
});

describe('loops', () => {
  table([
    ['object.spec.containers.map(c, c.name)', ['a', 'b']], ['object.spec.containers.filter(c, has(c.securityContext)).map(c, c.name)', ['a']], ["object.spec.containers.map(c, c.name == 'b', c.image)", ['y']], ['object.spec.containers.exists_one(c, c.name == "a")', true], ['[1, 1].existsOne(x, x == 1)', false],
    ["object.metadata.labels.all(k, k.size() > 0)", true], ["object.metadata.labels.all(k, v, k != v || k == 'zzz')", true], ['[5, 6].all(i, v, v - i == 5)', true], ['[5, 6].transformList(i, v, i > 0, v + i)', [7]], ["{'a': 1}.exists(k, v, k == 'a' && v == 1)", true],
    ["object.metadata.labels.transformMap(k, v, v + '!')['app']", 'web!'], ["['x', 'y'].transformMapEntry(i, v, {v: i})['y']", 1], ["{'a': 1, 'b': 2}.transformMap(k, v, v > 1, v).size()", 1], ['[[1, 2], [3]].map(l, l.map(x, x * 2))', [[2, 4], [6]]],
    ['[1, 2].map(x, [x].map(x, x + 10))', [[11], [12]]], ['[].all(x, x.anything)', true], ['[].exists(x, x.anything)', false], ['cel.bind(x, 1, cel.bind(y, x + 1, [x, y]))', [1, 2]], ['cel.bind(x, 1 / 0, true)', true], ['cel.bind(x, 1 / 0, x == 1 || true)', true],
    ['[1, 2, 3].map(x, cel.bind(y, x * x, y + y))', [2, 8, 18]], ['object.spec.containers.all(c, cel.bind(s, c.?securityContext, !s.hasValue() || s.?privileged.orValue(false)))', true],
  ]);
  failures([['cel.bind(x, 1 / 0, x)', 'division by zero'], ['dyn(1).all(x, true)', 'no such overload'], ["['x', 'x'].transformMapEntry(i, v, {v: i})", 'already exists'], ['{dyn(1.5): 1}', 'unsupported key type'], ["{'a': 1, 'a': 2}", 'already exists'], ['{1: 1, 1u: 2}', 'already exists'], ["dyn(object.spec.nothing).all(x, true)", 'no such overload']]);
  it('what a round remembers of its element is forgotten in the next', () => {
    const l = [{ a: { b: 1 } }, { a: {} }, {}, { a: { b: 2 } }];
    expect(run('l.map(x, has(x.a) && has(x.a.b) && x.a.b > 0)', { l })).toEqual([true, false, false, true]);
    expect(run('l.map(x, x.?a.?b.orValue(0) + x.?a.?b.orValue(0))', { l })).toEqual([2, 0, 0, 4]);
    expect(run('l.filter(x, has(x.a)).map(x, l.filter(y, has(y.a)).map(y, has(x.a.b) && has(y.a.b) && x.a.b == y.a.b))', { l })).toEqual([[true, false, false], [false, false, false], [false, false, true]]);
  });
});

describe('lazy structs', () => {
  class Variables extends LazyStruct {
    readonly reads: string[] = [];
    override has(field: string): boolean { return field === 'x' || field === 'bad'; }
    override get(field: string): CelValue {
      this.reads.push(field);
      if (field === 'x') return { y: 1 };
      throw new CelError(`composited variable "${field}" fails to evaluate`);
    }
  }
  const types = { variables: struct('Variables', { x: { kind: 'dyn' }, bad: { kind: 'dyn' } }) };
  it('are read where they are used', () => {
    const variables = new Variables();
    expect(evaluate('variables.x.y == 1 && variables.x.y < 2 || variables.bad', { types, variables: { variables } })).toBe(true);
    expect(variables.reads).toEqual(['x']);
    expect(evaluate('variables.bad == 1 || true', { types, variables: { variables } })).toBe(true);
    expect(() => evaluate('variables.bad', { types, variables: { variables } })).toThrow('fails to evaluate');
    expect(issues('variables.unknown', { types })).toEqual(["1:10 undefined field 'unknown'"]);
  });
});

describe('large expressions', () => {
  it.each([
    ['terms', Array(3400).fill('object.spec.replicas == 3').join(' && '), true],
    ['a list', `[${Array.from({ length: 16_000 }, (_, i) => i).join(',')}].size()`, 16_000],
    ['a list that is no constant', `[${Array(8000).fill('object.kind').join(',')}].size() == 8000 || true`, true],
    ['conditionals', `${Array.from({ length: 200 }, (_, i) => `object.spec.replicas == ${i + 10} ? ${i} : `).join('')}7`, 7],
    ['macros in macros', `${'[1].all(x, '.repeat(120)}true${')'.repeat(120)}`, true],
    ['binds', `${Array.from({ length: 240 }, (_, i) => `cel.bind(x${i}, ${i === 0 ? '1' : `x${i - 1} + 1`}, `).join('')}x239${')'.repeat(240)}`, 240],
  ])('%s', (_, source, expected) => { expect(evaluate(source, { variables: { object: pod } })).toEqual(expected); });
});
