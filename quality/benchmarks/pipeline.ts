/**
 * Continuous assessment at 10,000 workloads: how fast a list becomes assessments on disk, how long the event loop is held
 * meanwhile, how soon a change is there, and how long people wait for a page.
 */
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { loadContent } from '#adapters/content/index.ts';
import { parseManifestText } from '#adapters/manifests/index.ts';
import { openDatabase } from '#adapters/storage/database.ts';
import { createPostureStore } from '#adapters/storage/posture/index.ts';
import { openSealer } from '#adapters/storage/sealing.ts';
import type { ClusterSink, ResourceKind } from '#core/ports/cluster.ts';
import { ok } from '#core/result.ts';
import { type KubeObject, refKey, refOf } from '#core/words.ts';
import { buildCatalog } from '#domains/hardening/index.ts';
import { createChangeFeed, type Engine, hardeningEngine, Posture } from '#pipeline/index.ts';
import { createPostureHandlers } from '../../apps/control-plane/posture/index.ts';
import { mixedObject } from './mixed-objects.ts';

const WORKLOADS = Number(process.env['BENCH_WORKLOADS'] ?? 10_000);
const DEPLOYMENT: ResourceKind = { group: 'apps', version: 'v1', kind: 'Deployment', resource: 'deployments', namespaced: true };
const PODS = WORKLOADS * 10;
const POD: ResourceKind = { group: '', version: 'v1', kind: 'Pod', resource: 'pods', namespaced: true };
const NAMESPACE: ResourceKind = { group: '', version: 'v1', kind: 'Namespace', resource: 'namespaces', namespaced: false };
const INITIATIVES = ['breakwater-recommended', 'pod-security-baseline', 'pod-security-restricted'];
const PRINCIPAL = { kind: 'user' as const, id: 'u', name: 'bench', scopes: ['read' as const], environments: null, mustChangePassword: false };

/** Kinds differ in their first field only: the mixture gives one Deployment in twelve, in 20 namespaces. */
const deployment = (i: number): KubeObject => {
  const object = mixedObject(i * 12) as unknown as KubeObject;
  return { ...object, metadata: { ...object.metadata, namespace: `team-${i % 50}`, uid: `uid-${i}`, resourceVersion: `${i}` } };
};

export async function run(): Promise<void> {
  const dir = mkdtempSync(join(tmpdir(), 'breakwater-bench-'));
  const database = await openDatabase(dir);
  try {
    const content = await loadContent();
    const engine = hardeningEngine(buildCatalog(content.folders, content.initiatives), 'bench');
    let sink: ClusterSink | undefined;
    const posture = new Posture({
      store: createPostureStore(database, openSealer(dir, {})), engine, feed: createChangeFeed(), parseManifest: parseManifestText, log: (level, message) => console.error(level, message),
      openCluster: async () => ok({ follow: async (to, signal) => { sink = to; await new Promise((resolve) => { signal.addEventListener('abort', resolve); }); }, listOnce: () => Promise.resolve() }),
    });
    await posture.start();
    for (const a of await posture.store.assignments(null)) await posture.deleteAssignment(a);
    for (const initiative of INITIATIVES) await posture.createAssignment({ initiative, version: null, scope: { environment: null, namespace: null, labels: {} }, effect: 'audit', createdBy: 'bench' });
    const { id } = await posture.createCluster({ name: 'bench', kubeconfig: 'k' });
    while (sink === undefined) await new Promise((resolve) => setTimeout(resolve, 5));
    await ingest(posture, sink, engine, id, dir);
    await changes(posture, sink, id);
    await pages(posture, id);
    await restart(posture, sink);
    await pods(posture, sink, id);
    await posture.stop();
  } finally {
    await database.close();
    rmSync(dir, { recursive: true, force: true });
  }
}

async function ingest(posture: Posture, sink: ClusterSink, engine: Engine, id: string, dir: string): Promise<void> {
  const objects = Array.from({ length: WORKLOADS }, (_, i) => deployment(i));
  const delay = monitorEventLoopDelay({ resolution: 5 });
  delay.enable();
  const began = performance.now();
  await sink.connected({ server: 'https://bench', version: 'v1.34.0' });
  await list(sink, NAMESPACE, Array.from({ length: 50 }, (_, i) => ({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: `team-${i}`, uid: `ns-${i}`, resourceVersion: `ns-${i}` } })));
  await list(sink, DEPLOYMENT, objects);
  const seconds = (performance.now() - began) / 1000;
  delay.disable();
  const graphBegan = performance.now();
  await posture.idle();
  const graphSeconds = (performance.now() - graphBegan) / 1000;
  const counts = await posture.store.policyCounts([id], {}, Date.now());
  const rows = counts.reduce((sum, c) => sum + c.counts.healthy + c.counts.unhealthy + c.counts.notApplicable + c.counts.notAssessed, 0);
  verify(engine, objects, counts);
  console.log(`listed and assessed    ${WORKLOADS} workloads in ${seconds.toFixed(2)} s: ${Math.round(WORKLOADS / seconds)} objects/s, ${Math.round(rows / seconds)} assessments/s (${rows} rows, ${counts.length} policies, ${(statSync(join(dir, 'breakwater.db')).size / 1e6).toFixed(0)} MB)`);
  console.log(`event loop held        p50 ${(delay.percentile(50) / 1e6).toFixed(0)} ms, p99 ${(delay.percentile(99) / 1e6).toFixed(0)} ms, at most ${(delay.max / 1e6).toFixed(0)} ms`);
  console.log(`graph policies         ${graphSeconds.toFixed(2)} s after the list`);
}

