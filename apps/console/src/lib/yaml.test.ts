import fc from 'fast-check';
import { load } from 'js-yaml';
import { describe, expect, it } from 'vitest';
import { segmentsOf, toYaml } from './yaml.ts';

describe('toYaml', () => {
  it('writes block style as kubectl does', () => {
    const { text } = toYaml({ apiVersion: 'v1', metadata: { name: 'cart', labels: {} }, spec: { containers: [{ name: 'a', args: ['-c', 'echo'], ports: [] }, { name: 'b', on: 'yes' }] }, script: 'set -e\nrun\n' });
    expect(text).toBe('apiVersion: v1\nmetadata:\n  name: cart\n  labels: {}\nspec:\n  containers:\n  - name: a\n    args:\n    - "-c"\n    - echo\n    ports: []\n  - name: b\n    "on": "yes"\nscript: |\n  set -e\n  run\n');
  });

  it('is read back as the same value by a YAML parser', () => {
    fc.assert(fc.property(fc.jsonValue(), (value) => {
      expect(JSON.stringify(load(toYaml(value).text))).toBe(JSON.stringify(value));
    }), { numRuns: 1000 });
  });

  it('keeps texts that look like something else, and texts of several lines', () => {
    const texts = ['1e3', '0x1f', '012', '2024-01-01', 'null', '~', 'a: b', 'a #b', '- x', 'x:', '*a', '&a', '!t', '%d', '@x', '`x`', 'a\nb', 'a\n', ' a\nb', 'a\n\n', 'a\n\nb\n', '\ttab\nx', 'é\nü', 'a\u2028b\nc', 'yes', 'Off', '.inf', '1_000', '1:30', '', ' ', 'a '];
    expect(load(toYaml({ texts, map: Object.fromEntries(texts.map((text) => [text, text])) }).text)).toEqual({ texts, map: Object.fromEntries(texts.map((text) => [text, text])) });
  });

  it('knows the line of a field, and of the nearest parent of one that is absent', () => {
    const { lineOf } = toYaml({ metadata: { annotations: { 'a.b/c': 'x' } }, spec: { containers: [{ name: 'a' }, { image: 'i' }] } });
    expect(lineOf('metadata.annotations["a.b/c"]')).toBe(3);
    expect(lineOf("metadata.annotations['a.b/c']")).toBe(3);
    expect(lineOf('spec.containers[1].image')).toBe(7);
    expect(lineOf('spec.containers[1].securityContext.privileged')).toBe(7);
    expect(lineOf('status')).toBeUndefined();
  });
});

describe('segmentsOf', () => {
  it('splits fields, indexes and quoted keys', () => {
    expect(segmentsOf('spec.template.spec.containers[0].env["A.B"][\'c\']')).toEqual(['spec', 'template', 'spec', 'containers', '0', 'env', 'A.B', 'c']);
  });
});
