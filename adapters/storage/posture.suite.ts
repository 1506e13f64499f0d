/** What any implementation of PostureStore must do. A second database runs the same suite. */
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { AssessmentFilter, AssessmentView, ContainerUse, EnvironmentRecord, ExemptionRecord, GraphRow, ObjectWrite, PostureStore, RowWrite, Visibility } from '#core/ports/posture.ts';
import { ASSESSMENT_STATUSES, type KubeObject, refKey, type ResourceRef } from '#core/words.ts';
import { Model } from './posture.model.ts';

export interface OpenStore { readonly store: PostureStore; close(): Promise<void> }

const T = 1_800_000_000_000;
export const POLICIES = ['p-one', 'p-two', 'g-three', '*'];

export const environment = (id: string, more: Partial<EnvironmentRecord> = {}): EnvironmentRecord => ({
  id, name: `name of ${id}`, kind: 'cluster', sample: false, state: 'connected', reason: null, since: T, version: null, server: null, createdAt: T, assessedAt: null, generation: null, ...more,
});
export const row = (policy: string, status: RowWrite['status'], message = '', severity: RowWrite['severity'] = 'high'): RowWrite => ({ policy, status, severity, message, path: status === 'unhealthy' ? 'spec.x' : null, otherPaths: [] });
export const ref = (kind: string, namespace: string | null, name: string): ResourceRef => ({ apiVersion: kind === 'Deployment' ? 'apps/v1' : 'v1', kind, namespace, name });
export function object(of: ResourceRef, rows: readonly RowWrite[], more: Partial<ObjectWrite> & { readonly size?: number } = {}): ObjectWrite {
  const { size, ...rest } = more;
  const body: KubeObject = { apiVersion: of.apiVersion, kind: of.kind, metadata: { name: of.name, ...(of.namespace === null ? {} : { namespace: of.namespace }) }, ...(size === undefined ? {} : { filler: 'x'.repeat(size) }) };
  return { key: refKey(of), ref: of, uid: null, resourceVersion: '1', facts: { category: 'workload', templated: false, controllerUid: null, workload: null, images: [] }, source: null, body, uses: [], rows, ...rest };
}
const use = (container: string, reference: string, digest: string | null = null): ContainerUse => ({ container, reference, digest, config: null });
const exemption = (id: string, policy: string, scope: Partial<ExemptionRecord['scope']>, expiresAt: number, createdAt = T): ExemptionRecord => ({
  id, policy, scope: { environment: null, namespace: null, kind: null, name: null, ...scope }, findings: null, reason: 'waiver', justification: 'because', owner: 'o', approver: 'a', createdBy: 'c', createdAt, expiresAt, revokedAt: null,
});

/** All pages of a list. */
async function everything(store: PostureStore, visibility: Visibility, filter: AssessmentFilter, now: number, limit = 3): Promise<AssessmentView[]> {
  const all: AssessmentView[] = [];
  let cursor: string | null = null;
  do {
    const page: Awaited<ReturnType<PostureStore['assessments']>> = await store.assessments(visibility, filter, { limit, ...(cursor === null ? {} : { cursor }) }, now);
    all.push(...page.items);
    cursor = page.next;
    if (cursor === null) expect(all).toHaveLength(page.total);
  } while (cursor !== null);
  return all;
}

