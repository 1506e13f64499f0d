/**
 * A request against policies and their bindings, as the API server's own plug-in decides it.
 * Source: kubernetes staging/src/k8s.io/apiserver/pkg/admission/plugin/policy/validating/{dispatcher,validator}.go.
 */
import type { CelValue } from '#cel/index.ts';
import { Authorizer, requestResourceCheck } from '#cel/libraries/authorizer/values.ts';
import type { AuthorizerPort } from '#cel/libraries/authorizer/port.ts';
import { groupOf, type KubeObject } from '#core/words.ts';
import type { PolicyBinding } from '../model/binding.ts';
import type { MatchResources, Operation } from '../model/match.ts';
import { type CompiledPolicy, compilePolicy } from './compile.ts';
import { type Labelled, matchRules, matchSelectors, type Subject } from './match.ts';
import { collectParams, type ParamSource } from './params.ts';
import { isBuiltInGroup, isNamespaced } from './resources.ts';
import { Failed, PolicyRun, type Review } from './run.ts';
import { Clock } from './variables.ts';

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

export interface AdmissionPolicy { readonly document: KubeObject; readonly bindings: readonly PolicyBinding[] }

export interface Denial { readonly policy: string; readonly binding: string; readonly reason: string; readonly message: string }
export interface AdmissionDecision {
  readonly allowed: boolean;
  readonly denials: readonly Denial[];
  readonly warnings: readonly string[];
  /** `<policy>/<key>`, and `validation.policy.admission.k8s.io/validation_failure` for the Audit action. */
  readonly auditAnnotations: Readonly<Record<string, string>>;
}

const FAILURES = 'validation.policy.admission.k8s.io/validation_failure';
const LONGEST_ANNOTATION = 10 * 1024;
const NOBODY: AuthorizerPort = { authorize: () => ({ decision: 'noOpinion', reason: 'no authorizer is connected', error: 'no authorizer is connected' }) };

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

function reviewOf({ request, object, oldObject, namespaceObject, authorizer }: AdmissionInput, subject: Subject): Review {
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

/** What the policies found, gathered into one decision. */
class Findings {
  readonly #denials: Denial[] = [];
  readonly #warnings: string[] = [];
  readonly #annotations = new Map<string, string[]>();
  readonly #failures: unknown[] = [];

  deny(policy: string, binding: string, reason: string, message: string): void {
    this.#denials.push({ policy, binding, reason, message: `ValidatingAdmissionPolicy '${policy}' with binding '${binding}' denied request: ${message}` });
  }

  /** A violated validation does what the actions of the binding say. */
  violated(policy: string, binding: PolicyBinding, reason: string, message: string, expression?: string): void {
    for (const action of binding.validationActions) {
      if (action === 'Deny') this.deny(policy, binding.name, reason, message);
      else if (action === 'Warn') this.#warnings.push(`Validation failed for ValidatingAdmissionPolicy '${policy}' with binding '${binding.name}': ${message}`);
      else this.#failures.push({ message, policy, binding: binding.name, ...(expression === undefined ? {} : { expression }), validationActions: binding.validationActions });
    }
  }

  /** Several parameters may give several values: those that differ are joined by commas. */
  annotate(key: string, value: string): void {
    const values = this.#annotations.get(key) ?? [];
    if (!values.includes(value)) values.push(value);
    this.#annotations.set(key, values);
  }

  decision(): AdmissionDecision {
    const annotations = Object.fromEntries([...this.#annotations].map(([key, values]) => [key, values.join(', ').slice(0, LONGEST_ANNOTATION)]));
    return {
      allowed: this.#denials.length === 0, denials: this.#denials, warnings: this.#warnings,
      auditAnnotations: this.#failures.length === 0 ? annotations : { ...annotations, [FAILURES]: JSON.stringify(this.#failures) },
    };
  }
}
