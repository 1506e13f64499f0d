import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { AssessmentView, EnvironmentRecord } from '#core/ports/posture.ts';
import { type KubeObject, refKey, refOf, refText } from '#core/words.ts';
import { controller, type FakeCluster, KINDS, plain, pod, running } from './testing/cluster.ts';
import { CONFIGURED, evaluate, OWNED, PRIVILEGED } from './testing/engine.ts';
import { type TestPosture, testPosture } from './testing/posture.ts';

let test: TestPosture;
beforeEach(async () => { test = await testPosture(); });
afterEach(async () => { await test.close(); });

const POLICIES = ['*', 'privileged', 'owned', 'configured'];
async function rows(filter: { policy?: string; environment?: string; exempt?: boolean } = {}): Promise<AssessmentView[]> {
  const { policy, ...rest } = filter;
  return (await test.store.assessments(null, { policies: policy === undefined ? POLICIES : [policy], ...rest }, { limit: 10_000 }, test.now())).items;
}
const short = (list: readonly AssessmentView[]) => list.map((r) => `${refText(r.resource)} ${r.policy} ${r.status}`).sort();
const connect = async (name = 'shop'): Promise<EnvironmentRecord> => {
  const record = await test.posture.createCluster({ name, kubeconfig: 'good' });
  await test.cluster.tell(async () => undefined);
  await test.posture.idle();
  return record;
};
const environment = (id: string) => test.store.environment(null, id);