export function postureSuite(name: string, open: () => Promise<OpenStore>): void {
  describe(`${name}: posture store`, () => {
    let opened: OpenStore;
    let store: PostureStore;
    beforeEach(async () => { opened = await open(); store = opened.store; });
    afterEach(async () => { await opened.close(); });
    const list = (filter: Partial<AssessmentFilter> = {}, now = T, visibility: Visibility = null) => everything(store, visibility, { policies: POLICIES, ...filter }, now);
    const put = (env: string, at: number, ...objects: ObjectWrite[]) => store.applyInventory(env, { at, objects, removed: [] });

    describe('environments', () => {
      it('keeps what it was told, with sealed credentials', async () => {
        await store.createEnvironment(environment('a', { server: 'https://x', version: 'v1.34.0' }), 'secret text');
        expect(await store.environment(null, 'a')).toEqual(environment('a', { server: 'https://x', version: 'v1.34.0' }));
        expect(await store.environmentConfig('a')).toBe('secret text');
        await store.updateEnvironment('a', { name: 'other', state: 'notAssessed', reason: 'gone', since: T + 1 }, 'new text');
        expect(await store.environment(null, 'a')).toMatchObject({ name: 'other', state: 'notAssessed', reason: 'gone', since: T + 1 });
        expect(await store.environmentConfig('a')).toBe('new text');
      });
      it('has each name once', async () => {
        await store.createEnvironment(environment('a'), null);
        await expect(store.createEnvironment(environment('b', { name: 'name of a' }), null)).rejects.toThrow("there is already an environment named 'name of a': choose another name");
        await store.createEnvironment(environment('b'), null);
        await expect(store.updateEnvironment('b', { name: 'name of a' })).rejects.toThrow('there is already an environment');
        await store.updateEnvironment('a', { name: 'name of a' });
      });
      it('shows only what a visibility allows', async () => {
        for (const id of ['a', 'b']) { await store.createEnvironment(environment(id), null); await put(id, T, object(ref('Pod', 'x', 'p'), [row('p-one', 'unhealthy')])); }
        expect((await store.environments(['b'])).map((e) => e.id)).toEqual(['b']);
        expect(await store.environment(['b'], 'a')).toBeNull();
        expect((await list({}, T, ['b'])).map((r) => r.environment)).toEqual(['b']);
        expect(await list({}, T, [])).toEqual([]);
        expect((await store.policyCounts(['b'], {}, T)).map((c) => c.environment)).toEqual(['b']);
        expect(await store.policyCounts(['b'], { environment: 'a' }, T)).toEqual([]);
        const [inA] = (await store.resources(null, { environment: 'a', sort: 'name' }, { limit: 10 })).items;
        expect(await store.resource(['b'], inA?.id ?? -1)).toBeNull();
        expect((await store.resources(['b'], { sort: 'name' }, { limit: 10 })).items.map((r) => r.environment)).toEqual(['b']);
        expect((await store.namespaces(['b'])).map((n) => n.environment)).toEqual(['b']);
        expect([...(await store.inventoryCounts(['b'])).keys()]).toEqual(['b']);
        expect([...(await store.unhealthySince(['b'], ['p-one'], { environment: 'a' }, T)).keys()]).toEqual([]);
      });
      it('forgets a deleted one at once and its objects bit by bit', async () => {
        await store.createEnvironment(environment('a'), 'secret');
        await put('a', T, ...Array.from({ length: 450 }, (_, i) => object(ref('Pod', 'x', `p${i}`), [row('p-one', 'unhealthy')])));
        expect(await store.deleteEnvironment('a')).toBe(true);
        expect(await store.deleteEnvironment('a')).toBe(false);
        expect(await store.environments(null)).toEqual([]);
        expect(await store.environmentConfig('a')).toBeNull();
        expect(await list()).toEqual([]);
        expect((await store.resources(null, { sort: 'name' }, { limit: 10 })).total).toBe(0);
        await expect(put('a', T, object(ref('Pod', 'x', 'p'), []))).rejects.toThrow('there is no environment a');
        await store.createEnvironment(environment('a2', { name: 'name of a' }), null);
        let steps = 0;
        while (await store.purge()) steps++;
        expect(steps).toBeGreaterThan(2);
        await store.createEnvironment(environment('a', { name: 'again' }), null);
        expect((await store.resources(null, { environment: 'a', sort: 'name' }, { limit: 10 })).total).toBe(0);
      });
      it('tells what was not read', async () => {
        await store.createEnvironment(environment('a'), null, { at: T, removed: [], objects: [object({ apiVersion: '*', kind: 'Document', namespace: null, name: 'f.yaml#2' }, [row('*', 'notAssessed', 'line 3: bad indent')], { key: 'problem/f.yaml#2', body: 'problem', source: { file: 'f.yaml', document: 2 } })] });
        await store.setKind('a', { group: '', kind: 'Secret', state: 'unavailable', reason: 'forbidden', since: T + 1 });
        await store.setKind('a', { group: 'apps', kind: 'Deployment', state: 'complete', reason: null, since: T + 1 });
        expect(await store.coverageGaps(null, 10)).toEqual({ total: 2, gaps: [{ environment: 'a', what: 'Secret', reason: 'forbidden', since: T + 1 }, { environment: 'a', what: 'f.yaml, document 2', reason: 'line 3: bad indent', since: T }] });
        expect((await list({ status: 'notAssessed' })).map((r) => [r.policy, r.known, r.source, r.message])).toEqual([['*', false, { file: 'f.yaml', document: 2 }, 'line 3: bad indent']]);
        expect((await store.resources(null, { sort: 'name' }, { limit: 10 })).total).toBe(0);
        expect((await store.kinds('a')).map((k) => [k.kind, k.state])).toEqual(expect.arrayContaining([['Secret', 'unavailable'], ['Deployment', 'complete']]));
      });
    });

    describe('assessments', () => {
      beforeEach(() => store.createEnvironment(environment('a'), null));
      it('keeps since while the status stays, and starts anew for another object of the same name', async () => {
        const one = ref('Pod', 'x', 'p');
        await put('a', T, object(one, [row('p-one', 'unhealthy', 'first')], { uid: 'u1' }));
        await put('a', T + 10, object(one, [row('p-one', 'unhealthy', 'second')], { uid: 'u1' }));
        expect((await list()).map((r) => [r.message, r.since, r.assessedAt])).toEqual([['second', T, T + 10]]);
        await put('a', T + 20, object(one, [row('p-one', 'healthy')], { uid: 'u1' }));
        expect((await list()).map((r) => [r.status, r.since])).toEqual([['healthy', T + 20]]);
        await put('a', T + 30, object(one, [row('p-one', 'healthy')], { uid: 'u2' }));
        expect((await list()).map((r) => [r.status, r.since])).toEqual([['healthy', T + 30]]);
      });
      it('keeps bodies of any size and replaces them', async () => {
        for (const size of [10, 5000, 2_000_000]) {
          await put('a', T, object(ref('Pod', 'x', 'p'), [], { size }));
          const [found] = (await store.resources(null, { sort: 'name' }, { limit: 1 })).items;
          expect(String((await store.resource(null, found?.id ?? 0))?.body['filler']).length).toBe(size);
        }
      });
      it('takes the last of two writes of one object in one change', async () => {
        await put('a', T, object(ref('Pod', 'x', 'p'), [row('p-one', 'healthy')]), object(ref('Pod', 'x', 'p'), [row('p-one', 'unhealthy')]));
        expect((await list()).map((r) => r.status)).toEqual(['unhealthy']);
      });
      it('removes what is gone, and with `complete` all that is not named', async () => {
        await put('a', T, ...['p', 'q', 'r'].map((n) => object(ref('Pod', 'x', n), [row('p-one', 'healthy')])));
        await store.applyInventory('a', { at: T, objects: [], removed: [refKey(ref('Pod', 'x', 'q'))] });
        expect((await list()).map((r) => r.resource.name)).toEqual(['p', 'r']);
        await store.applyInventory('a', { at: T, objects: [object(ref('Pod', 'x', 's'), [row('p-one', 'healthy')])], removed: [], complete: true });
        expect((await list()).map((r) => r.resource.name)).toEqual(['s']);
      });
      it('keeps rows of the two origins apart', async () => {
        await put('a', T, object(ref('Pod', 'x', 'p'), [row('p-one', 'unhealthy')]));
        const graphRow: GraphRow = { ...row('g-three', 'unhealthy', 'no policy'), resource: ref('Namespace', null, 'x'), known: false };
        const gone: GraphRow = { ...row('g-three', 'unhealthy', 'was there a moment ago'), resource: ref('Pod', 'x', 'gone'), known: true };
        expect(await store.applyGraph('a', T + 1, [graphRow, gone, { ...row('g-three', 'healthy'), resource: ref('Pod', 'x', 'p'), known: true }])).toBe(2);
        expect(await store.applyGraph('a', T + 2, [graphRow, { ...row('g-three', 'healthy'), resource: ref('Pod', 'x', 'p'), known: true }])).toBe(0);
        await put('a', T + 3, object(ref('Pod', 'x', 'p'), [row('p-one', 'healthy')]));
        expect((await list()).map((r) => [r.policy, r.status, r.resource.kind, r.resource.namespace, r.known])).toEqual([['p-one', 'healthy', 'Pod', 'x', true], ['g-three', 'unhealthy', 'Namespace', null, false], ['g-three', 'healthy', 'Pod', 'x', true]]);
        expect(await list({ namespace: 'x' })).toHaveLength(3);
        await put('a', T + 4, object(ref('Namespace', null, 'x'), [], { facts: { category: 'namespace', templated: false, controllerUid: null, workload: null, images: [] } }));
        expect((await list({ policies: ['g-three'], status: 'unhealthy' })).map((r) => [r.known, r.since])).toEqual([[true, T + 1]]);
        await store.applyGraph('a', T + 5, []);
        expect((await list()).map((r) => r.policy)).toEqual(['p-one']);
      });
      it('assesses a stored object anew without taking it for updated', async () => {
        await put('a', T, object(ref('Pod', 'x', 'p'), [row('p-one', 'unhealthy')], { size: 3 }));
        await store.updateEnvironment('a', { generation: 'g' });
        await store.applyInventory('a', { at: T + 1, removed: [], unsettles: true, objects: [object(ref('Pod', 'x', 'p'), [row('p-two', 'healthy')], { body: undefined })] });
        expect((await list()).map((r) => [r.policy, r.status, r.assessedAt])).toEqual([['p-two', 'healthy', T + 1]]);
        const [found] = (await store.resources(null, { sort: 'name' }, { limit: 1 })).items;
        expect(found).toMatchObject({ firstSeenAt: T, updatedAt: T });
        expect((await store.resource(null, found?.id ?? 0))?.body['filler']).toBe('xxx');
        expect((await store.environment(null, 'a'))?.generation).toBeNull();
      });
      it('refuses cursors that it did not give', async () => {
        for (const cursor of ['x', 'bnVsbA', Buffer.from('["p","a",1]').toString('base64url'), Buffer.from('["none","a","healthy",0,0,"","",1]').toString('base64url')]) {
          await expect(store.assessments(null, { policies: POLICIES }, { cursor, limit: 3 }, T)).rejects.toThrow('begin again without a cursor');
        }
        await expect(store.resources(null, { sort: 'name' }, { cursor: 'x', limit: 3 })).rejects.toThrow('begin again without a cursor');
      });
      it('searches names, namespaces, kinds and the policies that the caller found, taking % and _ as they are', async () => {
        await put('a', T, object(ref('Pod', 'shop', 'cart_1'), [row('p-one', 'healthy'), row('p-two', 'healthy')]), object(ref('Pod', 'x', 'cartA1'), [row('p-one', 'healthy')]));
        expect((await list({ search: { text: 'CART_1', policies: [] } })).map((r) => [r.policy, r.resource.name])).toEqual([['p-one', 'cart_1'], ['p-two', 'cart_1']]);
        expect(await list({ search: { text: 'shop', policies: [] } })).toHaveLength(2);
        expect(await list({ search: { text: '%', policies: [] } })).toHaveLength(0);
        expect((await list({ search: { text: 'nothing', policies: ['p-two'] } })).map((r) => r.policy)).toEqual(['p-two']);
      });
    });

    it('has one order and the same pages, whichever way a list is asked for', async () => {
      await store.createEnvironment(environment('a'), null);
      const status = (i: number) => ASSESSMENT_STATUSES[i % 4] ?? 'healthy';
      await put('a', T, ...Array.from({ length: 620 }, (_, i) => object(ref('Pod', `n${i % 2}`, `o${i}`), [row('p-one', status(i)), row('p-two', status(i + 1))])));
      await store.createExemption(exemption('e', 'p-two', { name: 'o7' }, T + 100));
      const names = (rows: readonly AssessmentView[]) => rows.map((r) => `${r.policy} ${r.status} ${r.resource.namespace}/${r.resource.name} ${r.exemption}`);
      const all = names(await everything(store, null, { policies: POLICIES }, T, 97));
      expect(all).toHaveLength(1240);
      expect(names(await everything(store, null, { policies: POLICIES, search: { text: 'o', policies: [] } }, T, 97))).toEqual(all);
      expect(names(await everything(store, null, { policies: POLICIES, search: { text: 'o1', policies: [] } }, T, 7))).toEqual(all.filter((r) => r.includes('/o1')));
      expect(names(await everything(store, null, { policies: POLICIES, search: { text: 'o1', policies: ['p-two'] } }, T, 97))).toEqual(all.filter((r) => r.includes('/o1') || r.startsWith('p-two')));
      const id = (await store.resources(null, { search: 'o77', sort: 'name' }, { limit: 1 })).items[0]?.id ?? 0;
      expect(names(await everything(store, null, { policies: POLICIES, resource: id }, T, 1))).toEqual(all.filter((r) => r.includes('/o77 ')));
      expect(names(await everything(store, null, { policies: POLICIES, resource: id, status: 'unhealthy' }, T, 1))).toEqual(all.filter((r) => r.includes('/o77 ') && r.includes('unhealthy')));
    });

    describe('what is not assessed now', () => {
      beforeEach(async () => {
        await store.createEnvironment(environment('a'), null);
        await put('a', T, object(ref('Pod', 'x', 'p'), [row('p-one', 'healthy'), row('p-two', 'unhealthy')]), object(ref('Secret', 'x', 's'), [row('p-one', 'healthy')]));
      });
      it('shows healthy rows of an environment that cannot be read as not assessed, and does not score it', async () => {
        await store.updateEnvironment('a', { state: 'notAssessed', reason: 'credentials refused', since: T + 5 });
        expect((await list()).map((r) => [r.policy, r.status, r.message])).toEqual([
          ['p-one', 'notAssessed', 'not assessed since 2027-01-15T08:00:00.005Z: credentials refused'], ['p-one', 'notAssessed', 'not assessed since 2027-01-15T08:00:00.005Z: credentials refused'], ['p-two', 'unhealthy', '']]);
        expect(await list({ status: 'healthy' })).toEqual([]);
        expect(await list({ status: 'notAssessed' })).toHaveLength(2);
        expect((await store.policyCounts(null, {}, T)).map((c) => [c.policy, c.counts.healthy, c.counts.notAssessed, c.counts.unhealthy, c.scored])).toEqual([['p-one', 0, 2, 0, { healthy: 0, unhealthy: 0 }], ['p-two', 0, 0, 1, { healthy: 0, unhealthy: 0 }]]);
        expect((await store.resources(null, { sort: 'name' }, { limit: 10 })).items.map((r) => [r.ref.name, r.notAssessed, r.unhealthy])).toEqual([['p', 1, 1], ['s', 1, 0]]);
      });
      it('does so when that could not be written, until it can be', async () => {
        store.holdLost('a', { reason: 'disk full', since: T + 5 });
        expect(await store.environment(null, 'a')).toMatchObject({ state: 'notAssessed', reason: 'disk full', since: T + 5 });
        expect(await list({ status: 'healthy' })).toEqual([]);
        expect((await store.resources(null, { sort: 'name' }, { limit: 10 })).items.map((r) => r.notAssessed)).toEqual([1, 1]);
        expect((await store.coverageGaps(null, 5)).gaps).toEqual([{ environment: 'a', what: 'environment', reason: 'disk full', since: T + 5 }]);
        await store.updateEnvironment('a', { state: 'connected', reason: null, since: T + 6 });
        expect(await list({ status: 'healthy' })).toHaveLength(2);
      });
      it('does the same for one kind', async () => {
        await store.setKind('a', { group: '', kind: 'Secret', state: 'unavailable', reason: 'forbidden', since: T + 5 });
        expect((await list({ policies: ['p-one'] })).map((r) => [r.resource.kind, r.status])).toEqual([['Pod', 'healthy'], ['Secret', 'notAssessed']]);
        expect((await list({ policies: ['p-one'], status: 'healthy' })).map((r) => r.resource.kind)).toEqual(['Pod']);
        expect((await list({ status: 'notAssessed' })).map((r) => r.resource.kind)).toEqual(['Secret']);
        await store.setKind('a', { group: '', kind: 'Secret', state: 'complete', reason: null, since: T + 6 });
        expect(await list({ status: 'notAssessed' })).toEqual([]);
      });
    });

    describe('images that run', () => {
      const facts = { category: 'pod', templated: false, controllerUid: null, images: [] } as const;
      const owner = ref('Deployment', 'x', 'd');
      const pod = (name: string, ...uses: ContainerUse[]) => object(ref('Pod', 'x', name), [], { uses, facts: { ...facts, workload: owner } });
      const uses = async (visibility: Visibility = null, of?: string) => (await store.imageUses(visibility, of)).map((u) => [u.environment, u.workload.name, u.workloadId !== null, u.namespace, u.container, u.reference, u.digest, u.pods]);
      beforeEach(() => store.createEnvironment(environment('a'), null));

      it('are counted by workload, seen with their environment, and gone with their objects', async () => {
        await store.createEnvironment(environment('m', { kind: 'manifests' }), null, { at: T, removed: [], objects: [object(ref('Pod', 'x', 'p'), [], { uses: [use('c', 'i:1')] })] });
        expect(await put('a', T, pod('p', use('c', 'i:1', 'sha256:1'), use('b', 'i:1')), pod('q', use('c', 'i:1', 'sha256:1'), use('b', 'i:2')))).toMatchObject({ uses: true });
        const first = [['a', 'd', false, 'x', 'b', 'i:1', null, 1], ['a', 'd', false, 'x', 'b', 'i:2', null, 1], ['a', 'd', false, 'x', 'c', 'i:1', 'sha256:1', 2]];
        expect(await uses()).toEqual([...first, ['m', 'p', true, 'x', 'c', 'i:1', null, 0]]);
        expect(await uses(['a'])).toEqual(first);
        expect(await uses(['a'], 'm')).toEqual([]);
        expect(await put('a', T, object(owner, []))).toMatchObject({ uses: false });
        expect((await uses(['a'])).every(([, , known]) => known)).toBe(true);
        expect(await store.applyInventory('a', { at: T, objects: [], removed: ['/Pod/x/q'] })).toMatchObject({ uses: true });
        expect(await uses(['a'])).toEqual([['a', 'd', true, 'x', 'b', 'i:1', null, 1], ['a', 'd', true, 'x', 'c', 'i:1', 'sha256:1', 1]]);
        await store.applyInventory('a', { at: T, objects: [object(owner, [])], removed: [], complete: true });
        expect(await uses(['a'])).toEqual([]);
        await store.deleteEnvironment('m');
        expect(await uses()).toEqual([]);
        while (await store.purge());
        await store.createEnvironment(environment('m'), null);
        expect(await uses()).toEqual([]);
      });
      it('are told to be others only when they are', async () => {
        const written = pod('p', use('c', 'i:1'));
        expect((await put('a', T, written)).uses).toBe(true);
        expect((await put('a', T, { ...written, resourceVersion: '2' })).uses).toBe(false);
        expect((await put('a', T, { ...written, facts: { ...facts, workload: null } })).uses).toBe(true);
        expect((await put('a', T, { ...written, facts: { ...facts, workload: null }, uid: 'u1' })).uses).toBe(false);
        expect((await put('a', T, { ...pod('p'), uid: 'u2' })).uses).toBe(true);
        expect((await put('a', T, pod('q'))).uses).toBe(false);
        expect((await store.applyInventory('a', { at: T, objects: [], removed: ['/Pod/x/q'] })).uses).toBe(false);
      });
    });

    describe('exemptions', () => {
      beforeEach(async () => {
        for (const id of ['a', 'b']) { await store.createEnvironment(environment(id), null); await put(id, T, object(ref('Pod', 'x', 'p'), [row('p-one', 'unhealthy'), row('p-two', 'unhealthy')]), object(ref('Deployment', 'y', 'd'), [row('p-one', 'unhealthy')])); }
      });
      it('covers what its scope says, and ends by its date without anybody doing anything', async () => {
        const one = exemption('e1', 'p-one', { environment: 'a', namespace: 'x' }, T + 100);
        await store.createExemption(one);
        expect((await list({ exempt: true }, T + 99)).map((r) => [r.environment, r.resource.name, r.status, r.exemption])).toEqual([['a', 'p', 'unhealthy', 'e1']]);
        expect((await list({ status: 'notApplicable' }, T + 99)).map((r) => r.exemption)).toEqual(['e1']);
        expect(await list({ status: 'unhealthy' }, T + 99)).toHaveLength(5);
        expect(await store.exemptionMatches(null, one)).toBe(1);
        expect((await store.policyCounts(null, { environment: 'a' }, T + 99)).map((c) => [c.policy, c.counts.unhealthy, c.counts.exempt, c.scored.unhealthy])).toEqual([['p-one', 1, 1, 1], ['p-two', 1, 0, 1]]);
        expect(await list({ exempt: true }, T + 100)).toEqual([]);
        expect(await list({ status: 'unhealthy' }, T + 100)).toHaveLength(6);
        expect((await store.policyCounts(null, { environment: 'a' }, T + 100)).map((c) => [c.counts.unhealthy, c.counts.exempt])).toEqual([[2, 0], [1, 0]]);
        expect(await store.nextExpiry()).toBe(T + 100);
        expect((await store.sweepExemptions(T + 100)).map((e) => e.id)).toEqual(['e1']);
        expect(await store.sweepExemptions(T + 100)).toEqual([]);
        expect(await store.nextExpiry()).toBeNull();
        expect((await store.exemptions(null)).map((e) => e.id)).toEqual(['e1']);
      });
      it('of findings covers no row, and stays what it was said to be', async () => {
        const findings = { vulnerability: 'CVE-1', package: 'zlib', image: 'shop/cart' };
        const some = { ...exemption('f', 'p-one', {}, T + 100), findings };
        await store.createExemption(some);
        await put('a', T + 1, object(ref('Pod', 'x', 'late'), [row('p-one', 'unhealthy')]));
        expect(await list({ exempt: true }, T + 5)).toEqual([]);
        expect(await store.exemptionMatches(null, some)).toBe(0);
        expect((await store.exemptions(null)).map((e) => e.findings)).toEqual([findings]);
        expect((await store.sweepExemptions(T + 100)).map((e) => e.findings)).toEqual([findings]);
      });
      it('covers objects that come later, and takes the longest of several', async () => {
        await store.createExemption(exemption('short', 'p-one', { namespace: 'x' }, T + 10));
        await store.createExemption(exemption('long', 'p-one', { kind: 'Pod' }, T + 100));
        await put('a', T + 1, object(ref('Pod', 'x', 'late'), [row('p-one', 'unhealthy')]));
        expect((await list({ environment: 'a', exempt: true }, T + 5)).map((r) => [r.resource.name, r.exemption])).toEqual([['late', 'long'], ['p', 'long']]);
        expect(await store.revokeExemption('long', T + 6)).toBe(true);
        expect(await store.revokeExemption('long', T + 6)).toBe(false);
        expect((await list({ environment: 'a', exempt: true }, T + 7)).map((r) => r.exemption)).toEqual(['short', 'short']);
        expect(await list({ exempt: true }, T + 10)).toEqual([]);
        expect((await store.exemptions(null)).find((e) => e.id === 'long')?.revokedAt).toBe(T + 6);
      });
      it('takes exempt rows out of the numbers of objects', async () => {
        const numbers = async () => (await store.resources(null, { environment: 'a', kind: 'Pod', sort: 'name' }, { limit: 5 })).items.map((r) => [r.unhealthy, r.worst]);
        expect(await numbers()).toEqual([[2, 'high']]);
        await store.createExemption(exemption('e1', 'p-one', { name: 'p' }, T + 100));
        await store.createExemption(exemption('e2', 'p-two', {}, T + 100));
        expect(await numbers()).toEqual([[0, null]]);
        await store.revokeExemption('e2', T + 1);
        expect(await numbers()).toEqual([[1, 'high']]);
        await store.sweepExemptions(T + 101);
        expect(await numbers()).toEqual([[2, 'high']]);
      });
      it('shows those of all environments to everyone, and the others only to who may see them', async () => {
        await store.createExemption(exemption('all', 'p-one', {}, T + 100));
        await store.createExemption(exemption('of-a', 'p-one', { environment: 'a' }, T + 100));
        expect((await store.exemptions(['b'])).map((e) => e.id)).toEqual(['all']);
        expect((await store.exemptions(null)).map((e) => e.id).sort()).toEqual(['all', 'of-a']);
      });
    });

    it('keeps assignments and settings', async () => {
      await store.createEnvironment(environment('a'), null);
      const one = { id: 'x', initiative: 'i', version: null, scope: { environment: 'a', namespace: 'n', labels: { app: 'b' } }, effect: 'audit', createdBy: 'c', createdAt: T, updatedAt: T } as const;
      await store.createAssignment(one);
      expect(await store.assignments(null)).toEqual([one]);
      expect(await store.assignments([])).toEqual([]);
      await store.updateAssignment('x', { effect: 'disabled', version: 'v1', updatedAt: T + 1 });
      expect(await store.assignments(null)).toEqual([{ ...one, effect: 'disabled', version: 'v1', updatedAt: T + 1 }]);
      expect([await store.deleteAssignment('x'), await store.deleteAssignment('x')]).toEqual([true, false]);
      expect(await store.setting('s')).toBeNull();
      await store.setSetting('s', '1');
      await store.setSetting('s', '2');
      expect(await store.setting('s')).toBe('2');
    });

    it('thins the history out with age', async () => {
      await store.createEnvironment(environment('a'), null);
      const day = 86_400_000;
      const now = T + 1000 * day;
      const at = [now - 800 * day, now - 100 * day - 2, now - 100 * day - 1, now - 3 * day - 60_000, now - 3 * day, now - 60_000, now];
      for (const time of at) await store.addPoint({ environment: 'a', at: time, score: 50, unhealthy: 1, detail: { p: [1, 1] } });
      expect(await store.compactHistory(now)).toBeGreaterThan(0);
      const left = await store.points(null, undefined, now - 790 * day, 1);
      expect(left.map((p) => p.at)).not.toContain(now - 800 * day);
      expect(left.filter((p) => p.at < now - 90 * day)).toHaveLength(1);
      expect(left.filter((p) => p.at > now - day).map((p) => p.at)).toEqual([now - 60_000, now]);
      expect((await store.points(null, 'a', now - day, day * 10)).map((p) => p.at)).toHaveLength(2);
      expect((await store.lastPoint('a'))?.detail).toEqual({ p: [1, 1] });
      expect(await store.points([], undefined, 0, 1)).toEqual([]);
    });

    it('finds what belongs together', async () => {
      await store.createEnvironment(environment('a'), null);
      const facts = { category: 'workload', templated: true, controllerUid: null, workload: null, images: ['i'] } as const;
      const owner = ref('Deployment', 'x', 'd');
      await put('a', T, object(owner, [], { uid: 'ud', facts }), object(ref('Pod', 'x', 'p'), [], { uid: 'up', facts: { ...facts, category: 'pod', templated: false, controllerUid: 'ud', workload: owner } }));
      expect(await store.controllers('a', ['ud', 'up', 'none'])).toEqual([{ uid: 'ud', ref: owner, workload: null }]);
      expect((await store.dependents('a', ['ud'])).map((o) => [o.key, o.workload])).toEqual([['/Pod/x/p', owner]]);
      expect(await store.keysOfKind('a', 'apps', 'Deployment')).toEqual(['apps/Deployment/x/d']);
      expect((await store.storedKeys('a', ['/Pod/x/p'])).map((k) => [k.key, k.uid, k.resourceVersion])).toEqual([['/Pod/x/p', 'up', '1']]);
      expect([...(await store.idsOf('a', ['/Pod/x/p', 'none'])).keys()]).toEqual(['/Pod/x/p']);
      expect(await store.namespaces(null)).toEqual([{ environment: 'a', name: 'x', workloads: 1, objects: 2 }]);
      expect((await store.inventoryCounts(null)).get('a')).toEqual({ objects: 2, namespaces: 1, workload: 1, pod: 1, node: 0 });
    });

    it('pages through resources in every order without repeating or leaving out', async () => {
      await store.createEnvironment(environment('a'), null);
      await put('a', T, ...Array.from({ length: 57 }, (_, i) => object(ref('Pod', `n${i % 3}`, `p${i % 20}-${i}`), i % 2 === 0 ? [row('p-one', 'unhealthy'), ...(i % 3 === 0 ? [row('p-two', 'unhealthy')] : [])] : [])));
      for (const sort of ['name', 'unhealthy', 'updated'] as const) {
        const seen: { name: string; unhealthy: number }[] = [];
        let cursor: string | undefined;
        do {
          const page: Awaited<ReturnType<PostureStore['resources']>> = await store.resources(null, { sort }, { limit: 10, ...(cursor === undefined ? {} : { cursor }) });
          expect(page.total).toBe(57);
          seen.push(...page.items.map((r) => ({ name: r.ref.name, unhealthy: r.unhealthy })));
          cursor = page.next ?? undefined;
        } while (cursor !== undefined);
        expect(new Set(seen.map((r) => r.name)).size).toBe(57);
        if (sort === 'name') expect(seen.map((r) => r.name)).toEqual(seen.map((r) => r.name).sort());
        if (sort === 'unhealthy') expect(seen.map((r) => r.unhealthy)).toEqual(seen.map((r) => r.unhealthy).sort((x, y) => y - x));
      }
      expect((await store.resources(null, { unhealthy: true, sort: 'name' }, { limit: 5 })).total).toBe(29);
      expect((await store.resources(null, { search: 'P1-', sort: 'name' }, { limit: 5 })).total).toBe(3);
    });

    it('answers like a naive model after any sequence of changes', async () => {
      await fc.assert(fc.asyncProperty(fc.array(step(), { minLength: 10, maxLength: 60, size: 'max' }), async (steps) => {
        await opened.close();
        opened = await open();
        store = opened.store;
        const model = new Model();
        for (const id of ['a', 'b']) await store.createEnvironment(environment(id), null);
        let now = T;
        for (const one of steps) now = await perform(store, model, one, now);
        await compare(store, model, now);
      }), { numRuns: 40 });
    }, 120_000);
  });
}

