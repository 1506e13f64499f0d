/** Handlers of images and registries for tests of the server: one image, one registry, no pipeline. */
import type { ImageDetail, Registry, VulnerabilityDetail } from '#contract/types.ts';
import { ProblemError } from '#core/result.ts';
import type { Handlers, ImageRoute, RegistryRoute } from '../handler.ts';

const AT = '2026-01-01T00:00:00.000Z';
const only = (known: string, id: string): void => { if (id !== known) throw new ProblemError('not-found', `there is no ${id}`); };
const empty = () => ({ items: [], next: null, total: 0 });
const advisories = { count: 0, newest: null, writtenAt: null, ecosystems: {}, problem: null };
const image = (id: string): ImageDetail => ({
  id, reference: 'registry.example/shop/cart:1', references: ['registry.example/shop/cart:1'], digest: null, platform: null, operatingSystem: null, state: 'pending', reason: null, since: AT, running: false, workloads: 0,
  environments: [], registry: null, packages: null, vulnerabilities: null, fixable: null, knownExploited: null, exempt: null, notAssessed: 0, size: null, createdAt: null, firstSeenAt: AT, scannedAt: null, matchedAt: null,
  layers: [], uses: [], labels: {}, unread: [], history: [],
});
const vulnerability = (id: string): VulnerabilityDetail => ({
  id, aliases: [], summary: null, severity: null, score: null, knownExploited: false, epss: null, fixable: 'none', images: 0, runningImages: 0, workloads: 0, packages: [], exempt: 0, since: AT,
  details: null, references: [], published: null, modified: null, vectors: [], kev: null, percentile: null, affected: [], uses: [],
});
const registry = (id: string): Registry => ({
  id, name: id, url: 'registry.example', username: null, plainHttp: false, filters: { include: [], exclude: [], tags: [], repositories: [], newest: null }, scheduleMinutes: 60, state: 'connecting', reason: null, since: AT,
  repositories: 0, images: 0, assessed: 0, lastSyncAt: null, nextSyncAt: null, unread: [], createdBy: 'x', createdAt: AT, lastNotificationAt: null,
});
const found = (id: string): Registry => { only('r1', id); return registry(id); };

export const stubImages = (): Handlers<ImageRoute> => ({
  imageCoverage: () => ({ running: 0, assessed: 0, pending: 0, notAssessed: 0, reasons: [], images: 0, queued: 0, scanning: [], advisories }),
  listImages: empty, getImage: ({ params }) => { only('i1', params.id); return image(params.id); }, listImagePackages: empty, getImageSbom: () => ({ bomFormat: 'CycloneDX' }),
  scanImage: ({ params }) => { only('i1', params.id); return image(params.id); },
  listImageEvents: empty, listFindings: empty, listVulnerabilities: empty, getVulnerability: ({ params }) => vulnerability(params.id), listSoftwareUpdates: empty,
});

export const stubRegistries = (): Handlers<RegistryRoute> => ({
  listRegistries: empty, getRegistry: ({ params }) => found(params.id), createRegistry: ({ body }) => ({ ...registry('r1'), name: body.name }), updateRegistry: ({ params }) => found(params.id),
  deleteRegistry: ({ params }) => { only('r1', params.id); return undefined; }, syncRegistry: ({ params }) => found(params.id), notifyRegistry: ({ params }) => { only('r1', params.id); return { accepted: 0, ignored: 0 }; },
});
