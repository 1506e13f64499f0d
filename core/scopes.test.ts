import { describe, expect, it } from 'vitest';
import { type ExemptedFindings, type ExemptibleFinding, findingExempted } from './scopes.ts';

const D = (digit: string): string => `sha256:${digit.repeat(64)}`;
const finding: ExemptibleFinding = { vulnerability: 'GHSA-jfh8-c2jp-5v3q', aliases: ['CVE-2021-44228'], package: 'log4j-core', imageReferences: ['shop/cart:1.2', 'registry.example:5000/shop/cart:1.2'], digest: D('a') };
const covers = (said: Partial<ExemptedFindings>, of: Partial<ExemptibleFinding> = {}): boolean => findingExempted({ vulnerability: null, package: null, image: null, ...said }, { ...finding, ...of });

describe('exempted findings', () => {
  it.each<[string, Partial<ExemptedFindings>, boolean]>([
    ['nothing said covers nothing', {}, false],
    ['the id', { vulnerability: 'GHSA-jfh8-c2jp-5v3q' }, true],
    ['an alias, in any case', { vulnerability: 'cve-2021-44228' }, true],
    ['another id', { vulnerability: 'CVE-2021-4422' }, false],
    ['the package', { package: 'log4j-core' }, true],
    ['part of its name', { package: 'log4j' }, false],
    ['its name in another case', { package: 'Log4j-Core' }, false],
    ['all that is said must hold', { vulnerability: 'CVE-2021-44228', package: 'zlib' }, false],
    ['all of it does', { vulnerability: 'CVE-2021-44228', package: 'log4j-core', image: 'shop/cart' }, true],
    ['a repository of the default registry', { image: 'shop/cart' }, true],
    ['in full', { image: 'docker.io/shop/cart' }, true],
    ['with a port', { image: 'registry.example:5000/shop/cart' }, true],
    ['a tag', { image: 'docker.io/shop/cart:1.2' }, true],
    ['another tag', { image: 'shop/cart:1.3' }, false],
    ['a tag of another registry', { image: 'registry.example:5000/shop/cart:1.2' }, true],
    ['a repository below', { image: 'shop/cart/web' }, false],
    ['a repository above', { image: 'shop' }, false],
    ['another host', { image: 'other.example/shop/cart' }, false],
    ['the digest', { image: D('a') }, true],
    ['another digest', { image: D('b') }, false],
    ['repository and digest', { image: `shop/cart@${D('a')}` }, true],
    ['another repository and the digest', { image: `shop/web@${D('a')}` }, false],
    ['repository and another digest', { image: `shop/cart@${D('b')}` }, false],
    ['a name that is none', { image: 'Shop/Cart:1.2' }, false],
  ])('%s', (_, said, expected) => { expect(covers(said)).toBe(expected); });

  it('takes a name without a tag as the tag latest, and as every tag', () => {
    expect(covers({ image: 'alpine:latest' }, { imageReferences: ['docker.io/library/alpine'] })).toBe(true);
    expect(covers({ image: 'alpine' }, { imageReferences: ['alpine:3.20'] })).toBe(true);
    expect(covers({ image: 'alpine:3.20' }, { imageReferences: ['alpine'] })).toBe(false);
  });
  it('looks at the digest in the name where the image has no other', () => {
    expect(covers({ image: D('c') }, { digest: null, imageReferences: [`shop/cart@${D('c')}`] })).toBe(true);
    expect(covers({ image: `shop/cart@${D('c')}` }, { digest: null, imageReferences: [`shop/cart@${D('c')}`] })).toBe(true);
    expect(covers({ image: D('c') }, { digest: null, imageReferences: [] })).toBe(false);
  });
  it('compares names that no runtime takes as they are', () => {
    expect(covers({ image: 'NOT AN IMAGE' }, { imageReferences: ['NOT AN IMAGE'] })).toBe(true);
    expect(covers({ image: 'shop/cart' }, { imageReferences: ['NOT AN IMAGE'] })).toBe(false);
  });
});
