/** Where images run, by workload. */
import type { ImageDetail } from '#contract/types.ts';
import type { ImageEntry } from '#pipeline/index.ts';
import { type ImageView, workloadKey } from './view.ts';

/** One for each workload and name of an image; at most `limit`. */
export function useViews(view: ImageView, images: Iterable<ImageEntry>, limit = 1000): ImageDetail['uses'] {
  const found = new Map<string, ImageDetail['uses'][number]>();
  for (const image of images) {
    for (const use of view.uses(image)) {
      const key = `${workloadKey(use)}\n${use.reference}`, known = found.get(key);
      if (known === undefined) {
        if (found.size >= limit) continue;
        found.set(key, {
          environment: use.environment, environmentName: view.environments.get(use.environment)?.name ?? use.environment, namespace: use.namespace, workload: { ...use.workload },
          resourceId: use.workloadId === null ? null : String(use.workloadId), containers: [use.container], reference: use.reference, pods: use.pods,
        });
      } else {
        if (!known.containers.includes(use.container)) known.containers.push(use.container);
        known.pods = Math.max(known.pods, use.pods);
      }
    }
  }
  return [...found.values()];
}
