import { describe, expect, test } from 'vitest';
import { type Hook, json, status } from './testing/scripted-server.ts';
import { PODS, SECRETS, setup } from './testing/setup.ts';

const wait = (milliseconds: number): Promise<void> => new Promise((resolve) => { setTimeout(resolve, milliseconds); });
const refuseAll = (code: number, message: string): Hook => (_call, response) => status(response, code, message);

describe('the whole cluster', () => {
  test('refused credentials show although the watches are still open, and heal', async () => {
    await using s = await setup();
    s.follow();
    await expect.poll(() => s.server.openWatches(PODS)).toBe(1);
    // Watches that are open go on, as with a real API server.
    s.server.hook = refuseAll(401, 'Unauthorized');
    expect(await s.recorder.until('unavailable', () => s.recorder.state.reason !== null)).toBeLessThan(1);
    expect(s.recorder.state.reason).toBe('the cluster refused the credentials (401): Unauthorized');
    await expect.poll(() => s.server.openWatches(PODS)).toBe(0);
    s.server.put(PODS, 'meanwhile');
    s.server.hook = null;
    await s.recorder.until('connected', () => s.recorder.state.connects === 2 && s.recorder.names('pods').includes('meanwhile'));
    expect(s.recorder.calls.filter((call) => call === 'unavailable')).toHaveLength(1);
  });

  test('one refusal alone is not believed', async () => {
    await using s = await setup();
    s.follow();
    await expect.poll(() => s.server.openWatches(PODS)).toBe(1);
    let refusals = 0;
    s.server.hook = (_call, response) => refusals++ === 0 && status(response, 401, 'starting');
    await expect.poll(() => refusals).toBeGreaterThan(3);
    expect(s.recorder.state).toMatchObject({ reason: null, connects: 1 });
  });

  test('a server that is gone shows after the grace, not before', async () => {
    await using s = await setup();
    s.follow();
    await expect.poll(() => s.server.openWatches(PODS)).toBe(1);
    await s.server.stop();
    const seconds = await s.recorder.until('unavailable', () => s.recorder.state.reason !== null);
    expect(seconds).toBeGreaterThan(0.1);
    expect(s.recorder.state.reason).toBe(`${s.server.url} cannot be reached: the connection was refused (ECONNREFUSED)`);
    await s.server.start();
    await s.recorder.until('connected', () => s.recorder.state.connects === 2);
  });

  test('a short outage shows nowhere; the watch goes on where it was', async () => {
    await using s = await setup({ grace: 3_000 });
    s.follow();
    await expect.poll(() => s.server.openWatches(PODS)).toBe(1);
    await s.server.stop();
    s.server.put(PODS, 'meanwhile');
    await wait(100);
    await s.server.start();
    await s.recorder.until('meanwhile', () => s.recorder.names('pods').includes('meanwhile'));
    expect(s.recorder.state).toMatchObject({ reason: null, connects: 1 });
    expect(s.recorder.calls.filter((call) => call === 'listStarted pods')).toHaveLength(1);
  });

  test('a server that takes requests and never answers shows', async () => {
    await using s = await setup();
    s.follow();
    await expect.poll(() => s.server.openWatches(PODS)).toBe(1);
    s.server.hook = () => true;
    await s.recorder.until('unavailable', () => s.recorder.state.reason !== null);
    expect(s.recorder.state.reason).toMatch(/no complete answer to \/api\/v1\/\w+ within 0.3 s|no answer in time/);
  });

  test('was never there', async () => {
    await using s = await setup();
    await s.server.stop();
    s.follow();
    await s.recorder.until('unavailable', () => s.recorder.state.reason !== null);
    await s.server.start();
    await s.recorder.until('connected', () => s.recorder.state.connects === 1);
  });

  test('credentials without any right are said at once', async () => {
    await using s = await setup();
    s.server.hook = (call, response) => /^\/api\/v1\/./.test(call.path) && status(response, 403, 'pods is forbidden');
    s.follow();
    await s.recorder.until('unavailable', () => s.recorder.state.reason !== null);
    expect(s.recorder.state.reason).toBe('the credentials are accepted but may not list any kind; grant list and watch, for example with the ClusterRole "view"');
    s.server.hook = null;
    await s.recorder.until('connected', () => s.recorder.complete.size === 3);
  });

  test.each<[string, Hook, RegExp]>([
    ['a web page', (_c, r) => { r.writeHead(200, { 'content-type': 'text/html' }).end('<html>'); return true; }, /^\/version: the answer is text\/html and not application\/json; is http:\/\/127.0.0.1:\d+ a Kubernetes API server\?$/],
    ['a redirect', (_c, r) => { r.writeHead(302, { location: 'http://169.254.169.254/' }).end(); return true; }, /^\/version: the server redirects elsewhere \(302\); redirects are not followed/],
    ['another service', (_c, r) => json(r, 200, { hello: 'world' }), /^\/version: the answer names no version/],
    ['not JSON', (_c, r) => { r.writeHead(200, { 'content-type': 'application/json' }).end('{"a":'); return true; }, /^\/version: the answer is not valid JSON$/],
    ['an endless answer', (_c, r) => { r.writeHead(200, { 'content-type': 'application/json' }); r.write(`"${'x'.repeat(200_000)}`); return true; }, /^the answer is larger than 65536 bytes$/],
    ['not HTTP', (_c, r) => { r.socket?.end('SSH-2.0-x\r\n\r\n'); return true; }, /^http:\/\/127.0.0.1:\d+ does not speak HTTP/],
  ])('an impossible server: %s', async (_name, hook, reason) => {
    await using s = await setup();
    s.server.hook = hook;
    s.follow();
    await s.recorder.until('unavailable', () => s.recorder.state.reason !== null);
    expect(s.recorder.state.reason).toMatch(reason);
  });
});

