/** What checks over several objects see of an object: all that was declared, without what fills the memory. */
import { groupOf, type KubeObject } from '#core/words.ts';

/** Values that no check may depend on, since a live cluster is read without them. */
const VALUES: Readonly<Record<string, readonly string[]>> = { ConfigMap: ['data', 'binaryData'], Secret: ['data', 'stringData'] };

/** The object without its status, the notes of kubectl and the API server, and the values of ConfigMaps and Secrets. */
export function forGraph(object: KubeObject): KubeObject {
  const { managedFields: _managed, annotations, ...metadata } = object.metadata;
  const { status: _status, ...rest } = object;
  const slim: Record<string, unknown> = { ...rest, metadata: annotations === undefined ? metadata : { ...metadata, annotations: withoutLastApplied(annotations) } };
  if (groupOf(object.apiVersion) === '') for (const field of VALUES[object.kind] ?? []) delete slim[field];
  if (object.kind === 'CustomResourceDefinition') delete slim['spec'];
  return slim as KubeObject;
}

const LAST_APPLIED = 'kubectl.kubernetes.io/last-applied-configuration';

function withoutLastApplied(annotations: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  if (!Object.hasOwn(annotations, LAST_APPLIED)) return annotations;
  const { [LAST_APPLIED]: _, ...rest } = annotations;
  return rest;
}