type Step =
  | { do: 'put'; env: string; ns: number; name: number; rows: { policy: number; status: number }[]; pod: boolean; uses: readonly (readonly [image: number, digest: number])[]; of: number | null }
  | { do: 'remove'; env: string; ns: number; name: number; pod: boolean }
  | { do: 'graph'; env: string; rows: { ns: number; name: number; status: number }[] }
  | { do: 'exempt'; policy: number; env: number; ns: number; name: number; pod: number; ms: number; findings: boolean }
  | { do: 'revoke'; which: number } | { do: 'wait'; ms: number } | { do: 'sweep' }
  | { do: 'lose'; env: string; kind: boolean; back: boolean };

const small = (max: number) => fc.integer({ min: 0, max });
const env = () => fc.constantFrom('a', 'b');
function step(): fc.Arbitrary<Step> {
  return fc.oneof(
    { weight: 6, arbitrary: fc.record({ do: fc.constant('put' as const), env: env(), ns: small(1), name: small(1), pod: fc.boolean(), rows: fc.uniqueArray(fc.record({ policy: small(1), status: small(2) }), { selector: (r) => r.policy, maxLength: 2 }), uses: fc.array(fc.tuple(small(1), small(1)), { maxLength: 2 }), of: fc.option(small(2), { freq: 2 }) }) },
    { weight: 2, arbitrary: fc.record({ do: fc.constant('remove' as const), env: env(), ns: small(1), name: small(1), pod: fc.boolean() }) },
    { weight: 2, arbitrary: fc.record({ do: fc.constant('graph' as const), env: env(), rows: fc.uniqueArray(fc.record({ ns: small(1), name: small(2), status: small(3) }), { selector: (r) => `${r.ns}/${r.name}`, maxLength: 3 }) }) },
    { weight: 3, arbitrary: fc.record({ do: fc.constant('exempt' as const), policy: small(2), env: small(2), ns: small(2), name: small(3), pod: small(2), ms: fc.integer({ min: 1, max: 60 }), findings: fc.boolean() }) },
    fc.record({ do: fc.constant('revoke' as const), which: small(5) }),
    { weight: 2, arbitrary: fc.record({ do: fc.constant('wait' as const), ms: fc.integer({ min: 1, max: 40 }) }) },
    fc.record({ do: fc.constant('sweep' as const) }),
    fc.record({ do: fc.constant('lose' as const), env: env(), kind: fc.boolean(), back: fc.boolean() }),
  );
}

