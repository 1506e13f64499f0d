/**
 * What the authorizer library asks the outside world.
 *
 * Source: k8s.io/apiserver/pkg/authorization/authorizer (Attributes, Decision).
 */

export interface FieldRequirement { readonly field: string; readonly operator: '=' | '!='; readonly value: string }

export interface LabelRequirement {
  readonly key: string;
  readonly operator: 'In' | 'NotIn' | '=' | '==' | '!=' | 'Exists' | 'DoesNotExist' | 'Gt' | 'Lt';
  readonly values: readonly string[];
}

/** The requirements of a selector, or why it could not be read; such a selector does not narrow the request. */
export type ParsedSelector<T> = { readonly requirements: readonly T[] } | { readonly error: string };

export interface UserInfo { readonly username: string; readonly groups: readonly string[]; readonly uid?: string }

export interface ResourceAttributes {
  readonly kind: 'resource';
  readonly user: UserInfo;
  readonly verb: string;
  readonly apiGroup: string;
  readonly apiVersion: '*';
  readonly resource: string;
  readonly subresource: string;
  readonly namespace: string;
  readonly name: string;
  readonly fieldSelector?: ParsedSelector<FieldRequirement>;
  readonly labelSelector?: ParsedSelector<LabelRequirement>;
}

export interface PathAttributes { readonly kind: 'path'; readonly user: UserInfo; readonly verb: string; readonly path: string }

export interface AuthorizerDecision {
  readonly decision: 'allow' | 'deny' | 'noOpinion';
  readonly reason: string;
  /** What went wrong; the decision stands nevertheless. */
  readonly error?: string;
}

/** Decides whether a user may do something. Given by whoever offers the variable `authorizer`; without one there is none. */
export interface AuthorizerPort {
  authorize(attributes: ResourceAttributes | PathAttributes): AuthorizerDecision;
}