describe('a cluster', () => {
  it('is assessed as it is listed and as it changes', async () => {
    await test.cluster.put(plain('Namespace', null, 'shop'));
    await test.cluster.put(pod('shop', 'bad', { privileged: true }));
    const { id } = await connect();
    expect(await environment(id)).toMatchObject({ state: 'connected', server: 'https://fake', version: 'v1.34.0' });
    expect(short(await rows({ policy: 'privileged' }))).toEqual(['Pod shop/bad privileged unhealthy']);
    expect(short(await rows({ policy: 'configured' }))).toEqual(['Namespace shop configured unhealthy']);
    await test.cluster.put(pod('shop', 'bad', { privileged: false }));
    await test.cluster.put(pod('shop', 'worse', { privileged: true }));
    expect(short(await rows({ policy: 'privileged' }))).toEqual(['Pod shop/bad privileged healthy', 'Pod shop/worse privileged unhealthy']);
    await test.cluster.put(plain('ConfigMap', 'shop', 'c'));
    await test.cluster.remove('/Pod/shop/worse');
    await test.posture.idle();
    expect(short(await rows({ policy: 'privileged' }))).toEqual(['Pod shop/bad privileged healthy']);
    expect(short(await rows({ policy: 'configured' }))).toEqual(['Namespace shop configured healthy']);
  });

  it('has a change in the database when the source is told that it was taken, within a second', async () => {
    await connect();
    const began = performance.now();
    await test.cluster.put(pod('shop', 'bad', { privileged: true }));
    expect(short(await rows({ policy: 'privileged' }))).toEqual(['Pod shop/bad privileged unhealthy']);
    expect(performance.now() - began).toBeLessThan(1000);
  });

  it('assesses what a controller makes once, at the top, in whatever order the objects arrive', async () => {
    const objects = [
      controller('Deployment', 'shop', 'cart', { uid: 'd', privileged: true }),
      controller('ReplicaSet', 'shop', 'cart-1', { uid: 'r', privileged: true, owner: { kind: 'Deployment', name: 'cart', uid: 'd' } }),
      pod('shop', 'cart-1-x', { privileged: true, owner: { kind: 'ReplicaSet', name: 'cart-1', uid: 'r' } }),
    ];
    await connect();
    for (const order of [[0, 1, 2], [2, 1, 0], [1, 2, 0], [2, 0, 1]]) {
      for (const i of order) { const o = objects[i]; if (o !== undefined) await test.cluster.put(o); }
      expect(short(await rows({ policy: 'privileged' }))).toEqual(['Deployment shop/cart privileged unhealthy']);
      const listed = (await test.store.resources(null, { sort: 'name' }, { limit: 10 })).items.map((r) => [r.ref.kind, r.facts.category, r.facts.workload?.name ?? null, r.unhealthy]);
      expect(listed).toEqual([['Deployment', 'workload', null, 1], ['ReplicaSet', 'other', 'cart', 0], ['Pod', 'pod', 'cart', 0]]);
      await test.cluster.remove('apps/Deployment/shop/cart');
      expect(short(await rows({ policy: 'privileged' }))).toEqual(['ReplicaSet shop/cart-1 privileged unhealthy']);
      await test.cluster.remove('apps/ReplicaSet/shop/cart-1');
      expect(short(await rows({ policy: 'privileged' }))).toEqual(['Pod shop/cart-1-x privileged unhealthy']);
      await test.cluster.remove('/Pod/shop/cart-1-x');
    }
  });

  it('forgets what is no longer listed, and does not evaluate again what has not changed', async () => {
    await test.cluster.put(pod('shop', 'a'));
    await test.cluster.put(pod('shop', 'b'));
    await connect();
    test.cluster.vanish('/Pod/shop/b');
    const before = test.engine.evaluations;
    await test.cluster.list();
    expect(short(await rows({ policy: 'privileged' }))).toEqual(['Pod shop/a privileged healthy']);
    expect(test.engine.evaluations).toBe(before);
  });

  it('assesses the objects of a namespace anew when its labels change', async () => {
    await test.cluster.put(plain('Namespace', null, 'shop'));
    await test.cluster.put(pod('shop', 'a'));
    await connect();
    expect(short(await rows({ policy: 'owned' }))).toContain('Pod shop/a owned notApplicable');
    await test.cluster.put(plain('Namespace', null, 'shop', { labels: { strict: 'true' } }));
    await test.posture.idle();
    expect(short(await rows({ policy: 'owned' }))).toContain('Pod shop/a owned unhealthy');
  });

  it('shows itself as not assessed since when while it cannot be reached, until it was read again', async () => {
    await test.cluster.put(pod('shop', 'a'));
    const { id } = await connect();
    const lostAt = test.now();
    await test.cluster.tell((sink) => sink.unavailable('credentials refused'));
    await test.cluster.tell((sink) => sink.unavailable('connection refused'));
    expect(await environment(id)).toMatchObject({ state: 'notAssessed', reason: 'connection refused' });
    expect((await environment(id))?.since).toBeGreaterThanOrEqual(lostAt);
    const [row] = await rows({ policy: 'privileged' });
    expect(row).toMatchObject({ status: 'notAssessed' });
    expect(row?.message).toMatch(/^not assessed since .*Z: connection refused$/);
    await test.cluster.tell((sink) => sink.connected({ server: 'https://fake', version: 'v1.34.1' }));
    expect(await environment(id)).toMatchObject({ state: 'notAssessed', version: 'v1.34.1' });
    await test.cluster.list();
    expect(await environment(id)).toMatchObject({ state: 'connected', reason: null });
    expect(short(await rows({ policy: 'privileged' }))).toEqual(['Pod shop/a privileged healthy']);
  });

  it('shows itself as not assessed while nothing can be written, and catches up', async () => {
    await test.cluster.put(pod('shop', 'a'));
    const { id } = await connect();
    const { applyInventory, updateEnvironment } = test.store;
    const full = () => Promise.reject(new Error('database or disk is full'));
    Object.assign(test.store, { applyInventory: full, updateEnvironment: full });
    await expect(test.cluster.put(pod('shop', 'b', { privileged: true }))).rejects.toThrow('disk is full');
    await expect.poll(() => test.posture.store.environment(null, id)).toMatchObject({ state: 'notAssessed', reason: 'what was read could not be kept: database or disk is full' });
    expect((await rows({ policy: 'privileged' })).map((r) => r.status)).toEqual(['notAssessed']);
    Object.assign(test.store, { applyInventory, updateEnvironment });
    await expect.poll(() => environment(id), { timeout: 5000 }).toMatchObject({ state: 'connected' });
    expect(short(await rows({ policy: 'privileged' }))).toEqual(['Pod shop/a privileged healthy', 'Pod shop/b privileged unhealthy']);
  });

  it('stays not assessed over a restart, until it answers', async () => {
    await test.cluster.put(pod('shop', 'a'));
    const { id } = await connect();
    await test.cluster.tell((sink) => sink.unavailable('gone'));
    const lost = await environment(id);
    const list = test.cluster.list.bind(test.cluster);
    test.cluster.list = () => Promise.resolve();
    await test.restart();
    expect(await environment(id)).toMatchObject({ state: 'notAssessed', since: lost?.since, reason: 'gone' });
    await list();
    expect(await environment(id)).toMatchObject({ state: 'connected' });
  });

  it('tells kinds that cannot be read, and what depends on them', async () => {
    await test.cluster.put(plain('Namespace', null, 'shop'));
    await test.cluster.put(plain('ConfigMap', 'shop', 'c'));
    await connect();
    expect(short(await rows({ policy: 'configured' }))).toEqual(['Namespace shop configured healthy']);
    const configMaps = KINDS.find((k) => k.kind === 'ConfigMap');
    if (configMaps === undefined) throw new Error('no kind');
    await test.cluster.tell((sink) => sink.kindUnavailable(configMaps, 'forbidden'));
    await test.posture.idle();
    expect(short(await rows({ policy: 'configured' }))).toEqual(['Namespace shop configured notAssessed']);
    expect((await test.store.coverageGaps(null, 10)).gaps).toMatchObject([{ what: 'ConfigMap', reason: 'forbidden' }]);
    await test.cluster.tell((sink) => sink.kindAvailable(configMaps));
    await test.cluster.list([configMaps]);
    await test.posture.idle();
    expect(short(await rows({ policy: 'configured' }))).toEqual(['Namespace shop configured healthy']);
    expect((await test.store.coverageGaps(null, 10)).gaps).toEqual([]);
  });

  it('keeps no value of a Secret, nor what kubectl wrote beside it', async () => {
    const secret: KubeObject = { apiVersion: 'v1', kind: 'Secret', type: 'Opaque', data: { k: 'c2VjcmV0LXZhbHVl' }, stringData: { s: 'secret-value' }, metadata: { name: 's', namespace: 'shop', annotations: { 'kubectl.kubernetes.io/last-applied-configuration': '{"data":{"k":"c2VjcmV0LXZhbHVl"}}', other: 'kept' } } };
    await test.cluster.put(secret);
    await connect();
    const [listed] = (await test.store.resources(null, { kind: 'Secret', sort: 'name' }, { limit: 1 })).items;
    expect((await test.store.resource(null, listed?.id ?? 0))?.body).toEqual({ apiVersion: 'v1', kind: 'Secret', type: 'Opaque', metadata: { name: 's', namespace: 'shop', uid: '/Secret/shop/s 0', resourceVersion: '1', annotations: { other: 'kept' } } });
  });

  it('is refused with a bad kubeconfig, and follows a better one', async () => {
    await expect(test.posture.createCluster({ name: 'x', kubeconfig: 'bad' })).rejects.toThrow('the kubeconfig is bad');
    expect(await test.store.environments(null)).toEqual([]);
    const record = await connect();
    await expect(test.posture.updateEnvironment(record, { kubeconfig: 'bad' })).rejects.toThrow('the kubeconfig is bad');
    await expect(test.posture.updateEnvironment(record, { files: [] })).rejects.toThrow('is a cluster');
    await test.posture.updateEnvironment(record, { kubeconfig: 'good again', context: 'c' });
    expect(JSON.parse((await test.store.environmentConfig(record.id)) ?? '')).toEqual({ kubeconfig: 'good again', context: 'c' });
  });

  it('goes away with all that was learned from it', async () => {
    await test.cluster.put(pod('shop', 'a', { privileged: true }));
    const { id } = await connect();
    expect(await test.posture.deleteEnvironment(id)).toBe(true);
    expect(await rows()).toEqual([]);
    await test.restart();
    expect(await test.store.environments(null)).toEqual([]);
  });
});

