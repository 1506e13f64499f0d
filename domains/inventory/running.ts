/** Which workloads run which images. */
import type { InventoryGraph, RunningImage, WorkloadImages } from '#core/graph.ts';
import type { KubeObject } from '#core/words.ts';
import { type ContainerImage, imagesUsed } from './uses.ts';

type Draft = Omit<RunningImage, 'pods'> & { pods: number };

/** Among manifests: the images of every pod template that nothing else makes. */
export function imagesOfTemplates(graph: InventoryGraph): WorkloadImages[] {
  return graph.podTemplates().flatMap(({ owner }) => {
    const images = imagesUsed(owner).map((image) => ({ ...image, pods: 0 }));
    return images.length === 0 ? [] : [{ workload: owner, images }];
  });
}

/** In a cluster: the images of pods that have not ended, by workload. */
export function imagesOfPods(graph: InventoryGraph): WorkloadImages[] {
  const running = new Map<KubeObject, Map<string, Draft>>();
  for (const pod of graph.ofKind('', 'Pod')) {
    const used = imagesUsed(pod);
    if (used.length === 0) continue;
    const workload = graph.workloadOf(pod);
    let images = running.get(workload);
    if (images === undefined) running.set(workload, (images = new Map()));
    for (const image of used) {
      const key = `${image.container} ${image.reference} ${image.digest ?? ''} ${image.config ?? ''}`;
      const known = images.get(key);
      if (known === undefined) images.set(key, { ...image, pods: 1 });
      else known.pods++;
    }
  }
  const found: WorkloadImages[] = [...running].map(([workload, images]) => ({ workload, images: inWorkload(workload, [...images.values()]) }));
  if (graph.isComplete('', 'Pod')) return found;
  return [...found, ...graph.podTemplates().flatMap(({ owner }) => (running.has(owner) ? [] : [{ workload: owner, images: null }]))];
}

/** The same images with their paths in the workload. */
function inWorkload(workload: KubeObject, images: readonly Draft[]): RunningImage[] {
  if (workload.kind === 'Pod') return [...images];
  const template = new Map<string, ContainerImage>(imagesUsed(workload).map((image) => [image.container, image]));
  const [first] = template.values();
  const spec = first === undefined ? 'spec' : first.path.slice(0, first.path.lastIndexOf('.', first.path.indexOf('[')));
  return images.map((image) => ({ ...image, path: template.get(image.container)?.path ?? spec }));
}
