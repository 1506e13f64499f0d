import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { z } from 'zod';
import { ROUTES } from '#contract/routes.ts';
import type { Principal } from '#contract/types.ts';
import { advisory, affects, databaseOf } from '../../../domains/vulnerabilities/testing/database.ts';
import { debian, digest, named, npm, TestImages, use } from '../../../pipeline/images/testing/images.ts';
import type { ImageRoute, Visibility } from '../handler.ts';
import { createImageHandlers } from './index.ts';

const ADMIN: Principal = { kind: 'user', id: 'u', name: 'ada', scopes: ['read', 'write', 'admin'], environments: null, mustChangePassword: false };
type Answer<I extends ImageRoute> = (typeof ROUTES)[I] extends { readonly response: infer S extends z.ZodType } ? z.output<S> : undefined;
interface Input { readonly params?: unknown; readonly query?: unknown; readonly visibility?: Visibility }

let test: TestImages;
const environment = (id: string) => ({ id, name: `name of ${id}`, kind: 'cluster' as const, sample: false, state: 'connected' as const, reason: null, since: 0, version: null, server: null, createdAt: 0, assessedAt: null, generation: null });
const seen = (visibility: Visibility) => ['e1', 'e2'].filter((id) => visibility === null || visibility.includes(id)).map(environment);

/** As the server calls: what goes in and comes out is checked against the contract, to the last field. */
async function call<I extends ImageRoute>(id: I, { params, query, visibility = null }: Input = {}): Promise<Answer<I>> {
  const route = ROUTES[id];
  const given = { principal: ADMIN, visibility, params: 'params' in route ? route.params.parse(params) : undefined, query: 'query' in route ? route.query.parse(query ?? {}) : undefined, body: undefined };
  const parts = { images: test.images, version: '1.2.3', registryNames: async () => new Map([['r1', 'Our registry']]), posture: { store: { environments: async (v: Visibility) => seen(v), environment: async (v: Visibility, e: string) => seen(v).find((one) => one.id === e) ?? null } } };
  const answer = await (createImageHandlers(parts)[id] as (c: typeof given) => unknown)(given);
  const parsed: unknown = route.response.parse(answer);
  expect(answer).toEqual(parsed);
  return answer as Answer<I>;
}

/** All pages of a list, two rows at a time. */
type List = 'listImages' | 'listFindings' | 'listVulnerabilities' | 'listSoftwareUpdates' | 'listImageEvents';
type Items<I extends List> = Answer<I> extends { items: infer T } ? T : never;
async function pages<I extends List>(id: I, query: Record<string, unknown> = {}, visibility: Visibility = null): Promise<Items<I>> {
  const items: unknown[] = [];
  let cursor: string | null = null;
  do {
    const page = await call(id, { query: { ...query, limit: 2, ...(cursor === null ? {} : { cursor }) }, visibility }) as { items: unknown[]; next: string | null; total: number };
    items.push(...page.items);
    cursor = page.next;
    if (cursor === null) expect(items).toHaveLength(page.total);
  } while (cursor !== null);
  return items as Items<I>;
}

const CART = named('shop/cart:1'), BANK = named('bank/vault:2'), OLD = named('shop/old:1'), PENDING = named('shop/new:1');
const DIGESTS: Record<string, string> = { [CART]: digest(1), [BANK]: digest(2), [OLD]: digest(3), [PENDING]: digest(4) };
const idOf = (name: string): string => test.images.model.find(DIGESTS[name] ?? '')?.id ?? '';
const kev = [{ cve: 'CVE-2024-1002', added: 19_700, due: 19_720, ransomware: true }], epss = [{ cve: 'CVE-2024-1001', probability: 0.5, percentile: 0.9 }];
const database = databaseOf([
  advisory('GHSA-1', [affects('npm', 'left-pad', ['introduced 0', 'fixed 1.3.1'])], { aliases: ['CVE-2024-1001'], severity: 'high', summary: 'Pads too far', published: 1_700_000_000, references: [{ type: 'WEB', url: 'https://a.example/1' }], vectors: [{ type: 'CVSS_V3', vector: 'CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:N/I:N/A:H' }] }),
  advisory('DSA-1', [affects('Debian:12', 'openssl', ['introduced 0', 'fixed 3.0.11-1'])], { upstream: ['CVE-2024-1002'], severity: 'critical', details: 'First line.\nMore.' }),
  advisory('GHSA-3', [affects('npm', 'left-pad', ['introduced 0'])], { aliases: ['CVE-2024-1003'], severity: 'low' }),
], kev, epss);

