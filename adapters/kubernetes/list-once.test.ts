import { describe, expect, test } from 'vitest';
import { ProblemError } from '#core/result.ts';
import { ASSESSED_KINDS } from './kinds.ts';
import { json, status } from './testing/scripted-server.ts';
import { createSource, FAST, PODS, SECRETS, setup } from './testing/setup.ts';

const never = new AbortController().signal;

describe('listOnce', () => {
  test('lists every kind, Namespaces first, and ends', async () => {
    await using s = await setup();
    await s.source.listOnce(s.recorder, never);
    expect(s.recorder.calls.slice(0, 4)).toEqual(['connected', 'listStarted namespaces', 'listPage namespaces 1', 'listEnded namespaces']);
    expect([...s.recorder.complete].sort()).toEqual(['namespaces', 'pods', 'secrets']);
    expect(s.server.calls.some((call) => call.isWatch)).toBe(false);
  });

  test('asks for metadata only where that is enough, and sends who it is', async () => {
    await using s = await setup();
    await s.source.listOnce(s.recorder, never);
    const accept = (path: string): string | undefined => s.server.calls.find((call) => call.path === path && call.query.get('limit') === '500')?.headers.accept;
    expect(accept(SECRETS)).toMatch(/^application\/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1/);
    expect(accept(PODS)).toBe('application/json');
    expect(s.server.calls.every((call) => call.headers.authorization === 'Bearer secret-token' && call.headers['user-agent'] === 'breakwater')).toBe(true);
  });

  test('a forbidden kind is said, the others are listed', async () => {
    await using s = await setup();
    s.server.hook = (call, response) => call.path === SECRETS && status(response, 403, 'no');
    await s.source.listOnce(s.recorder, never);
    expect(s.recorder.unavailableKinds.get('secrets')).toBe('not allowed (403): no');
    expect([...s.recorder.complete].sort()).toEqual(['namespaces', 'pods']);
  });

  test('a list that expires is begun again, a few times', async () => {
    await using s = await setup();
    for (let i = 0; i < 600; i++) s.server.put(PODS, `pod-${i}`);
    s.server.hook = (call, response) => call.path === PODS && call.query.has('continue') && status(response, 410, 'too old');
    await s.source.listOnce(s.recorder, never);
    expect(s.recorder.calls.filter((call) => call === 'listStarted pods')).toHaveLength(3);
    expect(s.recorder.unavailableKinds.get('pods')).toBe('/api/v1/pods: the position is too old (410): too old');
  });

  test.each<[string, number, string, string]>([
    ['refused credentials', 401, 'cluster-unauthorized', 'the cluster refused the credentials (401): no'],
    ['no right at all', 403, 'cluster-forbidden', 'not allowed (403): no'],
    ['a sick server', 500, 'cluster-unreachable', '/version: the server answered 500: no'],
  ])('%s', async (_name, code, problem, message) => {
    await using s = await setup();
    s.server.hook = (_call, response) => status(response, code, 'no');
    await expect(s.source.listOnce(s.recorder, never)).rejects.toMatchObject({ name: 'ProblemError', code: problem, message });
  });

  test('nobody there', async () => {
    await using s = await setup();
    await s.server.stop();
    const failed = await s.source.listOnce(s.recorder, never).catch((error: unknown) => error);
    expect(failed).toBeInstanceOf(ProblemError);
    expect(failed).toMatchObject({ code: 'cluster-unreachable', message: `${s.server.url} cannot be reached: the connection was refused (ECONNREFUSED)` });
  });

  test('a host that does not exist', async () => {
    const source = await createSource({ kubeconfig: JSON.stringify({ contexts: [{ name: 'a', context: { cluster: 'a', user: 'a' } }], clusters: [{ name: 'a', cluster: { server: 'https://no-such-host.invalid' } }], users: [{ name: 'a' }] }), timing: FAST });
    await using s = await setup();
    await expect(source.listOnce(s.recorder, never)).rejects.toThrow(/^https:\/\/no-such-host.invalid cannot be reached: the host name (is unknown|could not be looked up) \((ENOTFOUND|EAI_AGAIN)\)$/);
  });

  test('the signal ends it', async () => {
    await using s = await setup();
    s.server.hook = (call) => call.path === PODS;
    const controller = new AbortController();
    setTimeout(() => controller.abort(new Error('enough')), 50);
    await expect(s.source.listOnce(s.recorder, controller.signal)).rejects.toThrow('enough');
  });
});

describe('discovery', () => {
  const autoscalers = ASSESSED_KINDS.filter((kind) => ['namespaces', 'pods', 'horizontalpodautoscalers'].includes(kind.resource));

  test('takes the best version that is served', async () => {
    await using s = await setup({}, autoscalers.map((kind) => ({ ...kind, versions: ['v1'] })));
    const source = await createSource({ kubeconfig: s.server.kubeconfig, kinds: autoscalers, timing: FAST });
    s.server.put('/apis/autoscaling/v1/horizontalpodautoscalers', 'x');
    await source.listOnce(s.recorder, never);
    expect([...s.recorder.objects('horizontalpodautoscalers').values()][0]?.apiVersion).toBe('autoscaling/v1');
  });

  test('where it is forbidden, the lists tell', async () => {
    await using s = await setup();
    s.server.hook = (call, response) => /^\/apis?$/.test(call.path) && status(response, 403, 'no');
    await s.source.listOnce(s.recorder, never);
    expect(s.recorder.names('pods')).toEqual(['a', 'b']);
  });

  test('a version that the server could not look into is asked for itself', async () => {
    await using s = await setup();
    s.server.hook = (call, response) => call.path === '/api' && json(response, 200, { kind: 'APIGroupDiscoveryList', items: [{ metadata: {}, versions: [{ version: 'v1', freshness: 'Stale', resources: [] }] }] });
    await s.source.listOnce(s.recorder, never);
    expect([...s.recorder.complete].sort()).toEqual(['namespaces', 'pods', 'secrets']);
  });

  test('an upgrade that brings a kind is noticed', async () => {
    await using s = await setup({ rediscoverEvery: 50 });
    const found = { kind: 'APIGroupDiscoveryList', items: [{ metadata: { name: '' }, versions: [{ version: 'v1', resources: [{ resource: 'namespaces', verbs: ['list', 'watch'] }] }] }] };
    s.server.hook = (call, response) => call.path === '/api' && json(response, 200, found);
    s.follow();
    await s.recorder.until('all kinds', () => s.recorder.complete.size === 3);
    expect(s.recorder.names('pods')).toEqual([]);
    s.server.hook = null;
    await s.recorder.until('pods', () => s.recorder.names('pods').length === 2);
    expect(s.recorder.calls).not.toContain('unavailable');
  });
});
