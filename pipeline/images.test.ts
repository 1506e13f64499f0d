import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ImageVerdict } from '#core/image-facts.ts';
import type { ExemptedFindings } from '#core/scopes.ts';
import { type KubeObject, refText } from '#core/words.ts';
import { checkedFindings } from './exempted-findings.ts';
import { controller, pod, running } from './testing/cluster.ts';
import { type TestPosture, testPosture } from './testing/posture.ts';
import { UseNotices } from './use-notices.ts';

const NONE = { critical: 0, high: 0, medium: 0, low: 0, informational: 0, unknown: 0 };
const D = (digit: string): string => `sha256:${digit.repeat(64)}`;
/** Findings by reference; what is not here waits. */
const known = new Map<string, number>();
const verdict = (high: number | undefined): ImageVerdict => ({ state: high === undefined ? 'pending' : 'assessed', reason: null, counts: { ...NONE, high: high ?? -1 }, fixable: NONE, knownExploited: 0, exempt: 0, worst: [], partial: null });

let test: TestPosture;
let asked = 0;
let exempted = 0;
const images = { facts: async () => { asked++; return { verdict: ({ reference }: { reference: string }) => verdict(known.get(reference)) }; } };
beforeEach(async () => { known.clear(); asked = 0; exempted = 0; test = await testPosture({ images, exemptionsChanged: () => { exempted++; } }); });
afterEach(async () => { await test.close(); });

const connect = async (): Promise<string> => {
  const { id } = await test.posture.createCluster({ name: 'shop', kubeconfig: 'good' });
  await test.cluster.tell(async () => undefined);
  await test.posture.idle();
  return id;
};
const uses = async () => (await test.store.imageUses(null)).map((u) => `${refText(u.workload)} ${u.container} ${u.reference} ${u.digest?.slice(0, 9) ?? '-'} ${u.config?.slice(0, 9) ?? '-'} ${u.pods}`);
const rows = async () => (await test.store.assessments(null, { policies: ['running-images-vulnerabilities'] }, { limit: 100 }, test.now())).items.map((r) => `${refText(r.resource)} ${r.status}`);
const CART = [
  controller('Deployment', 'shop', 'cart', { uid: 'd' }), controller('ReplicaSet', 'shop', 'cart-1', { uid: 'r', owner: { kind: 'Deployment', name: 'cart', uid: 'd' } }),
];
const cartPod = (name: string, phase: string, imageID: string): KubeObject => running(pod('shop', name, { owner: { kind: 'ReplicaSet', name: 'cart-1', uid: 'r' } }), phase, { main: imageID });

