import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { z } from 'zod';
import { ROUTES } from '#contract/routes.ts';
import type { Principal } from '#contract/types.ts';
import type { KubeObject } from '#core/words.ts';
import { controller, KINDS, plain, pod } from '../../../pipeline/testing/cluster.ts';
import { type TestPosture, testPosture } from '../../../pipeline/testing/posture.ts';
import type { Handlers, PostureRoute, Visibility } from '../handler.ts';
import { stubImages, stubRegistries } from '../testing/images.ts';
import type { PostureParts } from './context.ts';
import { createPostureHandlers } from './index.ts';

const ADMIN: Principal = { kind: 'user', id: 'u', name: 'ada', scopes: ['read', 'write', 'admin'], environments: null, mustChangePassword: false };
type Answer<I extends PostureRoute> = (typeof ROUTES)[I] extends { readonly response: infer S extends z.ZodType } ? z.output<S> : undefined;
interface Input { readonly params?: unknown; readonly query?: unknown; readonly body?: unknown; readonly visibility?: Visibility; readonly parts?: Partial<PostureParts> }

let test: TestPosture;
let shop = '';
/** As the server calls: what goes in and comes out is checked against the contract, to the last field. */
async function call<I extends PostureRoute>(id: I, { params, query, body, visibility = null, parts = {} }: Input = {}): Promise<Answer<I>> {
  const route = ROUTES[id];
  const given = { principal: ADMIN, visibility, params: 'params' in route ? route.params.parse(params) : undefined, query: 'query' in route ? route.query.parse(query ?? {}) : undefined, body: 'body' in route ? route.body.parse(body) : undefined };
  const handler = createPostureHandlers({ posture: test.posture, ...parts })[id] as (c: typeof given) => unknown;
  const answer = await handler(given);
  if (!('response' in route)) { expect(answer).toBeUndefined(); return undefined as Answer<I>; }
  const parsed: unknown = route.response.parse(answer);
  expect(answer).toEqual(parsed);
  return answer as Answer<I>;
}

const SHOP: readonly KubeObject[] = [
  plain('Namespace', null, 'shop', { labels: { strict: 'true' } }), plain('Namespace', null, 'bank'),
  controller('Deployment', 'shop', 'cart', { uid: 'd', privileged: true, labels: { owner: 'me' } }),
  controller('ReplicaSet', 'shop', 'cart-1', { uid: 'r', privileged: true, owner: { kind: 'Deployment', name: 'cart', uid: 'd' } }),
  pod('shop', 'cart-1-x', { privileged: true, owner: { kind: 'ReplicaSet', name: 'cart-1', uid: 'r' }, labels: { app: 'cart' } }),
  pod('bank', 'vault'),
  plain('Service', 'shop', 'cart', { spec: { selector: { app: 'cart' } } }),
  plain('NetworkPolicy', 'shop', 'all', { spec: { podSelector: {} } }),
];

beforeEach(async () => {
  test = await testPosture();
  // Images have tests of their own.
  await test.store.deleteAssignment('default-breakwater-vulnerabilities');
  for (const object of SHOP) await test.cluster.put(object);
  shop = (await call('createEnvironment', { body: { kind: 'cluster', name: 'shop', kubeconfig: 'good' } })).id;
  await test.cluster.tell(async () => undefined);
  await test.posture.idle();
});
afterEach(async () => { await test.close(); });

const resourceId = async (kind: string, name: string): Promise<string> => (await call('listResources', { query: { kind, search: name, sort: 'name' } })).items.find((r) => r.ref.name === name)?.id ?? '';