describe('one kind', () => {
  test('a forbidden kind is said, the others go on, and a granted right shows', async () => {
    await using s = await setup();
    s.server.hook = (call, response) => call.path === SECRETS && status(response, 403, 'secrets is forbidden: User "x" cannot list resource "secrets"');
    s.follow();
    await s.recorder.until('secrets are unavailable', () => s.recorder.unavailableKinds.has('secrets') && s.recorder.complete.has('pods'));
    expect(s.recorder.unavailableKinds.get('secrets')).toBe('not allowed (403): secrets is forbidden: User "x" cannot list resource "secrets"');
    expect(s.recorder.calls.filter((call) => call === 'kindUnavailable secrets')).toHaveLength(1);
    s.server.hook = null;
    await s.recorder.until('secrets', () => s.recorder.complete.has('secrets') && s.recorder.unavailableKinds.size === 0);
    expect(s.recorder.state).toMatchObject({ reason: null, connects: 1 });
  });

  test('a right that is taken away shows although the watch is still open', async () => {
    await using s = await setup();
    s.follow();
    await s.recorder.until('all kinds', () => s.recorder.complete.size === 3);
    await expect.poll(() => s.server.openWatches(SECRETS)).toBe(1);
    s.server.hook = (call, response) => call.path === SECRETS && status(response, 403, 'no more');
    await s.recorder.until('secrets are unavailable', () => s.recorder.unavailableKinds.has('secrets'));
    expect(s.server.openWatches(PODS)).toBe(1);
    expect(s.recorder.state.reason).toBe(null);
  });

  test('a kind that may be listed but not watched is polled', async () => {
    await using s = await setup();
    s.server.hook = (call, response) => call.path === PODS && call.isWatch && status(response, 403, 'cannot watch');
    s.follow();
    await s.recorder.until('pods', () => s.recorder.complete.has('pods'));
    s.server.put(PODS, 'late');
    await s.recorder.until('late', () => s.recorder.names('pods').includes('late'));
    expect(s.recorder.unavailableKinds.size).toBe(0);
  });

  test('waits as long as a busy server asks, and no longer', async () => {
    await using s = await setup();
    const asked: number[] = [];
    s.server.hook = (call, response) => {
      if (call.path !== PODS || call.query.get('limit') !== '500') return false;
      asked.push(performance.now());
      return asked.length === 1 && status(response, 429, 'too many requests', { 'retry-after': '1' });
    };
    s.follow();
    await s.recorder.until('pods', () => s.recorder.complete.has('pods'));
    expect(asked[1]! - asked[0]!).toBeGreaterThan(950);
    expect(asked[1]! - asked[0]!).toBeLessThan(2_000);
  });

  test.each<[string, string, RegExp]>([
    ['an endless line', `{"type":"ADDED","object":{"metadata":{"name":"${'x'.repeat(9 * 1024 * 1024)}`, /an event is larger than 8388608 bytes/],
    ['no JSON', 'hello\n', /a line of the watch is not valid JSON/],
    ['an event without position', '{"type":"ADDED","object":{"metadata":{"name":"x"}}}\n', /an event has no resourceVersion/],
    ['an object without name', '{"type":"ADDED","object":{"metadata":{"resourceVersion":"999"}}}\n', /an item has no metadata.name/],
    ['an unknown type', '{"type":"SURPRISE","object":{"metadata":{"name":"x","resourceVersion":"999"}}}\n', /an event has an unknown type/],
    ['a deep object', `{"type":"ADDED","object":{"metadata":{"name":"x","resourceVersion":"999"},"spec":${'['.repeat(5000)}${']'.repeat(5000)}}}\n`, /"x" nests deeper than 100 levels/],
    ['an error', '{"type":"ERROR","object":{"code":500,"message":"etcd\\u0000 is\\n gone"}}\n', /^watch of pods: the server answered 500: etcd is gone$/],
  ])('a broken watch: %s', async (_name, text, reason) => {
    await using s = await setup({ failuresBeforeUnavailable: 1, probeEvery: 10_000 });
    s.follow();
    await expect.poll(() => s.server.openWatches(PODS)).toBe(1);
    s.server.put(PODS, 'before');
    s.server.write(PODS, text);
    await s.recorder.until('said', () => s.recorder.calls.includes('kindUnavailable pods'));
    // It is listed again at once; what the watch said before it broke is not lost.
    await s.recorder.until('healed', () => s.recorder.complete.has('pods') && s.recorder.unavailableKinds.size === 0);
    expect(s.recorder.names('pods')).toEqual(['a', 'b', 'before']);
    expect(s.recorder.calls).toContain('changed pods 1');
    expect(s.recorder.reasons.join()).toMatch(reason);
  });

  test('a silent, half-open watch is noticed', async () => {
    await using s = await setup({ watchIdle: 100 });
    s.follow();
    await expect.poll(() => s.server.openWatches(PODS)).toBe(1);
    await expect.poll(() => s.server.calls.filter((call) => call.path === PODS && call.isWatch).length, { timeout: 10_000 }).toBeGreaterThan(1);
    expect(s.recorder.calls.filter((call) => call === 'listStarted pods')).toHaveLength(1);
  });

  test('a proxy that cuts every watch at once does not make a busy loop, and shows', async () => {
    await using s = await setup();
    s.server.hook = (call, response) => call.isWatch && json(response, 200, '');
    s.follow();
    await s.recorder.until('unavailable', () => s.recorder.unavailableKinds.has('pods'));
    expect(s.server.calls.length).toBeLessThan(200);
  });
});

