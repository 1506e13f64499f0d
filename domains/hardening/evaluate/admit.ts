/**
 * A request against policies and their bindings, as the API server's own plug-in decides it.
 * Source: kubernetes staging/src/k8s.io/apiserver/pkg/admission/plugin/policy/validating/{dispatcher,validator}.go.
 */
import { groupOf, type KubeObject } from '#core/words.ts';
import type { PolicyBinding } from '../model/binding.ts';
import type { MatchResources } from '../model/match.ts';
import { type AdmissionInput, reviewOf } from './admission-request.ts';
import { type CompiledPolicy, compilePolicy } from './compile.ts';
import { type AdmissionDecision, Findings } from './findings.ts';
import { type Labelled, matchRules, matchSelectors, type Subject } from './match.ts';
import { collectParams } from './params.ts';
import { isBuiltInGroup, isNamespaced } from './resources.ts';
import { Failed, PolicyRun, type Review } from './run.ts';
import { Clock } from './variables.ts';

export interface AdmissionPolicy { readonly document: KubeObject; readonly bindings: readonly PolicyBinding[] }

/** Decides a request. Pure: everything a policy may ask for is in `input`. */
export function admit(policies: readonly AdmissionPolicy[], input: AdmissionInput): AdmissionDecision {
  const found = new Findings();
  const subject = subjectOf(input);
  const review = reviewOf(input, subject);
  for (const { document, bindings } of policies) {
    const compiled = compilePolicy(document);
    for (const binding of bindings) decide(compiled, binding, input, subject, review, found);
  }
  return found.decision();
}

function decide(compiled: CompiledPolicy, binding: PolicyBinding, input: AdmissionInput, subject: Subject, review: Review, found: Findings): void {
  const { definition } = compiled;
  const failsClosed = definition.failurePolicy === 'Fail';
  const about = labelledOf(input, subject);
  /** A mistake in the configuration denies, or lets pass, as the policy's failurePolicy says; the binding's actions have no part in it. */
  const misconfigured = (what: string): void => { if (failsClosed) found.deny(definition.name, binding.name, 'Invalid', what); };
  for (const match of binding.matchResources === null ? [definition.match] : [definition.match, binding.matchResources]) {
    const met = meets(match, subject, about);
    if (met === 'no') return;
    if (met !== 'yes') { misconfigured(`failed to configure binding: ${met}`); return; }
  }
  if (compiled.issues.length > 0) { misconfigured(`failed to configure policy: ${compiled.issues[0]}`); return; }
  const namespaced = definition.paramKind !== null && (input.paramsAreNamespaced ?? usuallyNamespaced)(definition.paramKind);
  const params = collectParams(definition, binding, namespaced, subject.namespaced ? (input.request.namespace ?? null) : null, input.params ?? (() => []));
  if (!params.ok) {
    if (params.error.status === 'notAssessed') misconfigured(`failed to configure binding: ${params.error.message}`);
    return;
  }
  for (const param of params.value) runOnce(runFor(compiled, param), binding, review, failsClosed, found);
}

const NO_PARAMS = {};
const runs = new WeakMap<CompiledPolicy, WeakMap<object, { readonly run: PolicyRun; readonly clock: Clock }>>();

/** The run of a policy with one parameter object, kept as long as both live. */
function runFor(compiled: CompiledPolicy, param: KubeObject | null): PolicyRun {
  let known = runs.get(compiled);
  if (known === undefined) runs.set(compiled, known = new WeakMap());
  let found = known.get(param ?? NO_PARAMS);
  if (found === undefined) {
    const clock = new Clock();
    known.set(param ?? NO_PARAMS, found = { run: new PolicyRun(compiled, param, clock, new Map()), clock });
  }
  found.clock.object++;
  return found.run;
}

function runOnce(run: PolicyRun, binding: PolicyBinding, review: Review, failsClosed: boolean, found: Findings): void {
  const { definition, validations, auditAnnotations } = run.policy;
  run.start(review);
  const conditions = run.conditions();
  if (conditions.met === false) return;
  if (conditions.met === 'error') {
    if (failsClosed) found.violated(definition.name, binding, 'Invalid', conditions.error);
    return;
  }
  for (const validation of validations) {
    const verdict = run.validate(validation);
    if (verdict.holds === true) continue;
    if (verdict.holds === false) found.violated(definition.name, binding, validation.reason, run.messageOf(validation), validation.expression);
    else if (failsClosed) found.violated(definition.name, binding, 'Invalid', `expression '${validation.expression.trim()}' resulted in error: ${verdict.error}`);
  }
  for (const { key, program } of auditAnnotations) {
    const value = run.annotation(program);
    if (value instanceof Failed) {
      if (failsClosed) found.deny(definition.name, binding.name, 'Invalid', `audit annotation '${key}' resulted in error: ${value.message}`);
    } else if (value !== null) found.annotate(`${definition.name}/${key}`, value);
  }
}

/** Kinds that Kubernetes defines are known; others are taken as namespaced. */
const usuallyNamespaced = ({ apiVersion, kind }: { readonly apiVersion: string; readonly kind: string }): boolean =>
  !isBuiltInGroup(groupOf(apiVersion)) || isNamespaced(groupOf(apiVersion), kind, undefined);

function meets(match: MatchResources, subject: Subject, about: Labelled): 'yes' | 'no' | string {
  const rules = matchRules(match, subject);
  if (rules === 'no') return 'no';
  const labels = matchSelectors(match, about);
  if (labels === 'no') return 'no';
  if (labels === 'unknown') return `the labels of namespace '${about.namespace ?? ''}' are not known`;
  return rules === 'yes' ? 'yes' : `the object would have to be converted to ${rules.unconvertible}`;
}

const subjectOf = ({ request }: AdmissionInput): Subject => ({
  group: request.resource.group, version: request.resource.version, resource: request.resource.resource, subresource: request.subResource ?? '',
  operation: request.operation, name: request.name ?? '',
  // A request about a Namespace carries its name as namespace, though it lives in none.
  namespaced: (request.namespace ?? '') !== '' && !(request.resource.group === '' && request.resource.resource === 'namespaces'),
});

const labelledOf = ({ request, object, oldObject, namespaceObject }: AdmissionInput, subject: Subject): Labelled => ({
  object, oldObject, namespaceObject, namespaced: subject.namespaced, namespace: subject.namespaced ? (request.namespace ?? null) : null,
  isNamespace: subject.group === '' && subject.resource === 'namespaces',
});
