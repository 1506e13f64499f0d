/** From a parsed value to Kubernetes objects: lists taken apart, shapes checked as far as every reader relies on them. */
import type { KubeObject, ManifestSource, ResourceRef } from '#core/words.ts';
import { LIMITS } from '#core/limits.ts';
import { type Fields, isFields, nameOfType, readMetadata } from './metadata.ts';
import { type ManifestPiece, type ManifestProblem, NOTHING, problem } from './types.ts';

/** An object, and where it is in the value: `''`, or `items[3]` for list items. */
export interface FoundObject { readonly object: KubeObject; readonly source: ManifestSource; readonly within: string }

type Found = FoundObject | ManifestProblem;
/**
 * The objects of one value. Nothing for an empty document, as kubectl; several for lists (an array of objects, or
 * anything with an array `items`: k8s.io/apimachinery, unstructured/helpers.go); otherwise one object or one problem.
 */
export function objectsOf(value: unknown, piece: ManifestPiece): readonly Found[] {
  const { source } = piece;
  if (value === null || value === undefined) return piece.source.item === undefined ? [] : [problem(source, 'the list item is empty')];
  const found: Found[] = [];
  collect(value, source, '', piece.inferred, found, 0);
  return found;
}

function collect(value: unknown, source: ManifestSource, within: string, inferred: ManifestPiece['inferred'], found: Found[], depth: number): void {
  const items = Array.isArray(value) ? value : isFields(value) && Array.isArray(value['items']) ? value['items'] : null;
  if (items === null) {
    if (isFields(value) && value['items'] === null && typeof value['kind'] === 'string' && value['kind'].endsWith('List')) return;
    found.push(toObject(value, source, within, inferred));
    return;
  }
  if (depth >= LIMITS.objectDepth) {
    found.push(problem(source, `lists nested deeper than ${LIMITS.objectDepth} levels`));
    return;
  }
  const ofItems = isFields(value) ? inferredBy(value) : undefined;
  const prefix = Array.isArray(value) ? within : within === '' ? 'items' : `${within}.items`;
  items.forEach((item: unknown, index) => {
    // A list in a list: its items keep the number of the outer one.
    collect(item, { ...source, item: source.item ?? index + 1 }, `${prefix}[${index}]`, ofItems, found, depth + 1);
  });
}

function inferredBy(list: Fields): ManifestPiece['inferred'] {
  const { apiVersion, kind } = list;
  if (typeof apiVersion !== 'string' || typeof kind !== 'string' || kind === 'List' || !kind.endsWith('List')) return undefined;
  return { apiVersion, kind: kind.slice(0, -'List'.length) };
}

function toObject(value: unknown, source: ManifestSource, within: string, inferred: ManifestPiece['inferred']): Found {
  if (!isFields(value)) return problem(source, `${source.item === undefined ? 'the document' : 'the list item'} is ${nameOfType(value)}, not a Kubernetes object`, { foreign: source.item === undefined });
  const fields = inferred !== undefined && value['kind'] === undefined ? { ...value, ...inferred } : value;
  const { apiVersion, kind } = fields;
  if (typeof kind !== 'string' || kind === '' || typeof apiVersion !== 'string' || apiVersion === '') return notAnObject(fields, source);
  const foreign = buildFile(apiVersion, kind);
  const resource: ResourceRef = { ...NOTHING, apiVersion, kind };
  if (foreign !== null) return problem(source, foreign, { foreign: true, resource });
  const metadata = readMetadata(fields['metadata']);
  if (typeof metadata === 'string') return problem(source, metadata, { resource });
  const object = (metadata === fields['metadata'] ? fields : { ...fields, metadata }) as KubeObject;
  dropNulls(object);
  return { object, source, within };
}

/**
 * A null field means that the field is absent: the API server drops it when it decodes an object into its type. Dropped
 * here, as from live clusters, so that nothing behind the edge has to know. Entries of lists stay.
 */
function dropNulls(value: object): void {
  if (Array.isArray(value)) {
    for (const item of value as unknown[]) if (typeof item === 'object' && item !== null) dropNulls(item);
    return;
  }
  const fields = value as Fields;
  for (const key in fields) {
    const field = fields[key];
    if (field === null) delete fields[key];
    else if (typeof field === 'object') dropNulls(field as object);
  }
}

/** Files with kind and apiVersion that no API server takes. */
function buildFile(apiVersion: string, kind: string): string | null {
  if (apiVersion.startsWith('kustomize.config.k8s.io/')) return `a ${kind.toLowerCase()} for kustomize, not a Kubernetes object: assess what it builds (kubectl kustomize DIR | breakwater assess -)`;
  if (apiVersion === 'v1' && kind === 'Config') return 'a kubeconfig, not a Kubernetes object: to assess its cluster use --kubeconfig';
  return null;
}

function notAnObject(fields: Fields, source: ManifestSource): ManifestProblem {
  const file = source.file.slice(Math.max(source.file.lastIndexOf('/'), source.file.lastIndexOf('\\')) + 1);
  const { apiVersion, kind } = fields;
  const has = (name: string): boolean => Object.hasOwn(fields, name);
  if (/^kustomization\.ya?ml$|^Kustomization$/.test(file)) {
    return problem(source, 'a kustomization, not a Kubernetes object: assess what it builds (kubectl kustomize DIR | breakwater assess -)', { foreign: true });
  }
  if (/^Chart\.ya?ml$/.test(file)) return problem(source, 'the description of a Helm chart, not a Kubernetes object: assess what it renders (helm template DIR | breakwater assess -)', { foreign: true });
  if (!has('apiVersion') && !has('kind')) {
    const values = /^values.*\.ya?ml$/.test(file) ? ' (Helm values?)' : '';
    return problem(source, `not a Kubernetes object: it has neither apiVersion nor kind${values}`, { foreign: !has('metadata') && !has('spec') });
  }
  const missing = typeof kind !== 'string' || kind === '' ? 'kind' : 'apiVersion';
  const what = has(missing) && fields[missing] !== null && fields[missing] !== '' ? `${missing} is ${nameOfType(fields[missing])}, not text` : `${missing} is missing`;
  const metadata = isFields(fields['metadata']) ? fields['metadata'] : {};
  const text = (field: unknown): string => (typeof field === 'string' ? field : '');
  return problem(source, what, { resource: { apiVersion: text(apiVersion), kind: text(kind), namespace: text(metadata['namespace']) || null, name: text(metadata['name']) } });
}