describe('recommendations', () => {
  it('list every policy in force with its numbers, what needs doing first', async () => {
    const { items, total } = await call('listRecommendations');
    expect(total).toBe(3);
    expect(items.map((r) => [r.policy, r.status, r.counts.unhealthy, r.counts.healthy, r.effect, r.unhealthySince !== null])).toEqual([['privileged', 'unhealthy', 1, 1, 'audit', true], ['configured', 'unhealthy', 2, 0, 'audit', true], ['owned', 'unhealthy', 2, 1, 'audit', true]]);
    expect(items[0]?.environments).toEqual([{ id: shop, name: 'shop', unhealthy: 1 }]);
    expect(items[0]?.initiatives.map((i) => i.id)).toEqual(['breakwater-recommended', 'pod-security-baseline']);
    const overview = await call('overview');
    expect(items.reduce((sum, r) => sum + r.scoreGain, 0)).toBeCloseTo(100 - (overview.score ?? 0));
  });
  it('filter and sort', async () => {
    const ids = async (query: object) => (await call('listRecommendations', { query })).items.map((r) => r.policy);
    expect(await ids({ severity: 'low,medium', sort: 'title' })).toEqual(['configured', 'owned']);
    expect(await ids({ search: 'PRIVI' })).toEqual(['privileged']);
    expect(await ids({ initiative: 'only-owned' })).toEqual(['owned']);
    expect(await ids({ status: 'healthy' })).toEqual([]);
    expect(await ids({ namespace: 'bank', status: 'healthy' })).toEqual(['privileged']);
    expect(await ids({ category: 'other' })).toEqual([]);
    expect(await ids({ sort: 'unhealthy' })).toEqual(['configured', 'owned', 'privileged']);
    expect(await ids({ environment: 'none' })).toEqual(['privileged', 'configured', 'owned']);
  });
  it('page without repeating', async () => {
    const seen: string[] = [];
    let cursor: string | undefined;
    do {
      const page: Awaited<ReturnType<typeof call<'listRecommendations'>>> = await call('listRecommendations', { query: { limit: 1, ...(cursor === undefined ? {} : { cursor }) } });
      seen.push(...page.items.map((r) => r.policy));
      cursor = page.next ?? undefined;
    } while (cursor !== undefined);
    expect(seen).toEqual(['privileged', 'configured', 'owned']);
    await expect(call('listRecommendations', { query: { cursor: 'x' } })).rejects.toMatchObject({ code: 'invalid' });
  });
  it('tell how to fix one', async () => {
    expect(await call('getRecommendation', { params: { id: 'privileged' } })).toMatchObject({ remediation: { text: 'fix it' }, counts: { unhealthy: 1 } });
    await expect(call('getRecommendation', { params: { id: 'none' } })).rejects.toMatchObject({ code: 'not-found' });
  });
  it('show the strongest effect, and nothing that is only disabled', async () => {
    await call('createAssignment', { body: { initiative: 'pod-security-baseline', scope: { environment: shop }, effect: 'deny' } });
    expect((await call('getRecommendation', { params: { id: 'privileged' } })).effect).toBe('deny');
    for (const a of (await call('listAssignments')).items) await call('updateAssignment', { params: { id: a.id }, body: { effect: 'disabled' } });
    await test.posture.idle();
    expect((await call('listRecommendations')).total).toBe(0);
  });
});

describe('assessments', () => {
  it('have one tab a status; exempt ones are not applicable, with their exemption', async () => {
    const tab = async (query: object) => (await call('listAssessments', { query })).items.map((r) => `${r.policy} ${r.resource.kind} ${r.resource.name} ${r.exemption === null ? '' : 'exempt'}`.trim());
    expect(await tab({ policy: 'privileged', status: 'unhealthy' })).toEqual(['privileged Deployment cart']);
    expect(await tab({ policy: 'privileged', status: 'healthy' })).toEqual(['privileged Pod vault']);
    const until = new Date(test.now() + 60_000).toISOString();
    const made = await call('createExemption', { body: { policy: 'privileged', scope: { environment: shop, name: 'cart' }, reason: 'waiver', justification: 'known', owner: 'o', approver: 'a', expiresAt: until } });
    expect(made).toMatchObject({ state: 'active', matches: 1, policyTitle: 'Title of privileged', expiresAt: until, endedAt: null });
    expect(await tab({ policy: 'privileged', status: 'unhealthy' })).toEqual([]);
    expect(await tab({ policy: 'privileged', status: 'notApplicable' })).toEqual(['privileged Deployment cart exempt']);
    expect(await tab({ exempt: 'true' })).toEqual(['privileged Deployment cart exempt']);
    expect((await call('getRecommendation', { params: { id: 'privileged' } })).counts).toMatchObject({ unhealthy: 0, exempt: 1 });
    await call('revokeExemption', { params: { id: made.id } });
    await expect(call('revokeExemption', { params: { id: made.id } })).rejects.toMatchObject({ code: 'conflict' });
    expect(await tab({ policy: 'privileged', status: 'unhealthy' })).toEqual(['privileged Deployment cart']);
    expect((await call('listExemptions', { query: { state: 'revoked' } })).items).toMatchObject([{ id: made.id, matches: 0 }]);
    expect((await call('listExemptions', { query: { state: 'active' } })).total).toBe(0);
  });
  it('of one object, by search, by severity', async () => {
    const id = await resourceId('Deployment', 'cart');
    expect((await call('listAssessments', { query: { resource: id } })).items.map((r) => [r.policy, r.resourceId])).toEqual([['privileged', id], ['owned', id]]);
    expect((await call('listAssessments', { query: { search: 'vault' } })).total).toBe(2);
    expect((await call('listAssessments', { query: { search: 'title of configured' } })).total).toBe(2);
    expect((await call('listAssessments', { query: { severity: 'critical' } })).total).toBe(2);
    expect((await call('listAssessments', { query: { resource: 'nonsense' } })).total).toBe(0);
    await expect(call('listAssessments', { query: { environment: 'none' } })).rejects.toMatchObject({ code: 'not-found' });
  });
});

