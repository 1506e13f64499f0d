import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { KnownTag } from '#core/ports/registries.ts';
import { HintTimes } from './hint-times.ts';
import { parseAddress, repositoryName, tagsAt } from './names.ts';
import { newestFirst } from './order.ts';
import { matches } from './patterns.ts';
import { Bell, eachOf, Slots } from './tasks.ts';

describe('patterns', () => {
  it.each([
    ['shop/cart', 'shop/cart', true], ['shop/cart', 'shop/cart2', false], ['shop/*', 'shop/cart', true], ['shop/*', 'shop/a/b', false], ['shop/*', 'shop/', true], ['shop/*', 'shop', false],
    ['**', 'a/b/c', true], ['**', '', true], ['shop/**', 'shop/a/b', true], ['**/cart', 'a/b/cart', true], ['**/cart', 'cart', false], ['*/cart', 'a/b/cart', false], ['a*b*c', 'a1b2c', true], ['a*b*c', 'a1c', false],
    ['1.*', '1.2.3', true], ['v.', 'vx', false], ['(a+)+$', '(a+)+$', true], ['(a+)+$', 'aaa', false], ['*', 'a/b', false], ['***', 'a/b', true], ['a*/b**', 'ax/b/c', true],
  ])('%j and %j: %j', (pattern, text, expected) => { expect(matches(pattern, text)).toBe(expected); });

  it('mean what the same regular expressions mean', () => {
    const alphabet = fc.constantFrom('a', 'b', '/', '.', '*');
    fc.assert(fc.property(fc.array(alphabet, { maxLength: 8 }), fc.array(fc.constantFrom('a', 'b', '/', '.'), { maxLength: 10 }), (parts, chars) => {
      const pattern = parts.join('');
      const expression = new RegExp(`^${pattern.replace(/\*{2,}|\*|\./g, (found) => (found === '.' ? '\\.' : found === '*' ? '[^/]*' : '.*'))}$`);
      expect(matches(pattern, chars.join(''))).toBe(expression.test(chars.join('')));
    }), { numRuns: 20_000 });
  });

  it('take no longer for hostile ones', () => {
    const started = performance.now();
    expect(matches('*a'.repeat(150), `${'a'.repeat(254)}b`)).toBe(false);
    expect(matches('**a'.repeat(100), `${'a/'.repeat(127)}b`)).toBe(false);
    expect(performance.now() - started).toBeLessThan(200);
  });
});

describe('names', () => {
  it.each([
    ['registry.example', 'registry.example', false], ['https://Registry.Example/', 'registry.example', false], ['http://127.0.0.1:5000', '127.0.0.1:5000', true], ['registry:5000/v2/', 'registry:5000', false],
    ['https://registry.example:443', 'registry.example', false], ['registry-1.docker.io', 'docker.io', false], ['https://index.docker.io/v1/', 'docker.io', false], ['localhost', 'localhost', false], ['[::1]:5000', '[::1]:5000', false],
  ])('of a registry: %s', (address, host, plainHttp) => { expect(parseAddress(address)).toEqual({ host, plainHttp }); });

  it('of repositories are those of references', () => {
    expect(repositoryName('docker.io', 'alpine')).toBe('library/alpine');
    expect(repositoryName('x.example', 'alpine')).toBe('alpine');
    for (const name of ['a@sha256:1', 'a:latest', 'A', '', '/a', 'a/', '..', 'a b', 'a?b', `a@sha256:${'0'.repeat(64)}`]) expect(repositoryName('x.example', name), name).toBeNull();
    expect(tagsAt('docker.io', ['alpine', 'docker.io/alpine:3', 'x.example/a:1', '???'])).toEqual(new Map([['library/alpine', new Set(['latest', '3'])]]));
  });
});

it('the newest come first', () => {
  const tag = (name: string, change: Partial<KnownTag>): KnownTag => ({ tag: name, digest: '', pushedAt: null, builtAt: null, firstSeenAt: 1, reported: null, ...change });
  const tags = [tag('1.9', {}), tag('1.10', {}), tag('1.10-rc', {}), tag('seen', { firstSeenAt: 2 }), tag('built', { builtAt: 50 }), tag('pushed', { pushedAt: 60, builtAt: 10 }), tag('silent', { builtAt: 0 }), tag('01.9', {})];
  expect(newestFirst(tags).map((each) => each.tag)).toEqual(['pushed', 'built', 'seen', 'silent', '1.10-rc', '1.10', '1.9', '01.9']);
});

describe('hints', () => {
  it('are looked up at once, soon, and when what was told must have happened', () => {
    let now = 1000;
    const times = new HintTimes(5000, () => now);
    const hint = { repository: 'a', tag: '1', pushedAt: 1000, at: 1000 };
    const steps: [number, boolean][] = [];
    for (let i = 0; i < 4; i++) {
      now += times.dueIn(hint);
      steps.push([now - 1000, times.isLast(hint)]);
      times.looked(hint);
    }
    expect(steps).toEqual([[0, false], [300, false], [1000, false], [5000, true]]);
    times.keep([hint]);
    expect(times.waiting).toBe(1);
    times.keep([]);
    expect([times.waiting, times.dueIn(hint), times.isLast(hint)]).toEqual([0, 0, true]);
  });

  it('end also when the clock is set back', () => {
    const times = new HintTimes(5000, () => 1000);
    const hint = { repository: 'a', tag: '1', pushedAt: null, at: 3_600_000 };
    for (let i = 0; i < 3; i++) { expect(times.dueIn(hint)).toBeLessThanOrEqual(5000); expect(times.isLast(hint)).toBe(false); times.looked(hint); }
    expect(times.isLast(hint)).toBe(true);
  });
});

describe('tasks', () => {
  it('run so many at a time, and end with the first failure', async () => {
    let atOnce = 0;
    let most = 0;
    const done: number[] = [];
    const run = async (n: number): Promise<void> => {
      most = Math.max(most, ++atOnce);
      await new Promise((resolve) => { setTimeout(resolve, 2); });
      atOnce--;
      if (n === 7) throw new Error('seven');
      done.push(n);
    };
    await expect(eachOf(Array.from({ length: 100 }, (_, i) => i), 3, run)).rejects.toThrow('seven');
    expect([most, atOnce]).toEqual([3, 0]);
    expect(done.length).toBeLessThan(12);
    await eachOf([], 3, run);
  });

  it('wait for their turn, or leave when they are told to', async () => {
    const slots = new Slots(1);
    const ended = new AbortController();
    const ran: string[] = [];
    const { promise, resolve } = Promise.withResolvers<void>();
    const first = slots.run(async () => { ran.push('first'); await promise; }, new AbortController().signal);
    const second = slots.run(async () => { ran.push('second'); }, ended.signal);
    const third = slots.run(async () => { ran.push('third'); }, new AbortController().signal);
    ended.abort();
    await second;
    resolve();
    await Promise.all([first, third]);
    await slots.run(async () => { ran.push('fourth'); }, new AbortController().signal);
    expect(ran).toEqual(['first', 'third', 'fourth']);
  });

  it('sleep until the bell rings, also when it rang before', async () => {
    const bell = new Bell();
    const { signal } = new AbortController();
    bell.ring();
    await bell.sleep(60_000, signal);
    setTimeout(() => bell.ring(), 10);
    await bell.sleep(60_000, signal);
    const started = performance.now();
    await bell.sleep(30, signal);
    expect(performance.now() - started).toBeGreaterThan(25);
    await bell.sleep(60_000, AbortSignal.timeout(10));
  });
});
