/** One cluster that is followed: source, collector, worker and graph runs, wired together. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { ClusterSource } from '#core/ports/cluster.ts';
import { messageOf, type Result } from '#core/result.ts';
import { collectNamespaces, type EnvironmentDeps, imagesOf, type RunningEnvironment } from './environment.ts';
import { createCollector, lose } from './collect.ts';
import { GraphRunner } from './graph-run.ts';
import { Rules } from './rules.ts';
import { IMAGES } from './tracked-graph.ts';
import { Worker } from './worker.ts';

/** What is needed to reach a cluster; kept sealed. */
export interface ClusterConfig { readonly kubeconfig: string; readonly context?: string }
export type OpenCluster = (config: ClusterConfig) => Promise<Result<ClusterSource>>;

export interface ClusterEnvironment extends RunningEnvironment {
  /** Begins to follow, or follows with other credentials from now on. */
  follow(config: ClusterConfig): Promise<void>;
}

/** First and longest wait before a source that broke down is started again. */
const RESTART_MS = 1_000;
const RESTART_MAX_MS = 60_000;

export async function openClusterEnvironment(deps: EnvironmentDeps, open: OpenCluster): Promise<ClusterEnvironment> {
  const { store, environment, now, publisher } = deps;
  const namespaces = await collectNamespaces(store, environment);
  const makeRules = async (): Promise<Rules> => new Rules(deps.engine, environment, await store.assignments([environment]), (name) => namespaces.get(name));
  const failed = (error: unknown): void => deps.log('error', `environment ${environment}: ${messageOf(error)}`);
  const changed = (assessments: number): void => {
    publisher.changed('environments', environment);
    if (assessments === 0) return;
    publisher.changed('assessments', environment);
    publisher.scored(environment).catch(failed);
  };
  const worker: Worker = new Worker({ store, environment, now, events: { failed, usesChanged: deps.usesChanged, written: (kinds, assessments) => {
    if (kinds.size > 0) { publisher.changed('resources', environment); graph.touched(kinds); }
    changed(assessments);
  } } }, await makeRules(), namespaces);
  const graph: GraphRunner = new GraphRunner({ store, engine: deps.engine, environment, kind: 'cluster', rules: () => worker.rules, now, failed, written: changed, ...imagesOf(deps) });

  const refresh = async (): Promise<void> => {
    const record = await store.environment(null, environment);
    if (record === null) return;
    worker.setRules(await makeRules(), record.generation);
    graph.reset();
  };
  await refresh();
  const stateChanged = (): void => { publisher.changed('environments', environment); publisher.changed('assessments', environment); publisher.scored(environment).catch(failed); };
  const follower = createFollower(deps, open, () => createCollector({ store, environment, worker, now, stateChanged, listing: (kinds) => graph.listing(kinds), kindsChanged: () => graph.reset() }), stateChanged);
  return {
    follow: (config) => follower.start(config),
    refresh,
    imagesChanged: () => graph.touched([IMAGES]),
    problems: () => worker.rules.problems,
    idle: async () => { await worker.idle(); await graph.idle(); },
    stop: async () => { await follower.stop(); await worker.stop(); await graph.stop(); },
  };
}

interface Follower { start(config: ClusterConfig): Promise<void>; stop(): Promise<void> }

function createFollower(deps: EnvironmentDeps, open: OpenCluster, collector: () => ReturnType<typeof createCollector>, stateChanged: () => void): Follower {
  const { store, environment, now, log } = deps;
  let current: { readonly abort: AbortController; readonly done: Promise<void> } | null = null;

  async function run(config: ClusterConfig, signal: AbortSignal): Promise<void> {
    for (let wait = RESTART_MS; !signal.aborted; wait = Math.min(RESTART_MAX_MS, wait * 2)) {
      const sink = collector();
      try {
        const source = await open(config);
        if (!source.ok) {
          // Nothing but other credentials helps.
          await lose(store, environment, source.error.message, now());
          stateChanged();
          return;
        }
        await source.value.follow(sink, signal);
      } catch (error) {
        if (signal.aborted) return;
        log('error', `environment ${environment}: ${messageOf(error)}`);
        await lose(store, environment, `what was read could not be kept: ${messageOf(error)}`, now()).catch((again: unknown) => log('error', `environment ${environment}: ${messageOf(again)}`));
        stateChanged();
      } finally {
        sink.close();
      }
      await sleep(wait, undefined, { signal, ref: false }).catch((error: unknown) => { if (!signal.aborted) throw error; });
    }
  }

  const stop = async (): Promise<void> => {
    current?.abort.abort();
    await current?.done;
    current = null;
  };
  return {
    start: async (config) => {
      await stop();
      const abort = new AbortController();
      current = { abort, done: run(config, abort.signal) };
    },
    stop,
  };
}