beforeEach(async () => {
  test = new TestImages();
  await test.open();
  await test.advisories(database, 'one');
  test.put(named(`shop/cart@${digest(1)}`), { digest: digest(1), packages: [npm('left-pad', '1.3.0'), npm('fine', '1.0.0'), debian('libssl3', '3.0.9-1', 'openssl'), debian('openssl', '3.0.9-1', 'openssl')], unread: [{ path: 'x', reason: 'damaged' }] });
  test.put(named(`bank/vault@${digest(2)}`), { digest: digest(2), packages: [npm('left-pad', '1.3.0')] });
  test.put(named(`shop/old@${digest(3)}`), { digest: digest(3), packages: [npm('left-pad', '1.0.0'), npm('fine', '1.0.0')] });
  await test.images.intake.seen([{ registry: 'r1', reference: CART, digest: digest(1), pushedAt: 5 }, { registry: 'r1', reference: OLD, digest: digest(3), pushedAt: 1 }]);
  test.uses.set('e1', [use(CART, { digest: digest(1) }), use(CART, { digest: digest(1), container: 'init' }), use(CART, { digest: digest(1), name: 'cart-2', namespace: 'canary', workloadId: 7 }), use(PENDING, { digest: digest(4), name: 'new' })]);
  test.uses.set('e2', [use(BANK, { digest: digest(2), environment: 'e2', namespace: 'bank', name: 'vault', workloadId: null })]);
  await test.start();
});
afterEach(() => test.close());

