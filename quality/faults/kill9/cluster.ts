/** A cluster whose pods change all the time, and the assessments that it must end up with. */
import type { Client } from '#contract/client.ts';
import { ASSESSED_KINDS } from '../../../adapters/kubernetes/kinds.ts';
import { type ScriptedServer, startScriptedServer } from '../../../adapters/kubernetes/testing/scripted-server.ts';

const PODS = '/api/v1/pods';
const POLICY = 'privileged-containers';
const POD_COUNT = 150;
const CONVERGE_MS = 60_000;

export class ChangingCluster {
  readonly server: ScriptedServer;
  /** Pod to whether it is privileged. */
  readonly pods = new Map<string, boolean>();
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
      this.server.remove(PODS, name);
    } else this.#put(name);
  }

  #put(name: string): void {
    const privileged = Math.random() < 0.5;
    this.pods.set(name, privileged);
    this.server.put(PODS, name, { apiVersion: 'v1', kind: 'Pod', metadata: { namespace: 'shop' }, spec: { containers: [{ name: 'main', image: 'shop/cart:1.0', securityContext: { privileged } }] } });
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
        return { ms: performance.now() - began, duplicates: [...duplicates, ...keys.filter((key, i) => keys.indexOf(key) !== i)] };
      }
      if (performance.now() - began > CONVERGE_MS) throw new Error(`assessments did not become those of the cluster: wanted ${wanted.filter((w) => !found.includes(w)).slice(0, 5).join(', ')}, found ${found.filter((f) => !wanted.includes(f)).slice(0, 5).join(', ')}`);
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }
}
