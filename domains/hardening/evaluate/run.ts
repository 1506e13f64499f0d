/**
 * One policy with its parameters, run over one object after the other.
 * Source: kubernetes staging/src/k8s.io/apiserver/pkg/admission/plugin/policy/validating/validator.go and
 * .../plugin/webhook/matchconditions/matcher.go.
 */
import { CelCostError, CelError, type CelValue, CostMeter, PER_POLICY_COST_LIMIT, type Program } from '#cel/index.ts';
import type { KubeObject } from '#core/words.ts';
import type { CompiledPolicy, CompiledValidation } from './compile.ts';
import { SLOT } from './environment.ts';
import { type Clock, makeVariables, type SharedValues } from './variables.ts';

/** What a policy is run over. */
export interface Review {
  readonly object: KubeObject | null;
  readonly oldObject: KubeObject | null;
  readonly request: CelValue;
  readonly namespaceObject: KubeObject | null;
  readonly authorizer: CelValue;
  readonly requestResource: CelValue;
}

/** The API server's limit for a message. Source: validator.go (maxMessageLength is 5 KiB, celmessages). */
const LONGEST_MESSAGE = 5 * 1024;

export type ConditionsVerdict = { readonly met: true } | { readonly met: false; readonly failed: string } | { readonly met: 'error'; readonly error: string };
export interface Violation { readonly holds: false; readonly validation: CompiledValidation }
export type ValidationVerdict = { readonly holds: true } | Violation | { readonly holds: 'error'; readonly error: string; readonly validation: CompiledValidation };

const MET: ConditionsVerdict = { met: true };
const HOLDS: ValidationVerdict = { holds: true };

export class PolicyRun {
  readonly policy: CompiledPolicy;
  readonly params: KubeObject | null;
  readonly #values: CelValue[];
  readonly #meter = new CostMeter(PER_POLICY_COST_LIMIT);
  readonly #clock: Clock;
  readonly #conditionsAreConstant: boolean;
  #conditions: ConditionsVerdict | null = null;

  constructor(policy: CompiledPolicy, params: KubeObject | null, clock: Clock, shared: SharedValues) {
    this.policy = policy;
    this.params = params;
    this.#clock = clock;
    this.#values = [null, null, null, null, null, params as CelValue, null, null];
    this.#values[SLOT.variables] = makeVariables(policy.variables, clock, this.#values, this.#meter, shared);
    this.#conditionsAreConstant = policy.conditions.every(({ scope }) => scope === 'constant');
  }

  /** Begins a run: a fresh budget, and nothing kept of earlier runs but what does not depend on the object. */
  start(review: Review): void {
    this.#clock.run++;
    this.#meter.remaining = PER_POLICY_COST_LIMIT;
    this.#meter.floor = 0;
    const values = this.#values;
    values[SLOT.object] = review.object as CelValue;
    values[SLOT.oldObject] = review.oldObject as CelValue;
    values[SLOT.request] = review.request;
    values[SLOT.namespaceObject] = review.namespaceObject as CelValue;
    values[SLOT.authorizer] = review.authorizer;
    values[SLOT.requestResource] = review.requestResource;
  }

  /** The match conditions: one that is false decides, whatever error another one ends in. */
  conditions(): ConditionsVerdict {
    if (this.policy.conditions.length === 0) return MET;
    if (!this.#conditionsAreConstant) return this.#runConditions();
    this.#conditions ??= this.#runConditions();
    return this.#conditions;
  }

  #runConditions(): ConditionsVerdict {
    let error: string | null = null;
    for (const { name, program } of this.policy.conditions) {
      const result = this.#run(program);
      if (result instanceof Failed) error ??= `match condition '${name}': ${result.message}`;
      else if (result !== true) return { met: false, failed: name };
    }
    return error === null ? MET : { met: 'error', error };
  }

  validate(validation: CompiledValidation): ValidationVerdict {
    const { program, inlined } = validation;
    const { remaining } = this.#meter;
    let result: CelValue;
    try {
      result = (inlined ?? program).run(this.#values, this.#meter);
    } catch (error) {
      // Variables have a cost limit of their own: what is too much for one expression may be within the limits of two.
      if (inlined !== null && error instanceof CelCostError) {
        this.#meter.remaining = remaining;
        return this.validate({ ...validation, inlined: null });
      }
      return { holds: 'error', error: textOf(error), validation };
    }
    return result === true ? HOLDS : { holds: false, validation };
  }

  /** What a violated validation says: its message expression, else its message, else the expression itself. */
  messageOf({ messageProgram, message, expression }: CompiledValidation): string {
    if (messageProgram !== null) {
      const text = this.#run(messageProgram);
      // As the API server does, a message that fails, is empty, too long or of more than one line gives way to the plain one.
      if (typeof text === 'string' && text.trim() !== '' && text.length <= LONGEST_MESSAGE && !/[\r\n]/.test(text.trim())) return text.trim();
    }
    return message ?? `failed expression: ${expression.trim()}`;
  }

  /** The value of an audit annotation: null where it is left out. */
  annotation(program: Program): string | null | Failed {
    const value = this.#run(program);
    if (value instanceof Failed) return value;
    if (value === null) return null;
    if (typeof value !== 'string') return new Failed('the value is neither a string nor null');
    return value.trim() === '' ? null : value.trim();
  }

  #run(program: Program): CelValue | Failed {
    try {
      return program.run(this.#values, this.#meter);
    } catch (error) {
      return new Failed(textOf(error));
    }
  }
}

/** An expression that ended in an error. */
export class Failed {
  readonly message: string;
  constructor(message: string) { this.message = message; }
}

function textOf(error: unknown): string {
  if (error instanceof CelError || error instanceof CelCostError) return error.message;
  throw error;
}
