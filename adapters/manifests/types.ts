/** What reading manifests gives: one item for each object, and one for each thing that could not be read. */
import type { KubeObject, ManifestSource, ResourceRef } from '#core/words.ts';

export interface ManifestObject {
  readonly object: KubeObject;
  readonly source: ManifestSource;
  /**
   * Line in the file of a path of the object (`spec.containers[0].image`), 1-based; the deepest part of the path
   * that exists. Null where the text gives no answer. Parses the document again: for findings, not for every row.
   */
  locate(path: string): number | null;
}

export interface ManifestProblem {
  /** One line, without the place: `source` says file, document and line. */
  readonly problem: string;
  readonly source: ManifestSource;
  /** Well-formed, but not a Kubernetes object: Helm values, a kustomization, some other configuration file. */
  readonly foreign: boolean;
  /** What is known of the object. */
  readonly resource: ResourceRef | null;
}

export type ManifestItem = ManifestObject | ManifestProblem;

/** A stretch of a file that is parsed on its own: a YAML document, a JSON value, or one item of a JSON list. */
export interface ManifestPiece {
  readonly bytes: Buffer;
  readonly format: 'yaml' | 'json';
  /** `line` is that of the first byte of `bytes`. */
  readonly source: ManifestSource & { readonly line: number };
  /** For items of a typed list (`PodList`) that do not repeat what they are. */
  readonly inferred?: { readonly apiVersion: string; readonly kind: string };
}

export const NOTHING: ResourceRef = { apiVersion: '', kind: '', namespace: null, name: '' };

export const isProblem = <T extends object>(item: T | ManifestProblem): item is ManifestProblem => 'problem' in item;

export function problem(source: ManifestSource, text: string, more: { readonly foreign?: boolean; readonly resource?: ResourceRef } = {}): ManifestProblem {
  return { problem: text, source, foreign: more.foreign ?? false, resource: more.resource ?? null };
}
