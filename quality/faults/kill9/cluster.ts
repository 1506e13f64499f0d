/** A cluster whose pods change all the time, and the assessments and images that it must end up with. */
import type { Client } from '#contract/client.ts';
import { ASSESSED_KINDS } from '../../../adapters/kubernetes/kinds.ts';
import { type ScriptedServer, startScriptedServer } from '../../../adapters/kubernetes/testing/scripted-server.ts';

const PODS = '/api/v1/pods';
const POLICY = 'privileged-containers';
const POD_COUNT = 150;
const IMAGES = 5;
const CONVERGE_MS = 60_000;

export class ChangingCluster {
  readonly server: ScriptedServer;
  /** Pod to whether it is privileged. */
  readonly pods = new Map<string, boolean>();
  /** Pod to the image that it runs; none once it has ended. */
  readonly #images = new Map<string, string>();
  changes = 0;

  private constructor(server: ScriptedServer) { this.server = server; }

  static async start(): Promise<ChangingCluster> {
    const cluster = new ChangingCluster(await startScriptedServer(ASSESSED_KINDS.filter(({ kind }) => ['Namespace', 'Pod', 'Deployment', 'ConfigMap', 'NetworkPolicy'].includes(kind))));
    cluster.server.put('/api/v1/namespaces', 'shop', { apiVersion: 'v1', kind: 'Namespace' });
    for (let i = 0; i < POD_COUNT; i++) cluster.#put(`pod-${i}`);
    return cluster;
  }

  /** One change: a pod comes, goes or turns. */
  change(): void {
    const name = `pod-${Math.floor(Math.random() * POD_COUNT)}`;
    this.changes++;
    if (this.pods.has(name) && Math.random() < 0.2) {
      this.pods.delete(name);
      this.#images.delete(name);
      this.server.remove(PODS, name);
    } else this.#put(name);
  }

  #put(name: string): void {
    const privileged = Math.random() < 0.5;
    this.pods.set(name, privileged);
    const image = `registry.example/shop/cart:${Math.floor(Math.random() * IMAGES)}`;
    const phase = Math.random() < 0.1 ? 'Failed' : 'Running';
    if (phase === 'Running') this.#images.set(name, image);
    else this.#images.delete(name);
    this.server.put(PODS, name, { apiVersion: 'v1', kind: 'Pod', metadata: { namespace: 'shop' }, spec: { containers: [{ name: 'main', image, securityContext: { privileged } }] }, status: { phase } });
  }

  /** Waits until the assessments are those of the pods as they are now. Resolves to the ms that took and the duplicates seen. */
  async converged(client: Client, environment: string, exempt: ReadonlySet<string>): Promise<{ ms: number; duplicates: string[] }> {
    const began = performance.now();
    const wanted = [...this.pods].map(([name, privileged]) => `${name} ${privileged ? 'unhealthy' : 'healthy'}${exempt.has(name) ? ' exempt' : ''}`).sort();
    for (;;) {
      const rows = await client.call('listAssessments', { query: { environment, policy: POLICY, limit: 1000 } });
      const found = rows.items.map((r) => `${r.resource.name} ${r.status}${r.exemption === null ? '' : ' exempt'}`).sort();
      const names = rows.items.map((r) => r.resource.name);
      const duplicates = names.filter((name, i) => names.indexOf(name) !== i);
      if (duplicates.length > 0 || (found.join() === wanted.join() && rows.total === wanted.length)) {
        const resources = await client.call('listResources', { query: { environment, kind: 'Pod', limit: 1000 } });
        const keys = resources.items.map((r) => r.ref.name);
        await this.#imagesConverged(client, environment);
        return { ms: performance.now() - began, duplicates: [...duplicates, ...keys.filter((key, i) => keys.indexOf(key) !== i)] };
      }
      if (performance.now() - began > CONVERGE_MS) throw new Error(`assessments did not become those of the cluster: wanted ${wanted.filter((w) => !found.includes(w)).slice(0, 5).join(', ')}, found ${found.filter((f) => !wanted.includes(f)).slice(0, 5).join(', ')}`);
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }

  /** Waits until the images that are told to run, with how many pods, are those of the pods as they are now. */
  async #imagesConverged(client: Client, environment: string): Promise<void> {
    const began = performance.now();
    const wanted = [...Map.groupBy(this.#images.values(), (image) => image)].map(([image, pods]) => `${image} ${pods.length}`).sort().join();
    for (;;) {
      const { items } = await client.call('listImages', { query: { environment, running: 'true', limit: 1000 } });
      const found = items.map((image) => `${image.reference} ${image.workloads}`).sort().join();
      if (found === wanted) return;
      if (performance.now() - began > CONVERGE_MS) throw new Error(`images did not become those of the cluster: wanted ${wanted}, found ${found}`);
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }
}
