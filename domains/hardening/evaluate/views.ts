/** One object under assessment, as policies see it: the object itself, or the pod of its template. */
import { CelError } from '#cel/index.ts';
import { Authorizer, requestResourceCheck } from '#cel/libraries/authorizer/values.ts';
import { groupOf, type KubeObject } from '#core/words.ts';
import type { Labelled, Subject } from './match.ts';
import { withoutNulls } from './nulls.ts';
import { labelledOf, subjectOf } from './plan.ts';
import { AssessedRequest } from './request.ts';
import { isBuiltInGroup, isNamespaced, versionOf } from './resources.ts';
import type { Review } from './run.ts';
import { podView } from './template.ts';
import type { Clock } from './variables.ts';

/** Answers no question: outside of a request nobody is there to ask about. */
const NOBODY = new Authorizer({ authorize: () => { throw new CelError('the authorizer cannot be asked where an object is assessed outside of a request'); } }, { username: '', groups: [] });
const NOTHING_REQUESTED = requestResourceCheck(NOBODY, { group: '', resource: '', subresource: '', namespace: '', name: '' });

/** What all objects of one evaluator have in common. */
export interface ViewContext {
  readonly clock: Clock;
  readonly namespaceOf: (name: string) => KubeObject | undefined;
  readonly hasNulls: boolean;
  readonly usesRequest: boolean;
}

/** The object and its pod, prepared when first needed. */
export class Views {
  readonly #object: KubeObject;
  readonly #context: ViewContext;
  #direct: Review | null = null;
  #pod: Review | null | undefined = undefined;
  #current: Review | null = null;

  constructor(object: KubeObject, context: ViewContext) {
    this.#object = context.hasNulls && isBuiltInGroup(groupOf(object.apiVersion)) ? withoutNulls(object) : object;
    this.#context = context;
  }

  /** The object itself, or the pod of its template; null where it has none. What is kept of the other view is void from then on. */
  review(template: readonly string[] | null): Review | null {
    const review = template === null ? (this.#direct ??= this.#reviewOf(this.#object, false)) : this.#podReview(template);
    if (review !== this.#current) { this.#context.clock.object++; this.#current = review; }
    return review;
  }

  subject(isPod: boolean): Subject {
    const { apiVersion, kind, metadata } = this.#object;
    const group = groupOf(apiVersion);
    const namespaced = isNamespaced(group, kind, metadata.namespace);
    if (isPod) return subjectOf('', 'v1', 'Pod', '', namespaced);
    return subjectOf(group, versionOf(apiVersion), kind, metadata.name ?? '', namespaced);
  }

  labelled(review: Review): Labelled {
    const { apiVersion, kind, metadata } = this.#object;
    const group = groupOf(apiVersion);
    return labelledOf(review.object as KubeObject, isNamespaced(group, kind, metadata.namespace), review.namespaceObject, group === '' && kind === 'Namespace');
  }

  #podReview(template: readonly string[]): Review | null {
    if (this.#pod === undefined) {
      const pod = podView(this.#object, template);
      this.#pod = pod === null ? null : this.#reviewOf(pod, true);
    }
    return this.#pod;
  }

  #reviewOf(object: KubeObject, isPod: boolean): Review {
    const { namespace } = object.metadata;
    const namespaceObject = namespace === undefined ? null : (this.#context.namespaceOf(namespace) ?? null);
    const request = this.#context.usesRequest ? new AssessedRequest(this.subject(isPod), object.kind, namespace ?? '') : null;
    return { object, oldObject: null, request, namespaceObject, authorizer: NOBODY, requestResource: NOTHING_REQUESTED };
  }
}
