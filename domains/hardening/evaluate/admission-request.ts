/** The request of an AdmissionReview, and what expressions see of it. */
import type { CelValue } from '#cel/index.ts';
import type { AuthorizerPort } from '#cel/libraries/authorizer/port.ts';
import { Authorizer, requestResourceCheck } from '#cel/libraries/authorizer/values.ts';
import type { KubeObject } from '#core/words.ts';
import type { Operation } from '../model/match.ts';
import type { Subject } from './match.ts';
import type { ParamSource } from './params.ts';
import type { Review } from './run.ts';

interface GroupVersionKind { readonly group: string; readonly version: string; readonly kind: string }
interface GroupVersionResource { readonly group: string; readonly version: string; readonly resource: string }

/** The `request` of an AdmissionReview, without the objects. */
export interface AdmissionRequest {
  readonly uid?: string;
  readonly kind: GroupVersionKind;
  readonly resource: GroupVersionResource;
  readonly subResource?: string;
  readonly requestKind?: GroupVersionKind;
  readonly requestResource?: GroupVersionResource;
  readonly requestSubResource?: string;
  readonly name?: string;
  readonly namespace?: string;
  readonly operation: Operation;
  readonly userInfo?: { readonly username?: string; readonly uid?: string; readonly groups?: readonly string[]; readonly extra?: Readonly<Record<string, readonly string[]>> };
  readonly dryRun?: boolean;
  readonly options?: unknown;
}

export interface AdmissionInput {
  readonly request: AdmissionRequest;
  /** Null for DELETE. */
  readonly object: KubeObject | null;
  /** Null for CREATE and CONNECT. */
  readonly oldObject: KubeObject | null;
  readonly namespaceObject: KubeObject | null;
  readonly params?: ParamSource;
  /** Whether parameters of a kind live in namespaces; by default as for built-in kinds, true for all others. */
  readonly paramsAreNamespaced?: (kind: { readonly apiVersion: string; readonly kind: string }) => boolean;
  readonly authorizer?: AuthorizerPort;
}

const NOBODY: AuthorizerPort = { authorize: () => ({ decision: 'noOpinion', reason: 'no authorizer is connected', error: 'no authorizer is connected' }) };

/** The values of `object`, `oldObject`, `request`, `namespaceObject` and `authorizer`. */
export function reviewOf({ request, object, oldObject, namespaceObject, authorizer }: AdmissionInput, subject: Subject): Review {
  const { username = '', uid, groups = [] } = request.userInfo ?? {};
  const asked = new Authorizer(authorizer ?? NOBODY, { username, groups, ...(uid === undefined ? {} : { uid }) });
  const { uid: _, ...visible } = request;
  const value = {
    subResource: '', requestSubResource: '', requestKind: request.kind, requestResource: request.resource, name: '', namespace: '', dryRun: false,
    ...visible, userInfo: { username: '', uid: '', groups: [], extra: {}, ...request.userInfo },
  };
  const { group, resource, subresource, name } = subject;
  return {
    object, oldObject, namespaceObject, request: value as unknown as CelValue, authorizer: asked,
    requestResource: requestResourceCheck(asked, { group, resource, subresource, name, namespace: request.namespace ?? '' }),
  };
}
