/** Which images an object runs, by container. */
import type { ContainerUse } from '#core/ports/posture.ts';
import { groupOf, type KubeObject } from '#core/words.ts';
import { podSpecPath } from './kinds.ts';
import { isRecord, recordAt } from './values.ts';

/** A container's image, and where the object names it. */
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
export const imagesUsed = (object: KubeObject): ContainerUse[] => readUses(object, (_path, use) => use);

/** The same, each with the path of the image in the object. */
export const imagesWithPaths = (object: KubeObject): ContainerImage[] => readUses(object, (path, use) => ({ ...use, path: path() }));

function readUses<T>(object: KubeObject, make: (path: () => string, use: ContainerUse) => T): T[] {
  const specPath = podSpecPath(object.kind, groupOf(object.apiVersion));
  if (specPath === null) return [];
  const status = specPath === 'spec' && isRecord(object['status']) ? object['status'] : undefined;
  if (status?.['phase'] === 'Succeeded' || status?.['phase'] === 'Failed') return [];
  const spec = specPath === 'spec' ? object['spec'] : recordAt(object, specPath);
  if (!isRecord(spec)) return [];
  const used: T[] = [];
  for (const [field, statuses] of CONTAINERS) {
    const containers = spec[field];
    if (!Array.isArray(containers)) continue;
    for (const [i, container] of (containers as unknown[]).entries()) {
      if (used.length >= CONTAINERS_KEPT) return used;
      if (!isRecord(container) || typeof container['image'] !== 'string' || container['image'] === '') continue;
      const name = typeof container['name'] === 'string' ? container['name'] : '';
      const { digest, config } = readImageId(imageIdOf(status?.[statuses], name, i));
      used.push(make(() => `${specPath}.${field}[${i}].image`, { container: name.slice(0, NAME_KEPT), reference: container['image'].slice(0, REFERENCE_KEPT), digest, config }));
    }
  }
  return used;
}

/** Statuses stand in any order, mostly in that of the containers. */
function imageIdOf(statuses: unknown, name: string, at: number): string {
  if (!Array.isArray(statuses)) return '';
  const there: unknown = statuses[at];
  const found: unknown = isRecord(there) && there['name'] === name ? there : (statuses as unknown[]).slice(0, CONTAINERS_KEPT).find((status) => isRecord(status) && status['name'] === name);
  return isRecord(found) && typeof found['imageID'] === 'string' ? found['imageID'] : '';
}

const DIGEST_AT_END = /(?:^|[@/])(sha(?:256:[0-9a-f]{64}|512:[0-9a-f]{128}))$/;
/** CRI-O names a local image by the bare hexadecimal id. */
const BARE_ID = /^[0-9a-f]{64}$/;

/**
 * `status.containerStatuses[].imageID` is what the runtime calls `image_ref`: `repository@sha256:...` where the image
 * came from a registry (with `docker-pullable://` before it from cri-dockerd), else the id of the image, which is the digest
 * of its configuration: `toCRIContainerStatus` in containerd/internal/cri/server/container_status.go.
 */
function readImageId(text: string): { digest: string | null; config: string | null } {
  if (text === '') return NOTHING;
  const digest = DIGEST_AT_END.exec(text)?.[1];
  if (digest === undefined) return { digest: null, config: BARE_ID.test(text) ? `sha256:${text}` : null };
  return text.includes('@') ? { digest, config: null } : { digest: null, config: digest };
}
const NOTHING = { digest: null, config: null };