describe('assignments', () => {
  it('are made at the first start only', async () => {
    expect((await test.store.assignments(null)).map((a) => [a.initiative, a.effect]).sort()).toEqual([['breakwater-recommended', 'audit'], ['breakwater-vulnerabilities', 'audit'], ['pod-security-baseline', 'audit']]);
    for (const a of await test.store.assignments(null)) await test.posture.deleteAssignment(a);
    await test.restart();
    expect(await test.store.assignments(null)).toEqual([]);
  });

  it('of a database of an earlier version get what came since, once', async () => {
    for (const a of await test.store.assignments(null)) await test.store.deleteAssignment(a.id);
    const database = new DatabaseSync(join(test.dir, 'breakwater.db'));
    database.exec(`delete from settings; insert into settings values ('default-assignments', '2026-01-01')`);
    database.close();
    await test.restart();
    expect((await test.store.assignments(null)).map((a) => a.initiative)).toEqual(['breakwater-vulnerabilities']);
    for (const a of await test.store.assignments(null)) await test.posture.deleteAssignment(a);
    await test.restart();
    expect(await test.store.assignments(null)).toEqual([]);
  });

  it('take effect on what is known: disabled, narrower over wider, ended', async () => {
    await test.cluster.put(plain('Namespace', null, 'shop', { labels: { strict: 'true' } }));
    await test.cluster.put(plain('Namespace', null, 'bank', { labels: { strict: 'true' } }));
    for (const namespace of ['shop', 'bank']) await test.cluster.put(pod(namespace, 'p', { labels: { app: 'p' } }));
    const { id } = await connect();
    const settle = async () => { await test.posture.idle(); return short(await rows()).filter((r) => r.startsWith('Pod')); };
    expect(await settle()).toEqual(['Pod bank/p owned unhealthy', 'Pod bank/p privileged healthy', 'Pod shop/p owned unhealthy', 'Pod shop/p privileged healthy']);
    const scope = { environment: id, namespace: 'shop', labels: {} };
    const off = await test.posture.createAssignment({ initiative: 'only-owned', version: null, scope, effect: 'disabled', createdBy: 'me' });
    expect(await settle()).toEqual(['Pod bank/p owned unhealthy', 'Pod bank/p privileged healthy', 'Pod shop/p privileged healthy']);
    const labelled = await test.posture.createAssignment({ initiative: 'only-owned', version: null, scope: { ...scope, labels: { app: 'p' } }, effect: 'audit', createdBy: 'me' });
    expect(await settle()).toHaveLength(4);
    await test.posture.deleteAssignment(labelled);
    expect(await settle()).toHaveLength(3);
    await test.posture.updateAssignment(off, { effect: 'audit' });
    expect(await settle()).toHaveLength(4);
    for (const a of await test.store.assignments(null)) await test.posture.deleteAssignment(a);
    expect(await settle()).toEqual([]);
    expect(await rows()).toEqual([]);
  });

  it('refuse what there is not', async () => {
    const scope = { environment: null, namespace: null, labels: {} };
    await expect(test.posture.createAssignment({ initiative: 'none', version: null, scope, effect: 'audit', createdBy: 'me' })).rejects.toThrow("there is no initiative 'none'");
    await expect(test.posture.createAssignment({ initiative: 'only-owned', version: 'v9', scope, effect: 'audit', createdBy: 'me' })).rejects.toThrow("there is no initiative 'only-owned@v9'");
  });

  it('are told where they can no longer be evaluated', async () => {
    const { id } = await connect();
    await test.store.createAssignment({ id: 'old', initiative: 'gone', version: 'v1', scope: { environment: null, namespace: 'n', labels: {} }, effect: 'audit', createdBy: 'me', createdAt: 1, updatedAt: 1 });
    await test.restart();
    expect(test.posture.problems()).toEqual([{ environment: id, problem: { what: 'assignment of gone@v1 to namespace n', reason: "there is no initiative 'gone@v1'" } }]);
  });

  it('are evaluated anew after an upgrade, and after a restart in the middle of it', async () => {
    for (let i = 0; i < 200; i++) await test.cluster.put(pod('shop', `p${i}`));
    const { id } = await connect();
    const generation = (await environment(id))?.generation;
    expect(generation).not.toBeNull();
    const before = test.engine.evaluations;
    await test.restart();
    await test.posture.idle();
    expect(test.engine.evaluations).toBe(before);
    test.engine.version = '2';
    await test.restart();
    await test.restart();
    await test.posture.idle();
    expect(test.engine.evaluations).toBeGreaterThanOrEqual(before + 200);
    expect((await environment(id))?.generation).not.toBe(generation);
    expect((await environment(id))?.generation).not.toBeNull();
  });
});

