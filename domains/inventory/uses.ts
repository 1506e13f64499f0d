/** Which images an object runs, by container. */
import type { ContainerUse } from '#core/ports/posture.ts';
import { groupOf, type KubeObject } from '#core/words.ts';
import { podSpecPath } from './kinds.ts';
import { isRecord, recordAt } from './values.ts';

/** A container, where it is in the object, and its image. */
export interface ContainerImage extends ContainerUse { readonly path: string }

/** More containers in one object are a mistake or an attack. */
const CONTAINERS_KEPT = 500;
/** Names of images have at most 1,024 characters, those of containers 63; what is longer is no valid one, and is told so elsewhere. */
const REFERENCE_KEPT = 1_100;
const NAME_KEPT = 100;

const CONTAINERS = [['initContainers', 'initContainerStatuses'], ['containers', 'containerStatuses'], ['ephemeralContainers', 'ephemeralContainerStatuses']] as const;

/**
 * The images of all containers of a pod or of the pods made from an object. Init containers that have ended and ephemeral
 * ones count: their image is on the node. Nothing for a pod that has ended (its phase is Succeeded or Failed).
 */
export function imagesUsed(object: KubeObject): ContainerImage[] {
  const specPath = podSpecPath(object.kind, groupOf(object.apiVersion));
  if (specPath === null) return [];
  const status = specPath === 'spec' ? recordAt(object, 'status') : undefined;
  if (status?.['phase'] === 'Succeeded' || status?.['phase'] === 'Failed') return [];
  const spec = recordAt(object, specPath);
  const used: ContainerImage[] = [];
  for (const [field, statuses] of CONTAINERS) {
    const containers: unknown = spec?.[field];
    if (!Array.isArray(containers)) continue;
    const ids = imageIds(status?.[statuses]);
    for (const [i, container] of (containers as unknown[]).entries()) {
      if (used.length >= CONTAINERS_KEPT) return used;
      if (!isRecord(container) || typeof container['image'] !== 'string' || container['image'] === '') continue;
      const name = typeof container['name'] === 'string' ? container['name'] : '';
      used.push({ container: name.slice(0, NAME_KEPT), path: `${specPath}.${field}[${i}].image`, reference: container['image'].slice(0, REFERENCE_KEPT), ...readImageId(ids.get(name) ?? '') });
    }
  }
  return used;
}

function imageIds(statuses: unknown): Map<string, string> {
  const ids = new Map<string, string>();
  if (!Array.isArray(statuses)) return ids;
  for (const status of (statuses as unknown[]).slice(0, CONTAINERS_KEPT)) {
    if (isRecord(status) && typeof status['name'] === 'string' && typeof status['imageID'] === 'string') ids.set(status['name'], status['imageID']);
  }
  return ids;
}

const IMAGE_ID = /^(?:[a-z-]+:\/\/)?(?:(?<repository>[^@]+)@)?(?<digest>sha(?:256:[0-9a-f]{64}|512:[0-9a-f]{128}))$/;
/** CRI-O names a local image by the bare hexadecimal id. */
const BARE_ID = /^[0-9a-f]{64}$/;

/**
 * `status.containerStatuses[].imageID` is what the runtime calls `image_ref`: `repository@sha256:...` where the image
 * came from a registry (with `docker-pullable://` before it from cri-dockerd), else the id of the image, which is the digest
 * of its configuration: `toCRIContainerStatus` in containerd/internal/cri/server/container_status.go.
 */
function readImageId(text: string): { digest: string | null; config: string | null } {
  const found = IMAGE_ID.exec(text)?.groups;
  if (found === undefined) return { digest: null, config: BARE_ID.test(text) ? `sha256:${text}` : null };
  const { repository, digest = null } = found;
  return repository === undefined ? { digest: null, config: digest } : { digest, config: null };
}