describe('the inventory', () => {
  it('lists namespaces and objects', async () => {
    expect((await call('listNamespaces')).items.map((n) => [n.name, n.workloads, n.objects, n.unhealthy, n.worst])).toEqual([['bank', 1, 1, 1, 'medium'], ['shop', 1, 5, 4, 'critical']]);
    expect((await call('listNamespaces', { query: { search: 'ban' } })).total).toBe(1);
    const { items } = await call('listResources');
    expect(items).toHaveLength(SHOP.length);
    expect(items[0]).toMatchObject({ unhealthy: 1 });
    expect((await call('listResources', { query: { category: 'workload', sort: 'name' } })).items.map((r) => r.ref.name)).toEqual(['cart', 'vault']);
    expect((await call('listResources', { query: { unhealthy: 'false' } })).items.map((r) => r.ref.kind).sort()).toEqual(['Pod', 'Pod', 'ReplicaSet']);
  });
  it('shows an object with what it is related to, without values that sound secret', async () => {
    const detail = await call('getResource', { params: { id: await resourceId('Deployment', 'cart') } });
    expect(detail.related.map((r) => [r.relation, r.ref.kind, r.ref.name, r.id !== null])).toEqual([
      ['makes', 'ReplicaSet', 'cart-1', true], ['makes', 'Pod', 'cart-1-x', true], ['selected by', 'Service', 'cart', true], ['selected by', 'NetworkPolicy', 'all', true], ['runs as', 'ServiceAccount', 'default', false], ['in', 'Namespace', 'shop', true]]);
    expect(JSON.stringify(detail.object)).not.toContain('hunter2');
    expect(JSON.stringify(detail.object)).toContain('"fast"');
    const made = await call('getResource', { params: { id: await resourceId('Pod', 'cart-1-x') } });
    expect(made.related.slice(0, 2).map((r) => [r.relation, r.ref.kind])).toEqual([['workload', 'Deployment'], ['owner', 'ReplicaSet']]);
    const service = await call('getResource', { params: { id: await resourceId('Service', 'cart') } });
    expect(service.related.map((r) => [r.relation, r.ref.name])).toEqual([['selects', 'cart'], ['in', 'shop']]);
    await expect(call('getResource', { params: { id: '999999' } })).rejects.toMatchObject({ code: 'not-found' });
  });
});

