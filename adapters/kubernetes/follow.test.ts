import { describe, expect, test } from 'vitest';
import type { ResourceKind } from '#core/ports/cluster.ts';
import { json, status } from './testing/scripted-server.ts';
import { PODS, SECRETS, setup } from './testing/setup.ts';

describe('list, then watch', () => {
  test('shows what is there, then every change, in order', async () => {
    await using s = await setup();
    s.follow();
    await s.recorder.until('all kinds', () => s.recorder.complete.size === 3);
    expect(s.recorder.names('pods')).toEqual(['a', 'b']);
    await s.recorder.until('namespaces before pods', () => s.recorder.calls.indexOf('listEnded namespaces') < s.recorder.calls.indexOf('listStarted pods'));
    await expect.poll(() => s.server.openWatches(PODS)).toBe(1);
    s.server.put(PODS, 'c');
    s.server.remove(PODS, 'a');
    await s.recorder.until('the changes', () => s.recorder.names('pods').join() === 'b,c');
    expect([...s.recorder.objects('pods').values()].every((pod) => pod.kind === 'Pod' && pod.apiVersion === 'v1')).toBe(true);
  });

  test('reads pages of 500 and keeps them in order', async () => {
    await using s = await setup();
    for (let i = 0; i < 1200; i++) s.server.put(PODS, `pod-${i}`);
    s.follow();
    await s.recorder.until('pods', () => s.recorder.complete.has('pods'));
    expect(s.recorder.calls.filter((call) => call.startsWith('listPage pods'))).toEqual(['listPage pods 500', 'listPage pods 500', 'listPage pods 202']);
    expect(s.recorder.objects('pods').size).toBe(1202);
  });

  test('forgets what is on no page of a new list', async () => {
    await using s = await setup();
    s.follow();
    await s.recorder.until('pods', () => s.recorder.complete.has('pods'));
    await expect.poll(() => s.server.openWatches(PODS)).toBe(1);
    s.server.hook = (call, response) => call.isWatch && status(response, 500, 'off');
    s.server.cutWatches();
    s.server.remove(PODS, 'a');
    s.server.compact();
    s.server.hook = null;
    await s.recorder.until('a is gone', () => s.recorder.names('pods').join() === 'b');
    expect(s.recorder.calls).not.toContain('deleted pods 1');
  });

  test('a kind that is not served is known to be empty', async () => {
    await using s = await setup();
    s.server.hook = (call, response) => call.path === '/api' && json(response, 200, { kind: 'APIVersions', versions: ['v1'] })
      || call.path === '/apis' && json(response, 200, { kind: 'APIGroupList', groups: [] })
      || call.path === '/api/v1' && json(response, 200, { kind: 'APIResourceList', resources: [{ name: 'namespaces', verbs: ['list', 'watch'] }, { name: 'pods', verbs: ['list', 'watch'] }] });
    s.follow();
    await s.recorder.until('all kinds', () => s.recorder.complete.size === 3);
    expect(s.recorder.objects('secrets').size).toBe(0);
    expect(s.server.calls.some((call) => call.path === SECRETS)).toBe(false);
    expect(s.recorder.unavailableKinds.size).toBe(0);
  });

  test('lists again after a while even though the watch is well', async () => {
    await using s = await setup({ relistEvery: 50, watchMin: 30, watchMax: 40 });
    s.follow();
    await s.recorder.until('two lists', () => s.recorder.calls.filter((call) => call === 'listEnded pods').length >= 2);
    expect(s.recorder.unavailableKinds.size).toBe(0);
  });
});