describe('pages', () => {
  test('too large a page is asked for again in smaller portions', async () => {
    await using s = await setup();
    for (let i = 0; i < 98; i++) s.server.put(PODS, `pod-${i}`);
    const limits: string[] = [];
    s.server.hook = (call, response) => {
      if (call.path !== PODS || call.isWatch || call.query.get('limit') === '1') return false;
      limits.push(call.query.get('limit')!);
      if (call.query.get('limit') !== '500') return false;
      response.writeHead(200, { 'content-type': 'application/json' });
      for (let sent = 0; sent < 66; sent++) response.write('x'.repeat(1024 * 1024));
      return true;
    };
    s.follow();
    await s.recorder.until('pods', () => s.recorder.complete.has('pods'));
    expect(limits).toEqual(['500', '50', '50']);
    expect(s.recorder.objects('pods').size).toBe(100);
  });

  test('a list that does not go on is said', async () => {
    await using s = await setup();
    s.server.hook = (call, response) => call.path === PODS && !call.isWatch && call.query.get('limit') === '500'
      && json(response, 200, { metadata: { resourceVersion: '5', continue: 'again' }, items: [] });
    s.follow();
    await s.recorder.until('unavailable', () => s.recorder.unavailableKinds.has('pods'));
    expect(s.recorder.unavailableKinds.get('pods')).toBe('pods: the list does not go on (same continue token twice)');
  });
});
