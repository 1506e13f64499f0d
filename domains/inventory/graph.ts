/** The inventory of one environment as a graph in memory, with the indexes that checks need. */
import type { ImageFacts } from '#core/image-facts.ts';
import type { InventoryGraph, PodTemplateFact, WorkloadImages } from '#core/graph.ts';
import { groupOf, type KubeObject, refOf } from '#core/words.ts';
import { controllerOf, podLabels } from './describe.ts';
import { isController, podSpecPath } from './kinds.ts';
import { imagesOfPods, imagesOfTemplates } from './running.ts';
import { recordAt } from './values.ts';

export interface GraphOptions {
  /** Whether a kind was listed completely. Without it: a kind of which at least one object is known. */
  readonly complete?: (group: string, kind: string) => boolean;
  /** What is known about images; without it nobody looks into them. */
  readonly images?: ImageFacts;
  /** What runs: `pods` in a cluster, `templates` (as without it) among manifests. */
  readonly runs?: 'pods' | 'templates';
}

/** Owner chains are two long in practice (Pod, Job, CronJob); a longer one is a circle. */
const OWNER_DEPTH = 8;
const NONE: readonly KubeObject[] = [];

/** Builds the graph over all objects of one environment. Linear in the number of objects; sorts a kind when it is first asked for. */
export function buildGraph(objects: Iterable<KubeObject>, options: GraphOptions = {}): InventoryGraph {
  return new Graph(objects, options);
}

class Graph implements InventoryGraph {
  readonly #kinds = new Map<string, Kind>();
  readonly images: ImageFacts | null;
  readonly #byUid = new Map<string, KubeObject>();
  readonly #complete: (group: string, kind: string) => boolean;
  readonly #runs: 'pods' | 'templates';
  #namespaces: readonly string[] | undefined;
  #running: readonly WorkloadImages[] | undefined;
  #templates: Map<string, PodTemplateFact[]> | undefined;
  #allTemplates: readonly PodTemplateFact[] | undefined;

  constructor(objects: Iterable<KubeObject>, options: GraphOptions) {
    for (const object of objects) {
      const key = kindKey(groupOf(object.apiVersion), object.kind);
      let kind = this.#kinds.get(key);
      if (kind === undefined) this.#kinds.set(key, (kind = new Kind()));
      kind.add(object);
      if (typeof object.metadata.uid === 'string' && object.metadata.uid !== '') this.#byUid.set(object.metadata.uid, object);
    }
    this.images = options.images ?? null;
    this.#runs = options.runs ?? 'templates';
    this.#complete = options.complete ?? ((group, kind) => this.#kinds.has(kindKey(group, kind)));
  }

