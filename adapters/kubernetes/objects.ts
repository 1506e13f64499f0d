/** Objects as they come from the server made fit for the product: complete, bounded, and without secrets. */
import { LIMITS } from '#core/limits.ts';
import type { KubeObject } from '#core/words.ts';
import { ApiFailure, oneLine } from './failures.ts';
import { apiVersionOf, kindName, type ServedKind } from './kinds.ts';
import { isFields } from './kubeconfig-fields.ts';

/** Copies of the whole object that tools leave in annotations: they would bring the stripped values back in. */
const COPIES = [
  'kubectl.kubernetes.io/last-applied-configuration',
  'kapp.k14s.io/original',
  'objectset.rio.cattle.io/applied',
  'banzaicloud.com/last-applied',
];

/**
 * Drops null fields, in place: for the API server they are absent, though it shows some (`rules: null` of a role without
 * rules). Returns whether the value nests no deeper than `depth` levels.
 */
function tidy(value: object, depth: number): boolean {
  if (depth === 0) return false;
  const fields = value as Record<string, unknown>;
  const isList = Array.isArray(value);
  for (const key of Object.keys(fields)) {
    const child = fields[key];
    if (child === null) {
      if (!isList) delete fields[key];
    } else if (typeof child === 'object' && !tidy(child, depth - 1)) return false;
  }
  return true;
}

function cleanMetadata(metadata: Record<string, unknown>): void {
  delete metadata['managedFields'];
  const annotations = metadata['annotations'];
  if (!isFields(annotations)) return;
  for (const copy of COPIES) delete (annotations as Record<string, unknown>)[copy];
}

/**
 * Takes ownership of `raw`, an item of a list or the object of a watch event, freshly parsed:
 * - gives it the apiVersion and kind that items of lists lack and PartialObjectMetadata replaces;
 * - drops `managedFields`, annotations that copy the object, and null fields;
 * - of a kind that is read for its metadata, keeps nothing else, whatever the server sent.
 * Throws ApiFailure `strange` for what no API server stores.
 */
export function cleanObject(raw: unknown, served: ServedKind): KubeObject {
  const strange = (what: string): ApiFailure => new ApiFailure('strange', `${kindName(served.kind)}: ${what}`);
  if (!isFields(raw)) throw strange('an item is not an object');
  const { metadata } = raw;
  if (!isFields(metadata) || typeof metadata['name'] !== 'string') throw strange('an item has no metadata.name');
  const { namespace } = metadata;
  if (namespace !== undefined && typeof namespace !== 'string') throw strange(`the namespace of "${oneLine(metadata['name'])}" is not text`);
  if (!tidy(raw, LIMITS.objectDepth)) throw strange(`"${oneLine(metadata['name'])}" nests deeper than ${LIMITS.objectDepth} levels`);
  cleanMetadata(metadata as Record<string, unknown>);
  const identity = { apiVersion: apiVersionOf(served.kind), kind: served.kind.kind, metadata };
  return served.metadataOnly ? identity : { ...raw, ...identity };
}