async function perform(store: PostureStore, model: Model, s: Step, now: number): Promise<number> {
  const at = now + 1;
  if (s.do === 'put') {
    const written = object(ref(s.pod ? 'Pod' : 'Deployment', `n${s.ns}`, `o${s.name}`), s.rows.map((r) => row(POLICIES[r.policy] ?? '', ASSESSMENT_STATUSES[r.status] ?? 'healthy', `m${r.status}`)), {
      uses: s.uses.map(([image, digest], i) => use(`c${i}`, `image:${image}`, digest === 0 ? null : `sha256:${digest}`)),
      facts: { category: 'workload', templated: false, controllerUid: null, workload: s.of === null ? null : ref('Deployment', `n${s.ns}`, `o${s.of}`), images: [] },
    });
    const before = model.uses();
    const { uses } = await store.applyInventory(s.env, { at, objects: [written], removed: [] });
    model.put(s.env, at, written);
    // Whether an object becomes known that others name as their workload is another matter: its id is looked up when it is asked for.
    const now = model.uses();
    const known = (list: readonly string[]) => list.map((text) => text.replace(/ (true|false) /, ' '));
    if (!uses) expect(known(now)).toEqual(known(before));
  } else if (s.do === 'remove') {
    const key = refKey(ref(s.pod ? 'Pod' : 'Deployment', `n${s.ns}`, `o${s.name}`));
    const used = (model.objects.get(`${s.env} ${key}`)?.uses.length ?? 0) > 0;
    expect((await store.applyInventory(s.env, { at, objects: [], removed: [key] })).uses).toBe(used);
    model.remove(s.env, key);
  } else if (s.do === 'graph') {
    const rows = s.rows.map((r): GraphRow => ({ ...row('g-three', ASSESSMENT_STATUSES[r.status] ?? 'healthy', `g${r.status}`), resource: ref('Pod', `n${r.ns}`, `o${r.name}`), known: false }));
    await store.applyGraph(s.env, at, rows);
    model.graph(s.env, at, rows);
  } else if (s.do === 'exempt') {
    const findings = s.findings ? { vulnerability: 'CVE-1', package: null, image: null } : null;
    const made = { ...exemption(`e${model.exemptions.length}`, POLICIES[s.policy] ?? '', { environment: ['a', 'b', null][s.env] ?? null, namespace: ['n0', 'n1', null][s.ns] ?? null, name: ['o0', 'o1', 'o2', null][s.name] ?? null, kind: ['Pod', 'Deployment', null][s.pod] ?? null }, at + s.ms, at), findings };
    await store.createExemption(made);
    model.exemptions.push(made);
  } else if (s.do === 'revoke') {
    const i = model.exemptions.findIndex((e, n) => n === s.which && e.revokedAt === null && e.expiresAt > at);
    const found = model.exemptions[i];
    if (found !== undefined) {
      expect(await store.revokeExemption(found.id, at)).toBe(true);
      model.exemptions[i] = { ...found, revokedAt: at };
    }
  } else if (s.do === 'wait') return at + s.ms;
  else if (s.do === 'sweep') await store.sweepExemptions(at);
  else if (s.kind) {
    await store.setKind(s.env, { group: '', kind: 'Pod', state: s.back ? 'complete' : 'unavailable', reason: 'lost', since: at });
    if (s.back) model.lostKinds.delete(`${s.env} /Pod`); else model.lostKinds.set(`${s.env} /Pod`, { since: at, reason: 'lost' });
  } else {
    await store.updateEnvironment(s.env, { state: s.back ? 'connected' : 'notAssessed', reason: 'lost', since: at });
    if (s.back) model.lost.delete(s.env); else model.lost.set(s.env, { since: at, reason: 'lost' });
  }
  return at;
}

