/**
 * Real manifests of other projects, through what `breakwater assess` does with a directory: no crash, the same result
 * twice, and every object accounted for by at least one row. They carry no verdicts, so none is compared. Corpus:
 * manifests/real.
 */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createReport, type ReportRow } from '#adapters/formats/index.ts';
import { loadContent } from '#adapters/content/index.ts';
import { buildCatalog, createEvaluator, selectInitiatives, type Selection } from '#domains/hardening/index.ts';
import { ProblemError } from '#core/result.ts';
import { ASSESSMENT_STATUSES } from '#core/words.ts';
import { Assessor } from '../../apps/cli/assess/assessor.ts';
import { assessManifests, Manifests } from '../../apps/cli/assess/manifests.ts';
import type { ConformanceResult } from './run.ts';

interface Row { readonly id: string; readonly input: readonly string[]; readonly kind: string; readonly name: string }

/** A case passes when the rows of its files name its object, and each row has a known status, and a reason where it needs one. */
export async function run(corpora: string): Promise<ConformanceResult> {
  const base = join(corpora, 'manifests/real');
  const cases = (await readFile(join(base, 'index.jsonl'), 'utf8')).trim().split('\n').map((line) => JSON.parse(line) as Row);
  const files = cases.flatMap(({ input }) => input.map((path) => join(base, path)));
  const selection = await wholeSelection();
  const [once, again] = [await assess(files, selection), await assess(files, selection)];
  if (once !== again) throw new Error('manifests-real: a second run over the same files gives another result');
  const rows = Map.groupBy((JSON.parse(once) as { assessments: ReportRow[] }).assessments, ({ source }) => source?.file ?? '');
  const failed = cases.flatMap(({ id, input, kind, name }) => {
    const reason = judge(input.flatMap((path) => rows.get(join(base, path)) ?? []), kind, name);
    return reason === null ? [] : [{ id, reason }];
  });
  return { name: 'manifests-real', total: cases.length, passed: cases.length - failed.length, failed, notApplicable: [] };
}

/** Every initiative at its newest version: all policies there are. */
async function wholeSelection(): Promise<Selection> {
  const { folders, initiatives, problems } = await loadContent();
  const catalog = buildCatalog(folders, initiatives);
  const [problem] = [...problems, ...catalog.problems];
  if (problem !== undefined) throw new ProblemError(problem.code, problem.message);
  const selection = selectInitiatives(catalog, [...catalog.initiatives.keys()]);
  if (!selection.ok) throw new ProblemError(selection.error.code, selection.error.message);
  return selection.value;
}

/** The JSON report of all files. */
async function assess(files: readonly string[], selection: Selection): Promise<string> {
  const report = await createReport('json', { color: false, width: null });
  let text = report.begin({ version: '', policies: [], initiatives: [] });
  const assessor = new Assessor({ selection, evaluator: createEvaluator(selection), report, initiatives: [], write: async (part) => { text += part; } });
  await assessManifests(new Manifests(files), assessor, null);
  return text;
}

function judge(rows: readonly ReportRow[], kind: string, name: string): string | null {
  // The corpus calls an object without a name `noname`.
  const wanted = name === 'noname' ? '' : name;
  if (!rows.some(({ resource }) => resource.kind === kind && resource.name === wanted)) return `no row about ${kind} ${name}`;
  const odd = rows.find(({ status, message }) => !ASSESSMENT_STATUSES.includes(status) || (status !== 'healthy' && message === ''));
  return odd === undefined ? null : `a row without a known status or a reason: ${JSON.stringify(odd)}`;
}