describe('positions', () => {
  test('an expired continue token starts the list again', async () => {
    await using s = await setup();
    for (let i = 0; i < 600; i++) s.server.put(PODS, `pod-${i}`);
    let expired = 0;
    s.server.hook = (call, response) => call.path === PODS && call.query.has('continue') && expired++ === 0 && status(response, 410, 'The provided continue parameter is too old');
    s.follow();
    await s.recorder.until('pods', () => s.recorder.complete.has('pods'));
    expect(s.recorder.objects('pods').size).toBe(602);
    expect(s.recorder.calls.filter((call) => call === 'listStarted pods')).toHaveLength(2);
    expect(s.recorder.calls.filter((call) => call === 'listEnded pods')).toHaveLength(1);
  });

  test('a watch that is too old lists again', async () => {
    await using s = await setup();
    s.follow();
    await expect.poll(() => s.server.openWatches(PODS)).toBe(1);
    s.server.hook = (call, response) => call.isWatch && status(response, 503, 'not now');
    s.server.cutWatches();
    s.server.put(PODS, 'c');
    s.server.compact();
    s.server.hook = null;
    await s.recorder.until('c', () => s.recorder.names('pods').includes('c'));
  });

  test('goes on from a bookmark', async () => {
    await using s = await setup();
    s.follow();
    await expect.poll(() => s.server.openWatches(PODS)).toBe(1);
    for (let i = 0; i < 5; i++) s.server.put(SECRETS, `s${i}`);
    s.server.bookmark();
    const position = s.server.put('/api/v1/namespaces', 'later') - 1;
    await s.recorder.until('events before the cut', () => s.recorder.names('namespaces').includes('later'));
    await new Promise((resolve) => { setTimeout(resolve, 30); });
    const lists = s.recorder.calls.filter((call) => call === 'listStarted pods').length;
    s.server.cutWatches();
    await expect.poll(() => s.server.calls.filter((call) => call.path === PODS && call.isWatch).at(-1)?.query.get('resourceVersion')).toBe(String(position));
    expect(s.recorder.calls.filter((call) => call === 'listStarted pods')).toHaveLength(lists);
  });

  test('a line cut in the middle is dropped and read again', async () => {
    await using s = await setup();
    s.follow();
    await expect.poll(() => s.server.openWatches(PODS)).toBe(1);
    s.server.write(PODS, '{"type":"ADDED","object":{"metadata":{"name":"half","resourceV');
    await new Promise((resolve) => { setTimeout(resolve, 20); });
    s.server.cutWatches();
    s.server.put(PODS, 'whole');
    await s.recorder.until('whole', () => s.recorder.names('pods').includes('whole'));
    expect(s.recorder.names('pods')).toEqual(['a', 'b', 'whole']);
  });

  test('a replayed event does not bring an old state back', async () => {
    await using s = await setup();
    s.follow();
    await expect.poll(() => s.server.openWatches(PODS)).toBe(1);
    const old = s.server.put(PODS, 'c', { spec: { age: 'old' } });
    s.server.put(PODS, 'c', { spec: { age: 'new' } });
    s.server.remove(PODS, 'b');
    s.server.write(PODS, `${JSON.stringify({ type: 'MODIFIED', object: { metadata: { name: 'c', uid: `${PODS}-c`, resourceVersion: String(old) }, spec: { age: 'old' } } })}\n`);
    s.server.put(PODS, 'd');
    await s.recorder.until('d', () => s.recorder.names('pods').includes('d'));
    expect(s.recorder.objects('pods').get(`${PODS}-c`)).toMatchObject({ spec: { age: 'new' } });
    expect(s.recorder.names('pods')).toEqual(['a', 'c', 'd']);
  });
});

describe('ends', () => {
  test('the signal ends everything at once, whatever is going on', async () => {
    for (const wait of [0, 5, 50, 200]) {
      await using s = await setup();
      s.follow();
      await new Promise((resolve) => { setTimeout(resolve, wait); });
      expect(await s.end()).toBeLessThan(200);
      await expect.poll(() => s.server.openWatches(PODS)).toBe(0);
    }
  });

  test('a signal that is aborted already is respected', async () => {
    await using s = await setup();
    await s.source.follow(s.recorder, AbortSignal.abort());
    expect(s.recorder.calls).toEqual([]);
  });

  test('rejects when the sink rejects, and ends all else', async () => {
    await using s = await setup();
    const sink = { ...s.recorder, listPage: async (kind: ResourceKind) => { if (kind.resource === 'pods') throw new Error('disk full'); } };
    await expect(s.source.follow(sink, new AbortController().signal)).rejects.toThrow('disk full');
    await expect.poll(() => s.server.openWatches('/api/v1/namespaces')).toBe(0);
  });

  test('a slow sink slows the source down, and nothing is lost', async () => {
    await using s = await setup();
    const gate = Promise.withResolvers<void>();
    s.follow({ ...s.recorder, changed: async (kind, objects) => { await gate.promise; await s.recorder.changed(kind, objects); } });
    await expect.poll(() => s.server.openWatches(PODS)).toBe(1);
    for (let i = 0; i < 3000; i++) s.server.put(PODS, `pod-${i}`, { filler: 'x'.repeat(10_000) });
    await new Promise((resolve) => { setTimeout(resolve, 300); });
    // 30 MB were sent; what the sockets did not take waits at the server, not in this process.
    expect(s.server.unread(PODS)).toBeGreaterThan(10_000_000);
    gate.resolve();
    await s.recorder.until('all pods', () => s.recorder.objects('pods').size === 3002);
  });
});
