/** Which workloads run which images. */
import type { InventoryGraph, RunningImage, WorkloadImages } from '#core/graph.ts';
import type { ContainerUse } from '#core/ports/posture.ts';
import { groupOf, type KubeObject } from '#core/words.ts';
import { podSpecPath } from './kinds.ts';
import { imagesUsed, imagesWithPaths } from './uses.ts';

interface Draft extends ContainerUse { pods: number }

/** Among manifests: the images of every pod template that nothing else makes. */
export function imagesOfTemplates(graph: InventoryGraph): WorkloadImages[] {
  return graph.podTemplates().flatMap(({ owner }) => {
    const images = imagesWithPaths(owner).map((image) => ({ ...image, pods: 0 }));
    return images.length === 0 ? [] : [{ workload: owner, images }];
  });
}

/** In a cluster: the images of pods that have not ended, by workload. */
export function imagesOfPods(graph: InventoryGraph): WorkloadImages[] {
  const running = new Map<KubeObject, { readonly list: Draft[]; readonly byKey: Map<string, Draft> }>();
  for (const pod of graph.ofKind('', 'Pod')) {
    const used = imagesUsed(pod);
    if (used.length === 0) continue;
    const workload = graph.workloadOf(pod);
    let images = running.get(workload);
    if (images === undefined) running.set(workload, (images = { list: [], byKey: new Map() }));
    for (const [i, image] of used.entries()) {
      // Pods of a workload mostly run the same, in the same order.
      const likely = images.list[i];
      const key = likely !== undefined && same(likely, image) ? null : `${image.container} ${image.reference} ${image.digest ?? ''} ${image.config ?? ''}`;
      const known = key === null ? likely : images.byKey.get(key);
      if (known !== undefined) known.pods++;
      else if (key !== null) {
        const draft = { ...image, pods: 1 };
        images.list.push(draft);
        images.byKey.set(key, draft);
      }
    }
  }
  const found: WorkloadImages[] = [...running].map(([workload, images]) => ({ workload, images: inWorkload(workload, images.list) }));
  if (graph.isComplete('', 'Pod')) return found;
  return [...found, ...graph.podTemplates().flatMap(({ owner }) => (running.has(owner) ? [] : [{ workload: owner, images: null }]))];
}

const same = (a: ContainerUse, b: ContainerUse): boolean => a.container === b.container && a.reference === b.reference && a.digest === b.digest && a.config === b.config;

/** The same images with their paths in the workload. */
function inWorkload(workload: KubeObject, images: readonly Draft[]): RunningImage[] {
  const paths = new Map(imagesWithPaths(workload).map(({ container, path }) => [container, path]));
  const spec = podSpecPath(workload.kind, groupOf(workload.apiVersion)) ?? 'spec';
  return images.map((image) => ({ ...image, path: paths.get(image.container) ?? spec }));
}
