/**
 * 10,000 images in the control plane's own store: lists of 10,000 images and their findings through the real handlers
 * (goal: a first page within 100 ms), and 1,000 changed advisories taken into use from a file that was swapped, until the
 * new findings are on disk and in the lists (goal: 2 s), without holding up the event loop for more than 200 ms.
 * `BREAKWATER_BENCH_IMAGES` makes it smaller.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { sha256, writeDatabaseFile } from '#adapters/advisories/database/index.ts';
import { openDatabase as openStorage } from '#adapters/storage/database.ts';
import { createImageStore } from '#adapters/storage/images/index.ts';
import type { Package } from '#core/packages.ts';
import type { ImageUseRecord } from '#core/ports/posture.ts';
import { buildDatabase, verifyDatabase } from '#domains/vulnerabilities/index.ts';
import { createChangeFeed, Images, type Inspection } from '#pipeline/index.ts';
import { createImageHandlers } from '../../apps/control-plane/images/index.ts';
import { watchAdvisories } from '../../apps/control-plane/images/watch.ts';
import { advisories, packagesOf, random } from './advisories-data/index.ts';

const IMAGES = Number(process.env['BREAKWATER_BENCH_IMAGES'] ?? 10_000), PACKAGES = 400, OWN = 10, BASES = 100, ADVISORIES = 24_000, CHANGED = 1_000, RUNNING = 0.3, ENVIRONMENT = 'e1';
const digest = (i: number): string => `sha256:${i.toString(16).padStart(64, '0')}`;
const host = 'registry.example.test';

async function writeAdvisories(path: string, changed: boolean): Promise<void> {
  const source = (function* () {
    let number = 0;
    for (const advisory of advisories(ADVISORIES)) {
      const isChanged = number++ >= ADVISORIES - CHANGED;
      if (isChanged && !changed) { if (number % 2 === 0) yield advisory; } else yield isChanged ? { ...advisory, modified: advisory.modified + 1, summary: `${advisory.summary}, more than it seemed` } : advisory;
    }
  })();
  writeDatabaseFile(path, await buildDatabase({ previous: null, advisories: source }, { sha256 }), (file) => verifyDatabase(file, { sha256 }));
}

/** Most of an image comes from its base, as others have it; some is its own. */
function inspections(): (i: number) => Inspection {
  const bases = Array.from({ length: BASES }, (_, i) => packagesOf(PACKAGES - OWN, ADVISORIES / 3, 1000 + i));
  const next = random(7);
  return (i) => {
    const found = [...bases[Math.floor(next() ** 2 * BASES)] ?? [], ...packagesOf(OWN, ADVISORIES / 3, 100_000 + i)];
    const packages = found.map((one, n): Package => ({ ...one, purl: `pkg:generic/${encodeURIComponent(one.name)}@${encodeURIComponent(one.version)}`, locations: [{ path: `opt/app/lib/${n}/${one.name}`, layer: digest(n % 8) }], analyzer: 'bench' }));
    return { artifact: { kind: 'image', name: `${host}/team/app-${i}:1`, digest: digest(i), platform: 'linux/amd64', operatingSystem: null, layers: Array.from({ length: 8 }, (_, n) => ({ digest: digest(n), diffId: digest(n), size: 1e7 })) }, packages, notAssessed: [], ownedBySystem: 0 };
  };
}

const uses = (): ImageUseRecord[] => Array.from({ length: Math.floor(IMAGES * RUNNING) }, (_, i) => ({
  environment: ENVIRONMENT, object: i, workload: { apiVersion: 'apps/v1', kind: 'Deployment', namespace: `team-${i % 50}`, name: `app-${i}` }, workloadId: i, namespace: `team-${i % 50}`, container: 'app',
  reference: `${host}/team/app-${i}:1`, digest: digest(i), config: null, pods: 2,
}));

