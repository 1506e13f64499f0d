/** An environment of imported manifests: replaced as a whole, assessed anew when assignments change. */
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { EnvironmentRecord, StoredObject } from '#core/ports/posture.ts';
import { messageOf } from '#core/result.ts';
import { type KubeObject, refOf } from '#core/words.ts';
import { collectNamespaces, type EnvironmentDeps, imagesOf, type RunningEnvironment } from './environment.ts';
import { GraphRunner } from './graph-run.ts';
import { assessManifests, type ManifestFile, type ParseManifest, readManifestFiles } from './manifests.ts';
import { Rules } from './rules.ts';
import { IMAGES } from './tracked-graph.ts';

export interface ManifestEnvironment extends RunningEnvironment {
  /** Replaces all objects in one transaction; assessed when it resolves. */
  replace(files: readonly ManifestFile[]): Promise<void>;
}

const STEP = 64;

/** Reads and assesses manifests, and creates the environment with them in one transaction. */
export async function createManifestEnvironment(deps: EnvironmentDeps, parse: ParseManifest, record: EnvironmentRecord, files: readonly ManifestFile[]): Promise<ManifestEnvironment> {
  const read = await readManifestFiles(files, parse);
  const rules = await makeRules(deps, namespacesAmong(read.items.map(({ object }) => object)));
  const objects = [...(await assessManifests(rules, read.items)), ...read.problems];
  await deps.store.createEnvironment({ ...record, generation: rules.generation }, null, { at: deps.now(), objects, removed: [] });
  if (objects.some(({ uses }) => uses.length > 0)) deps.usesChanged();
  const opened = await openManifestEnvironment(deps, parse);
  await opened.idle();
  return opened;
}

export async function openManifestEnvironment(deps: EnvironmentDeps, parse: ParseManifest): Promise<ManifestEnvironment> {
  const { store, environment, publisher, now } = deps;
  const failed = (error: unknown): void => deps.log('error', `environment ${environment}: ${messageOf(error)}`);
  const changed = (assessments: number): void => {
    for (const topic of ['environments', 'resources', 'assessments'] as const) publisher.changed(topic, environment);
    if (assessments > 0) publisher.scored(environment).catch(failed);
  };
  let stopped = false;
  let rules = await makeRules(deps, await collectNamespaces(store, environment));
  const graph: GraphRunner = new GraphRunner({ store, engine: deps.engine, environment, kind: 'manifests', rules: () => rules, now, failed, written: changed, ...imagesOf(deps) });
  // One thing after the other.
  let last: Promise<unknown> = Promise.resolve();
  const inTurn = <T>(task: () => Promise<T>): Promise<T> => {
    const turn = last.then(task);
    last = turn.catch(() => undefined);
    return turn;
  };

  async function reassess(): Promise<void> {
    rules = await makeRules(deps, await collectNamespaces(store, environment));
    const record = await store.environment(null, environment);
    if (record === null || record.generation === rules.generation) return;
    const stored = await loadAll(deps);
    const objects = await assessManifests(rules, stored.map((o) => ({ key: o.key, object: o.body, source: o.source, stored: true })));
    for (let i = 0; i < objects.length && !stopped; i += STEP) {
      if ((await store.applyInventory(environment, { at: now(), objects: objects.slice(i, i + STEP), removed: [] })).uses) deps.usesChanged();
      await nextTurn();
    }
    if (stopped) return;
    await store.updateEnvironment(environment, { generation: rules.generation });
    changed(1);
  }
  const refresh = async (): Promise<void> => {
    inTurn(reassess).then(() => graph.reset(), failed);
  };

  await refresh();
  return {
    refresh,
    imagesChanged: () => graph.touched([IMAGES]),
    replace: async (files) => {
      const read = await readManifestFiles(files, parse);
      await inTurn(async () => {
        rules = await makeRules(deps, namespacesAmong(read.items.map(({ object }) => object)));
        const objects = [...(await assessManifests(rules, read.items)), ...read.problems];
        const { assessments, uses } = await store.applyInventory(environment, { at: now(), objects, removed: [], complete: true });
        changed(assessments);
        if (uses) deps.usesChanged();
        await store.updateEnvironment(environment, { generation: rules.generation, state: 'connected', reason: null, since: now() });
      });
      graph.reset();
      await graph.idle();
    },
    problems: () => rules.problems,
    idle: async () => {
      await last;
      // `reset` follows in the same turn of the event loop.
      await nextTurn();
      await graph.idle();
    },
    stop: async () => { stopped = true; await last; await graph.stop(); },
  };
}

const makeRules = async ({ store, engine, environment }: EnvironmentDeps, namespaces: ReadonlyMap<string, KubeObject>): Promise<Rules> =>
  new Rules(engine, environment, await store.assignments([environment]), (name) => namespaces.get(name));

const namespacesAmong = (objects: readonly KubeObject[]): Map<string, KubeObject> =>
  new Map(objects.filter((o) => o.kind === 'Namespace' && o.apiVersion === 'v1').map((o) => [refOf(o).name, o]));

async function loadAll({ store, environment }: EnvironmentDeps): Promise<StoredObject[]> {
  const all: StoredObject[] = [];
  for (let after = 0; ; ) {
    const some = await store.loadObjects(environment, { after, limit: 200 });
    all.push(...some);
    const end = some.at(-1);
    if (end === undefined) return all;
    after = end.id;
    await nextTurn();
  }
}
