import { describe, expect, it } from 'vitest';
import { tokensOf } from '../components/code/yaml-tokens.ts';
import { buildStep } from '../pages/images/build-step.ts';
import { filtersOf, initialValues } from '../pages/registries/registry-form.ts';
import { parseSearch, stringifySearch, validateSearch } from '../app/search.ts';
import { hostOf, repositoryOf, shortDigest, shortImage, shortSystem } from './image-name.ts';
import { splitPackageName } from './package-name.ts';
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

it('names of packages begin with what tells them apart', () => {
  expect(['org.apache.logging.log4j:log4j-core', 'golang.org/x/crypto', 'github.com/docker/cli/v2', '@babel/core', 'openssl', 'v2', 'a:'].map((name) => Object.values(splitPackageName(name)).join(' < '))).toEqual([
    'log4j-core < org.apache.logging.log4j', 'crypto < golang.org/x', 'cli/v2 < github.com/docker', '@babel/core < ', 'openssl < ', 'v2 < ', 'a: < ',
  ]);
});

describe('names of images', () => {
  it('are cut to what tells them apart', () => {
    expect(shortImage('registry.internal:5000/shop/cart:2.3')).toBe('shop/cart:2.3');
    expect(shortImage('docker.io/library/alpine:3.19')).toBe('alpine:3.19');
    expect(shortImage('shop/cart:2.3@sha256:4f2a9c1be77d0000')).toBe('shop/cart:2.3');
    expect(shortImage('localhost/cart@sha256:4f2a9c1be77d0000')).toBe('cart@sha256:4f2a9c1');
    expect([hostOf('shop/cart:2.3'), hostOf('localhost/cart'), hostOf('registry.internal:5000/cart')]).toEqual([null, 'localhost', 'registry.internal:5000']);
    expect(shortDigest('sha256:4f2a9c1be77d0000')).toBe('4f2a9c1be77d');
  });

  it('lose tag and digest where the repository is meant, not the port', () => {
    expect(['registry.internal:5000/shop/cart:2.3', 'registry.internal:5000/shop/cart', 'alpine@sha256:4f2a', 'a.b/c:1@sha256:4f2a'].map(repositoryOf)).toEqual(['registry.internal:5000/shop/cart', 'registry.internal:5000/shop/cart', 'alpine', 'a.b/c']);
  });

  it('and of systems, to name and version', () => {
    expect(['Debian GNU/Linux 12 (bookworm)', 'Alpine Linux v3.19', 'Ubuntu 22.04.4 LTS', 'Red Hat Enterprise Linux 9.4 (Plow)', 'Wolfi'].map(shortSystem)).toEqual(['Debian 12', 'Alpine 3.19', 'Ubuntu 22.04.4 LTS', 'Red Hat Enterprise 9.4', 'Wolfi']);
  });
});

describe('buildStep', () => {
  it('is what the Dockerfile says', () => {
    expect(buildStep('/bin/sh -c #(nop)  CMD ["bash"]')).toBe('CMD ["bash"]');
    expect(buildStep('/bin/sh -c apt-get update')).toBe('RUN apt-get update');
    expect(buildStep('RUN /bin/sh -c apt-get update # buildkit')).toBe('RUN apt-get update');
    expect(buildStep('COPY a b # buildkit')).toBe('COPY a b');
    expect([buildStep(null), buildStep(' ')]).toEqual([null, null]);
  });
});

describe('filtersOf', () => {
  it('reads one pattern a line or between commas, each once', () => {
    expect(filtersOf({ ...initialValues(undefined), include: 'shop/**\n platform/* , shop/**\n', newest: '20' })).toEqual({ include: ['shop/**', 'platform/*'], exclude: [], tags: [], repositories: [], newest: 20 });
    expect(filtersOf(initialValues(undefined)).newest).toBeNull();
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
