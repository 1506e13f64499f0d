/**
 * The inventory graph as checks see it: read-only, over one environment. `domains/inventory` implements it;
 * checks that need more than one object (`check.ts` of a policy folder) are pure functions over it.
 */
import type { ImageFacts, ImageUse } from './image-facts.ts';
import type { AssessmentStatus, KubeObject, ResourceRef } from './words.ts';

export interface InventoryGraph {
  /** Objects of one kind, in a stable order. `group` is the API group, '' for core. */
  ofKind(group: string, kind: string): readonly KubeObject[];
  /** The same, within one namespace. */
  inNamespace(namespace: string, group: string, kind: string): readonly KubeObject[];
  get(group: string, kind: string, namespace: string | null, name: string): KubeObject | undefined;
  /** Names of all namespaces: Namespace objects and those that objects live in. */
  namespaces(): readonly string[];
  /** The top controller of an object (a pod's Deployment), or the object itself. */
  workloadOf(object: KubeObject): KubeObject;
  /** Workloads and stand-alone pods of a namespace together with their pod template. */
  podTemplates(namespace?: string): readonly PodTemplateFact[];
  /**
   * Whether a kind was listed completely. A check that needs a kind that was not read must say notAssessed,
   * never healthy. A folder of manifests is complete for every kind it holds, and never proves absence of a cluster default.
   */
  isComplete(group: string, kind: string): boolean;
  /**
   * Workloads that run something, with the images of their pods; among manifests, where nothing runs, with those of their
   * template. In a stable order.
   */
  imagesRunning(): readonly WorkloadImages[];
  /** What is known about images; null where nobody looks into them, as on the command line. */
  readonly images: ImageFacts | null;
}

/** Images of one container name, as one reference and digest. */
export interface RunningImage extends ImageUse {
  readonly container: string;
  /** Where the workload names the image; its pod spec where it does not name the container (one that was injected, or is ephemeral). */
  readonly path: string;
  /** Pods that run it; 0 among manifests. */
  readonly pods: number;
}
export interface WorkloadImages {
  /** A top controller, or a pod without one. */
  readonly workload: KubeObject;
  /** At least one; null: it may run something, but its pods were not read. */
  readonly images: readonly RunningImage[] | null;
}

export interface PodTemplateFact {
  readonly owner: KubeObject;
  /** Path of the pod spec in the owner: `spec` for a Pod, `spec.template.spec`, `spec.jobTemplate.spec.template.spec`. */
  readonly specPath: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly spec: Readonly<Record<string, unknown>>;
}

/** One verdict of a graph check. */
export interface GraphFinding {
  readonly resource: ResourceRef;
  readonly status: AssessmentStatus;
  readonly message: string;
  readonly path: string | null;
  readonly otherPaths?: readonly string[];
}

/** What the `check.ts` of a policy folder exports as `check`. Pure; one finding for each object it is about. */
export type GraphCheck = (graph: InventoryGraph, params: Readonly<Record<string, unknown>>) => readonly GraphFinding[];
