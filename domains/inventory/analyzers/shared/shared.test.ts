import { describe, expect, test } from 'vitest';
import { tools } from '../testing/tools.ts';
import { nameOf, parsePurl, purl, purlName } from './purl.ts';
import { parseJsonc } from './structured.ts';
import { parseXml } from './xml.ts';
import { readZip, sourceOf } from './zip.ts';
import { zip } from '../testing/zip.ts';
import { parseYaml } from './yaml.ts';

describe('package URLs', () => {
  test.each([
    [{ type: 'npm', namespace: '@angular', name: 'animation', version: '12.3.1' }, 'pkg:npm/%40angular/animation@12.3.1'],
    [{ type: 'deb', namespace: 'debian', name: 'curl', version: '1:7.50.3-1+b1', qualifiers: { distro: 'jessie', arch: 'i386', none: undefined } }, 'pkg:deb/debian/curl@1:7.50.3-1%2Bb1?arch=i386&distro=jessie'],
    [{ type: 'golang', namespace: 'google.golang.org', name: 'genproto', subpath: '/googleapis/../api/' }, 'pkg:golang/google.golang.org/genproto#googleapis/api'],
    [{ type: 'generic', name: 'a b/c(d)', version: '~1' }, 'pkg:generic/a%20b%2Fc%28d%29@~1'],
  ])('%j', (parts, text) => {
    expect(purl(parts)).toBe(text);
    expect(purl(parsePurl(text)!)).toBe(text);
  });
  test('names of ecosystems survive', () => {
    for (const [type, name] of [['maven', 'org.x:y'], ['npm', '@a/b'], ['golang', 'a.example/b/c'], ['composer', 'a/b'], ['gem', 'a']] as const) expect(nameOf({ type, ...purlName(type, name) })).toBe(name);
  });
  test('text that is no package URL', () => {
    expect(['', 'pkg:', 'pkg:npm', 'http://x/y', 'pkg:npm/'].map(parsePurl)).toEqual([undefined, undefined, undefined, undefined, undefined]);
    expect(parsePurl('pkg:npm/%zz@1')!.name).toBe('%zz');
  });
});

describe('readers', () => {
  test('YAML keeps versions as text', () => { expect(parseYaml('a: 1.10\nb: null')).toEqual({ a: '1.10', b: 'null' }); });
  test('JSON with comments and trailing commas, but not inside texts', () => { expect(parseJsonc('{"a": "//,}", /* x */ "b": [1,],}')).toEqual({ a: '//,}', b: [1] }); });
  test('XML: entities, CDATA, namespaces; declarations of entities are refused', () => {
    expect(parseXml('<?xml version="1.0"?><!DOCTYPE p SYSTEM "x"><n:a b="1&amp;2"><![CDATA[<x>]]>&#65;</n:a>')).toMatchObject({ name: 'a', text: '<x>A' });
    expect(() => parseXml('<!DOCTYPE a [<!ENTITY b "c">]><a/>')).toThrow('entities of its own');
    expect(() => parseXml('<a>'.repeat(200))).toThrow('nested deeper');
  });
  test('zip: members are counted against one budget', () => {
    const members = readZip(sourceOf({ path: '', bytes: zip([{ name: 'a', content: 'x'.repeat(60) }, { name: 'b', content: 'x'.repeat(60) }]), size: 0, mode: 0 }), tools, { left: 100, stored: 100, members: 10 });
    expect(members[0]!.read()).toHaveLength(60);
    expect(() => members[1]!.read()).toThrow('the same bytes again and again');
  });
});