describe('environments', () => {
  it('show state, numbers and coverage', async () => {
    expect(await call('getEnvironment', { params: { id: shop } })).toMatchObject({ name: 'shop', state: 'connected', server: 'https://fake', version: 'v1.34.0', namespaces: 2, workloads: 2, nodes: 0, unhealthy: 5, coverage: { objects: 8, notAssessed: [] } });
    const secrets = KINDS.find((k) => k.kind === 'Secret');
    if (secrets === undefined) throw new Error('no kind');
    await test.cluster.tell((sink) => sink.kindUnavailable(secrets, 'forbidden'));
    expect((await call('getEnvironment', { params: { id: shop } })).coverage.notAssessed).toMatchObject([{ what: 'Secret', reason: 'forbidden' }]);
    expect((await call('overview')).coverage).toMatchObject({ environments: 1, environmentsNotAssessed: 0, reasons: [{ environment: 'shop', what: 'Secret' }] });
  });
  it('have no score and nothing healthy while they are not assessed', async () => {
    await test.cluster.tell((sink) => sink.unavailable('credentials refused'));
    expect(await call('getEnvironment', { params: { id: shop } })).toMatchObject({ state: 'notAssessed', reason: 'credentials refused', score: null });
    const overview = await call('overview');
    expect(overview).toMatchObject({ score: null, counts: { healthy: 0, unhealthy: 5 }, coverage: { environmentsNotAssessed: 1 } });
    expect((await call('listRecommendations', { query: { namespace: 'bank' } })).items.find((r) => r.policy === 'privileged')?.status).toBe('notAssessed');
  });
  it('are created, renamed and deleted', async () => {
    await expect(call('createEnvironment', { body: { kind: 'cluster', name: 'shop', kubeconfig: 'good' } })).rejects.toMatchObject({ code: 'conflict' });
    await expect(call('createEnvironment', { body: { kind: 'cluster', name: 'x', kubeconfig: 'bad' } })).rejects.toMatchObject({ code: 'invalid', message: 'the kubeconfig is bad' });
    const repo = await call('createEnvironment', { body: { kind: 'manifests', name: 'repo', files: [{ path: 'a', content: `${JSON.stringify(pod('x', 'p', { privileged: true }))}\nnonsense` }] } });
    expect(repo).toMatchObject({ kind: 'manifests', state: 'connected', unhealthy: 1, workloads: 1, coverage: { objects: 1, notAssessed: [{ what: 'a, document 2', reason: 'line 2: not JSON' }] } });
    expect((await call('listAssessments', { query: { environment: repo.id, status: 'notAssessed' } })).items).toMatchObject([{ policy: '*', policyTitle: 'Could not be read', resourceId: null, source: { file: 'a', document: 2 } }]);
    expect((await call('updateEnvironment', { params: { id: repo.id }, body: { name: 'other' } })).name).toBe('other');
    expect((await call('listEnvironments', { query: { limit: 1 } })).items.map((e) => e.name)).toEqual(['other']);
    await call('deleteEnvironment', { params: { id: repo.id } });
    await expect(call('getEnvironment', { params: { id: repo.id } })).rejects.toMatchObject({ code: 'not-found' });
    expect((await call('listEnvironments')).total).toBe(1);
  });
});

describe('exemptions of findings', () => {
  const body = { policy: 'running-images-vulnerabilities', scope: {}, reason: 'mitigated', justification: 'not reachable', owner: 'o', approver: 'a', expiresAt: '2100-01-01T00:00:00.000Z' };
  it('say what they are about and how many findings they cover', async () => {
    const findings = { vulnerability: 'CVE-2024-1', image: 'registry.example/shop/cart' };
    const made = await call('createExemption', { body: { ...body, findings } });
    expect(made).toMatchObject({ findings: { ...findings, package: null }, matches: 0, state: 'active' });
    const parts = { findingMatches: async (e: { id: string }, visibility: Visibility) => (e.id === made.id && visibility === null ? 7 : -1) };
    expect((await call('listExemptions', { parts })).items).toMatchObject([{ id: made.id, findings: { vulnerability: 'CVE-2024-1' }, matches: 7 }]);
    await call('revokeExemption', { params: { id: made.id } });
    expect((await call('listExemptions', { parts })).items).toMatchObject([{ matches: 0, state: 'revoked', findings: { vulnerability: 'CVE-2024-1' } }]);
  });
  it('are refused for other policies, and where they name nothing', async () => {
    await expect(call('createExemption', { body: { ...body, policy: 'privileged', findings: { package: 'zlib' } } })).rejects.toMatchObject({ code: 'invalid' });
    await expect(call('createExemption', { body: { ...body, findings: {} } })).rejects.toMatchObject({ code: 'invalid' });
    expect((await call('createExemption', { body })).findings).toBeNull();
  });
});

describe('policies', () => {
  it('are listed with initiatives and manifest', async () => {
    expect((await call('listPolicies', { query: { search: 'priv' } })).items.map((p) => p.id)).toEqual(['privileged']);
    expect((await call('listPolicies', { query: { category: 'none' } })).total).toBe(0);
    expect((await call('getPolicy', { params: { id: 'privileged' } })).manifest).toContain('kind: ValidatingAdmissionPolicy');
    expect((await call('getPolicy', { params: { id: 'configured' } })).manifest).toBeNull();
    expect((await call('listInitiatives')).items.map((i) => [i.id, i.policies.length])).toEqual([['breakwater-recommended', 3], ['breakwater-vulnerabilities', 1], ['only-owned', 1], ['pod-security-baseline', 1]]);
  });
});

