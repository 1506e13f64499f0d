/** A folder of manifests as an environment: everything is read and assessed before anything is written. */
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { ObjectWrite } from '#core/ports/posture.ts';
import { ProblemError } from '#core/result.ts';
import { type KubeObject, type ManifestSource, refKey, refOf, type ResourceRef } from '#core/words.ts';
import { buildGraph } from '#domains/inventory/index.ts';
import { type Incoming, type OwnerOf, prepare } from './prepare.ts';
import type { Rules } from './rules.ts';
import { strip } from './strip.ts';

export interface ManifestFile { readonly path: string; readonly content: string }
/** What reading manifests gives; `adapters/manifests` does it. */
export type ManifestItem = { readonly object: KubeObject; readonly source: ManifestSource } | { readonly problem: string; readonly source: ManifestSource };
export type ParseManifest = (file: string, text: string) => Iterable<ManifestItem>;

/** Objects of one import. A larger set belongs into several environments. */
export const MAX_IMPORTED = 100_000;
const STEP = 64;

export interface ReadManifests { readonly items: readonly Incoming[]; readonly problems: readonly ObjectWrite[] }

/** Parses all files. Two documents that describe the same object are both kept. Throws ProblemError `invalid` past the bound. */
export async function readManifestFiles(files: readonly ManifestFile[], parse: ParseManifest): Promise<ReadManifests> {
  const items = new Map<string, Incoming>();
  const problems = new Map<string, ObjectWrite>();
  for (const { path, content } of files) {
    for (const item of parse(path, content)) {
      const { file, document } = item.source;
      const source = { file, document };
      if ('problem' in item) {
        const write = problemWrite(item.problem, item.source);
        problems.set(write.key, write);
      } else {
        const object = strip(item.object);
        const key = refKey(refOf(object));
        const free = items.has(key) ? `${key}@${placeOf(item.source)}` : key;
        items.set(free, { key: free, object, source, stored: false });
      }
      if (items.size + problems.size > MAX_IMPORTED) throw new ProblemError('invalid', `the manifests hold more than ${MAX_IMPORTED} objects: import them as several environments`);
      if ((items.size + problems.size) % STEP === 0) await nextTurn();
    }
    await nextTurn();
  }
  return { items: [...items.values()], problems: [...problems.values()] };
}

/** Assesses what was read. Namespace objects among the manifests count, whatever their order. */
export async function assessManifests(rules: Rules, items: readonly Incoming[]): Promise<ObjectWrite[]> {
  const ownerOf = ownersByGraph(items.map(({ object }) => object));
  const writes: ObjectWrite[] = [];
  for (const item of items) {
    writes.push(prepare(rules, item, ownerOf, 'templates'));
    if (writes.length % STEP === 0) await nextTurn();
  }
  return writes;
}

/** Owners in manifests: by uid where they were taken from a cluster, else by name. */
function ownersByGraph(objects: readonly KubeObject[]): OwnerOf {
  const graph = buildGraph(objects);
  return (object, facts) => {
    const top = graph.workloadOf(object);
    return top === object || facts.controller === null ? null : { uid: facts.controller.uid, ref: refOf(top), workload: null };
  };
}

function problemWrite(problem: string, source: ManifestSource): ObjectWrite {
  const ref: ResourceRef = { apiVersion: '', kind: 'Document', namespace: null, name: placeOf(source) };
  return {
    key: `problem/${ref.name}`, ref, uid: null, resourceVersion: null, source: { file: source.file, document: source.document }, body: 'problem', uses: [],
    facts: { category: 'other', templated: false, controllerUid: null, workload: null, images: [] },
    rows: [{ policy: '*', status: 'notAssessed', severity: 'informational', message: source.line === undefined ? problem : `line ${source.line}: ${problem}`, path: null, otherPaths: [] }],
  };
}

const placeOf = ({ file, document, item }: ManifestSource): string => `${file}#${document}${item === undefined ? '' : `.${item}`}`;