describe('images', () => {
  it('come with what runs first, then the worst, with what is known of them', async () => {
    const rows = await pages('listImages');
    expect(rows.map(({ reference, state, running }) => [reference, state, running])).toEqual([[CART, 'assessed', true], [BANK, 'assessed', true], [PENDING, 'notAssessed', true], [OLD, 'assessed', false]]);
    expect(rows[0]).toMatchObject({
      references: [CART], digest: digest(1), platform: 'linux/amd64', workloads: 2, environments: [{ id: 'e1', name: 'name of e1' }], registry: { id: 'r1', name: 'Our registry' }, packages: 4,
      vulnerabilities: { critical: 2, high: 1, medium: 0, low: 1, informational: 0, unknown: 0 }, fixable: 3, knownExploited: 2, exempt: 0, notAssessed: 1, size: 10,
    });
    expect(rows[2]).toMatchObject({ reason: 'registry.example.test has no registry.example.test/shop/new@sha256:0000000000000000000000000000000000000000000000000000000000000004', packages: null, vulnerabilities: null, fixable: null });
    expect((await pages('listImages', { sort: 'name' })).map(({ reference }) => reference)).toEqual([BANK, CART, PENDING, OLD]);
    expect((await pages('listImages', { sort: 'scanned' })).at(-1)?.reference).toBe(PENDING);
  });

  it.each([
    [{ running: 'false' }, [OLD]], [{ environment: 'e2' }, [BANK]], [{ namespace: 'canary' }, [CART]], [{ resource: '7' }, [CART]], [{ registry: 'r1' }, [CART, OLD]], [{ registry: 'r2' }, []], [{ state: 'notAssessed,pending' }, [PENDING]],
    [{ severity: 'critical' }, [CART]], [{ fixable: 'false' }, []], [{ knownExploited: 'true' }, [CART]], [{ knownExploited: 'false' }, [BANK, OLD]], [{ search: 'VAULT' }, [BANK]], [{ search: digest(3).slice(7) }, [OLD]], [{ search: 'libssl' }, [CART]],
    [{ search: 'cve-2024-1002' }, [CART]], [{ search: 'nothing' }, []],
  ])('are filtered by %j', async (query, expected) => {
    expect((await pages('listImages', query)).map(({ reference }) => reference)).toEqual(expected);
  });

  it('are counted, with reasons that lists take as a filter', async () => {
    const all = await call('imageCoverage');
    expect(all).toMatchObject({ running: 3, assessed: 2, pending: 0, notAssessed: 1, images: 4, queued: 0, scanning: [], advisories: { count: 3, ecosystems: { 'Debian:12': 1, npm: 2 }, problem: null } });
    expect((await pages('listImages', { reason: all.reasons[0]?.reason })).map(({ reference }) => reference)).toEqual([PENDING]);
    expect(await call('imageCoverage', { query: { environment: 'e2' } })).toMatchObject({ running: 1, assessed: 1, images: 1 });
  });

  it('have layers, uses, what was not read and a history', async () => {
    const one = await call('getImage', { params: { id: idOf(CART) } });
    expect(one.layers).toEqual([{ digest: 'l1', diffId: 'l1', size: 10, createdBy: null, packages: 2, vulnerabilities: { critical: 0, high: 1, medium: 0, low: 1, informational: 0, unknown: 0 } }]);
    expect(one.uses.map(({ workload, containers, namespace, resourceId }) => [workload.name, containers, namespace, resourceId])).toEqual([['cart', ['app', 'init'], 'shop', '1'], ['cart-2', ['app'], 'canary', '7']]);
    expect(one.unread).toEqual([{ path: 'x', reason: 'damaged' }]);
    expect(one.history).toMatchObject([{ cause: 'scan', added: 4, worst: 'critical', vulnerabilities: ['CVE-2024-1002', 'CVE-2024-1001', 'CVE-2024-1003'] }]);
    expect((await pages('listImageEvents')).map(({ image }) => image.reference).sort()).toEqual([BANK, CART, OLD, PENDING].sort());
    expect(await pages('listImageEvents', { image: idOf(OLD) })).toHaveLength(1);
    expect(await pages('listImageEvents', { since: new Date(test.at).toISOString() })).toEqual([]);
  });

  it('have packages and a bill of materials', async () => {
    const packages = async (query = {}) => (await call('listImagePackages', { params: { id: idOf(CART) }, query })).items.map(({ name, fixed, vulnerabilities }) => [name, fixed, vulnerabilities.critical]);
    expect(await packages()).toEqual([['libssl3', '3.0.11-1', 1], ['openssl', '3.0.11-1', 1], ['left-pad', '1.3.1', 0], ['fine', null, 0]]);
    expect(await packages({ vulnerable: 'false' })).toEqual([['fine', null, 0]]);
    expect(await packages({ layer: 'l1', search: 'LEFT' })).toEqual([['left-pad', '1.3.1', 0]]);
    expect(await packages({ search: 'cve-2024-1002' })).toHaveLength(2);
    expect((await call('listImagePackages', { params: { id: idOf(PENDING) } })).items).toEqual([]);
    const bill = await call('getImageSbom', { params: { id: idOf(CART) } });
    expect(bill).toMatchObject({ bomFormat: 'CycloneDX', metadata: { component: { name: CART, version: digest(1) } } });
    expect(await call('getImageSbom', { params: { id: idOf(CART) } })).toEqual(bill);
    expect(await call('getImageSbom', { params: { id: idOf(CART) }, query: { format: 'spdx' } })).toMatchObject({ spdxVersion: 'SPDX-2.3' });
    await expect(call('getImageSbom', { params: { id: idOf(PENDING) } })).rejects.toThrow('the image was not read yet');
  });

  it('are read again on request', async () => {
    test.put(named(`shop/new@${digest(4)}`), { digest: digest(4), packages: [npm('fine', '1.0.0')] });
    expect(await call('scanImage', { params: { id: idOf(PENDING) } })).toMatchObject({ state: 'scanning' });
    await test.images.idle();
    expect(test.state(digest(4))).toBe('assessed');
    await expect(call('scanImage', { params: { id: 'nothing' } })).rejects.toThrow('there is no image nothing');
  });
});

