/** `breakwater doctor`: whether this installation, and what it is pointed at, works; what to do where it does not. */
import { accessSync, constants, existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { createEvaluator, selectPolicies } from '#domains/hardening/index.ts';
import { messageOf, ProblemError } from '#core/result.ts';
import { EXIT } from './exit.ts';
import { ownCatalog } from './policies.ts';

export interface DoctorOptions { readonly server?: string; readonly kubeconfig?: string; readonly context?: string; readonly data?: string }

type Check = () => Promise<string>;

const ROOT = join(import.meta.dirname, '../..');

/** Exit code 1 when a check fails. */
export async function doctor(options: DoctorOptions): Promise<number> {
  const checks: [name: string, check: Check][] = [
    ['Node', checkNode], ['policies', checkPolicies], ['console', checkConsole], ['data directory', () => checkData(options.data)],
    ...(options.server === undefined ? [] : [['control plane', () => checkServer(options.server!)] as [string, Check]]),
    ...(options.kubeconfig === undefined ? [] : [['cluster', () => checkCluster(options.kubeconfig!, options.context)] as [string, Check]]),
  ];
  let failed = 0;
  for (const [name, check] of checks) {
    try {
      process.stdout.write(`ok    ${name}: ${await check()}\n`);
    } catch (error) {
      failed++;
      process.stdout.write(`FAIL  ${name}: ${messageOf(error)}\n`);
    }
  }
  return failed === 0 ? EXIT.clean : EXIT.findings;
}

async function checkNode(): Promise<string> {
  const major = Number(process.versions.node.split('.')[0]);
  if (major < 24) throw new ProblemError('doctor.node', `${process.version} runs, 24 is needed: start it with ./breakwater or an npm script, which use the Node of npm ci`);
  return process.version;
}

async function checkPolicies(): Promise<string> {
  const catalog = await ownCatalog();
  const selected = selectPolicies(catalog);
  if (!selected.ok) throw new ProblemError(selected.error.code, selected.error.message);
  const problem = createEvaluator(selected.value).problems[0];
  if (problem !== undefined) throw new ProblemError(problem.code, problem.message);
  return `${catalog.policies.size} policies, ${catalog.initiatives.size} initiatives, all compile`;
}

async function checkConsole(): Promise<string> {
  if (!existsSync(join(ROOT, 'apps/console/dist/index.html'))) throw new ProblemError('doctor.console', 'not built yet: npm start builds it, or npm run build -w apps/console');
  return 'built';
}

async function checkData(option: string | undefined): Promise<string> {
  const { dataDirectory } = await import('../control-plane/users.ts');
  const directory = dataDirectory(option);
  let nearest = directory;
  while (!existsSync(nearest)) nearest = dirname(nearest);
  try {
    accessSync(nearest, constants.W_OK);
  } catch (error) {
    throw new ProblemError('doctor.data', `${nearest} cannot be written: name another directory with --data (${messageOf(error)})`, { cause: error });
  }
  return `${directory}${nearest === directory ? '' : ' (will be created)'}`;
}

async function checkServer(server: string): Promise<string> {
  const url = `${server.replace(/\/+$/, '')}/readyz`;
  const answer = await fetch(url, { signal: AbortSignal.timeout(10_000) }).catch((error: unknown) => {
    throw new ProblemError('doctor.server', `no answer from ${url}: ${messageOf(error instanceof Error && error.cause !== undefined ? error.cause : error)}`);
  });
  if (!answer.ok) throw new ProblemError('doctor.server', `${url} answers ${answer.status}: it is not ready, see its log`);
  return `${server} is ready`;
}

async function checkCluster(path: string, context: string | undefined): Promise<string> {
  const { probeCluster } = await import('./assess/cluster.ts');
  return probeCluster({ kubeconfig: path, ...(context === undefined ? {} : { context }) });
}
