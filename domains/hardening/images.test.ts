/** The policy about images that run, where its twins do not reach: clusters, what is not known, hostile names. */
import { describe, expect, it } from 'vitest';
import { loadContent } from '#adapters/content/index.ts';
import type { ImageVerdict } from '#core/image-facts.ts';
import { type KubeObject, refKey, type ResourceRef } from '#core/words.ts';
import { buildGraph, type GraphOptions } from '#domains/inventory/index.ts';
import { buildCatalog, evaluateGraph, selectInitiatives } from './index.ts';

const { folders, initiatives } = await loadContent();
const selected = selectInitiatives(buildCatalog(folders, initiatives), ['breakwater-vulnerabilities']);
if (!selected.ok) throw new Error(selected.error.message);
const [{ policy, params } = { policy: undefined, params: null }] = selected.value;
if (policy === undefined) throw new Error('the initiative has no policy');

const NONE = { critical: 0, high: 0, medium: 0, low: 0, informational: 0, unknown: 0 };
const verdict = (more: Partial<ImageVerdict> = {}): ImageVerdict => ({ state: 'assessed', reason: null, counts: NONE, fixable: NONE, knownExploited: 0, exempt: 0, worst: [], partial: null, ...more });
const D = (digit: string): string => `sha256:${digit.repeat(64)}`;
const spec = (...images: readonly string[]) => ({ containers: images.map((image, i) => ({ name: `c${i}`, image })) });
const deployment: KubeObject = { apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name: 'cart', namespace: 'shop', uid: 'd' }, spec: { template: { spec: spec('cart:2') } } };
const pod = (name: string, imageID: string, ...images: readonly string[]): KubeObject => ({
  apiVersion: 'v1', kind: 'Pod', metadata: { name, namespace: 'shop', ownerReferences: [{ apiVersion: 'apps/v1', kind: 'Deployment', name: 'cart', uid: 'd', controller: true }] },
  spec: spec(...images), status: { phase: 'Running', containerStatuses: [{ name: 'c0', imageID }] },
});
function assess(objects: readonly KubeObject[], verdicts: Readonly<Record<string, ImageVerdict>> | null, options: GraphOptions = {}, data?: Record<string, string>) {
  const asked: string[] = [];
  const images = verdicts === null ? undefined : { verdict: ({ reference, digest }: { reference: string; digest: string | null }, workload: ResourceRef) => { asked.push(`${refKey(workload)} ${reference} ${digest ?? ''}`); return verdicts[digest ?? reference] ?? verdict({ state: 'notAssessed', reason: 'unknown' }); } };
  const graph = buildGraph(objects, { runs: 'pods', complete: () => true, ...options, ...(images === undefined ? {} : { images }) });
  const rows = evaluateGraph([{ policy: policy as NonNullable<typeof policy>, params: data === undefined ? params : { ...(params as KubeObject), data } }], graph);
  return { asked, rows: rows.map(({ resource, status, message, path }) => [`${resource.kind} ${resource.name}`, status, message, path]) };
}

