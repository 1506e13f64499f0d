/**
 * Pod Security Standards: Kubernetes' own test pods, each with the level and version it belongs to, through the same
 * evaluation that `assess` uses. Corpus: admission/pod-security-standards.
 */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { load } from 'js-yaml';
import type { Evaluator } from '#domains/hardening/index.ts';
import { buildCatalog, createEvaluator, selectInitiatives } from '#domains/hardening/index.ts';
import type { KubeObject } from '#core/words.ts';
import { ProblemError } from '#core/result.ts';
import { loadContent } from '#adapters/content/index.ts';

export interface ConformanceResult {
  readonly name: string;
  readonly total: number;
  readonly passed: number;
  readonly failed: readonly { readonly id: string; readonly reason: string }[];
  readonly notApplicable: readonly { readonly id: string; readonly reason: string }[];
}

interface Row { readonly id: string; readonly input: readonly string[]; readonly expect: { readonly level: string; readonly version: string; readonly allowed: boolean } }

/**
 * Every row of the corpus: the pod is allowed if no policy of the level finds it unhealthy. A row that is notAssessed
 * fails its case, whatever was expected.
 * @param corpora the folder with the third-party cases.
 */
export async function run(corpora: string): Promise<ConformanceResult> {
  const base = join(corpora, 'admission/pod-security-standards');
  const rows = (await readFile(join(base, 'index.jsonl'), 'utf8')).trim().split('\n').map((line) => JSON.parse(line) as Row);
  const evaluatorFor = await evaluators();
  const failed: { id: string; reason: string }[] = [];
  for (const { id, input, expect } of rows) {
    const reason = await judge(join(base, input[0] ?? ''), expect.allowed, evaluatorFor(`pod-security-${expect.level}@${expect.version}`));
    if (reason !== null) failed.push({ id, reason });
  }
  return { name: 'pod-security-standards', total: rows.length, passed: rows.length - failed.length, failed, notApplicable: [] };
}

async function evaluators(): Promise<(initiative: string) => Evaluator> {
  const { folders, initiatives, problems } = await loadContent();
  const catalog = buildCatalog(folders, initiatives);
  const [problem] = [...problems, ...catalog.problems].filter(({ message }) => message.includes('pod-security'));
  if (problem !== undefined) throw new ProblemError(problem.code, problem.message);
  const known = new Map<string, Evaluator>();
  return (initiative) => {
    const found = known.get(initiative);
    if (found !== undefined) return found;
    const selection = selectInitiatives(catalog, [initiative]);
    if (!selection.ok) throw new ProblemError(selection.error.code, selection.error.message);
    const made = createEvaluator(selection.value);
    known.set(initiative, made);
    return made;
  };
}

/** Why the verdict is wrong, or null. */
async function judge(file: string, allowed: boolean, evaluator: Evaluator): Promise<string | null> {
  const pod = load(await readFile(file, 'utf8')) as KubeObject;
  const rows = evaluator.evaluate(pod);
  const unknown = rows.find(({ status }) => status === 'notAssessed');
  if (rows.length === 0) return 'no policy met the pod';
  if (unknown !== undefined) return `${unknown.policy} was not assessed: ${unknown.message}`;
  const unhealthy = rows.filter(({ status }) => status === 'unhealthy');
  if (allowed === (unhealthy.length === 0)) return null;
  return allowed ? `must be allowed, but ${unhealthy.map(({ policy, message }) => `${policy}: ${message}`).join('; ')}` : 'must be denied, but no policy found anything';
}