describe('whoever sees only some environments', () => {
  it('sees nothing of the others and decides nothing for all', async () => {
    const bank = (await call('createEnvironment', { body: { kind: 'manifests', name: 'bank', files: [{ path: 'a', content: JSON.stringify(pod('x', 'p', { privileged: true })) }] } })).id;
    const all = await call('createExemption', { body: { policy: 'owned', scope: { name: 'nobody' }, reason: 'waiver', justification: 'for all', owner: 'o', approver: 'a', expiresAt: new Date(test.now() + 60_000).toISOString() } });
    const own = { visibility: [bank] };
    const hidden = await resourceId('Deployment', 'cart');
    expect((await call('listEnvironments', own)).items.map((e) => e.id)).toEqual([bank]);
    expect((await call('listResources', own)).items.map((r) => r.environment)).toEqual([bank]);
    expect((await call('listNamespaces', own)).items.map((n) => n.name)).toEqual(['x']);
    expect((await call('listAssessments', own)).items.every((r) => r.environment === bank)).toBe(true);
    expect((await call('listRecommendations', own)).items.every((r) => r.environments.every((e) => e.id === bank))).toBe(true);
    expect((await call('overview', own)).resources).toMatchObject({ workloads: 1 });
    expect((await call('listExemptions', own)).items.map((e) => e.id)).toEqual([all.id]);
    for (const refused of [
      call('getEnvironment', { ...own, params: { id: shop } }), call('updateEnvironment', { ...own, params: { id: shop }, body: { name: 'mine' } }), call('deleteEnvironment', { ...own, params: { id: shop } }),
      call('getResource', { ...own, params: { id: hidden } }), call('overview', { ...own, query: { environment: shop } }), call('listResources', { ...own, query: { environment: shop } }),
      call('createAssignment', { ...own, body: { initiative: 'only-owned', scope: { environment: shop } } }),
    ]) await expect(refused).rejects.toMatchObject({ code: 'not-found' });
    for (const refused of [
      call('createEnvironment', { ...own, body: { kind: 'cluster', name: 'new', kubeconfig: 'good' } }), call('createAssignment', { ...own, body: { initiative: 'only-owned', scope: {} } }),
      call('revokeExemption', { ...own, params: { id: all.id } }), call('updateAssignment', { ...own, params: { id: 'default-pod-security-baseline' }, body: { effect: 'disabled' } }),
    ]) await expect(refused).rejects.toMatchObject({ code: 'forbidden' });
    expect(await call('createAssignment', { ...own, body: { initiative: 'only-owned', scope: { environment: bank } } })).toMatchObject({ createdBy: 'ada', effect: 'audit', initiativeTitle: 'Title of only-owned' });
  });
});

describe('the overview', () => {
  it('tells the score over time, of all environments together and of one', async () => {
    const at = test.now();
    const point = (environment: string, before: number, healthy: number, unhealthy: number) => test.store.addPoint({ environment, at: at - before, score: (100 * healthy) / (healthy + unhealthy), unhealthy, detail: { privileged: [healthy, unhealthy] } });
    await test.posture.stop();
    await test.restart();
    const repo = (await call('createEnvironment', { body: { kind: 'manifests', name: 'repo', files: [{ path: 'a', content: JSON.stringify(pod('x', 'p')) }] } })).id;
    const day = 86_400_000;
    await point(shop, 20 * day, 0, 4);
    await point(repo, 10 * day, 4, 0);
    await point(shop, 5 * day, 4, 0);
    const { trend } = await call('overview');
    expect(trend.slice(0, 3).map((p) => [p.score, p.unhealthy])).toEqual([[0, 4], [50, 4], [100, 0]]);
    expect((await call('overview', { query: { environment: shop } })).trend.slice(0, 2).map((p) => p.score)).toEqual([0, 100]);
    expect(trend.map((p) => p.at)).toEqual([...trend.map((p) => p.at)].sort());
  });
});

it('has a handler for every route of posture', () => {
  const handlers: Handlers<PostureRoute> = createPostureHandlers({ posture: test.posture });
  const identity = ['signIn', 'whoAmI', 'signOut', 'changePassword', 'listUsers', 'createUser', 'updateUser', 'deleteUser', 'listTokens', 'createToken', 'revokeToken'];
  const others = [...identity, ...Object.keys(stubImages()), ...Object.keys(stubRegistries())];
  expect(Object.keys(handlers).sort()).toEqual(Object.keys(ROUTES).filter((id) => !others.includes(id)).sort());
});
