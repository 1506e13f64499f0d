/**
 * What the expressions of a policy may refer to. Source: kubernetes
 * staging/src/k8s.io/apiserver/pkg/admission/plugin/cel/compile.go (mustBuildEnvs, BuildRequestType) and composition.go.
 */
import { BOOL, type CelType, DYN, type Environment, listOf, mapOf, opaque, STRING, struct } from '#cel/index.ts';
import { kubernetesLibraries } from '#cel/libraries/index.ts';

const GROUP_VERSION_KIND = struct('kubernetes.GroupVersionKind', { group: STRING, version: STRING, kind: STRING });
const GROUP_VERSION_RESOURCE = struct('kubernetes.GroupVersionResource', { group: STRING, version: STRING, resource: STRING });

const REQUEST = struct('kubernetes.AdmissionRequest', {
  kind: GROUP_VERSION_KIND, resource: GROUP_VERSION_RESOURCE, subResource: STRING,
  requestKind: GROUP_VERSION_KIND, requestResource: GROUP_VERSION_RESOURCE, requestSubResource: STRING,
  name: STRING, namespace: STRING, operation: STRING, dryRun: BOOL, options: DYN,
  userInfo: struct('kubernetes.UserInfo', { username: STRING, uid: STRING, groups: listOf(STRING), extra: mapOf(STRING, listOf(STRING)) }),
});

/** Positions of the values that a program is run with. `params` is there whether the policy declares it or not. */
export const SLOT = { object: 0, oldObject: 1, request: 2, namespaceObject: 3, variables: 4, params: 5, authorizer: 6, requestResource: 7 } as const;

export interface Environments {
  /** For validations, variables and audit annotations. */
  readonly full: Environment;
  /** For message expressions: they may not ask the authorizer. */
  readonly message: Environment;
  /** For match conditions: they may not refer to variables. */
  readonly condition: Environment;
  /** The types of the variables declared so far: filled while they are compiled, in their order. */
  readonly variables: Record<string, CelType>;
}

/** Environments for one policy. `hasParams`: it has a paramKind. */
export function environmentsFor(hasParams: boolean): Environments {
  const variables: Record<string, CelType> = {};
  const common = [
    { name: 'object', type: DYN }, { name: 'oldObject', type: DYN }, { name: 'request', type: REQUEST }, { name: 'namespaceObject', type: DYN },
  ];
  const declared = { name: 'variables', type: struct('kubernetes.variables', variables) };
  const none = { name: 'variables', type: struct('kubernetes.variables', {}) };
  // Not declared, but the position must stay: a name that no expression can write.
  const params = { name: hasParams ? 'params' : '@params', type: DYN };
  const authorizer = [
    { name: 'authorizer', type: opaque('kubernetes.authorization.Authorizer') },
    { name: 'authorizer.requestResource', type: opaque('kubernetes.authorization.ResourceCheck') },
  ];
  return {
    variables,
    full: { variables: [...common, declared, params, ...authorizer], libraries: kubernetesLibraries, validateLiterals: true },
    message: { variables: [...common, declared, params], libraries: kubernetesLibraries, validateLiterals: true },
    condition: { variables: [...common, none, params, ...authorizer], libraries: kubernetesLibraries, validateLiterals: true },
  };
}
