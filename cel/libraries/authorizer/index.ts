/**
 * Asking whether a user may do something.
 *
 * Source: k8s.io/apiserver/pkg/cel/library/authz.go (with field and label selectors) and cost.go.
 */
import { type FunctionDeclaration, type Library, method, type Overload } from '../../library.ts';
import { BOOL, opaque, STRING } from '../../types.ts';
import type { CelValue } from '../../values.ts';
import { LIST_CREATE, sizeOf, STRUCT_CREATE, TRAVERSAL } from '../shared/cost.ts';
import { type Authorizer, type Decision, GroupCheck, type PathCheck, type ResourceCheck, type ResourceRequest } from './values.ts';

export const AUTHORIZER_TYPE = opaque('kubernetes.authorization.Authorizer');
const PATH_CHECK = opaque('kubernetes.authorization.PathCheck');
const GROUP_CHECK = opaque('kubernetes.authorization.GroupCheck');
/** The type of `authorizer.requestResource`. */
export const RESOURCE_CHECK_TYPE = opaque('kubernetes.authorization.ResourceCheck');
const DECISION = opaque('kubernetes.authorization.Decision');

/** A check has a fixed price that leaves room for two of them in an expression. */
const CHECK = 350_000;
const check = (): number => CHECK;

/** Half of the characters may be requirements, each a struct and a list. */
function selectorCost([, selector]: readonly CelValue[]): number {
  const length = sizeOf(selector);
  return LIST_CREATE + Math.ceil(length * TRAVERSAL) + Math.ceil(Math.ceil(length / 2) * (LIST_CREATE + STRUCT_CREATE));
}

const declare = (name: string, ...overloads: Overload[]): FunctionDeclaration => ({ name, overloads });
const narrow = (name: keyof ResourceRequest, id: string, cost?: Overload['cost']): FunctionDeclaration =>
  declare(name, method(id, [RESOURCE_CHECK_TYPE, STRING], RESOURCE_CHECK_TYPE, (request, value) => (request as ResourceCheck).with({ [name]: value as string }), cost));
const get = <T extends typeof BOOL>(name: string, type: T, of: (answer: Decision['answer']) => boolean | string): FunctionDeclaration =>
  declare(name, method(`decision_${name}`, [DECISION], type, (decision) => of((decision as Decision).answer)));

export const authorizerLibrary: Library = {
  name: 'kubernetes.authz',
  functions: [
    declare('path', method('authorizer_path', [AUTHORIZER_TYPE, STRING], PATH_CHECK, (a, path) => (a as Authorizer).path(path as string))),
    declare('group', method('authorizer_group', [AUTHORIZER_TYPE, STRING], GROUP_CHECK, (a, group) => new GroupCheck(a as Authorizer, group as string))),
    declare('serviceAccount', method('authorizer_serviceaccount', [AUTHORIZER_TYPE, STRING, STRING], AUTHORIZER_TYPE,
      (a, namespace, name) => (a as Authorizer).serviceAccount(namespace as string, name as string))),
    declare('resource', method('groupcheck_resource', [GROUP_CHECK, STRING], RESOURCE_CHECK_TYPE, (g, resource) => (g as GroupCheck).resource(resource as string))),
    narrow('subresource', 'resourcecheck_subresource'),
    narrow('namespace', 'resourcecheck_namespace'),
    narrow('name', 'resourcecheck_name'),
    narrow('fieldSelector', 'authorizer_fieldselector', selectorCost),
    narrow('labelSelector', 'authorizer_labelselector', selectorCost),
    declare('check',
      method('pathcheck_check', [PATH_CHECK, STRING], DECISION, (p, verb) => (p as PathCheck).check(verb as string), check),
      method('resourcecheck_check', [RESOURCE_CHECK_TYPE, STRING], DECISION, (r, verb) => (r as ResourceCheck).check(verb as string), check)),
    get('allowed', BOOL, (answer) => answer.decision === 'allow'),
    get('reason', STRING, (answer) => answer.reason),
    get('errored', BOOL, (answer) => answer.error !== undefined),
    get('error', STRING, (answer) => answer.error ?? ''),
  ],
};
