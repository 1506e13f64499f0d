/** The metadata of an object, checked as far as every reader relies on it. */
import type { KubeMetadata } from '#core/words.ts';

export type Fields = Record<string, unknown>;

export const isFields = (value: unknown): value is Fields => typeof value === 'object' && value !== null && !Array.isArray(value);
/** What a value is, in a sentence. */
export const nameOfType = (value: unknown): string =>
  value === null ? 'empty' : Array.isArray(value) ? 'a list' : typeof value === 'object' ? 'a mapping' : typeof value === 'string' ? 'text' : typeof value === 'boolean' ? 'a boolean' : 'a number';

/**
 * Metadata whose strings are strings, as the API server insists on (ObjectMeta in k8s.io/apimachinery/pkg/apis/meta/v1);
 * null counts as absent there, and as "" within labels and annotations. A text says what is wrong.
 */
export function readMetadata(value: unknown): KubeMetadata | string {
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