async function list(sink: ClusterSink, kind: ResourceKind, objects: readonly KubeObject[]): Promise<void> {
  await sink.listStarted(kind);
  for (let i = 0; i < objects.length; i += 500) await sink.listPage(kind, objects.slice(i, i + 500));
  await sink.listEnded(kind);
}

/** The numbers in the database must be those of evaluating each object by itself. */
function verify(engine: Engine, objects: readonly KubeObject[], counts: readonly { policy: string; counts: { healthy: number; unhealthy: number } }[]): void {
  const ids = INITIATIVES.map((initiative) => engine.select(initiative, null)).flatMap((s) => (s.ok ? s.value : []));
  const seen = new Map<string, { healthy: number; unhealthy: number }>();
  const selection = [...new Map(ids.filter((s) => s.policy.evaluation === 'object').map((s) => [s.policy.id, s])).values()];
  const evaluator = engine.createEvaluator(selection, { namespaceOf: (name) => ({ apiVersion: 'v1', kind: 'Namespace', metadata: { name } }) });
  for (const object of objects) {
    for (const { policy, status } of evaluator.evaluate(object)) {
      const n = seen.get(policy) ?? { healthy: 0, unhealthy: 0 };
      seen.set(policy, n);
      if (status === 'healthy' || status === 'unhealthy') n[status]++;
    }
  }
  for (const [policy, wanted] of seen) {
    const found = counts.find((c) => c.policy === policy)?.counts;
    if (found?.healthy !== wanted.healthy || found.unhealthy !== wanted.unhealthy) throw new Error(`${policy}: ${JSON.stringify(found)} in the database, ${JSON.stringify(wanted)} by evaluation`);
  }
}

async function changes(posture: Posture, sink: ClusterSink, id: string): Promise<void> {
  const times: number[] = [];
  for (let i = 0; i < 200; i++) {
    const began = performance.now();
    const object = deployment(i);
    await sink.changed(DEPLOYMENT, [{ ...object, metadata: { ...object.metadata, resourceVersion: `c${i}` } }]);
    times.push(performance.now() - began);
  }
  console.log(`one change             ${summary(times)} until it is assessed and on disk`);
  const began = performance.now();
  await Promise.all(Array.from({ length: 2000 }, (_, i) => { const o = deployment(i); return sink.changed(DEPLOYMENT, [{ ...o, metadata: { ...o.metadata, resourceVersion: `d${i}` } }]); }));
  console.log(`2,000 changes at once  ${((performance.now() - began) / 1000).toFixed(2)} s`);
  const known = await posture.store.idsOf(id, [refKey(refOf(deployment(0)))]);
  if (known.size !== 1) throw new Error('the changed object is not in the inventory');
}

async function pages(posture: Posture, id: string): Promise<void> {
  const h = createPostureHandlers({ posture });
  const call = { principal: PRINCIPAL, visibility: null, params: undefined, body: undefined };
  const page = { limit: 100 };
  const first = (await h.listResources({ ...call, query: { ...page, sort: 'name' } })).items[0]?.id ?? '';
  const policy = (await h.listRecommendations({ ...call, query: { limit: 1, sort: 'unhealthy' } })).items[0]?.policy ?? '';
  let cursor: string | undefined;
  for (let i = 0; i < 40; i++) cursor = (await h.listAssessments({ ...call, query: { ...page, policy, status: 'unhealthy', ...(cursor === undefined ? {} : { cursor }) } })).next ?? cursor;
  const queries: Record<string, () => unknown> = {
    'overview': () => h.overview({ ...call, query: {} }),
    'recommendations': () => h.listRecommendations({ ...call, query: { ...page, sort: 'severity' } }),
    'recommendations of a namespace': () => h.listRecommendations({ ...call, query: { ...page, sort: 'severity', namespace: 'team-7' } }),
    'assessments: first page of a tab': () => h.listAssessments({ ...call, query: { ...page, policy, status: 'unhealthy' } }),
    'assessments: page 41 of a tab': () => h.listAssessments({ ...call, query: { ...page, policy, status: 'unhealthy', ...(cursor === undefined ? {} : { cursor }) } }),
    'assessments: all policies': () => h.listAssessments({ ...call, query: page }),
    'assessments of one object': () => h.listAssessments({ ...call, query: { ...page, resource: first } }),
    'assessments: search within a policy': () => h.listAssessments({ ...call, query: { ...page, policy, search: 'app-119' } }),
    'assessments: search everywhere': () => h.listAssessments({ ...call, query: { ...page, search: 'app-119' } }),
    'resources: worst first': () => h.listResources({ ...call, query: { ...page, sort: 'unhealthy' } }),
    'resources: workloads by name': () => h.listResources({ ...call, query: { ...page, sort: 'name', category: 'workload', environment: id } }),
    'resources: search': () => h.listResources({ ...call, query: { ...page, sort: 'unhealthy', search: 'app-119' } }),
    'resource': () => h.getResource({ ...call, query: undefined, params: { id: first } }),
    'namespaces': () => h.listNamespaces({ ...call, query: page }),
    'environments': () => h.listEnvironments({ ...call, query: page }),
    'exemptions': () => h.listExemptions({ ...call, query: page }),
  };
  for (const [name, query] of Object.entries(queries)) {
    const times: number[] = [];
    for (let i = 0; i < 20; i++) { const began = performance.now(); await query(); times.push(performance.now() - began); }
    console.log(`${name.padEnd(36)} ${summary(times)}`);
  }
  const began = performance.now();
  const made = await posture.createExemption({ policy, scope: { environment: null, namespace: null, kind: null, name: null }, reason: 'waiver', justification: 'bench', owner: 'o', approver: 'a', createdBy: 'b', expiresAt: Date.now() + 3_600_000 });
  console.log(`exempting ${WORKLOADS} resources at once   ${(performance.now() - began).toFixed(0)} ms`);
  await posture.revokeExemption(made);
}

