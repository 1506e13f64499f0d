/** The Kubernetes adapter against a real API server. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ASSESSED_KINDS } from '#adapters/kubernetes/index.ts';
import { createRecorder } from '#adapters/kubernetes/testing/recorder.ts';
import { startCluster, type TestCluster } from '../api-server/cluster.ts';
import { startFaultProxy } from '../faults/proxy.ts';
import { createPod, deletePod, followCluster, podNames, privilegedPod, sourceOf } from './helpers.ts';

let cluster: TestCluster;
beforeAll(async () => { cluster = await startCluster(); });
afterAll(async () => { await cluster?.stop(); });
const never = new AbortController().signal;
const wait = (seconds: number): Promise<void> => new Promise((resolve) => { setTimeout(resolve, seconds * 1000); });

describe('what is read', () => {
  test('this server serves every assessed kind at its preferred version', async () => {
    const recorder = createRecorder();
    await (await sourceOf({ kubeconfig: cluster.kubeconfig() })).listOnce(recorder, never);
    expect([...recorder.complete].sort()).toEqual(ASSESSED_KINDS.map((kind) => kind.resource).sort());
    expect(recorder.unavailableKinds.size).toBe(0);
    expect(recorder.calls.filter((call) => call.startsWith('kind'))).toEqual([]);
    expect(recorder.names('namespaces')).toContain('kube-system');
    expect(recorder.names('clusterroles')).toContain('cluster-admin');
    expect(recorder.state.version).toMatch(/^v1\.\d+\.\d+/);
  });

  test('no value of a Secret or ConfigMap comes in, by list or by watch', async () => {
    await using following = await followCluster({ kubeconfig: cluster.kubeconfig() });
    const { recorder } = following;
    await cluster.ok('POST', '/api/v1/namespaces/default/secrets', { metadata: { name: 'before' }, stringData: { password: 'hunter2' } });
    await recorder.until('complete', () => recorder.complete.has('secrets') && recorder.complete.has('configmaps'));
    await cluster.ok('POST', '/api/v1/namespaces/default/secrets', { metadata: { name: 'after' }, stringData: { password: 'hunter2' } });
    await cluster.ok('POST', '/api/v1/namespaces/default/configmaps', { metadata: { name: 'after' }, data: { password: 'hunter2' } });
    await recorder.until('both', () => recorder.names('secrets').includes('after') && recorder.names('secrets').includes('before') && recorder.names('configmaps').includes('after'));
    for (const object of [...recorder.objects('secrets').values(), ...recorder.objects('configmaps').values()]) {
      expect(Object.keys(object).sort()).toEqual(['apiVersion', 'kind', 'metadata']);
      expect(object.kind).toMatch(/^(Secret|ConfigMap)$/);
      expect(object.metadata).not.toHaveProperty('managedFields');
    }
  });

  test('5,000 pods come in pages', async () => {
    await cluster.ok('POST', '/api/v1/namespaces', { metadata: { name: 'many' } });
    for (let batch = 0; batch < 100; batch++) {
      await Promise.all(Array.from({ length: 50 }, (_, i) => createPod(cluster, privilegedPod(`pod-${batch * 50 + i}`), 'many')));
    }
    const recorder = createRecorder();
    const began = performance.now();
    await (await sourceOf({ kubeconfig: cluster.kubeconfig() })).listOnce(recorder, never);
    const seconds = (performance.now() - began) / 1000;
    console.log(`list of a cluster with 5,000 pods: ${seconds.toFixed(2)} s`);
    expect(recorder.calls.filter((call) => call === 'listPage pods 500')).toHaveLength(10);
    expect(recorder.names('pods')).toHaveLength(5000);
    await cluster.ok('DELETE', '/api/v1/namespaces/many/pods?gracePeriodSeconds=0');
  });
});

describe('changes', () => {
  test('a privileged pod shows within 5 s, and goes when it is deleted', async () => {
    await using following = await followCluster({ kubeconfig: cluster.kubeconfig() });
    const { recorder } = following;
    await recorder.until('complete', () => recorder.complete.size === ASSESSED_KINDS.length);
    await createPod(cluster, privilegedPod('bad'));
    expect(await recorder.until('the pod', () => recorder.names('pods').includes('bad'))).toBeLessThan(5);
    const pod = [...recorder.objects('pods').values()].find((object) => object.metadata.name === 'bad');
    expect(pod).toMatchObject({ apiVersion: 'v1', kind: 'Pod', metadata: { namespace: 'default' }, spec: { hostNetwork: true } });
    await deletePod(cluster, 'bad');
    expect(await recorder.until('no pod', () => !recorder.names('pods').includes('bad'))).toBeLessThan(5);
  });

  test('cut and delayed connections: the state converges', async () => {
    const proxy = await startFaultProxy(cluster.port);
    try {
      await using following = await followCluster({ kubeconfig: cluster.kubeconfig({ server: `https://127.0.0.1:${proxy.port}` }) });
      const { recorder } = following;
      await recorder.until('complete', () => recorder.complete.size === ASSESSED_KINDS.length);
      for (let round = 0; round < 5; round++) {
        proxy.delay(round * 10);
        await createPod(cluster, privilegedPod(`cut-${round}`));
        proxy.cut();
        if (round > 0) await deletePod(cluster, `cut-${round - 1}`);
        await wait(0.3);
      }
      const expected = await podNames(cluster);
      await recorder.until('the same pods', () => recorder.names('pods').join() === expected.join(), 20);
      expect(recorder.state).toMatchObject({ reason: null, connects: 1 });
    } finally {
      await proxy.close();
    }
  });

  test('a network that swallows everything shows, and the state converges after it', async () => {
    const proxy = await startFaultProxy(cluster.port);
    try {
      await using following = await followCluster({ kubeconfig: cluster.kubeconfig({ server: `https://127.0.0.1:${proxy.port}` }) });
      const { recorder } = following;
      await recorder.until('complete', () => recorder.complete.size === ASSESSED_KINDS.length);
      proxy.set('blackhole');
      const seconds = await recorder.until('unavailable', () => recorder.state.reason !== null, 30);
      console.log(`packets swallowed: unavailable after ${seconds.toFixed(1)} s: ${recorder.state.reason}`);
      await createPod(cluster, privilegedPod('swallowed'));
      proxy.cut();
      proxy.set('pass');
      await recorder.until('the pod', () => recorder.state.reason === null && recorder.names('pods').includes('swallowed'), 30);
      await deletePod(cluster, 'swallowed');
    } finally {
      await proxy.close();
    }
  });
});

describe('credentials', () => {
  test('a revoked token shows within seconds although watches are open', async () => {
    const reader = await cluster.createReader('revoked');
    await using following = await followCluster({ kubeconfig: cluster.kubeconfig({ token: reader.token }) });
    const { recorder } = following;
    await recorder.until('complete', () => recorder.complete.size === ASSESSED_KINDS.length);
    await reader.revoke();
    const seconds = await recorder.until('unavailable', () => recorder.state.reason !== null, 30);
    console.log(`token revoked: unavailable after ${seconds.toFixed(1)} s: ${recorder.state.reason}`);
    expect(recorder.state.reason).toMatch(/^the cluster refused the credentials \(401\)/);
    expect(seconds).toBeLessThan(20);
  });

  test('rights that are taken away and given back show, kind by kind and as a whole', async () => {
    const all = { apiGroups: ['*'], resources: ['*'], verbs: ['get', 'list', 'watch'] };
    const some = ['namespaces', 'pods', 'services'];
    const reader = await cluster.createReader('shrinking');
    await using following = await followCluster({ kubeconfig: cluster.kubeconfig({ token: reader.token }) });
    const { recorder } = following;
    await recorder.until('complete', () => recorder.complete.size === ASSESSED_KINDS.length);
    await reader.grant([{ ...all, resources: some }]);
    const partly = await recorder.until('all but some', () => recorder.complete.size === some.length, 60);
    expect([...recorder.complete].sort()).toEqual(some);
    expect(recorder.unavailableKinds.get('secrets')).toMatch(/^not allowed \(403\): secrets is forbidden: User "system:serviceaccount:default:shrinking" cannot list/);
    expect(recorder.state.reason).toBe(null);
    await reader.grant([]);
    const wholly = await recorder.until('unavailable', () => recorder.state.reason !== null, 60);
    console.log(`rights taken away: some after ${partly.toFixed(1)} s, all after ${wholly.toFixed(1)} s`);
    await reader.grant([all]);
    await recorder.until('complete again', () => recorder.state.reason === null && recorder.complete.size === ASSESSED_KINDS.length, 60);
  });

  test('a client certificate is accepted; an expired one and another authority are named', async () => {
    const good = cluster.clientCertificate('somebody', ['system:masters']);
    const recorder = createRecorder();
    await (await sourceOf({ kubeconfig: cluster.kubeconfig({ certificate: good }) })).listOnce(recorder, never);
    expect(recorder.complete.size).toBe(ASSESSED_KINDS.length);
    const expired = cluster.clientCertificate('somebody', [], new Date(Date.now() - 1000));
    await expect(sourceOf({ kubeconfig: cluster.kubeconfig({ certificate: expired }) })).rejects.toThrow(/^kubeconfig: user "test": the client certificate expired on /);
    const { createAuthority } = await import('../api-server/certificates.ts');
    const elsewhere = await sourceOf({ kubeconfig: cluster.kubeconfig({ ca: createAuthority('another').cert }) });
    await expect(elsewhere.listOnce(recorder, never)).rejects.toMatchObject({ code: 'cluster-untrusted' });
  });

  test('a wrong token, and a name the certificate is not for', async () => {
    const recorder = createRecorder();
    await expect((await sourceOf({ kubeconfig: cluster.kubeconfig({ token: 'wrong' }) })).listOnce(recorder, never)).rejects.toMatchObject({ code: 'cluster-unauthorized', message: 'the cluster refused the credentials (401): Unauthorized' });
    const renamed = JSON.parse(cluster.kubeconfig());
    renamed.clusters[0].cluster['tls-server-name'] = 'elsewhere.example';
    await expect((await sourceOf({ kubeconfig: JSON.stringify(renamed) })).listOnce(recorder, never)).rejects.toMatchObject({ code: 'cluster-untrusted', message: `${cluster.url} is not trusted: its certificate is for another name; see tls-server-name` });
  });
});

describe('the API server', () => {
  test('restarts: the state converges', async () => {
    await using following = await followCluster({ kubeconfig: cluster.kubeconfig() });
    const { recorder } = following;
    await recorder.until('complete', () => recorder.complete.size === ASSESSED_KINDS.length);
    await createPod(cluster, privilegedPod('old'));
    await cluster.restartApiServer();
    await deletePod(cluster, 'old');
    await createPod(cluster, privilegedPod('new'));
    const seconds = await recorder.until('converged', () => recorder.state.reason === null && recorder.names('pods').includes('new') && !recorder.names('pods').includes('old'), 30);
    console.log(`converged ${seconds.toFixed(1)} s after the API server was back`);
    expect(recorder.names('pods')).toEqual(await podNames(cluster));
    await recorder.until('no kind is left behind', () => recorder.unavailableKinds.size === 0, 90);
  });

  test('stays away: unavailable within seconds; comes back: everything is listed again', async () => {
    await using following = await followCluster({ kubeconfig: cluster.kubeconfig() });
    const { recorder } = following;
    await recorder.until('complete', () => recorder.complete.size === ASSESSED_KINDS.length);
    await cluster.killApiServer();
    const seconds = await recorder.until('unavailable', () => recorder.state.reason !== null, 20);
    console.log(`API server gone: unavailable after ${seconds.toFixed(1)} s: ${recorder.state.reason}`);
    await cluster.startApiServer();
    await recorder.until('connected', () => recorder.state.connects === 2 && recorder.state.reason === null, 30);
  });
});

test('a history that was dropped meanwhile: 410, then a new list', async () => {
  // Without its cache the API server watches etcd itself, whose history the compaction drops.
  const bare = await startCluster({ apiServerArgs: ['--watch-cache=false'] });
  const proxy = await startFaultProxy(bare.port);
  try {
    await using following = await followCluster({ kubeconfig: bare.kubeconfig({ server: `https://127.0.0.1:${proxy.port}` }), timing: { grace: 60_000 } });
    const { recorder } = following;
    await createPod(bare, privilegedPod('doomed'));
    await recorder.until('complete', () => recorder.complete.size === ASSESSED_KINDS.length && recorder.names('pods').includes('doomed'));
    proxy.set('refuse');
    proxy.cut();
    await deletePod(bare, 'doomed');
    await createPod(bare, privilegedPod('survivor'));
    await bare.compact();
    const lists = (): number => recorder.calls.filter((call) => call === 'listStarted pods').length;
    const before = lists();
    proxy.set('pass');
    await recorder.until('converged', () => recorder.names('pods').join() === 'survivor', 40);
    expect(lists()).toBe(before + 1);
    expect(recorder.calls).not.toContain('deleted pods 1');
    expect(recorder.state.connects).toBe(1);
  } finally {
    await proxy.close();
    await bare.stop();
  }
});
