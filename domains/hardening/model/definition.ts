/**
 * A ValidatingAdmissionPolicy, read and checked: what the API server checks when one is created, so that a policy that
 * loads here can be applied there. Source: kubernetes pkg/apis/admissionregistration/validation/validation.go.
 * The versions v1, v1beta1 and v1alpha1 have the same shape.
 */
import { isRecord, type Json, Mistakes, shown } from './fields.ts';
import { type MatchResources, readMatchResources } from './match.ts';

export const POLICY_VERSIONS = ['v1', 'v1beta1', 'v1alpha1'] as const;
const GROUP = 'admissionregistration.k8s.io';

export interface NamedExpression { readonly name: string; readonly expression: string }
export interface Validation {
  readonly expression: string;
  readonly message: string | null;
  readonly messageExpression: string | null;
  readonly reason: 'Unauthorized' | 'Forbidden' | 'Invalid' | 'RequestEntityTooLarge';
}
export interface AuditAnnotation { readonly key: string; readonly valueExpression: string }

export interface PolicyDefinition {
  readonly name: string;
  readonly paramKind: { readonly apiVersion: string; readonly kind: string } | null;
  readonly match: MatchResources;
  readonly matchConditions: readonly NamedExpression[];
  readonly variables: readonly NamedExpression[];
  readonly validations: readonly Validation[];
  readonly auditAnnotations: readonly AuditAnnotation[];
  readonly failurePolicy: 'Fail' | 'Ignore';
}

/** Whether a document is of a kind in the admissionregistration group, in any version known here. */
export function isAdmissionKind(document: unknown, kind: string): document is Json {
  return isRecord(document) && document['kind'] === kind && POLICY_VERSIONS.some((version) => document['apiVersion'] === `${GROUP}/${version}`);
}

/** Reads a policy document. With any line in `mistakes`, the definition must not be used. */
export function readDefinition(document: unknown): { readonly definition: PolicyDefinition; readonly mistakes: readonly string[] } {
  const mistakes = new Mistakes();
  if (!isAdmissionKind(document, 'ValidatingAdmissionPolicy')) mistakes.add('', `must be a ValidatingAdmissionPolicy of ${GROUP}/v1, v1beta1 or v1alpha1`);
  const root = mistakes.record(document, 'document');
  const name = mistakes.text(mistakes.record(root['metadata'], 'metadata')['name'], 'metadata.name');
  const spec = mistakes.record(root['spec'], 'spec');
  const paramKind = mistakes.optionalRecord(spec['paramKind'], 'spec.paramKind');
  const definition: PolicyDefinition = {
    name,
    paramKind: paramKind === null ? null : {
      apiVersion: mistakes.text(paramKind['apiVersion'], 'spec.paramKind.apiVersion'),
      kind: mistakes.text(paramKind['kind'], 'spec.paramKind.kind'),
    },
    match: readMatchResources(spec['matchConstraints'], 'spec.matchConstraints', true, mistakes),
    matchConditions: readNamed(spec['matchConditions'], 'spec.matchConditions', 64, /^([a-z0-9.-]+\/)?[A-Za-z0-9]([A-Za-z0-9_.-]*[A-Za-z0-9])?$/, mistakes),
    variables: readNamed(spec['variables'], 'spec.variables', 1000, /^[A-Za-z_][A-Za-z0-9_]*$/, mistakes),
    validations: mistakes.list(spec['validations'], 'spec.validations').map((entry, i) => readValidation(entry, `spec.validations[${i}]`, mistakes)),
    auditAnnotations: readAuditAnnotations(spec['auditAnnotations'], mistakes),
    failurePolicy: mistakes.word(spec['failurePolicy'], 'spec.failurePolicy', ['Fail', 'Ignore'], 'Fail'),
  };
  if (definition.validations.length === 0 && definition.auditAnnotations.length === 0) mistakes.add('spec.validations', 'is required (or spec.auditAnnotations)');
  return { definition, mistakes: mistakes.lines };
}

function readNamed(value: unknown, path: string, limit: number, names: RegExp, mistakes: Mistakes): readonly NamedExpression[] {
  const seen = new Set<string>();
  return mistakes.list(value, path, limit).map((entry, i) => {
    const at = `${path}[${i}]`;
    const item = mistakes.record(entry, at);
    const name = mistakes.text(item['name'], `${at}.name`);
    if (name !== '' && !names.test(name)) mistakes.add(`${at}.name`, `${shown(name)} is not a valid name`);
    if (seen.has(name)) mistakes.add(`${at}.name`, `'${name}' is used twice`);
    seen.add(name);
    return { name, expression: mistakes.text(item['expression'], `${at}.expression`) };
  });
}

function readValidation(entry: unknown, at: string, mistakes: Mistakes): Validation {
  const item = mistakes.record(entry, at);
  const expression = mistakes.text(item['expression'], `${at}.expression`);
  const message = mistakes.optionalText(item['message'], `${at}.message`);
  const messageExpression = mistakes.optionalText(item['messageExpression'], `${at}.messageExpression`);
  if (message !== null && /[\r\n]/.test(message.trim())) mistakes.add(`${at}.message`, 'must be one line');
  if (message === null && /[\r\n]/.test(expression.trim())) mistakes.add(`${at}.message`, 'is required, because the expression has more than one line');
  const reason = mistakes.word(item['reason'], `${at}.reason`, ['Unauthorized', 'Forbidden', 'Invalid', 'RequestEntityTooLarge'], 'Invalid');
  return { expression, message: message?.trim() ?? null, messageExpression, reason };
}

function readAuditAnnotations(value: unknown, mistakes: Mistakes): readonly AuditAnnotation[] {
  const path = 'spec.auditAnnotations';
  const seen = new Set<string>();
  return mistakes.list(value, path, 20).map((entry, i) => {
    const at = `${path}[${i}]`;
    const item = mistakes.record(entry, at);
    const key = mistakes.text(item['key'], `${at}.key`);
    if (key !== '' && !/^[A-Za-z0-9]([A-Za-z0-9_.-]{0,61}[A-Za-z0-9])?$/.test(key)) mistakes.add(`${at}.key`, `${shown(key)} is not a valid key`);
    if (seen.has(key)) mistakes.add(`${at}.key`, `'${key}' is used twice`);
    seen.add(key);
    return { key, valueExpression: mistakes.text(item['valueExpression'], `${at}.valueExpression`) };
  });
}
