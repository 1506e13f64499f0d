/** From a parsed value to Kubernetes objects: lists taken apart, shapes checked as far as every reader relies on them. */
import type { KubeMetadata, KubeObject, ManifestSource, ResourceRef } from '#core/words.ts';
import { LIMITS } from '#core/limits.ts';
import { type ManifestPiece, type ManifestProblem, NOTHING, problem } from './types.ts';

/** An object, and where it is in the value: `''`, or `items[3]` for list items. */
export interface FoundObject { readonly object: KubeObject; readonly source: ManifestSource; readonly within: string }

type Found = FoundObject | ManifestProblem;
type Fields = Record<string, unknown>;

const isFields = (value: unknown): value is Fields => typeof value === 'object' && value !== null && !Array.isArray(value);
const nameOfType = (value: unknown): string =>
  value === null ? 'empty' : Array.isArray(value) ? 'a list' : typeof value === 'object' ? 'a mapping' : typeof value === 'string' ? 'text' : typeof value === 'boolean' ? 'a boolean' : 'a number';

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

/**
 * Metadata whose strings are strings, as the API server insists on (ObjectMeta in k8s.io/apimachinery/pkg/apis/meta/v1);
 * null counts as absent there, and as "" within labels and annotations. A text says what is wrong.
 */
function readMetadata(value: unknown): KubeMetadata | string {
  if (value === undefined || value === null) return {};
  if (!isFields(value)) return `metadata is ${nameOfType(value)}, not a mapping`;
  let metadata: Fields = value;
  for (const field of ['name', 'generateName', 'namespace', 'uid', 'resourceVersion'] as const) {
    const text = metadata[field];
    if (text === undefined || typeof text === 'string') continue;
    if (text !== null) return `metadata.${field} is ${nameOfType(text)}, not text: put it in quotes`;
    metadata = without(metadata, field);
  }
  for (const field of ['labels', 'annotations'] as const) {
    const map = metadata[field];
    if (map === undefined) continue;
    if (map === null) metadata = without(metadata, field);
    else {
      const texts = readTexts(map, `metadata.${field}`);
      if (typeof texts === 'string') return texts;
      if (texts !== map) metadata = { ...metadata, [field]: texts };
    }
  }
  return readOwners(metadata);
}

function readTexts(map: unknown, path: string): Fields | string {
  if (!isFields(map)) return `${path} is ${nameOfType(map)}, not a mapping`;
  let texts = map;
  for (const key in map) {
    const text = map[key];
    if (typeof text === 'string') continue;
    if (text !== null) return `${path}[${key.slice(0, 100)}] is ${nameOfType(text)}, not text: put it in quotes`;
    if (texts === map) texts = { ...map };
    texts[key] = '';
  }
  return texts;
}

function readOwners(metadata: Fields): KubeMetadata | string {
  const owners = metadata['ownerReferences'];
  if (owners === undefined) return metadata;
  if (owners === null) return without(metadata, 'ownerReferences');
  const isOwner = (owner: unknown): boolean => isFields(owner) && ['apiVersion', 'kind', 'name', 'uid'].every((field) => owner[field] === undefined || typeof owner[field] === 'string');
  if (!Array.isArray(owners) || !owners.every(isOwner)) return 'metadata.ownerReferences is not a list of owners (apiVersion, kind, name, uid)';
  return metadata;
}

function without(fields: Fields, name: string): Fields {
  const { [name]: _, ...rest } = fields;
  return rest;
}
