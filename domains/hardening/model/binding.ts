/**
 * A ValidatingAdmissionPolicyBinding, read and checked.
 * Source: kubernetes pkg/apis/admissionregistration/validation/validation.go (validateValidatingAdmissionPolicyBindingSpec).
 */
import { isAdmissionKind } from './definition.ts';
import { Mistakes } from './fields.ts';
import { type LabelSelector, type MatchResources, readMatchResources, readSelector } from './match.ts';

export const VALIDATION_ACTIONS = ['Deny', 'Warn', 'Audit'] as const;
export type ValidationAction = (typeof VALIDATION_ACTIONS)[number];

export interface ParamRef {
  readonly name: string | null;
  readonly namespace: string | null;
  readonly selector: LabelSelector | null;
  readonly parameterNotFoundAction: 'Allow' | 'Deny';
}

export interface PolicyBinding {
  readonly name: string;
  readonly policyName: string;
  readonly paramRef: ParamRef | null;
  /** Null: the policy's own constraints are all there is. */
  readonly matchResources: MatchResources | null;
  readonly validationActions: readonly ValidationAction[];
}

/** Reads a binding document. With any line in `mistakes`, the binding must not be used. */
export function readBinding(document: unknown): { readonly binding: PolicyBinding; readonly mistakes: readonly string[] } {
  const mistakes = new Mistakes();
  if (!isAdmissionKind(document, 'ValidatingAdmissionPolicyBinding')) mistakes.add('', 'must be a ValidatingAdmissionPolicyBinding of admissionregistration.k8s.io/v1, v1beta1 or v1alpha1');
  const root = mistakes.record(document, 'document');
  const spec = mistakes.record(root['spec'], 'spec');
  const matchResources = mistakes.optionalRecord(spec['matchResources'], 'spec.matchResources');
  const binding: PolicyBinding = {
    name: mistakes.text(mistakes.record(root['metadata'], 'metadata')['name'], 'metadata.name'),
    policyName: mistakes.text(spec['policyName'], 'spec.policyName'),
    paramRef: readParamRef(spec['paramRef'], mistakes),
    matchResources: matchResources === null ? null : readMatchResources(matchResources, 'spec.matchResources', false, mistakes),
    validationActions: readActions(spec['validationActions'], root['apiVersion'], mistakes),
  };
  return { binding, mistakes: mistakes.lines };
}

function readParamRef(value: unknown, mistakes: Mistakes): ParamRef | null {
  const path = 'spec.paramRef';
  const ref = mistakes.optionalRecord(value, path);
  if (ref === null) return null;
  const name = mistakes.optionalText(ref['name'], `${path}.name`);
  const selector = ref['selector'] === undefined || ref['selector'] === null ? null : readSelector(ref['selector'], `${path}.selector`, mistakes);
  if ((name === null) === (selector === null)) mistakes.add(path, 'exactly one of name and selector is required');
  // v1alpha1 had no parameterNotFoundAction; there and in v1beta1 it reads as Deny where absent.
  return { name, selector, namespace: mistakes.optionalText(ref['namespace'], `${path}.namespace`), parameterNotFoundAction: mistakes.word(ref['parameterNotFoundAction'], `${path}.parameterNotFoundAction`, ['Allow', 'Deny'], 'Deny') };
}

function readActions(value: unknown, apiVersion: unknown, mistakes: Mistakes): readonly ValidationAction[] {
  const path = 'spec.validationActions';
  const actions = mistakes.texts(value, path).map((action, i) => mistakes.word(action, `${path}[${i}]`, VALIDATION_ACTIONS, 'Deny'));
  // The first alpha had no actions: it denied.
  if (actions.length === 0 && apiVersion === 'admissionregistration.k8s.io/v1alpha1') return ['Deny'];
  if (actions.length === 0) mistakes.add(path, 'is required');
  if (actions.includes('Deny') && actions.includes('Warn')) mistakes.add(path, 'Deny and Warn must not be used together');
  return actions;
}