describe('images that run', () => {
  it('are known with their workload, by what nodes say, until the pods end', async () => {
    for (const object of CART) await test.cluster.put(object);
    await test.cluster.put(cartPod('a', 'Running', `docker-pullable://shop/cart@${D('a')}`));
    await test.cluster.put(cartPod('b', 'Running', `shop/cart@${D('a')}`));
    await test.cluster.put(cartPod('c', 'Running', D('c')));
    await test.cluster.put(cartPod('d', 'Pending', ''));
    await test.cluster.put(cartPod('e', 'Succeeded', `shop/cart@${D('e')}`));
    await test.cluster.put(running(pod('bank', 'vault', { image: 'vault:1' }), 'Running'));
    await connect();
    expect(await uses()).toEqual(['Pod bank/vault main vault:1 - - 1', 'Deployment shop/cart main shop/cart:1 - - 1', 'Deployment shop/cart main shop/cart:1 - sha256:cc 1', 'Deployment shop/cart main shop/cart:1 sha256:aa - 2']);
    await test.cluster.put(cartPod('a', 'Failed', `shop/cart@${D('a')}`));
    await test.cluster.remove('/Pod/shop/c');
    await test.cluster.put(cartPod('d', 'Running', `shop/cart@${D('a')}`));
    expect(await uses()).toEqual(['Pod bank/vault main vault:1 - - 1', 'Deployment shop/cart main shop/cart:1 sha256:aa - 2']);
    // Without its controllers each pod stands for itself.
    await test.cluster.remove('apps/ReplicaSet/shop/cart-1');
    expect(await uses()).toEqual(['Pod bank/vault main vault:1 - - 1', 'Pod shop/b main shop/cart:1 sha256:aa - 1', 'Pod shop/d main shop/cart:1 sha256:aa - 1']);
  });

  it('are among manifests those of whatever would make pods, once', async () => {
    const content = [...CART, cartPod('a', 'Running', ''), pod('shop', 'alone', { image: 'x' })].map((o) => JSON.stringify(o)).join('\n');
    const record = await test.posture.createManifests({ name: 'repo', files: [{ path: 'a', content }] });
    expect(await uses()).toEqual(['Pod shop/alone main x - - 0', 'Deployment shop/cart main shop/cart:1 - - 0']);
    expect((await test.store.imageUses([], record.id))).toEqual([]);
    await test.posture.updateEnvironment(record, { files: [{ path: 'b', content: JSON.stringify(pod('shop', 'alone', { image: 'y' })) }] });
    expect(await uses()).toEqual(['Pod shop/alone main y - - 0']);
  });

  it('are told a moment after they changed, once for many changes, and not when nothing did', async () => {
    const told: string[] = [];
    const end = test.posture.onImageUses((environment) => { told.push(environment); });
    const id = await connect();
    for (const name of ['a', 'b', 'c']) await test.cluster.put(running(pod('shop', name), 'Running'));
    await expect.poll(() => told, { timeout: 3000 }).toEqual([id]);
    await test.cluster.put(running(pod('shop', 'a', { labels: { other: 'label' } }), 'Running'));
    await test.cluster.put(controller('Deployment', 'shop', 'web'));
    await new Promise((resolve) => setTimeout(resolve, 1200));
    expect(told).toEqual([id]);
    await test.posture.deleteEnvironment(id);
    await expect.poll(() => told, { timeout: 3000 }).toEqual([id, id]);
    end();
  });

  it('are told again only when what followed from the last notice is done, and in proportion to how long that took', async () => {
    const notices = new UseNotices(() => undefined);
    const told: number[] = [];
    let done: () => void = () => undefined;
    notices.subscribe(() => { told.push(performance.now()); return told.length === 1 ? new Promise<void>((resolve) => { done = resolve; }) : undefined; });
    notices.changed('e');
    await expect.poll(() => told.length, { timeout: 3000 }).toBe(1);
    notices.changed('e');
    await new Promise((resolve) => setTimeout(resolve, 200));
    const finished = performance.now();
    done();
    await expect.poll(() => told.length, { timeout: 5000 }).toBe(2);
    expect((told[1] ?? 0) - finished).toBeGreaterThan(1900);
    notices.stop();
    notices.changed('e');
  });

  it('are told to everybody, though somebody fails', async () => {
    const failures: unknown[] = [];
    const told: string[] = [];
    const notices = new UseNotices((error) => failures.push(error));
    notices.subscribe(() => { throw new Error('no'); });
    notices.subscribe(async () => Promise.reject(new Error('neither')));
    notices.subscribe((environment) => { told.push(environment); });
    notices.changed('e');
    await expect.poll(() => told, { timeout: 3000 }).toEqual(['e']);
    await expect.poll(() => failures.map(String)).toEqual(['Error: no', 'Error: neither']);
    notices.stop();
  });

  it('of a database of an earlier version are there after the start', async () => {
    await test.cluster.put(running(pod('shop', 'a'), 'Running'));
    const id = await connect();
    // As the migration finds it: objects without uses, and no generation.
    const { body } = await test.store.loadObjects(id, { after: 0, limit: 1 }).then(([o]) => o ?? { body: null });
    expect(body).not.toBeNull();
    const { DatabaseSync } = await import('node:sqlite');
    const database = new DatabaseSync(`${test.dir}/breakwater.db`);
    database.exec('delete from image_uses; update environments set assessed_generation = null');
    database.close();
    test.cluster.list = () => Promise.resolve();
    await test.restart();
    await test.posture.idle();
    expect(await uses()).toEqual(['Pod shop/a main shop/cart:1 - - 1']);
  });
});

