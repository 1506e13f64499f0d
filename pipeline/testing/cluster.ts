/** A cluster in memory that behaves as the Kubernetes adapter promises: lists, then changes, whatever order is asked for. */
import type { ClusterSink, ClusterSource, ResourceKind } from '#core/ports/cluster.ts';
import { groupOf, type KubeObject, refKey, refOf } from '#core/words.ts';

export const KINDS: readonly ResourceKind[] = [
  ['', 'Namespace', false], ['', 'Pod', true], ['apps', 'ReplicaSet', true], ['apps', 'Deployment', true], ['', 'ConfigMap', true], ['', 'Secret', true], ['', 'Service', true], ['networking.k8s.io', 'NetworkPolicy', true],
].map(([group, kind, namespaced]) => ({ group: String(group), version: 'v1', kind: String(kind), resource: `${String(kind).toLowerCase()}s`, namespaced: namespaced === true }));

export class FakeCluster implements ClusterSource {
  readonly objects = new Map<string, KubeObject>();
  #version = 0;
  #sink: ClusterSink | null = null;
  #last: Promise<unknown> = Promise.resolve();
  #fail: (error: unknown) => void = () => undefined;
  /** How often there was another object of this name. */
  readonly #deaths = new Map<string, number>();

  /** Puts an object; fills in uid and resourceVersion as an API server does. Resolves when the sink has taken it. */
  put(object: KubeObject): Promise<void> {
    const key = refKey(refOf(object));
    const before = this.objects.get(key);
    const stored: KubeObject = { ...object, metadata: { ...object.metadata, uid: object.metadata.uid ?? before?.metadata.uid ?? this.uidOf(key), resourceVersion: String(++this.#version) } };
    this.objects.set(key, stored);
    return this.#tell((sink) => sink.changed(kindOf(stored), [stored]));
  }

  /** The uid of an object, or the one that it will get. */
  uidOf(key: string): string { return this.objects.get(key)?.metadata.uid ?? `${key} ${this.#deaths.get(key) ?? 0}`; }

  remove(key: string): Promise<void> {
    const stored = this.objects.get(key);
    if (stored === undefined) return Promise.resolve();
    this.vanish(key);
    return this.#tell((sink) => sink.deleted(kindOf(stored), [stored]));
  }

  /** Removes without telling, as when the watch was cut. */
  vanish(key: string): void { if (this.objects.delete(key)) this.#deaths.set(key, (this.#deaths.get(key) ?? 0) + 1); }

  tell(message: (sink: ClusterSink) => Promise<void>): Promise<void> { return this.#tell(message); }

  async list(order: readonly ResourceKind[] = KINDS): Promise<void> {
    await this.#tell(async (sink) => {
      await sink.connected({ server: 'https://fake', version: 'v1.34.0' });
      for (const kind of order) {
        await sink.listStarted(kind);
        const all = [...this.objects.values()].filter((o) => o.kind === kind.kind && groupOf(o.apiVersion) === kind.group);
        for (let i = 0; i < all.length; i += 500) await sink.listPage(kind, all.slice(i, i + 500));
        await sink.listEnded(kind);
      }
    });
  }

  /** Rejects when the sink does. */
  async follow(sink: ClusterSink, signal: AbortSignal): Promise<void> {
    this.#sink = sink;
    const failed = new Promise<never>((_, reject) => { this.#fail = reject; });
    await this.list();
    if (!signal.aborted) await Promise.race([failed, new Promise((resolve) => { signal.addEventListener('abort', resolve, { once: true }); })]);
    if (this.#sink === sink) this.#sink = null;
    await this.#last;
  }

  async listOnce(sink: ClusterSink): Promise<void> { this.#sink = sink; await this.list(); }

  #tell(message: (sink: ClusterSink) => Promise<void>): Promise<void> {
    const told = this.#last.then(() => (this.#sink === null ? undefined : message(this.#sink)));
    this.#last = told.catch((error: unknown) => this.#fail(error));
    return told;
  }
}

export const kindOf = (object: KubeObject): ResourceKind => KINDS.find((k) => k.kind === object.kind && k.group === groupOf(object.apiVersion)) ?? { group: groupOf(object.apiVersion), version: 'v1', kind: object.kind, resource: object.kind.toLowerCase(), namespaced: true };

export const pod = (namespace: string, name: string, more: { readonly privileged?: boolean; readonly image?: string; readonly owner?: { readonly kind: string; readonly name: string; readonly uid: string }; readonly labels?: Record<string, string> } = {}): KubeObject => ({
  apiVersion: 'v1', kind: 'Pod',
  metadata: { name, namespace, ...labelled(more.labels), ...owned(more.owner) },
  spec: { containers: [{ name: 'main', image: more.image ?? 'shop/cart:1', securityContext: { privileged: more.privileged === true }, env: [{ name: 'DB_PASSWORD', value: 'hunter2' }, { name: 'MODE', value: 'fast' }] }] },
});
export const controller = (kind: 'Deployment' | 'ReplicaSet', namespace: string, name: string, more: { readonly uid?: string; readonly privileged?: boolean; readonly owner?: { readonly kind: string; readonly name: string; readonly uid: string }; readonly labels?: Record<string, string> } = {}): KubeObject => ({
  apiVersion: 'apps/v1', kind, metadata: { name, namespace, ...(more.uid === undefined ? {} : { uid: more.uid }), ...labelled(more.labels), ...owned(more.owner) },
  spec: { template: { metadata: { labels: { app: name } }, spec: pod(namespace, name, more)['spec'] } },
});
export const plain = (kind: string, namespace: string | null, name: string, more: Record<string, unknown> & { labels?: Record<string, string> } = {}): KubeObject => {
  const { labels, ...rest } = more;
  return { apiVersion: kind === 'NetworkPolicy' ? 'networking.k8s.io/v1' : 'v1', kind, metadata: { name, ...(namespace === null ? {} : { namespace }), ...labelled(labels) }, ...rest };
};
/** A pod as a node reports it: `ids` are the image ids of its containers by name. */
export const running = (made: KubeObject, phase: string, ids: Readonly<Record<string, string>> = {}): KubeObject =>
  ({ ...made, status: { phase, containerStatuses: Object.entries(ids).map(([name, imageID]) => ({ name, imageID })) } });

const labelled = (labels: Record<string, string> | undefined) => (labels === undefined ? {} : { labels });
const owned = (owner: { readonly kind: string; readonly name: string; readonly uid: string } | undefined) =>
  (owner === undefined ? {} : { ownerReferences: [{ apiVersion: 'apps/v1', kind: owner.kind, name: owner.name, uid: owner.uid, controller: true }] });
