/** Pod templates: a policy about Pods is also a policy about everything that makes Pods. */
import { groupOf, type KubeObject } from '#core/words.ts';

/** Where the pod template is in a kind: the path to the object with `metadata` and `spec` of the pods. */
const TEMPLATES: Readonly<Record<string, readonly string[]>> = {
  'apps/Deployment': ['spec', 'template'], 'apps/StatefulSet': ['spec', 'template'], 'apps/DaemonSet': ['spec', 'template'], 'apps/ReplicaSet': ['spec', 'template'],
  'extensions/Deployment': ['spec', 'template'], 'extensions/DaemonSet': ['spec', 'template'], 'extensions/ReplicaSet': ['spec', 'template'],
  '/ReplicationController': ['spec', 'template'], '/PodTemplate': ['template'],
  'batch/Job': ['spec', 'template'], 'batch/CronJob': ['spec', 'jobTemplate', 'spec', 'template'],
};

/** The path of the template in objects of a kind, or undefined where the kind makes no pods. */
export const templatePath = (group: string, kind: string): readonly string[] | undefined => {
  const key = `${group}/${kind}`;
  return Object.hasOwn(TEMPLATES, key) ? TEMPLATES[key] : undefined;
};

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> => typeof value === 'object' && value !== null && !Array.isArray(value);

/**
 * The Pod that a template makes, as a view: labels, annotations and spec are those of the template, not copies; the
 * namespace is the owner's. The name is the owner's, because a pod always has one when policies see it.
 * Returns null where there is no template (a malformed object, or one that needs none such as a ReplicationController).
 */
export function podView(object: KubeObject, path: readonly string[]): KubeObject | null {
  let at: unknown = object;
  for (const step of path) at = isObject(at) ? at[step] : undefined;
  if (!isObject(at) || !isObject(at['spec'])) return null;
  const { name, namespace } = object.metadata;
  const metadata: Record<string, unknown> = { ...(isObject(at['metadata']) ? at['metadata'] : {}) };
  if (namespace !== undefined) metadata['namespace'] = namespace;
  if (metadata['name'] === undefined && name !== undefined) metadata['name'] = name;
  return { apiVersion: 'v1', kind: 'Pod', metadata, spec: at['spec'] };
}

/**
 * Whether an object is made by a controller that is in the inventory and carries the pod template itself (a Deployment's
 * ReplicaSet and its Pods, a CronJob's Jobs): assessing both would tell the same twice, so the caller skips it.
 * @param has whether the object with this uid is known.
 */
export function ownedByKnownWorkload(object: KubeObject, has: (uid: string) => boolean): boolean {
  const owners = object.metadata.ownerReferences;
  if (!Array.isArray(owners)) return false;
  if (object.kind !== 'Pod' && templatePath(groupOf(object.apiVersion), object.kind) === undefined) return false;
  return owners.some((owner: { apiVersion?: unknown; kind?: unknown; uid?: unknown; controller?: unknown } | null) =>
    owner?.controller === true && typeof owner.uid === 'string' && typeof owner.kind === 'string'
    && templatePath(groupOf(String(owner.apiVersion)), owner.kind) !== undefined && has(owner.uid));
}