describe('policies that look at images', () => {
  it('run again when something else is known of images, or other images run', async () => {
    await test.cluster.put(running(pod('shop', 'a'), 'Running'));
    const id = await connect();
    expect(await rows()).toEqual(['Pod shop/a notAssessed']);
    known.set('shop/cart:1', 2);
    test.posture.imagesChanged([id]);
    await test.posture.idle();
    expect(await rows()).toEqual(['Pod shop/a unhealthy']);
    known.set('shop/cart:1', 0);
    test.posture.imagesChanged(['another']);
    await test.posture.idle();
    expect(await rows()).toEqual(['Pod shop/a unhealthy']);
    test.posture.imagesChanged(null);
    await test.cluster.put(running(pod('shop', 'b', { image: 'new' }), 'Running'));
    await test.posture.idle();
    expect(await rows()).toEqual(['Pod shop/b notAssessed', 'Pod shop/a healthy']);
  });

  it('alone make that images are asked about', async () => {
    for (const a of await test.store.assignments(null)) if (a.initiative === 'breakwater-vulnerabilities') await test.posture.deleteAssignment(a);
    await test.cluster.put(running(pod('shop', 'a'), 'Running'));
    await connect();
    test.posture.imagesChanged(null);
    await test.posture.idle();
    expect(asked).toBe(0);
    expect(await rows()).toEqual([]);
  });
});

describe('exemptions of findings', () => {
  const input = { policy: 'running-images-vulnerabilities', scope: { environment: null, namespace: null, kind: null, name: null }, reason: 'waiver' as const, justification: 'known', owner: 'o', approver: 'a', createdBy: 'me' };
  const findings = { vulnerability: 'CVE-2024-1', package: null, image: null };

  it('cover no assessment, and tell when they come, are revoked and end by their date', async () => {
    known.set('shop/cart:1', 2);
    await test.cluster.put(running(pod('shop', 'a'), 'Running'));
    await connect();
    const first = await test.posture.createExemption({ ...input, findings, expiresAt: test.now() + 60_000 });
    expect((await test.store.assessments(null, { policies: [input.policy], exempt: true }, { limit: 1 }, test.now())).total).toBe(0);
    expect([await test.store.exemptionMatches(null, first), exempted]).toEqual([0, 1]);
    expect((await test.store.exemptions(null)).map((e) => e.findings)).toEqual([findings]);
    expect(await test.posture.revokeExemption(first)).toBe(true);
    expect(exempted).toBe(2);
    await test.posture.createExemption({ ...input, findings, expiresAt: test.now() + 300 });
    expect(exempted).toBe(3);
    await expect.poll(() => exempted, { timeout: 3000 }).toBe(4);
    // One of the whole assessment is another matter.
    await test.posture.createExemption({ ...input, expiresAt: test.now() + 60_000 });
    expect((await test.store.assessments(null, { policies: [input.policy], exempt: true }, { limit: 1 }, test.now())).total).toBe(1);
    expect(exempted).toBe(4);
  });

  it('are refused where they mean nothing', async () => {
    const make = (policy: string, more: Partial<ExemptedFindings>) => test.posture.createExemption({ ...input, policy, findings: { vulnerability: null, package: null, image: null, ...more }, expiresAt: test.now() + 1000 });
    await expect(make('privileged', { vulnerability: 'CVE-1' })).rejects.toMatchObject({ code: 'invalid', message: 'only exemptions from running-images-vulnerabilities can be about findings: leave findings out, or choose that policy' });
    await expect(make(input.policy, { vulnerability: ' ' })).rejects.toThrow('findings must name a vulnerability, a package or an image');
    await expect(make(input.policy, { image: 'Not An Image' })).rejects.toThrow('findings.image:');
    await expect(make(input.policy, { image: 'sha256:abc' })).rejects.toThrow('findings.image: sha256:abc is no digest');
    expect(checkedFindings(input.policy, { vulnerability: ' CVE-1 ', package: '', image: D('a') })).toEqual({ vulnerability: 'CVE-1', package: null, image: D('a') });
    expect(exempted).toBe(0);
  });
});