describe('exemptions', () => {
  it('end by themselves, and tell that they did', async () => {
    await test.cluster.put(pod('shop', 'a', { privileged: true }));
    await connect();
    const input = { policy: 'privileged', scope: { environment: null, namespace: 'shop', kind: null, name: null }, reason: 'waiver' as const, justification: 'known', owner: 'o', approver: 'a', createdBy: 'me' };
    await expect(test.posture.createExemption({ ...input, expiresAt: test.now() - 1 })).rejects.toThrow('must end in the future');
    await expect(test.posture.createExemption({ ...input, policy: 'none', expiresAt: test.now() + 1000 })).rejects.toThrow("there is no policy 'none'");
    await test.posture.createExemption({ ...input, expiresAt: test.now() + 400 });
    expect(await rows({ exempt: true })).toHaveLength(1);
    expect((await test.store.resources(null, { sort: 'name' }, { limit: 1 })).items[0]?.unhealthy).toBe(0);
    test.changes.length = 0;
    await expect.poll(async () => (await test.store.resources(null, { sort: 'name' }, { limit: 1 })).items[0]?.unhealthy, { timeout: 3000 }).toBe(1);
    expect(await rows({ exempt: true })).toHaveLength(0);
    await expect.poll(() => test.changes.map((c) => c.topic)).toEqual(expect.arrayContaining(['exemptions', 'assessments']));
  });

  it('end while the product is not running', async () => {
    await test.cluster.put(pod('shop', 'a', { privileged: true }));
    await connect();
    const record = await test.posture.createExemption({ policy: 'privileged', scope: { environment: null, namespace: null, kind: 'Pod', name: 'a' }, reason: 'mitigated', justification: 'known', owner: 'o', approver: 'a', createdBy: 'me', expiresAt: test.now() + 50_000 });
    test.ahead = 60_000;
    await test.restart();
    expect((await test.store.resources(null, { sort: 'name' }, { limit: 1 })).items[0]?.unhealthy).toBe(1);
    expect(await test.posture.revokeExemption(record)).toBe(false);
  });
});

