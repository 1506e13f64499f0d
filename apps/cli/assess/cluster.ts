/** A live cluster, read once by kubeconfig, into an assessor: page by page, nothing kept but what checks need. */
import { readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { ASSESSED_KINDS, type AssessedKind, createClusterSource } from '#adapters/kubernetes/index.ts';
import { ownedByKnownWorkload } from '#domains/hardening/index.ts';
import { isController } from '#domains/inventory/index.ts';
import type { ClusterSink, ClusterSource, ResourceKind } from '#core/ports/cluster.ts';
import { messageOf, ProblemError } from '#core/result.ts';
import { groupOf, type KubeObject, refKey, refOf } from '#core/words.ts';
import { Progress } from '../progress.ts';
import type { Assessor } from './assessor.ts';

export interface ClusterTarget { readonly kubeconfig: string; readonly context?: string }

/** @throws ProblemError when the kubeconfig or the context is wrong or the cluster cannot be read */
export async function assessCluster(target: ClusterTarget, assessor: Assessor, namespaces: Map<string, KubeObject>): Promise<void> {
  const source = await open(target, ASSESSED_KINDS);
  const stop = new AbortController();
  const interrupt = (): void => stop.abort(new ProblemError('interrupted', 'interrupted'));
  process.once('SIGINT', interrupt);
  const progress = new Progress('Reading the cluster:');
  const sink = new AssessingSink(assessor, namespaces, progress);
  try {
    await source.listOnce(sink, stop.signal);
  } finally {
    process.off('SIGINT', interrupt);
    progress.end();
  }
  await assessor.finish({ complete: (group, kind) => sink.isComplete(group, kind) });
}

/** Reads the Namespaces only: one line about the cluster. @throws ProblemError where it cannot be read */
export async function probeCluster(target: ClusterTarget): Promise<string> {
  const source = await open(target, ASSESSED_KINDS.filter(({ kind }) => kind === 'Namespace'));
  let server = '', namespaces = 0;
  const sink: ClusterSink = {
    connected: async (info) => { server = `${info.server}, Kubernetes ${info.version}`; },
    listPage: async (_kind, objects) => { namespaces += objects.length; },
    kindUnavailable: async (_kind, reason) => { throw new ProblemError('cluster.unavailable', reason); },
    unavailable: async (reason) => { throw new ProblemError('cluster.unavailable', reason); },
    listStarted: async () => {}, listEnded: async () => {}, changed: async () => {}, deleted: async () => {}, kindAvailable: async () => {},
  };
  await source.listOnce(sink, AbortSignal.timeout(30_000));
  return `${server}, ${namespaces} namespaces`;
}

/** One list after the other: the same order every time, controllers before what they own. */
async function open(target: ClusterTarget, kinds: readonly AssessedKind[]): Promise<ClusterSource> {
  const source = await createClusterSource({
    kubeconfig: readKubeconfig(target.kubeconfig), baseDir: dirname(resolve(target.kubeconfig)), kinds, listsAtOnce: 1,
    // The user's own kubeconfig on the user's own machine: what kubectl would do with it is allowed.
    allowExec: true, allowFiles: true, allowInsecureTls: true,
    ...(target.context === undefined ? {} : { context: target.context }), log: (line) => process.stderr.write(`breakwater: ${line}\n`),
  });
  if (!source.ok) throw new ProblemError(source.error.code, source.error.message);
  return source.value;
}

function readKubeconfig(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    const missing = error instanceof Error && 'code' in error && error.code === 'ENOENT';
    throw new ProblemError('kubeconfig.unreadable', missing ? `--kubeconfig ${path}: no such file` : `--kubeconfig ${path}: cannot be read: ${messageOf(error)}`, { cause: error });
  }
}

/** Kinds come one after the other, controllers before what they own, each in the order of the API server. */
export class AssessingSink implements ClusterSink {
  readonly #assessor: Assessor;
  readonly #namespaces: Map<string, KubeObject>;
  readonly #progress: Progress;
  readonly #complete = new Set<string>();
  readonly #controllers = new Set<string>();
  /** Objects of the kind under way: a list that expired begins again, and must not count twice. */
  readonly #seen = new Set<string>();

  constructor(assessor: Assessor, namespaces: Map<string, KubeObject>, progress: Progress) {
    this.#assessor = assessor;
    this.#namespaces = namespaces;
    this.#progress = progress;
  }

  isComplete(group: string, kind: string): boolean { return this.#complete.has(`${group}/${kind}`); }

  async connected(info: { readonly server: string; readonly version: string }): Promise<void> {
    process.stderr.write(`breakwater: reading ${info.server}, Kubernetes ${info.version}\n`);
  }

  async listStarted(): Promise<void> {}

  async listPage(_kind: ResourceKind, objects: readonly KubeObject[]): Promise<void> {
    for (const object of objects) {
      const key = object.metadata.uid ?? refKey(refOf(object));
      if (this.#seen.has(key)) continue;
      this.#seen.add(key);
      if (object.kind === 'Namespace' && object.metadata.name !== undefined) this.#namespaces.set(object.metadata.name, object);
      if (isController(object.kind, groupOf(object.apiVersion)) && object.metadata.uid !== undefined) this.#controllers.add(object.metadata.uid);
      if (!ownedByKnownWorkload(object, (uid) => this.#controllers.has(uid))) await this.#assessor.object(object);
    }
    this.#progress.update(this.#assessor.objects, 0, 'objects');
  }

  async listEnded(kind: ResourceKind): Promise<void> {
    this.#complete.add(`${kind.group}/${kind.kind}`);
    this.#seen.clear();
  }

  async kindUnavailable(kind: ResourceKind, reason: string): Promise<void> {
    this.#complete.delete(`${kind.group}/${kind.kind}`);
    this.#seen.clear();
    const apiVersion = kind.group === '' ? kind.version : `${kind.group}/${kind.version}`;
    await this.#assessor.problem(reason, { apiVersion, kind: kind.kind, namespace: null, name: '*' });
  }

  async kindAvailable(): Promise<void> {}
  async changed(): Promise<void> {}
  async deleted(): Promise<void> {}

  async unavailable(reason: string): Promise<void> { throw new ProblemError('cluster.unavailable', reason); }
}
