/** Policies that need more than one object: run over the whole environment, some time after something they read changed. */
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { ImageFacts } from '#core/image-facts.ts';
import type { InventoryGraph } from '#core/graph.ts';
import type { GraphRow, PostureStore } from '#core/ports/posture.ts';
import { type Assessment, type KubeObject, refKey } from '#core/words.ts';
import { buildGraph } from '#domains/inventory/index.ts';
import type { Engine, SelectedPolicy } from './engine.ts';
import { mergeRows } from './prepare.ts';
import type { Rules } from './rules.ts';
import { IMAGES, TrackedGraph } from './tracked-graph.ts';

export interface GraphDeps {
  readonly store: PostureStore;
  readonly engine: Engine;
  readonly environment: string;
  readonly kind: 'cluster' | 'manifests';
  readonly rules: () => Rules;
  readonly now: () => number;
  readonly written: (assessments: number) => void;
  readonly failed: (error: unknown) => void;
  /** What is known about images; asked only when a policy looks at them. */
  readonly images?: () => Promise<ImageFacts>;
}

/** Shortest and longest wait between two runs. In between a run may take a tenth of the time. */
const SOONEST_MS = 300;
const LATEST_MS = 60_000;
const SHARE = 10;
/** Lists that are under way are waited for, so that what was not read yet is not told as not assessed. */
const LISTING_MS = 30_000;
const LOAD_STEP = 200;
/** After which time a run that failed is tried again. */
const RETRY_MS = 5_000;

export class GraphRunner {
  readonly #deps: GraphDeps;
  /** Kinds that the last run read; null: run in any case. */
  #reads: ReadonlySet<string> | null = null;
  #timer: NodeJS.Timeout | null = null;
  #running: Promise<void> | null = null;
  #due = false;
  #lastMs = 0;
  #listing = 0;
  #dueSince = 0;
  #quietFrom = 0;
  #stopped = false;

  constructor(deps: GraphDeps) { this.#deps = deps; }

  /** Objects of these kinds changed. */
  touched(kinds: Iterable<string>): void {
    if (this.#reads !== null && ![...kinds].some((kind) => this.#reads?.has(kind))) return;
    this.#plan();
  }

  /** Rules, or what can be read, changed: run in any case. */
  reset(): void {
    this.#reads = null;
    this.#plan();
  }

  /** How many lists are under way. Between two lists there are moments without one, so the end is believed a little later. */
  listing(kinds: number): void {
    if (kinds === 0 && this.#listing > 0) this.#quietFrom = Date.now() + SOONEST_MS;
    this.#listing = kinds;
    if (this.#due) this.#plan();
  }

  /** Resolves when no run is under way or due. */
  async idle(): Promise<void> {
    while (this.#due || this.#running !== null) {
      if (this.#running === null) { this.#clear(); this.#start(); }
      await this.#running;
    }
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    this.#clear();
    await this.#running;
  }

  #plan(): void {
    if (this.#stopped) return;
    if (!this.#due) this.#dueSince = Date.now();
    this.#due = true;
    if (this.#running !== null) return;
    const wait = this.#listing > 0 ? LISTING_MS : Math.min(LATEST_MS, Math.max(SOONEST_MS, SHARE * this.#lastMs));
    this.#clear();
    this.#timer = setTimeout(() => this.#start(), Math.max(0, this.#quietFrom - Date.now(), this.#dueSince + wait - Date.now()));
    this.#timer.unref();
  }

  #clear(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
  }

  #start(): void {
    if (this.#running !== null || this.#stopped) return;
    this.#due = false;
    const began = performance.now();
    this.#running = this.#run().catch((error: unknown) => {
      this.#due = true;
      this.#quietFrom = Date.now() + RETRY_MS;
      this.#deps.failed(error);
    }).finally(() => {
      this.#running = null;
      this.#lastMs = performance.now() - began;
      if (this.#due) this.#plan();
    });
  }

  async #run(): Promise<void> {
    const { store, environment, now, kind } = this.#deps;
    const rules = this.#deps.rules();
    // Nothing of what is read is known yet: a change during the run is a reason for another one.
    this.#reads = null;
    const reads = new Set<string>();
    const rows: GraphRow[] = [];
    if (rules.graphPolicies.length > 0) {
      const at = now();
      const objects = await loadAll(store, environment);
      const complete = new Set((await store.kinds(environment)).filter((k) => k.state === 'complete').map((k) => `${k.group}/${k.kind}`));
      const graph = buildGraph(objects.values(), kind === 'manifests' ? {} : { runs: 'pods', complete: (group, name) => complete.has(`${group}/${name}`) });
      const facts: { known: ImageFacts | null } = { known: null };
      for (const policy of rules.graphPolicies) {
        const { tracked, assessments } = await this.#evaluate(policy, graph, facts);
        const found = assessments.filter((row) => row.resource.name === '*' || rules.profileFor(objects.get(refKey(row.resource)) ?? standIn(row)).has(policy));
        rows.push(...found.map((row) => ({ ...toRow(row), known: objects.has(refKey(row.resource)) })));
        for (const read of tracked.reads) reads.add(read);
        await nextTurn();
        if (this.#stopped) return;
      }
      this.#deps.written(await store.applyGraph(environment, at, merged(rows)));
    } else this.#deps.written(await store.applyGraph(environment, now(), []));
    if (!this.#due) this.#reads = reads;
  }

  /** Runs a policy; a second time with what is known about images if it asked for it and that was not read yet. */
  async #evaluate(policy: SelectedPolicy, graph: InventoryGraph, facts: { known: ImageFacts | null }): Promise<{ tracked: TrackedGraph; assessments: readonly Assessment[] }> {
    const { engine, images } = this.#deps;
    let tracked = new TrackedGraph(graph, facts.known);
    let assessments = engine.evaluateGraph(policy, tracked);
    if (images !== undefined && facts.known === null && tracked.reads.has(IMAGES)) {
      facts.known = await images();
      tracked = new TrackedGraph(graph, facts.known);
      assessments = engine.evaluateGraph(policy, tracked);
    }
    return { tracked, assessments };
  }
}

async function loadAll(store: PostureStore, environment: string): Promise<Map<string, KubeObject>> {
  const objects = new Map<string, KubeObject>();
  for (let after = 0; ; ) {
    const some = await store.loadObjects(environment, { after, limit: LOAD_STEP });
    for (const { key, body } of some) objects.set(key, body);
    const last = some.at(-1);
    if (last === undefined) return objects;
    after = last.id;
    await nextTurn();
  }
}

const toRow = ({ resource, policy, status, severity, message, path, otherPaths }: Assessment): Omit<GraphRow, 'known'> => ({ resource, policy, status, severity, message, path, otherPaths: otherPaths ?? [] });

/** An object that is only named: it has no labels. */
const standIn = ({ resource }: Assessment): KubeObject => ({ apiVersion: resource.apiVersion, kind: resource.kind, metadata: { name: resource.name, ...(resource.namespace === null ? {} : { namespace: resource.namespace }) } });

/** One row for each policy and object. */
function merged(rows: readonly GraphRow[]): GraphRow[] {
  const byObject = new Map<string, GraphRow[]>();
  for (const row of rows) {
    const key = refKey(row.resource);
    const list = byObject.get(key);
    if (list === undefined) byObject.set(key, [row]);
    else list.push(row);
  }
  return [...byObject.values()].flatMap((list) => {
    const first = list[0];
    return first === undefined || new Set(list.map((r) => r.policy)).size === list.length ? list : mergeRows(list).map((row) => ({ ...row, resource: first.resource, known: first.known }));
  });
}