export async function run(): Promise<void> {
  const dir = mkdtempSync(join(tmpdir(), 'breakwater-bench-images-')), path = join(dir, 'advisories.db');
  const database = await openStorage(dir);
  const options = { store: createImageStore(database), feed: createChangeFeed(), access: { accessFor: async () => null }, scan: async () => { throw new Error('no image is to be opened'); }, tools: 'bench', uses: async () => uses(), environments: async () => [ENVIRONMENT], exemptions: async () => [], changed: () => undefined };
  try {
    await writeAdvisories(path, false);
    const images = await Images.open(options);
    const watch = await watchAdvisories({ images, path, vexFolder: join(dir, 'vex'), log: () => undefined, lookMs: 50 });
    let start = performance.now();
    const inspect = inspections();
    await images.intake.seen(Array.from({ length: IMAGES }, (_, i) => ({ registry: 'r1', reference: `${host}/team/app-${i}:1`, digest: digest(i), pushedAt: 1_700_000_000_000 + i })));
    console.log(`${IMAGES} images reported by a registry, on disk in ${seconds(start)}`);
    start = performance.now();
    for (let i = 0; i < IMAGES; i++) await images.put(`${host}/team/app-${i}:1`, digest(i), inspect(i));
    console.log(`${IMAGES} scans of ${PACKAGES} packages stored in ${seconds(start)}; ${images.model.packages.size} different packages, ${memory()}`);
    await images.start();
    await lists(images);
    await rematch(images, path);
    await watch.stop();
    await images.stop();
    start = performance.now();
    const again = await Images.open(options);
    console.log(`opened again in ${seconds(start)}`);
    await again.stop();
  } finally {
    await database.close();
    rmSync(dir, { recursive: true, force: true });
  }
}

const environment = { id: ENVIRONMENT, name: 'bench', kind: 'cluster' as const, sample: false, state: 'connected' as const, reason: null, since: 0, version: null, server: null, createdAt: 0, assessedAt: null, generation: null };
const handlersOf = (images: Images) => createImageHandlers({ images, posture: { store: { environments: async () => [environment], environment: async () => environment } }, registryNames: async () => new Map([['r1', 'bench']]), version: '0' });

async function lists(images: Images): Promise<void> {
  const handlers = handlersOf(images);
  const principal = { kind: 'user' as const, id: 'u', name: 'u', scopes: ['read' as const], environments: null, mustChangePassword: false };
  for (const visibility of [null, [ENVIRONMENT]]) {
    for (const [name, query] of [['listImages', { sort: 'risk' }], ['listImages', { sort: 'name', search: 'package-12' }], ['listFindings', {}], ['listFindings', { severity: 'high', running: 'true', fixable: 'true' }], ['listVulnerabilities', { sort: 'risk' }], ['listVulnerabilities', { sort: 'images', running: 'true' }], ['listSoftwareUpdates', { sort: 'risk' }]] as const) {
      const times: number[] = [], work: number[] = [];
      let total = 0;
      for (let i = 0; i < 4; i++) {
        const start = performance.now(), cpu = process.threadCpuUsage();
        const page = await (handlers[name] as (call: unknown) => Promise<{ total: number }>)({ principal, visibility, params: undefined, query: { limit: 100, ...query }, body: undefined });
        times.push(performance.now() - start);
        const { user, system } = process.threadCpuUsage(cpu);
        work.push((user + system) / 1000);
        total = page.total;
      }
      if (total === 0) throw new Error(`${name} is empty`);
      console.log(`${name} ${JSON.stringify(query)}${visibility === null ? '' : ' of one environment'}: ${total} in all; first page ${times[0]?.toFixed(0)} ms, then ${Math.min(...times.slice(1)).toFixed(0)} ms (work of the thread ${work[0]?.toFixed(0)} and ${Math.min(...work.slice(1)).toFixed(0)} ms)`);
    }
  }
}

async function rematch(images: Images, path: string): Promise<void> {
  const before = images.model.allMatches().length;
  const findings = (): number => images.model.allMatches().reduce((sum, match) => sum + match.of.holders.length, 0);
  const earlier = findings(), matchedAt = images.advisories.matchedAt;
  const delays = monitorEventLoopDelay({ resolution: 5 });
  await writeAdvisories(path, true);
  delays.enable();
  const start = performance.now(), cpu = process.threadCpuUsage();
  while (images.advisories.matchedAt === matchedAt) await new Promise((resolve) => { setTimeout(resolve, 5); });
  const took = performance.now() - start, { user, system } = process.threadCpuUsage(cpu);
  delays.disable();
  if (findings() <= earlier) throw new Error('no finding was added');
  console.log(`${CHANGED} changed advisories: ${findings() - earlier} findings more on ${IMAGES} images (${images.model.allMatches().length - before} of packages); compared and on disk ${images.advisories.lastSeconds.toFixed(2)} s (goal 2 s; work of the thread ${((user + system) / 1e6).toFixed(2)} s), ${(took / 1000).toFixed(2)} s from the swapped file; the event loop waited ${(delays.max / 1e6).toFixed(0)} ms at most (goal 200 ms)`);
}

const seconds = (start: number): string => `${((performance.now() - start) / 1000).toFixed(1)} s`;
const memory = (): string => `${Math.round(process.memoryUsage.rss() / 1024 ** 2)} MiB of memory`;