describe('findings', () => {
  const short = (items: Answer<'listFindings'>['items']): string[] => items.map(({ vulnerability, package: p, image }) => `${vulnerability} ${p.name} ${image.reference.split('/')[2]}`);
  it('come with what runs first, then the worst', async () => {
    const all = await pages('listFindings');
    expect(short(all).slice(0, 2).sort()).toEqual(['CVE-2024-1002 libssl3 cart:1', 'CVE-2024-1002 openssl cart:1']);
    expect(short(all).slice(2, 4).sort()).toEqual(['CVE-2024-1001 left-pad cart:1', 'CVE-2024-1001 left-pad vault:2']);
    expect(short(all).slice(6)).toEqual(['CVE-2024-1001 left-pad old:1', 'CVE-2024-1003 left-pad old:1']);
    expect(all[2]).toMatchObject({ aliases: ['GHSA-1'], severity: 'high', score: 7.5, epss: 0.5, fixed: '1.3.1', status: 'affected', layer: 'l1', path: 'app/node_modules/left-pad/package.json', running: true, exemption: null, evidence: [{ record: 'GHSA-1', range: '>= 0, < 1.3.1', version: '1.3.0' }] });
    await expect(call('listFindings', { query: { cursor: 'bm90aGluZw' } })).rejects.toThrow('the cursor is not one of this list');
  });
  it.each([
    [{ image: CART }, 4], [{ vulnerability: 'ghsa-1' }, 3], [{ package: 'openssl' }, 2], [{ package: 'libssl3' }, 1], [{ ecosystem: 'npm' }, 6], [{ severity: 'critical,low' }, 5], [{ fixable: 'false' }, 3], [{ knownExploited: 'true' }, 2], [{ running: 'false' }, 2],
    [{ environment: 'e2' }, 2], [{ search: 'vault' }, 2], [{ search: '1002' }, 2], [{ layer: 'l1' }, 6], [{ layer: 'l0' }, 2], [{ status: 'notAffected' }, 0], [{ exempt: 'true' }, 0], [{ exempt: 'false' }, 8], [{ namespace: 'canary' }, 4],
  ])('are filtered by %j', async (query, count) => {
    expect(await pages('listFindings', 'image' in query ? { image: idOf(query.image ?? '') } : query)).toHaveLength(count);
  });
  it('know exemptions, also in all numbers', async () => {
    test.exemptions.push({ id: 'x1', policy: 'p', scope: { environment: 'e1', namespace: null, kind: null, name: null }, reason: 'waiver', justification: 'j', owner: 'o', approver: 'a', createdBy: 'c', createdAt: 0, expiresAt: test.at + 9, revokedAt: null, findings: { vulnerability: 'CVE-2024-1002', package: null, image: null } });
    test.images.exemptionsChanged();
    await test.images.idle();
    expect((await pages('listFindings', { exempt: 'true' })).map(({ exemption }) => exemption)).toEqual(['x1', 'x1']);
    expect((await pages('listImages')).find(({ reference }) => reference === CART)).toMatchObject({ exempt: 2, vulnerabilities: { critical: 0, high: 1 }, knownExploited: 0 });
    expect((await pages('listVulnerabilities')).find(({ id }) => id === 'CVE-2024-1002')).toMatchObject({ images: 0, exempt: 2 });
    expect((await pages('listSoftwareUpdates')).map((one) => one.package)).toEqual(['left-pad']);
    expect(await call('getVulnerability', { params: { id: 'CVE-2024-1002' } })).toMatchObject({ images: 0, exempt: 2, uses: [] });
  });
});