describe('running-images-vulnerabilities in a cluster', () => {
  it('is about what runs, not about the template, image by image', () => {
    const { rows, asked } = assess([deployment, pod('a', `cart@${D('a')}`, 'cart:1'), pod('b', `cart@${D('b')}`, 'cart:1')], { [D('a')]: verdict(), [D('b')]: verdict({ counts: { ...NONE, low: 2 }, worst: ['CVE-1'] }) });
    expect(rows).toEqual([['Deployment cart', 'unhealthy', '1 of 2 images has findings: cart:1@sha256:bbbbbbbbbbbb (2 low, none with a fix; worst CVE-1)', 'spec.template.spec.containers[0].image']]);
    expect(asked).toEqual([`apps/Deployment/shop/cart cart:1 ${D('a')}`, `apps/Deployment/shop/cart cart:1 ${D('b')}`]);
  });
  it('says nothing of workloads that run nothing', () => {
    expect(assess([deployment], {}).rows).toEqual([]);
  });
  it('never says healthy of what is not known', () => {
    const one = (given: ImageVerdict | undefined) => assess([deployment, pod('a', '', 'cart:1', 'ok:1')], { 'ok:1': verdict(), ...(given === undefined ? {} : { 'cart:1': given }) }).rows[0]?.slice(1, 3);
    expect(one(verdict())).toEqual(['healthy', '']);
    expect(one(verdict({ state: 'pending' }))).toEqual(['notAssessed', '1 of 2 images is not assessed: cart:1 (it waits for its scan)']);
    expect(one(verdict({ state: 'pending', reason: 'the registry answers slowly' }))).toEqual(['notAssessed', '1 of 2 images is not assessed: cart:1 (the registry answers slowly)']);
    expect(one(verdict({ state: 'notAssessed', reason: 'registry docker.io is not connected' }))).toEqual(['notAssessed', '1 of 2 images is not assessed: cart:1 (registry docker.io is not connected)']);
    expect(one(verdict({ partial: 'one layer could not be read' }))).toEqual(['notAssessed', '1 of 2 images is not assessed completely: cart:1 (one layer could not be read)']);
    expect(one(undefined)?.[0]).toBe('notAssessed');
    // Findings of an earlier scan hold while the image is scanned anew.
    expect(one(verdict({ state: 'pending', counts: { ...NONE, high: 1 } }))?.[0]).toBe('unhealthy');
  });
  it('says so where pods were not read, and where nobody looks into images', () => {
    expect(assess([deployment], {}, { complete: (_, kind) => kind !== 'Pod' }).rows).toEqual([['Deployment cart', 'notAssessed', 'pods were not read, so which images it runs is not known', null]]);
    expect(assess([deployment, pod('a', '', 'cart:1')], null).rows).toEqual([['Deployment cart', 'notAssessed', 'images are not looked into here: use breakwater scan, or the control plane', null]]);
  });
  it('speaks plainly of a single image, and cuts digests', () => {
    const name = `registry.example/shop/cart:1@${D('c')}`;
    const one = (given: ImageVerdict) => assess([deployment, pod('a', '', name)], { [name]: given }).rows[0]?.slice(1, 3);
    expect(one(verdict({ state: 'notAssessed', reason: 'registry registry.example is not connected' }))).toEqual(['notAssessed', 'its image registry.example/shop/cart:1@sha256:cccccccccccc is not assessed (registry registry.example is not connected)']);
    expect(one(verdict({ counts: { ...NONE, high: 1 }, partial: 'one layer could not be read' }))).toEqual(['unhealthy', 'its image has findings: registry.example/shop/cart:1@sha256:cccccccccccc (1 high, none with a fix); it is not assessed completely (one layer could not be read)']);
  });
  it('describes a few images and counts the rest, and cuts long names', () => {
    const names = ['a', 'b', 'c', 'd', 'x'.repeat(2000)].map((name) => `${name}:1`);
    const [row] = assess([deployment, pod('a', '', ...names)], Object.fromEntries(names.map((name, i) => [name.slice(0, 1100), verdict({ counts: { ...NONE, critical: i + 1 } })]))).rows;
    expect(row?.[2]).toBe(`5 of 5 images have findings: ${'x'.repeat(200)} (5 critical, none with a fix), d:1 (4 critical, none with a fix), c:1 (3 critical, none with a fix) and 2 more`);
  });
  it('takes a wrong parameter for a mistake, not for no findings', () => {
    const bad = { 'cart:1': verdict({ counts: { ...NONE, critical: 1 } }) };
    for (const data of [{ minimumSeverity: 'hgih' }, { onlyFixable: 'yes' }]) expect(assess([deployment, pod('a', '', 'cart:1')], bad, {}, data as unknown as Record<string, string>).rows[0]?.slice(0, 2)).toEqual(['Deployment *', 'notAssessed']);
    expect(assess([deployment, pod('a', '', 'cart:1')], bad, {}, { minimumSeverity: 'critical' }).rows[0]?.[1]).toBe('unhealthy');
    expect(assess([deployment, pod('a', '', 'cart:1')], bad, {}, { onlyFixable: 'true' }).rows[0]?.[1]).toBe('healthy');
  });
});
