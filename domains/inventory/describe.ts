/** Facts about one object, without looking at any other. */
import { groupOf, type KubeObject } from '#core/words.ts';
import { categoryOfKind, isController, podSpecPath, type ResourceCategory } from './kinds.ts';
import { isRecord, recordAt, stringMap } from './values.ts';

export interface ControllerRef { readonly group: string; readonly kind: string; readonly name: string; readonly uid: string }

export interface ObjectFacts {
  readonly category: ResourceCategory;
  /** Images of all kinds of containers of the pod spec, each once, in the order of the object. */
  readonly images: readonly string[];
  /** The controller that makes pods and owns this object; null for what nothing that makes pods owns. */
  readonly controller: ControllerRef | null;
  /** Path of the pod spec in the object, null where it has none. */
  readonly podSpecPath: string | null;
  /** Whether pods are made from this object. */
  readonly templated: boolean;
}

/** More images in one object are a mistake or an attack; the object itself is still assessed as a whole. */
const IMAGES_KEPT = 500;

/**
 * Describes an object. `owned` says whether its controller is itself in the inventory: a pod or ReplicaSet that is
 * owned is not a workload of its own. Where it is not said, a controller that is named is taken to exist.
 */
export function describe(object: KubeObject, owned?: boolean): ObjectFacts {
  const group = groupOf(object.apiVersion);
  const specPath = podSpecPath(object.kind, group);
  const controller = controllerOf(object);
  return {
    category: category(object.kind, group, specPath !== null, owned ?? controller !== null),
    images: specPath === null ? [] : imagesOf(recordAt(object, specPath)),
    controller,
    podSpecPath: specPath,
    templated: isController(object.kind, group),
  };
}

/**
 * The owner reference with `controller: true`, when it names a kind that makes pods. Static pods are owned by their Node
 * and operators own what they create; neither is a workload, so the object itself is.
 */
export function controllerOf(object: KubeObject): ControllerRef | null {
  const references: unknown = object.metadata.ownerReferences;
  if (!Array.isArray(references)) return null;
  for (const reference of references as unknown[]) {
    if (!isRecord(reference) || reference['controller'] !== true) continue;
    const { apiVersion, kind, name, uid } = reference;
    if (typeof apiVersion !== 'string' || typeof kind !== 'string' || typeof name !== 'string' || typeof uid !== 'string') return null;
    const group = groupOf(apiVersion);
    return isController(kind, group) ? { group, kind, name, uid } : null;
  }
  return null;
}

/** Labels that the pods of this object have: its own for a pod, those of the template for a controller. */
export function podLabels(object: KubeObject): Readonly<Record<string, string>> {
  const path = podSpecPath(object.kind, groupOf(object.apiVersion));
  if (path === null) return {};
  if (path === 'spec') return stringMap(object.metadata.labels);
  return stringMap(recordAt(object, `${path.slice(0, -'.spec'.length)}.metadata.labels`));
}

function category(kind: string, group: string, hasPodSpec: boolean, owned: boolean): ResourceCategory {
  if (!hasPodSpec) return categoryOfKind(group, kind);
  if (kind === 'Pod') return owned ? 'pod' : 'workload';
  return owned || kind === 'PodTemplate' ? 'other' : 'workload';
}

function imagesOf(spec: Readonly<Record<string, unknown>> | undefined): string[] {
  const images = new Set<string>();
  for (const field of ['initContainers', 'containers', 'ephemeralContainers']) {
    const containers = spec?.[field];
    if (!Array.isArray(containers)) continue;
    for (const container of containers as unknown[]) {
      if (images.size >= IMAGES_KEPT) return [...images];
      if (isRecord(container) && typeof container['image'] === 'string' && container['image'] !== '') images.add(container['image']);
    }
  }
  return [...images];
}