async function compare(store: PostureStore, model: Model, now: number): Promise<void> {
  expect((await store.imageUses(null)).map((u) => `${u.environment} ${refKey(u.workload)} ${u.workloadId !== null} ${u.container} ${u.reference} ${u.digest} ${u.pods}`).sort()).toEqual(model.uses());
  const wanted = model.shown(now);
  const text = (r: { environment: string; policy: string; status: string; message: string }, key: string, exempt: boolean, since?: number) => `${r.environment} ${r.policy} ${key} ${r.status} ${r.message} ${exempt} ${since}`;
  const all = await everything(store, null, { policies: POLICIES }, now);
  expect(all.map((r) => text(r, refKey(r.resource), r.exemption !== null)).sort()).toEqual(wanted.map((r) => text(r, r.key, r.exempt)).sort());
  // Rows whose status is as stored tell since when.
  for (const r of all) {
    const same = model.rows.find((m) => m.environment === r.environment && m.policy === r.policy && m.key === refKey(r.resource));
    if (same !== undefined && same.status === r.status) expect(r.since).toBe(same.since);
  }
  for (const status of ASSESSMENT_STATUSES) {
    const tab = wanted.filter((r) => (r.exempt ? status === 'notApplicable' : r.status === status));
    expect((await everything(store, null, { policies: POLICIES, status }, now)).map((r) => text(r, refKey(r.resource), r.exemption !== null)).sort()).toEqual(tab.map((r) => text(r, r.key, r.exempt)).sort());
  }
  for (const c of await store.policyCounts(null, { byNamespace: true }, now)) {
    const of = wanted.filter((r) => r.environment === c.environment && r.policy === c.policy && r.row.ref.namespace === c.namespace);
    const n = (status: string) => of.filter((r) => !r.exempt && r.status === status).length;
    expect(c.counts).toEqual({ unhealthy: n('unhealthy'), healthy: n('healthy'), notApplicable: n('notApplicable'), notAssessed: n('notAssessed'), exempt: of.filter((r) => r.exempt).length });
    const fresh = of.filter((r) => !r.exempt && model.gap(r.row) === undefined);
    expect(c.scored).toEqual({ healthy: fresh.filter((r) => r.status === 'healthy').length, unhealthy: fresh.filter((r) => r.status === 'unhealthy').length });
  }
  const since = await store.unhealthySince(null, POLICIES, {}, now);
  for (const policy of POLICIES) {
    const times = wanted.filter((r) => r.policy === policy && !r.exempt && r.status === 'unhealthy').map((r) => r.row.since);
    expect(since.get(policy)).toBe(times.length === 0 ? undefined : Math.min(...times));
  }
  for (const e of model.exemptions) {
    if (e.revokedAt === null && e.expiresAt > now) expect(await store.exemptionMatches(null, e)).toBe(wanted.filter((r) => e.findings === null && r.policy === e.policy && (e.scope.environment ?? r.environment) === r.environment && (e.scope.namespace ?? r.row.ref.namespace) === r.row.ref.namespace && (e.scope.kind ?? r.row.ref.kind) === r.row.ref.kind && (e.scope.name ?? r.row.ref.name) === r.row.ref.name).length);
  }
  await store.sweepExemptions(now);
  for (const o of (await store.resources(null, { sort: 'name' }, { limit: 1000 })).items) {
    const of = wanted.filter((r) => r.environment === o.environment && r.key === refKey(o.ref) && !r.exempt);
    expect([o.unhealthy, o.notAssessed]).toEqual([of.filter((r) => r.status === 'unhealthy').length, of.filter((r) => r.status === 'notAssessed').length]);
  }
}
