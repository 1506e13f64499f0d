/** Images of the made-up world: those that its workloads run, and further ones of a registry. Nothing to a thousand findings each. */
import type { ImageRow, ImageUse, Registry, SeverityCounts } from '#contract/types.ts';
import { ADVISORIES, type Advisory } from './advisories.ts';
import { ago, type World } from './world.ts';

export interface FakeImage { readonly row: ImageRow; readonly uses: readonly ImageUse[]; /** What matches it, in force or not. */ readonly advisories: readonly Advisory[]; readonly index: number }
export interface ImageWorld { readonly images: FakeImage[]; readonly registries: Registry[] }

const filters = { include: [], exclude: [], tags: [], repositories: [], newest: null };
const registry = { plainHttp: false, scheduleMinutes: 60, state: 'connected' as const, reason: null, since: ago(20), lastSyncAt: ago(0.02), nextSyncAt: ago(-0.02), unread: [], createdBy: 'admin', createdAt: ago(20), lastNotificationAt: ago(0.01), filters };

export const registriesOf = (): Registry[] => [
  { ...registry, id: 'reg-internal', name: 'Internal', url: 'registry.internal', username: 'breakwater', repositories: 24, images: 0, assessed: 0, filters: { ...filters, include: ['shop/**'], exclude: ['shop/experiments/**'], tags: ['*.*'], newest: 20 }, unread: [{ what: 'shop/legacy-reports', reason: 'its list of tags is not readable: 403 Forbidden (the account needs pull on this repository)' }] },
  { ...registry, id: 'reg-harbor', name: 'Harbor', url: 'harbor.shop.example', username: 'robot$breakwater', scheduleMinutes: 360, repositories: 11, images: 0, assessed: 0, state: 'notAssessed', reason: 'harbor.shop.example refuses the credentials (401 Unauthorized): change them under Edit', since: ago(0.3), nextSyncAt: ago(-0.1), lastSyncAt: ago(0.3), lastNotificationAt: null },
  { ...registry, id: 'reg-lab', name: 'Lab', url: 'registry.lab:5000', username: null, plainHttp: true, scheduleMinutes: 15, repositories: 0, images: 0, assessed: 0, state: 'connecting', since: ago(0), lastSyncAt: null, nextSyncAt: null, lastNotificationAt: null },
];

const hex = (index: number, salt: number): string => `sha256:${Array.from({ length: 8 }, (_, part) => ((index + 1) * (salt + part) * 2654435761 % 4294967296).toString(16).padStart(8, '0')).join('')}`;
const REASONS = ['no package data: nothing in it is known to a package manager', 'too large: its layers unpack to more than 20 GB', 'unreadable: layer sha256:4be1c09a7d52 ends in the middle of a gzip stream'];
const SYSTEMS = ['Debian 12', 'Alpine 3.19', 'Ubuntu 22.04', 'Red Hat 9.4', null] as const;
/** How many findings images have: some none, some very many. */
const PROFILE = [12, 3, 58, 0, 140, 27, 420, 8, 73, 905, 31, 0, 210, 16] as const;

function stateOf(index: number, host: string): Pick<ImageRow, 'state' | 'reason'> {
  if (host === 'docker.io') return { state: 'notAssessed', reason: 'registry docker.io is not connected' };
  if (host === 'harbor.shop.example') return index % 4 === 1 ? { state: 'notAssessed', reason: 'harbor.shop.example refuses the credentials (401 Unauthorized): change them under Edit' } : { state: 'assessed', reason: null };
  if (index % 12 === 7) return { state: 'notAssessed', reason: REASONS[Math.floor(index / 12) % REASONS.length] ?? null };
  if (index % 13 === 5) return { state: 'pending', reason: null };
  return index % 17 === 3 ? { state: 'scanning', reason: null } : { state: 'assessed', reason: null };
}

function imageOf(index: number, reference: string, uses: readonly ImageUse[], registries: readonly Registry[]): FakeImage {
  const host = reference.slice(0, reference.indexOf('/'));
  const { state, reason } = stateOf(index, host);
  const known = state === 'assessed' || (state === 'scanning' && index % 2 === 1);
  const start = (index * 37) % ADVISORIES.length;
  const advisories = known ? Array.from({ length: PROFILE[index % PROFILE.length] ?? 0 }, (_, at) => ADVISORIES[(start + at) % ADVISORIES.length] as Advisory) : [];
  const owner = registries.find(({ url }) => url === host) ?? null;
  return {
    index, uses, advisories,
    row: {
      id: `img-${index}`, reference, references: index % 5 === 0 ? [reference, reference.replace(/:[^:]*$/, ':stable')] : [reference], digest: hex(index, 3), platform: state === 'pending' || reason?.includes('not connected') === true ? null : 'linux/amd64', operatingSystem: known ? (SYSTEMS[index % SYSTEMS.length] ?? null) : null,
      state, reason, since: ago((index % 30) / 3), running: uses.length > 0, workloads: new Set(uses.map(({ resourceId }) => resourceId)).size, environments: [...new Map(uses.map((use) => [use.environment, { id: use.environment, name: use.environmentName }])).values()],
      registry: owner === null ? null : { id: owner.id, name: owner.name }, packages: known ? 84 + (index % 23) * 31 : null, vulnerabilities: null, fixable: null, knownExploited: null, exempt: null, notAssessed: known && index % 6 === 2 ? 2 : 0,
      size: known ? 18_400_000 + (index % 19) * 41_300_000 : null, createdAt: known ? ago(30 + index) : null, firstSeenAt: ago(18), scannedAt: known ? ago((index % 40) / 20) : null, matchedAt: known ? ago(0.05) : null,
    },
  };
}

const canonical = (image: string): string => (image.split('/')[0]?.includes('.') === true ? image : `docker.io/${image}`);

/** `further`: how many images the registry holds that nothing runs. */
export function makeImages(world: World, further: number): ImageWorld {
  const registries = registriesOf();
  const uses = new Map<string, ImageUse[]>();
  for (const resource of world.resources) {
    for (const [at, image] of resource.images.entries()) {
      const reference = canonical(image);
      const use: ImageUse = { environment: resource.environment, environmentName: resource.environmentName, namespace: resource.ref.namespace, workload: resource.ref, resourceId: resource.id, containers: [at === 0 ? resource.ref.name : 'sidecar'], reference: image, pods: resource.environment === 'env-sample' ? 0 : 1 + (resource.ref.name.length % 4) };
      uses.set(reference, [...(uses.get(reference) ?? []), use]);
    }
  }
  const running = [...uses].map(([reference, of], index) => imageOf(index, reference, of, registries));
  const rest = Array.from({ length: further }, (_, at) => imageOf(running.length + at, `harbor.shop.example/platform/${['builder', 'runner', 'reports', 'migrations'][at % 4]}:1.${at}`, [], registries));
  const images = [...running, ...rest];
  for (const each of registries) {
    const own = images.filter(({ row }) => row.registry?.id === each.id);
    Object.assign(each, { images: own.length, assessed: own.filter(({ row }) => row.state === 'assessed').length });
  }
  return { images, registries };
}

export const noCounts = (): SeverityCounts => ({ critical: 0, high: 0, medium: 0, low: 0, informational: 0, unknown: 0 });
