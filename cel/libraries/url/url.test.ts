import { describe, expect, it } from 'vitest';
import { urlOf, urlProblem } from './index.ts';

describe('what is no URL', () => {
  it.each([
    ['', 'parse "": empty url'],
    ['../a', 'parse "../a": invalid URI for request'],
    [':a', 'parse ":a": missing protocol scheme'],
    ['http://a\n', 'parse "http://a\\n": net/url: invalid control character in URL'],
    ['http://a:b/', 'parse "http://a:b/": invalid port ":b" after host'],
    ['https://a:1:2/', 'parse "https://a:1:2/": invalid port ":1:2" after host'],
    ['http://[::1/', 'parse "http://[::1/": missing \']\' in host'],
    ['http://[1.2.3.4]/', 'parse "http://[1.2.3.4]/": invalid IP-literal'],
    ['http://a b/', 'parse "http://a b/": invalid character " " in host name'],
    ['http://a/%4', 'parse "http://a/%4": invalid URL escape "%4"'],
    ['http://%41/', 'parse "http://%41/": invalid URL escape "%41"'],
    ['http://a"b@c/', 'parse "http://a\\"b@c/": net/url: invalid userinfo'],
  ])('%j', (text, message) => { expect(urlProblem(text)).toBe(message); });
});

describe('text of a URL', () => {
  it.each([
    ['HTTP://User:p%40ss@Example.com:80/a b?x=1#é', 'http://User:p%40ss@Example.com:80/a%20b?x=1#%C3%A9'],
    ['http://a', 'http://a'], ['http://a?', 'http://a?'], ['mailto:a@b.c', 'mailto:a@b.c'], ['file:///etc/hosts', 'file:///etc/hosts'],
    ['http:/a', 'http:/a'], ['//a/b', '//a/b'], ['http://[fe80::1%25en0]:80/', 'http://[fe80::1%25en0]:80/'], ['/a%2Fb', '/a%2Fb'],
    ['http://a/%ff b', 'http://a/%FF%20b'], ['*', '*'], ['postgres://a:1,b:2/d', 'postgres://a:1,b:2/d'],
  ])('%s', (text, again) => { expect(urlOf(text).toString()).toBe(again); });
  it('makes URLs equal that Go writes alike', () => {
    expect(urlOf('http://a/%61 b').equals(urlOf('http://a/a%20b'))).toBe(true);
    expect(urlOf('http://a/b').equals(urlOf('http://A/b'))).toBe(false);
  });
});

it('takes long texts in linear time', () => {
  const long = 'x'.repeat(500_000);
  expect(urlProblem(`http://a/${long}`)).toBe(undefined);
  expect(urlProblem(`${long}:`)).toBe(undefined);
  expect(urlOf(`/a?${'k=v&'.repeat(9_000)}`).parts.query.length).toBe(36_000);
});
