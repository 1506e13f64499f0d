/** What any implementation of ImageStore must do. A second database runs the same suite. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ImageChange, ImageEventWrite, ImageName, ImageRecord, ImageStore, MatchRecord, PackageRecord, ScanDetail } from '#core/ports/images-store.ts';

export interface OpenImageStore { readonly store: ImageStore; reopen(): Promise<ImageStore>; close(): Promise<void> }

const T = 1_800_000_000_000;
const image = (id: string, more: Partial<ImageRecord> = {}): ImageRecord => ({ id, digest: null, state: 'pending', reason: null, since: T, retryAt: null, attempts: 0, firstSeenAt: T, matchedAt: null, scan: null, ...more });
const scanned = (...contents: number[]): ImageRecord['scan'] => ({ at: T, tools: 't', platform: 'linux/amd64', operatingSystem: 'Debian', createdAt: null, size: 5_000_000_000, packages: contents.length, unread: 1, contents: Uint32Array.from(contents), contentsSince: Uint32Array.from(contents, () => T / 1000) });
const name = (text: string, of: string, registry = ''): ImageName => ({ name: text, registry, image: of, pushedAt: registry === '' ? null : T, checkedAt: T });
const held = (id: number, more: Partial<PackageRecord> = {}): PackageRecord => ({ id, ecosystem: 'npm', name: `p${id}`, version: '1', source: null, purl: `pkg:npm/p${id}@1`, unjudged: null, ...more });
const match = (of: number, vulnerability: string, more: Partial<MatchRecord> = {}): MatchRecord => ({
  package: of, vulnerability, aliases: ['GHSA-1'], status: 'affected', justification: null, severity: 'high', score: 7.5, kev: true, epss: 0.25, fixed: '2', since: T,
  evidence: [{ record: 'GHSA-1', ecosystem: 'npm', name: `p${of}`, version: '1', range: '< 2', fixed: '2' }], ...more,
});
const event = (of: string, at: number, more: Partial<ImageEventWrite> = {}): ImageEventWrite => ({ at, image: of, cause: 'scan', added: 1, resolved: 0, worst: 'critical', vulnerabilities: ['CVE-1'], reason: null, ...more });
const detail: ScanDetail = { configDigest: 'sha256:c', labels: { a: 'ü' }, layers: [{ digest: 'd', diffId: 'l1', size: 3 }], operatingSystem: { id: 'debian', version: '12', name: 'Debian', ecosystem: 'Debian:12' }, unread: [{ path: 'x', reason: 'y' }], packages: [{ name: 'p1', version: '1', ecosystem: 'npm', purl: 'pkg:npm/p1@1', locations: [{ path: 'a', layer: 'l1' }], analyzer: 'n' }], ownedBySystem: 2 };

export function imageSuite(title: string, open: () => Promise<OpenImageStore>): void {
  describe(`${title}: image store`, () => {
    let opened: OpenImageStore;
    let store: ImageStore;
    beforeEach(async () => { opened = await open(); store = opened.store; });
    afterEach(async () => { await opened.close(); });
    const first: ImageChange = {
      images: [image('a', { digest: 'sha256:1', state: 'assessed', matchedAt: T, scan: scanned(1, 2) }), image('b', { state: 'notAssessed', reason: 'why', retryAt: T + 5, attempts: 3 })],
      names: [name('sha256:1', 'a'), name('h/r:1', 'a', 'r1'), name('h/r:1', 'a', 'r2'), name('h/r:2', 'b')],
      packages: [held(1), held(2, { ecosystem: 'Debian:12', source: { name: 's', version: '0' }, unjudged: 'cannot' })], matches: [match(1, 'CVE-1'), match(1, 'CVE-2', { severity: null, score: null, epss: null, fixed: null, kev: false, status: 'notAffected', justification: 'so' })],
      scans: [{ image: 'a', detail, places: [['l1', 'a'], [null, null]] }], events: [event('a', T), event('a', T + 1, { cause: 'failure', worst: null, vulnerabilities: [], reason: 'gone' }), event('b', T + 2)], settings: { x: '1' },
    };

    it('gives back what it was told, also after it was closed', async () => {
      await store.save(first);
      for (const open of [async () => store, opened.reopen]) {
        const each = await open();
        expect(await each.load()).toEqual({ images: first.images, names: [...first.names ?? []].sort((p, q) => (`${p.name}\n${p.registry}` < `${q.name}\n${q.registry}` ? -1 : 1)), packages: first.packages, matches: first.matches });
        expect(await each.scan('a')).toEqual(detail);
        expect(await each.scan('b')).toBeNull();
        expect(await each.places(['b', 'a'])).toEqual(new Map([['a', [['l1', 'a'], [null, null]]]]));
        expect(await each.evidence([match(1, 'CVE-1'), match(7, 'CVE-7')])).toEqual([match(1, 'CVE-1').evidence, []]);
        expect([await each.setting('x'), await each.setting('y')]).toEqual(['1', null]);
      }
    });

    it('changes what is there, and removes what belongs to an image with it', async () => {
      await store.save(first);
      await store.save({
        images: [image('b', { digest: 'sha256:2', state: 'assessed', scan: scanned(2) })], removed: ['a'], removedNames: [{ name: 'h/r:2', registry: '' }], names: [name('h/r:1', 'b', 'r1')],
        packages: [held(2, { ecosystem: 'Debian:12', source: { name: 's', version: '0' } })], removedPackages: [1], matches: [match(2, 'CVE-3', { since: T + 9 })], settings: { x: '2' },
      });
      const { images, names, packages, matches } = await store.load();
      expect(images).toEqual([image('b', { digest: 'sha256:2', state: 'assessed', scan: scanned(2) })]);
      expect(names).toEqual([name('h/r:1', 'b', 'r1')]);
      expect(packages).toEqual([held(2, { ecosystem: 'Debian:12', source: { name: 's', version: '0' } })]);
      expect(matches).toEqual([match(2, 'CVE-3', { since: T + 9 })]);
      expect([await store.scan('a'), (await store.events({ images: null, limit: 10 })).total, await store.setting('x')]).toEqual([null, 1, '2']);
      await store.save({ removedMatches: [{ package: 2, vulnerability: 'CVE-3' }] });
      expect((await store.load()).matches).toEqual([]);
    });

    it('lets a digest pass to the image that takes over', async () => {
      await store.save(first);
      await store.save({ removed: ['a'], images: [image('c', { digest: 'sha256:1' })] });
      expect((await store.load()).images.map(({ id }) => id)).toEqual(['b', 'c']);
    });

    it('does all of a change or nothing', async () => {
      await store.save(first);
      const before = await store.load();
      await expect(store.save({ images: [image('z')], events: [event('nobody', T)] })).rejects.toThrow();
      await expect(store.save({ removed: ['b'], images: [image('z', { digest: 'sha256:1' })] })).rejects.toThrow();
      expect(await store.load()).toEqual(before);
    });

    it('lists events, the newest first, page by page', async () => {
      await store.save(first);
      const all = await store.events({ images: null, limit: 10 });
      expect([all.total, all.items.map(({ image: of, at }) => [of, at])]).toEqual([3, [['b', T + 2], ['a', T + 1], ['a', T]]]);
      expect(all.items[1]).toMatchObject(event('a', T + 1, { cause: 'failure', worst: null, vulnerabilities: [], reason: 'gone' }));
      const page = await store.events({ images: ['a', ...Array.from({ length: 700 }, (_, i) => `x${i}`)], limit: 1 });
      expect([page.total, page.items[0]?.at]).toEqual([2, T + 1]);
      expect((await store.events({ images: ['a'], limit: 5, before: page.items[0]?.id ?? 0 })).items.map(({ at }) => at)).toEqual([T]);
      expect((await store.events({ images: null, since: T + 1, limit: 5 })).items.map(({ at }) => at)).toEqual([T + 2]);
      expect(await store.events({ images: [], limit: 5 })).toEqual({ items: [], total: 0 });
      await store.expireEvents(T + 1);
      expect((await store.events({ images: null, limit: 10 })).items.map(({ at }) => at)).toEqual([T + 2, T + 1]);
    });

    it('takes many rows', async () => {
      const images = Array.from({ length: 1234 }, (_, i) => image(`i${String(i).padStart(5, '0')}`, { digest: `sha256:${i}`, scan: scanned(i + 1) }));
      await store.save({ images, names: images.map(({ id }) => name(`h/x:${id}`, id, 'r')), packages: images.map((_, i) => held(i + 1)), matches: images.flatMap((_, i) => Array.from({ length: 6 }, (__, n) => match(i + 1, `CVE-${n}`))), events: images.map(({ id }) => event(id, T)) });
      const loaded = await store.load();
      expect([loaded.images.length, loaded.names.length, loaded.packages.length, loaded.matches.length]).toEqual([1234, 1234, 1234, 7404]);
      await store.save({ removed: images.map(({ id }) => id), removedPackages: images.map((_, i) => i + 1) });
      expect(await store.load()).toEqual({ images: [], names: [], packages: [], matches: [] });
    });
  });
}
