/** From objects to what is stored of them: facts, owner, assessments. */
import type { KnownController, ObjectWrite, RowWrite } from '#core/ports/posture.ts';
import { ASSESSMENT_STATUSES, type Assessment, type KubeObject, refKey, refOf, type ResourceRef } from '#core/words.ts';
import { describe, imagesUsed, type ObjectFacts } from '#domains/inventory/index.ts';
import type { Rules } from './rules.ts';

/** An object on its way. `body` undefined: it is stored already, only what is known of it is written again. */
export interface Incoming {
  readonly key: string;
  readonly object: KubeObject;
  readonly source: { readonly file: string; readonly document: number } | null;
  readonly stored: boolean;
}
/** The controller of an object, if it is in the inventory, with its own top controller. */
export type OwnerOf = (object: KubeObject, facts: ObjectFacts) => KnownController | null;

export const incoming = (object: KubeObject): Incoming => ({ key: refKey(refOf(object)), object, source: null, stored: false });

/** What runs: in a cluster its pods, among manifests whatever would make pods. */
export type Runs = 'pods' | 'templates';

/**
 * Facts, images and assessments of an object. One that a known controller makes is not assessed: the controller is, and says the
 * same about all it makes.
 */
export function prepare(rules: Rules, item: Incoming, ownerOf: OwnerOf, runs: Runs): ObjectWrite {
  const { object } = item;
  const first = describe(object);
  const owner = first.controller === null ? null : ownerOf(object, first);
  const facts = owner === null && first.controller !== null ? describe(object, false) : first;
  const { uid, resourceVersion } = object.metadata;
  return {
    key: item.key, ref: refOf(object), uid: uid ?? null, resourceVersion: resourceVersion ?? null, source: item.source,
    facts: { category: facts.category, templated: facts.templated, controllerUid: facts.controller?.uid ?? null, workload: owner === null ? null : (owner.workload ?? owner.ref), images: facts.images },
    body: item.stored ? undefined : object,
    uses: (runs === 'pods' ? isPod(object) : owner === null && (facts.templated || isPod(object))) ? imagesUsed(object) : [],
    rows: owner === null ? mergeRows(rules.profileFor(object).evaluator.evaluate(object)) : [],
  };
}

const isPod = (object: KubeObject): boolean => object.kind === 'Pod' && object.apiVersion === 'v1';

/** One row a policy: with several bindings a policy may speak twice about an object, and the worse word counts. */
export function mergeRows(assessments: readonly Assessment[]): RowWrite[] {
  const rows = new Map<string, RowWrite>();
  for (const { policy, status, severity, message, path, otherPaths } of assessments) {
    if (policy === '*') continue;
    const row: RowWrite = { policy, status, severity, message, path, otherPaths: otherPaths ?? [] };
    const known = rows.get(policy);
    if (known === undefined || ASSESSMENT_STATUSES.indexOf(status) < ASSESSMENT_STATUSES.indexOf(known.status)) rows.set(policy, row);
  }
  return [...rows.values()];
}

/** Owners by uid among objects that arrive together and those that are known already. */
export function ownersByUid(together: readonly KubeObject[], known: readonly KnownController[]): OwnerOf {
  const byUid = new Map(known.map((controller) => [controller.uid, controller]));
  const arriving = new Map<string, KubeObject>();
  for (const object of together) if (object.metadata.uid !== undefined && describe(object).templated) arriving.set(object.metadata.uid, object);
  const workloadOf = (object: KubeObject, depth: number): ResourceRef | null => {
    const uid = describe(object).controller?.uid;
    const owner = uid === undefined || depth > 8 ? null : lookUp(uid, depth + 1);
    return owner === null ? null : (owner.workload ?? owner.ref);
  };
  const lookUp = (uid: string, depth: number): KnownController | null => {
    const object = arriving.get(uid);
    return object === undefined ? (byUid.get(uid) ?? null) : { uid, ref: refOf(object), workload: workloadOf(object, depth) };
  };
  return (_object, facts) => (facts.controller === null ? null : lookUp(facts.controller.uid, 0));
}
