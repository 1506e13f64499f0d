import { describe, expect, it } from 'vitest';
import { tokensOf } from '../components/code/yaml-tokens.ts';
import { parseSearch, stringifySearch, validateSearch } from '../app/search.ts';
import { labelsOf } from './labels.ts';
import { techniqueAddress } from './techniques.ts';

describe('labelsOf', () => {
  it('reads pairs, and says null for what is none', () => {
    expect(labelsOf(' team=web, tier=front ,')).toEqual({ team: 'web', tier: 'front' });
    expect(labelsOf('a.b/c=')).toEqual({ 'a.b/c': '' });
    expect(labelsOf('')).toEqual({});
    for (const wrong of ['team', 'a=b=c', '=x', 'a b=c']) expect(labelsOf(wrong), wrong).toBeNull();
  });
});

describe('techniqueAddress', () => {
  it('links techniques and their parts, nothing else', () => {
    expect(techniqueAddress('T1611')).toBe('https://attack.mitre.org/techniques/T1611/');
    expect(techniqueAddress('T1552.007')).toBe('https://attack.mitre.org/techniques/T1552/007/');
    expect(techniqueAddress('javascript:alert(1)')).toBe('');
  });
});

describe('tokensOf', () => {
  const kinds = (line: string): string => tokensOf(line).map(({ kind, text }) => `${kind}<${text}>`).join('');

  it('colours keys, texts, numbers and comments', () => {
    expect(kinds('  - name: "web" # main')).toBe('plain<  - >key<name:>string< "web">comment< # main>');
    expect(kinds('replicas: 3')).toBe('key<replicas:>number< 3>');
    expect(kinds('# all of it')).toBe('comment<# all of it>');
    expect(kinds('image: registry:5000/a:1')).toBe('key<image:>plain< registry:5000/a:1>');
    expect(kinds('- object.spec.all(x, x > 1)')).toBe('plain<- >plain<object.spec.all(x, x > 1)>');
  });

  it('never loses a character, and stays quick on lines that are made to be slow', () => {
    for (const line of ['', '   ', 'a: b: c', '"a\\"b": c', `${'- '.repeat(500)}x`, `${'"a'.repeat(900)}`, 'x'.repeat(3000), `${'a:'.repeat(900)}`]) {
      const started = performance.now();
      expect(tokensOf(line).map(({ text }) => text).join('')).toBe(line);
      expect(performance.now() - started).toBeLessThan(50);
    }
  });
});

describe('the search of an address', () => {
  it('is plain, and keeps only what pages know', () => {
    const search = validateSearch(parseSearch('?severity=critical,high&search=a%26b&environment=&utm_source=x&path=spec.containers%5B0%5D'));
    expect(search).toEqual({ severity: 'critical,high', search: 'a&b', path: 'spec.containers[0]' });
    expect(stringifySearch(search)).toBe('?severity=critical,high&search=a%26b&path=spec.containers[0]');
    expect(stringifySearch({ environment: undefined })).toBe('');
  });
});