  ofKind(group: string, kind: string): readonly KubeObject[] { return this.#kinds.get(kindKey(group, kind))?.sorted() ?? NONE; }

  inNamespace(namespace: string, group: string, kind: string): readonly KubeObject[] { return this.#kinds.get(kindKey(group, kind))?.inNamespace(namespace) ?? NONE; }

  get(group: string, kind: string, namespace: string | null, name: string): KubeObject | undefined { return this.#kinds.get(kindKey(group, kind))?.get(namespace, name); }

  isComplete(group: string, kind: string): boolean { return this.#complete(group, kind); }

  namespaces(): readonly string[] {
    if (this.#namespaces === undefined) {
      const names = new Set<string>();
      for (const kind of this.#kinds.values()) for (const namespace of kind.namespaces()) names.add(namespace);
      for (const namespace of this.ofKind('', 'Namespace')) names.add(refOf(namespace).name);
      this.#namespaces = [...names].sort();
    }
    return this.#namespaces;
  }

  workloadOf(object: KubeObject): KubeObject {
    let current = object;
    for (let depth = 0; depth < OWNER_DEPTH; depth++) {
      const owner = this.#ownerOf(current);
      if (owner === undefined) return current;
      current = owner;
    }
    return object;
  }

  podTemplates(namespace?: string): readonly PodTemplateFact[] {
    this.#templates ??= this.#collectTemplates();
    if (namespace !== undefined) return this.#templates.get(namespace) ?? [];
    this.#allTemplates ??= [...this.#templates.values()].flat();
    return this.#allTemplates;
  }

  imagesRunning(): readonly WorkloadImages[] {
    this.#running ??= this.#runs === 'pods' ? imagesOfPods(this) : imagesOfTemplates(this);
    return this.#running;
  }

  /**
   * The controller of an object when it is known. An owner is identified by uid; a manifest that was never applied has
   * none, then the name decides. A known object of that name with another uid is not the owner
   * (`attemptToDeleteItem` in kubernetes/pkg/controller/garbagecollector treats it as absent).
   */
  #ownerOf(object: KubeObject): KubeObject | undefined {
    const reference = controllerOf(object);
    if (reference === null) return undefined;
    const byUid = this.#byUid.get(reference.uid);
    if (byUid !== undefined && isController(byUid.kind, groupOf(byUid.apiVersion))) return byUid;
    const byName = this.get(reference.group, reference.kind, refOf(object).namespace, reference.name);
    return byName !== undefined && byName.metadata.uid === undefined ? byName : undefined;
  }

  #collectTemplates(): Map<string, PodTemplateFact[]> {
    const templates = new Map<string, PodTemplateFact[]>();
    for (const [key, kind] of [...this.#kinds].sort(([a], [b]) => (a < b ? -1 : 1))) {
      const [group = '', name = ''] = key.split('/');
      const specPath = podSpecPath(name, group);
      if (specPath === null || name === 'PodTemplate') continue;
      for (const owner of kind.sorted()) {
        const spec = recordAt(owner, specPath);
        if (spec === undefined || this.#ownerOf(owner) !== undefined) continue;
        const namespace = refOf(owner).namespace ?? '';
        const facts = templates.get(namespace) ?? [];
        if (facts.length === 0) templates.set(namespace, facts);
        facts.push({ owner, specPath, labels: podLabels(owner), spec });
      }
    }
    return templates;
  }
}

/** The objects of one kind. */
class Kind {
  readonly #objects: KubeObject[] = [];
  readonly #byNamespace = new Map<string, KubeObject[]>();
  #byName: Map<string, KubeObject> | undefined;
  #sorted = true;

  add(object: KubeObject): void {
    this.#objects.push(object);
    const namespace = refOf(object).namespace;
    if (namespace !== null) {
      const list = this.#byNamespace.get(namespace);
      if (list === undefined) this.#byNamespace.set(namespace, [object]);
      else list.push(object);
    }
    this.#sorted = false;
  }

  namespaces(): Iterable<string> { return this.#byNamespace.keys(); }

  sorted(): readonly KubeObject[] { this.#sort(); return this.#objects; }

  inNamespace(namespace: string): readonly KubeObject[] { this.#sort(); return this.#byNamespace.get(namespace) ?? NONE; }

  get(namespace: string | null, name: string): KubeObject | undefined {
    this.#byName ??= new Map(this.#objects.map((object) => [nameKey(refOf(object).namespace, refOf(object).name), object]));
    return this.#byName.get(nameKey(namespace, name));
  }

  #sort(): void {
    if (this.#sorted) return;
    this.#objects.sort(byName);
    for (const list of this.#byNamespace.values()) list.sort(byName);
    this.#sorted = true;
  }
}

const kindKey = (group: string, kind: string): string => `${group}/${kind}`;
const nameKey = (namespace: string | null, name: string): string => `${namespace ?? ''}/${name}`;

function byName(a: KubeObject, b: KubeObject): number {
  const x = refOf(a);
  const y = refOf(b);
  return compare(x.namespace ?? '', y.namespace ?? '') || compare(x.name, y.name);
}
const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