describe('manifests', () => {
  const line = (...objects: KubeObject[]) => objects.map((o) => JSON.stringify(o)).join('\n');

  it('are assessed when the import is acknowledged, documents that cannot be read included', async () => {
    const record = await test.posture.createManifests({ name: 'repo', files: [
      { path: 'a.yaml', content: `${line(pod('shop', 'a', { privileged: true }))}\nnonsense` },
      { path: 'b.yaml', content: line(plain('Namespace', null, 'shop', { labels: { strict: 'true' } }), pod('shop', 'a')) },
    ] });
    expect(short(await rows())).toEqual(['Document a.yaml#2 * notAssessed', 'Namespace shop configured notAssessed', 'Namespace shop owned notApplicable', 'Pod shop/a owned unhealthy', 'Pod shop/a owned unhealthy', 'Pod shop/a privileged healthy', 'Pod shop/a privileged unhealthy']);
    expect((await rows({ policy: 'privileged' })).map((r) => [r.status, r.source])).toEqual([['unhealthy', { file: 'a.yaml', document: 1 }], ['healthy', { file: 'b.yaml', document: 2 }]]);
    expect((await rows({ policy: '*' }))[0]?.message).toBe('line 2: not JSON');
    await test.posture.updateEnvironment(record, { files: [{ path: 'c.yaml', content: line(pod('shop', 'only')) }] });
    expect(short(await rows())).toEqual(['Pod shop/only owned notApplicable', 'Pod shop/only privileged healthy']);
    await expect(test.posture.updateEnvironment(record, { kubeconfig: 'x' })).rejects.toThrow('holds manifests');
  });

  it('follow changes of the assignments, over a restart too', async () => {
    const owner = { kind: 'Deployment', name: 'd', uid: 'from-a-cluster' };
    await test.posture.createManifests({ name: 'repo', files: [{ path: 'a', content: line(controller('Deployment', 'shop', 'd', { privileged: true }), controller('ReplicaSet', 'shop', 'd-1', { privileged: true, owner })) }] });
    expect(short(await rows({ policy: 'privileged' }))).toEqual(['Deployment shop/d privileged unhealthy']);
    for (const a of await test.store.assignments(null)) await test.posture.deleteAssignment(a);
    await test.posture.idle();
    expect(await rows()).toEqual([]);
    await test.posture.createAssignment({ initiative: 'pod-security-baseline', version: null, scope: { environment: null, namespace: null, labels: {} }, effect: 'deny', createdBy: 'me' });
    await test.restart();
    await test.posture.idle();
    expect(short(await rows())).toEqual(['Deployment shop/d privileged unhealthy']);
  });
});