describe('vulnerabilities', () => {
  it('are findings put together', async () => {
    const all = await pages('listVulnerabilities');
    expect(all.map(({ id, images, runningImages, workloads, packages, fixable, summary }) => [id, images, runningImages, workloads, packages, fixable, summary])).toEqual([
      ['CVE-2024-1002', 1, 1, 2, ['libssl3', 'openssl'], 'all', 'First line.'], ['CVE-2024-1001', 3, 2, 3, ['left-pad'], 'all', 'Pads too far'], ['CVE-2024-1003', 3, 2, 3, ['left-pad'], 'none', null],
    ]);
    expect((await pages('listVulnerabilities', { sort: 'images' }))[0]?.id).toBe('CVE-2024-1001');
    expect((await pages('listVulnerabilities', { sort: 'epss' }))[0]?.id).toBe('CVE-2024-1001');
    expect(await pages('listVulnerabilities', { sort: 'newest', image: idOf(BANK) })).toHaveLength(2);
  });
  it('are explained by the database, by any of their names', async () => {
    for (const id of ['CVE-2024-1001', 'ghsa-1']) {
      expect(await call('getVulnerability', { params: { id } })).toMatchObject({
        id: 'CVE-2024-1001', summary: 'Pads too far', references: [{ type: 'WEB', url: 'https://a.example/1' }], published: '2023-11-14T22:13:20.000Z', vectors: [{ type: 'CVSS_V3' }], kev: null, epss: 0.5, percentile: 0.9,
        affected: [{ ecosystem: 'npm', name: 'left-pad', installed: ['1.0.0', '1.3.0'], fixed: '1.3.1', images: 3 }],
      });
    }
    expect((await call('getVulnerability', { params: { id: 'CVE-2024-1002' } })).kev).toEqual({ added: '2023-12-09T00:00:00.000Z', due: '2023-12-29T00:00:00.000Z', ransomware: true });
    await expect(call('getVulnerability', { params: { id: 'CVE-1999-0001' } })).rejects.toThrow('no image that you see has CVE-1999-0001');
  });
  it('are ended by updates, of distributions those of the source package', async () => {
    expect((await pages('listSoftwareUpdates')).map(({ package: name, ecosystem, installed, fixed, images, workloads, identifiers, owners }) => [name, ecosystem, installed, fixed, images, workloads, identifiers, owners.map((owner) => owner.name)])).toEqual([
      ['openssl', 'Debian:12', ['3.0.9-1'], '3.0.11-1', 1, 2, ['CVE-2024-1002'], ['cart', 'cart-2']], ['left-pad', 'npm', ['1.0.0', '1.3.0'], '1.3.1', 3, 3, ['CVE-2024-1001', 'CVE-2024-1003'], ['cart', 'cart-2', 'vault']],
    ]);
    expect((await pages('listSoftwareUpdates', { sort: 'name' }))[0]?.package).toBe('left-pad');
  });
});

describe('who sees only some environments', () => {
  it('sees the images that run there, and nothing of the others', async () => {
    const visibility = ['e2'];
    expect((await pages('listImages', {}, visibility)).map(({ reference, registry, references }) => [reference, registry, references])).toEqual([[BANK, null, [BANK]]]);
    expect(new Set((await pages('listFindings', {}, visibility)).map(({ image }) => image.reference))).toEqual(new Set([BANK]));
    expect((await pages('listVulnerabilities', {}, visibility)).map(({ id, images, workloads }) => [id, images, workloads])).toEqual([['CVE-2024-1001', 1, 1], ['CVE-2024-1003', 1, 1]]);
    expect((await pages('listSoftwareUpdates', {}, visibility)).map((one) => [one.package, one.installed, one.owners.map(({ environment: of }) => of)])).toEqual([['left-pad', ['1.3.0'], ['e2']]]);
    expect((await pages('listImageEvents', {}, visibility)).map(({ image }) => image.reference)).toEqual([BANK]);
    expect(await call('imageCoverage', { visibility })).toMatchObject({ running: 1, images: 1, notAssessed: 0 });
    for (const id of ['getImage', 'listImagePackages', 'getImageSbom', 'scanImage'] as const) await expect(call(id, { params: { id: idOf(CART) }, visibility })).rejects.toThrow('there is no image');
    await expect(call('getVulnerability', { params: { id: 'CVE-2024-1002' }, visibility })).rejects.toThrow('no image that you see has');
    expect((await call('getVulnerability', { params: { id: 'CVE-2024-1001' }, visibility })).affected).toMatchObject([{ installed: ['1.3.0'], images: 1 }]);
    for (const id of ['listImages', 'listFindings', 'listVulnerabilities', 'listSoftwareUpdates'] as const) await expect(call(id, { query: { environment: 'e1' }, visibility })).rejects.toThrow('there is no environment e1');
    await expect(call('imageCoverage', { query: { environment: 'e1' }, visibility })).rejects.toThrow('there is no environment e1');
    await expect(call('listFindings', { query: { image: idOf(CART) }, visibility })).rejects.toThrow('there is no image');
    expect(await pages('listImages', { registry: 'r1' }, visibility)).toEqual([]);
    for (const id of ['listImages', 'listFindings', 'listVulnerabilities', 'listSoftwareUpdates', 'listImageEvents'] as const) expect(await pages(id, {}, [])).toEqual([]);
  });
});