async function restart(posture: Posture, sink: ClusterSink): Promise<void> {
  const objects = Array.from({ length: WORKLOADS }, (_, i) => { const o = deployment(i); return i < 2000 ? { ...o, metadata: { ...o.metadata, resourceVersion: `d${i}` } } : o; });
  let began = performance.now();
  await list(sink, DEPLOYMENT, objects);
  console.log(`listed again, unchanged              ${((performance.now() - began) / 1000).toFixed(2)} s`);
  began = performance.now();
  const [first] = await posture.store.assignments(null);
  if (first !== undefined) await posture.updateAssignment(first, { effect: 'deny' });
  await posture.idle();
  console.log(`everything assessed anew             ${((performance.now() - began) / 1000).toFixed(2)} s`);
}

/** Ten pods of three containers a workload: how fast they are taken in, and how fast it is told what runs. */
async function pods(posture: Posture, sink: ClusterSink, id: string): Promise<void> {
  let began = performance.now();
  await list(sink, POD, Array.from({ length: PODS }, (_, i) => pod(i)));
  const seconds = (performance.now() - began) / 1000;
  console.log(`pods of workloads                    ${PODS} in ${seconds.toFixed(2)} s: ${Math.round(PODS / seconds)} pods/s`);
  const times: number[] = [];
  for (let i = 0; i < 5; i++) {
    began = performance.now();
    const uses = await posture.store.imageUses([id]);
    times.push(performance.now() - began);
    const running = uses.reduce((sum, use) => sum + use.pods, 0);
    if (running !== PODS * CONTAINERS.length) throw new Error(`${running} containers run in the database, ${PODS * CONTAINERS.length} in the cluster`);
  }
  console.log(`${'images that run'.padEnd(36)} ${summary(times)}`);
  began = performance.now();
  await posture.idle();
  console.log(`graph policies over them             ${((performance.now() - began) / 1000).toFixed(2)} s`);
}

const CONTAINERS = ['prepare', 'main', 'proxy'];
function pod(i: number): KubeObject {
  const owner = deployment(Math.floor(i / 10) % WORKLOADS);
  const image = (name: string): string => `registry.example/${owner.metadata.namespace}/${name}:1.${i % 3}`;
  const status = (name: string) => ({ name, imageID: `${image(name)}@sha256:${String(i % 3).repeat(64)}` });
  const [prepare = '', ...containers] = CONTAINERS;
  return {
    apiVersion: 'v1', kind: 'Pod',
    metadata: { name: `pod-${i}`, namespace: owner.metadata.namespace ?? '', uid: `pod-${i}`, resourceVersion: '1', ownerReferences: [{ apiVersion: 'apps/v1', kind: 'Deployment', name: refOf(owner).name, uid: owner.metadata.uid ?? '', controller: true }] },
    spec: { initContainers: [{ name: prepare, image: image(prepare) }], containers: containers.map((name) => ({ name, image: image(name) })) },
    status: { phase: 'Running', initContainerStatuses: [status(prepare)], containerStatuses: containers.map(status) },
  };
}

function summary(times: readonly number[]): string {
  const sorted = [...times].sort((a, b) => a - b);
  const at = (p: number): string => (sorted[Math.min(sorted.length - 1, Math.floor(p * sorted.length))] ?? 0).toFixed(1);
  return `median ${at(0.5)} ms, p95 ${at(0.95)} ms, at most ${at(1)} ms`;
}