describe('the score', () => {
  it('is kept over time, a point when it changes', async () => {
    await test.cluster.put(pod('shop', 'a', { privileged: true }));
    await test.cluster.put(pod('shop', 'b'));
    const { id } = await connect();
    await expect.poll(async () => (await test.store.lastPoint(id))?.detail, { timeout: 3000 }).toEqual({ privileged: [1, 1] });
    expect((await test.store.lastPoint(id))?.score).toBe(50);
    await test.cluster.put(pod('shop', 'a'));
    test.ahead = 61_000;
    await test.cluster.put(pod('shop', 'c'));
    expect(await test.store.points(null, id, 0, 1)).toHaveLength(1);
  });
});

describe('publishing', () => {
  it('tells once of many changes', async () => {
    await connect();
    await new Promise((resolve) => setTimeout(resolve, 300));
    test.changes.length = 0;
    await Promise.all(Array.from({ length: 50 }, (_, i) => test.cluster.put(pod('shop', `p${i}`))));
    await expect.poll(() => test.changes.filter((c) => c.topic === 'assessments').length).toBeGreaterThan(0);
    expect(test.changes.filter((c) => c.topic === 'assessments').length).toBeLessThan(5);
    expect(test.changes.map((c) => c.sequence)).toEqual([...test.changes.map((c) => c.sequence)].sort((a, b) => a - b));
  });
});

