/** What a run comes to where objects are assessed: an error never reads as healthy, whatever the failurePolicy. */
import { notApplicable, notAssessed, HEALTHY, type Outcome } from './outcome.ts';
import { resolvePaths } from './paths.ts';
import type { PolicyRun, Review, Violation } from './run.ts';

/** Longest message of an assessment. */
const LONGEST = 2000;
const NO_STEPS: readonly string[] = [];

/**
 * Runs a policy over an object.
 * @param prefix the path from the real object to the one under review (a pod template), for the offending paths.
 */
export function assess(run: PolicyRun, review: Review, prefix: readonly string[] = NO_STEPS): Outcome {
  run.start(review);
  const conditions = run.conditions();
  if (conditions.met === 'error') return notAssessed(clip(conditions.error));
  if (!conditions.met) return notApplicable(`match condition '${conditions.failed}' is not met`);
  let violated: Violation[] | null = null;
  let error: string | null = null;
  for (const validation of run.policy.validations) {
    const verdict = run.validate(validation);
    if (verdict.holds === true) continue;
    if (verdict.holds === 'error') error ??= `${validation.at} could not be evaluated: ${verdict.error}`;
    else (violated ??= []).push(verdict);
  }
  if (violated !== null) return { status: 'unhealthy', message: clip(messages(run, violated)), paths: pathsOf(run, review, prefix) };
  return error === null ? HEALTHY : notAssessed(clip(error));
}

const messages = (run: PolicyRun, violated: readonly Violation[]): string =>
  violated.length === 1 ? run.messageOf(violated[0]!.validation) : violated.map((verdict) => run.messageOf(verdict.validation)).join('; ');

function pathsOf(run: PolicyRun, { object }: Review, prefix: readonly string[]): readonly string[] {
  const { paths } = run.policy;
  if (paths === null || object === null) return [];
  const text = run.annotation(paths);
  return typeof text === 'string' ? resolvePaths(text, object, prefix) : [];
}

const clip = (text: string): string => (text.length > LONGEST ? `${text.slice(0, LONGEST)}...` : text);
