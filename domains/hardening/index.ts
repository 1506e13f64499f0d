/** Hardening: policies about Kubernetes objects, what they say about an object, and the score that follows. */
export { buildCatalog } from './catalog.ts';
export { createEvaluator } from './evaluate/evaluator.ts';
export { admit, type AdmissionPolicy } from './evaluate/admit.ts';
export type { AdmissionInput, AdmissionRequest } from './evaluate/admission-request.ts';
export type { AdmissionDecision, Denial } from './evaluate/findings.ts';
export { evaluateGraph } from './evaluate/graph.ts';
export { ownedByKnownWorkload } from './evaluate/template.ts';
export type { ParamSource } from './evaluate/params.ts';
export { type PolicyBinding, readBinding } from './model/binding.ts';
export { secureScore, type ScoreRow, type SecureScore } from './score.ts';
export { selectInitiatives, selectPolicies } from './select.ts';
export { type Fixture, testFixture } from './twins.ts';
export type {
  Catalog, Evaluator, EvaluatorOptions, Initiative, InitiativeDocument, InitiativeEntry, InitiativePolicy, Policy, PolicyFolder, Remediation, SelectedPolicy, Selection,
} from './types.ts';