it('has, after any sequence of events and restarts, the assessments that a naive evaluation of the cluster gives', async () => {
  const name = fc.constantFrom('a', 'b', 'c');
  const space = fc.constantFrom('n', 'm');
  const action = fc.oneof(
    { weight: 4, arbitrary: fc.record({ do: fc.constant('pod' as const), space, name, privileged: fc.boolean(), owner: fc.constantFrom(null, 'a', 'b'), image: fc.constantFrom('x:1', 'y:2'), phase: fc.constantFrom('Pending', 'Running', 'Succeeded') }) },
    { weight: 3, arbitrary: fc.record({ do: fc.constant('replicaSet' as const), space, name, privileged: fc.boolean(), owner: fc.constantFrom(null, 'a', 'b') }) },
    { weight: 2, arbitrary: fc.record({ do: fc.constant('deployment' as const), space, name, privileged: fc.boolean() }) },
    { weight: 2, arbitrary: fc.record({ do: fc.constant('namespace' as const), space, strict: fc.boolean() }) },
    { weight: 1, arbitrary: fc.record({ do: fc.constant('config' as const), space, name }) },
    { weight: 4, arbitrary: fc.record({ do: fc.constant('remove' as const), kind: fc.constantFrom('/Pod', 'apps/ReplicaSet', 'apps/Deployment', '/ConfigMap'), space, name, silent: fc.boolean() }) },
    { weight: 1, arbitrary: fc.record({ do: fc.constant('list' as const) }) },
    { weight: 1, arbitrary: fc.record({ do: fc.constant('restart' as const) }) },
  );
  await fc.assert(fc.asyncProperty(fc.array(action, { minLength: 5, maxLength: 40, size: 'max' }), async (actions) => {
    await test.close();
    test = await testPosture();
    await connect();
    const owner = (kind: string, of: string | null, namespace: string) => (of === null ? {} : { owner: { kind, name: of, uid: test.cluster.uidOf(`apps/${kind}/${namespace}/${of}`) } });
    for (const a of actions) {
      if (a.do === 'pod') await test.cluster.put(running(pod(a.space, a.name, { privileged: a.privileged, image: a.image, ...owner('ReplicaSet', a.owner, a.space) }), a.phase));
      else if (a.do === 'replicaSet') await test.cluster.put(controller('ReplicaSet', a.space, a.name, { privileged: a.privileged, ...owner('Deployment', a.owner, a.space) }));
      else if (a.do === 'deployment') await test.cluster.put(controller('Deployment', a.space, a.name, { privileged: a.privileged }));
      else if (a.do === 'namespace') await test.cluster.put(plain('Namespace', null, a.space, { labels: { strict: String(a.strict) } }));
      else if (a.do === 'config') await test.cluster.put(plain('ConfigMap', a.space, a.name));
      else if (a.do === 'remove') { const key = `${a.kind}/${a.space}/${a.name}`; if (a.silent) test.cluster.vanish(key); else await test.cluster.remove(key); }
      else if (a.do === 'list') await test.cluster.list();
      else await test.restart();
    }
    await test.cluster.list();
    await test.posture.idle();
    expect(short(await rows())).toEqual(expected(test.cluster));
    expect((await test.store.imageUses(null)).map((u) => `${refText(u.workload)} ${u.workloadId !== null} ${u.reference} ${u.pods}`).sort()).toEqual(expectedUses(test.cluster));
    const keys = (await test.store.resources(null, { sort: 'name' }, { limit: 1000 })).items.map((r) => refKey(r.ref));
    expect(keys.sort()).toEqual([...test.cluster.objects.keys()].sort());
  }), { numRuns: 60 });
}, 180_000);

function expected(cluster: FakeCluster): string[] {
  const objects = [...cluster.objects.values()];
  const uids = new Set(objects.filter((o) => o.kind === 'Deployment' || o.kind === 'ReplicaSet').map((o) => o.metadata.uid));
  const selection = [PRIVILEGED, OWNED].map((policy) => ({ policy, params: null }));
  const found = objects.flatMap((o) => ((o.metadata.ownerReferences ?? []).some((r) => uids.has(r.uid)) ? [] : evaluate(selection, o, (name) => cluster.objects.get(`/Namespace//${name}`))));
  const configured = objects.filter((o) => o.kind === 'Namespace').map((o) => ({ resource: refOf(o), policy: CONFIGURED.id, status: objects.some((c) => c.kind === 'ConfigMap' && c.metadata.namespace === o.metadata.name) ? 'healthy' : 'unhealthy' }));
  return [...found, ...configured].map((r) => `${refText(r.resource)} ${r.policy} ${r.status}`).sort();
}

/** Images of pods that have not ended, by the workload that owners lead to. */
function expectedUses(cluster: FakeCluster): string[] {
  const objects = [...cluster.objects.values()];
  const top = (o: KubeObject): KubeObject => { const owner = objects.find((c) => o.metadata.ownerReferences?.some((r) => r.uid === c.metadata.uid)); return owner === undefined ? o : top(owner); };
  const pods = objects.filter((o) => o.kind === 'Pod' && (o['status'] as { phase: string }).phase !== 'Succeeded');
  const uses = pods.map((p) => `${refText(refOf(top(p)))} true ${(p['spec'] as { containers: { image: string }[] }).containers[0]?.image}`);
  return [...Map.groupBy(uses, (use) => use)].map(([use, same]) => `${use} ${same.length}`).sort();
}
