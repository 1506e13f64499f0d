/** A graph that notes what checks ask of it, so that they run again only when something of that kind changed. */
import type { ImageFacts } from '#core/image-facts.ts';
import type { InventoryGraph, PodTemplateFact, WorkloadImages } from '#core/graph.ts';
import type { KubeObject } from '#core/words.ts';

/** Stands among the kinds that were read for what is known about images. */
export const IMAGES = '*images';

/** Kinds that make pods, and pods. */
const WORKLOAD_KINDS = ['/Pod', '/ReplicationController', 'apps/Deployment', 'apps/ReplicaSet', 'apps/StatefulSet', 'apps/DaemonSet', 'batch/Job', 'batch/CronJob'];

export class TrackedGraph implements InventoryGraph {
  readonly #graph: InventoryGraph;
  /** Kinds (`group/kind`) that were asked about. */
  readonly reads = new Set<string>();

  readonly #images: ImageFacts | null;

  constructor(graph: InventoryGraph, images: ImageFacts | null) { this.#graph = graph; this.#images = images; }

  ofKind(group: string, kind: string): readonly KubeObject[] { this.reads.add(`${group}/${kind}`); return this.#graph.ofKind(group, kind); }
  inNamespace(namespace: string, group: string, kind: string): readonly KubeObject[] { this.reads.add(`${group}/${kind}`); return this.#graph.inNamespace(namespace, group, kind); }
  get(group: string, kind: string, namespace: string | null, name: string): KubeObject | undefined { this.reads.add(`${group}/${kind}`); return this.#graph.get(group, kind, namespace, name); }
  isComplete(group: string, kind: string): boolean { this.reads.add(`${group}/${kind}`); return this.#graph.isComplete(group, kind); }
  /** In a cluster a namespace exists only with its Namespace object. */
  namespaces(): readonly string[] { this.reads.add('/Namespace'); return this.#graph.namespaces(); }
  workloadOf(object: KubeObject): KubeObject { this.#readWorkloads(); return this.#graph.workloadOf(object); }
  podTemplates(namespace?: string): readonly PodTemplateFact[] { this.#readWorkloads(); return this.#graph.podTemplates(namespace); }
  imagesRunning(): readonly WorkloadImages[] { this.#readWorkloads(); return this.#graph.imagesRunning(); }

  get images(): ImageFacts | null { this.reads.add(IMAGES); return this.#images; }

  #readWorkloads(): void { for (const kind of WORKLOAD_KINDS) this.reads.add(kind); }
}
