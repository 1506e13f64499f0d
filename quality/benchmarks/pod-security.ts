/**
 * Evaluation of the restricted Pod Security policies (latest) over mixed pods and pod templates, with cost budget.
 * Before anything is timed, every verdict is compared with a plain implementation of the standard in TypeScript.
 */
import { loadContent } from '#adapters/content/index.ts';
import type { KubeObject } from '#core/words.ts';
import { buildCatalog, createEvaluator, selectInitiatives, type Selection } from '#domains/hardening/index.ts';
import { compilePolicy } from '#domains/hardening/evaluate/compile.ts';
import { makeWorkloads } from './pod-security/objects.ts';
import { violatedControls } from './pod-security/reference.ts';

const OBJECTS = 2000;
const ROUNDS = 25;

/** Prints microseconds of processor time for each object (median and best of rounds) and milliseconds of compilation for each policy. Rejects where a verdict differs. */
export async function run(): Promise<void> {
  const selection = await restricted();
  for (const nullsDropped of [true, false]) {
    const evaluator = createEvaluator(selection, { nullsDropped });
    for (const [name, healthyShare] of [['healthy pods', 1], ['pods and templates, 1 in 5 with violations', 0.8]] as const) {
      const objects = makeWorkloads(OBJECTS, healthyShare, healthyShare === 1);
      checkEqual(objects, evaluator.evaluate.bind(evaluator));
      const times = Array.from({ length: ROUNDS }, () => time(() => { for (const object of objects) evaluator.evaluate(object); }));
      console.log(`${selection.length} policies over ${name}, ${nullsDropped ? 'read from an API server or manifests' : 'from elsewhere, looked through for null fields'}: ${((median(times) * 1000) / objects.length).toFixed(2)} us an object (best round ${((Math.min(...times) * 1000) / objects.length).toFixed(2)})`);
    }
  }
  const compileTimes = Array.from({ length: ROUNDS }, () => time(() => { for (const { policy } of selection) compilePolicy(structuredClone(policy.document)); }));
  console.log(`compilation: ${(median(compileTimes) / selection.length).toFixed(2)} ms a policy (first: ${((compileTimes[0] ?? 0) / selection.length).toFixed(2)} ms)`);
}

async function restricted(): Promise<Selection> {
  const { folders, initiatives } = await loadContent();
  const selection = selectInitiatives(buildCatalog(folders, initiatives), ['pod-security-restricted@latest']);
  if (!selection.ok) throw new Error(selection.error.message);
  return selection.value;
}

function checkEqual(objects: readonly KubeObject[], evaluate: ReturnType<typeof createEvaluator>['evaluate']): void {
  for (const object of objects) {
    const rows = evaluate(object);
    const unknown = rows.find(({ status }) => status === 'notAssessed');
    const found = rows.filter(({ status }) => status === 'unhealthy').map(({ policy }) => policy).sort().join(' ');
    const expected = violatedControls(object).sort().join(' ');
    if (unknown !== undefined || found !== expected) throw new Error(`${object.kind} ${object.metadata.name}: expected '${expected}', found '${found}' ${unknown?.message ?? ''}`);
  }
}

/** Milliseconds of processor time, so that what else runs on the machine counts less. */
function time(work: () => void): number {
  const start = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(start);
  return (user + system) / 1000;
}

const median = (times: readonly number[]): number => [...times].sort((a, b) => a - b)[times.length >> 1] ?? 0;
