/** `breakwater assess`: manifests or a live cluster against policies. */
import { createReport, REPORT_FORMATS, type ReportFormat, type ReportInfo } from '#adapters/formats/index.ts';
import { createEvaluator, type Selection } from '#domains/hardening/index.ts';
import { ProblemError } from '#core/result.ts';
import { type KubeObject, SEVERITIES, severityRank } from '#core/words.ts';
import { EXIT, nearest } from '../exit.ts';
import { Output } from '../output.ts';
import { choosePolicies, type Chosen } from '../policies.ts';
import { version } from '../version.ts';
import { Assessor } from './assessor.ts';
import { assessManifests, Manifests } from './manifests.ts';

export interface AssessOptions {
  readonly kubeconfig?: string;
  readonly context?: string;
  readonly initiative?: readonly string[];
  readonly policies?: string;
  readonly failOn?: string;
  readonly format: string;
  readonly output?: string;
}

/**
 * Exit code 1 when a finding is at least as severe as --fail-on; 2 when nothing at all could be assessed.
 * @throws ProblemError for everything the user can correct
 */
export async function assess(paths: readonly string[], options: AssessOptions): Promise<number> {
  const format = oneOf('--format', options.format, REPORT_FORMATS);
  const failOn = options.failOn === undefined ? null : oneOf('--fail-on', options.failOn, SEVERITIES);
  checkTarget(paths, options);
  const chosen = await choosePolicies(options.initiative ?? [], options.policies);
  const manifests = options.kubeconfig === undefined ? new Manifests(paths) : null;
  const output = await Output.open(options.output);
  try {
    const assessor = await run(manifests, options, chosen, format, output);
    await output.finish();
    if (assessor.objects === 0) {
      const reason = assessor.notAssessed > 0 ? 'nothing could be assessed: see the reasons above' : 'nothing to assess: no Kubernetes object was found';
      throw new ProblemError('assess.nothing', reason);
    }
    return failOn !== null && assessor.worst <= severityRank(failOn) ? EXIT.findings : EXIT.clean;
  } catch (error) {
    output.discard();
    throw error;
  }
}

async function run(manifests: Manifests | null, options: AssessOptions, chosen: Chosen, format: ReportFormat, output: Output): Promise<Assessor> {
  const { selection, names } = chosen;
  const terminal = process.stdout.isTTY === true && (options.output ?? '-') === '-';
  const report = await createReport(format, { color: terminal && process.stdout.hasColors(), width: terminal ? process.stdout.columns : null });
  const namespaces = new Map<string, KubeObject>();
  const evaluator = createEvaluator(selection, { namespaceOf: (name) => namespaces.get(name), nullsDropped: true });
  const assessor = new Assessor({ selection, evaluator, report, initiatives: names, write: (text) => output.write(text) });
  await output.write(report.begin(infoOf(selection, names)));
  for (const { message } of chosen.problems) await assessor.problem(message, { apiVersion: '', kind: '', namespace: null, name: '' });
  if (manifests !== null) await assessManifests(manifests, assessor, needsNamespaces(selection) ? namespaces : null);
  else {
    const { assessCluster } = await import('./cluster.ts');
    await assessCluster({ kubeconfig: options.kubeconfig!, ...(options.context === undefined ? {} : { context: options.context }) }, assessor, namespaces);
  }
  return assessor;
}

function checkTarget(paths: readonly string[], { kubeconfig, context }: AssessOptions): void {
  if (kubeconfig !== undefined && paths.length > 0) throw new ProblemError('assess.target', 'give either paths of manifests or --kubeconfig, not both');
  if (kubeconfig === undefined && context !== undefined) throw new ProblemError('assess.target', '--context needs --kubeconfig FILE');
  if (kubeconfig === undefined && paths.length === 0) {
    throw new ProblemError('assess.target', 'name what to assess: files or directories of manifests, - for standard input, or --kubeconfig FILE for a live cluster');
  }
}

function oneOf<T extends string>(flag: string, given: string, allowed: readonly T[]): T {
  const found = allowed.find((each) => each === given.toLowerCase());
  if (found !== undefined) return found;
  const near = nearest(given.toLowerCase(), allowed, 1)[0];
  throw new ProblemError('assess.option', `${flag} ${given}: ${near === undefined ? '' : `did you mean ${near}? `}allowed are ${allowed.join(', ')}`);
}

function infoOf(selection: Selection, initiatives: readonly string[]): ReportInfo {
  const policies = new Map(selection.map(({ policy }) => [policy.id, policy]));
  return { version: version(), policies: [...policies.values()], initiatives };
}

/** Whether any policy looks at the namespace of an object: then the Namespaces must be known before the first object. */
function needsNamespaces(selection: Selection): boolean {
  return selection.some(({ policy, matchResources }) => /namespaceObject|namespaceSelector/.test(JSON.stringify([policy.document['spec'], matchResources ?? null])));
}

