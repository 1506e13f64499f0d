/** What the policies of one request found, gathered into one decision. */
import type { PolicyBinding } from '../model/binding.ts';

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

export class Findings {
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
