/**
 * Which parameter objects a binding means. Source: kubernetes
 * staging/src/k8s.io/apiserver/pkg/admission/plugin/policy/generic/policy_dispatcher.go (CollectParams).
 */
import type { Result } from '#core/result.ts';
import type { KubeObject } from '#core/words.ts';
import type { PolicyBinding } from '../model/binding.ts';
import type { PolicyDefinition } from '../model/definition.ts';
import type { LabelSelector } from '../model/match.ts';
import type { Policy } from '../types.ts';
import { selects } from './selectors.ts';

/** Stands for every namespace where the object under review is not known yet. */
const ANYWHERE = '*';

/** Looks parameter objects up: by name (at most one) or by labels. `namespace` is null for cluster-scoped kinds. */
export type ParamSource = (kind: { readonly apiVersion: string; readonly kind: string }, namespace: string | null, by: { readonly name: string } | { readonly selector: LabelSelector }) => readonly KubeObject[];

/** Why no evaluation takes place: `notApplicable` where the binding allows that parameters are missing. */
export interface ParamsMissing { readonly status: 'notAssessed' | 'notApplicable'; readonly message: string }

/**
 * The parameters for one policy, binding and object: `[null]` where the policy takes none or the binding names none.
 * @param namespaced whether the parameter kind lives in namespaces.
 * @param namespace the namespace of the object under review, null for a cluster-scoped one.
 */
export function collectParams(definition: PolicyDefinition, binding: PolicyBinding, namespaced: boolean, namespace: string | null, source: ParamSource): Result<readonly (KubeObject | null)[], ParamsMissing> {
  const { paramKind } = definition;
  const { paramRef } = binding;
  if (paramKind === null || paramRef === null) return { ok: true, value: [null] };
  if (!namespaced && paramRef.namespace !== null) return missing('paramRef.namespace must not be given for a cluster-scoped paramKind');
  const from = namespaced ? (paramRef.namespace ?? namespace) : null;
  if (namespaced && from === null) return missing('a namespaced paramRef without namespace cannot be used for a cluster-scoped object');
  const found = source(paramKind, from, paramRef.name === null ? { selector: paramRef.selector ?? [] } : { name: paramRef.name });
  if (found.length > 0) return { ok: true, value: found };
  const what = `no ${paramKind.kind} ${paramRef.name === null ? 'with the labels of paramRef.selector' : `'${paramRef.name}'`}${from === null || from === ANYWHERE ? '' : ` in namespace '${from}'`}`;
  return paramRef.parameterNotFoundAction === 'Allow' ? { ok: false, error: { status: 'notApplicable', message: `there is ${what}, and binding '${binding.name}' allows that` } } : missing(`there is ${what}`);

  function missing(message: string): Result<never, ParamsMissing> {
    return { ok: false, error: { status: 'notAssessed', message: `binding '${binding.name}': ${message}` } };
  }
}

/** The parameters of a binding among the objects that stand beside the policy. One without namespace fits every namespace. */
export function paramsOfBinding(policy: Policy, binding: PolicyBinding): Result<readonly (KubeObject | null)[], ParamsMissing> {
  const spec = policy.document['spec'] as { readonly paramKind?: { readonly apiVersion: string; readonly kind: string } | null };
  const definition = { paramKind: spec.paramKind ?? null } as PolicyDefinition;
  return collectParams(definition, binding, true, ANYWHERE, (kind, namespace, by) => policy.companions.filter((object) =>
    object.apiVersion === kind.apiVersion && object.kind === kind.kind
    && (namespace === ANYWHERE || object.metadata.namespace === undefined || object.metadata.namespace === namespace)
    && ('name' in by ? object.metadata.name === by.name : selects(by.selector, object.metadata.labels))));
}
