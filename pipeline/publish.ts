/** Tells the world that something changed, a few times a second at most, and keeps the score over time. */
import type { ChangeFeed, ChangeTopic } from '#core/ports/changes.ts';
import type { PostureStore, ScoreDetail } from '#core/ports/posture.ts';
import type { Engine } from './engine.ts';

const PUBLISH_MS = 200;
const POINT_MS = 60_000;
/** How often old points are thinned out. */
const COMPACT_MS = 3_600_000;

export interface PublishDeps { readonly store: PostureStore; readonly engine: Engine; readonly feed: ChangeFeed; readonly now: () => number; readonly failed: (error: unknown) => void }

export class Publisher {
  readonly #deps: PublishDeps;
  readonly #topics = new Map<string, { topic: ChangeTopic; environment: string | null }>();
  readonly #points = new Map<string, NodeJS.Timeout>();
  readonly #writing = new Set<Promise<void>>();
  readonly #compact: NodeJS.Timeout;
  #timer: NodeJS.Timeout | null = null;

  constructor(deps: PublishDeps) {
    this.#deps = deps;
    this.#compact = setInterval(() => { deps.store.compactHistory(deps.now()).catch(deps.failed); }, COMPACT_MS);
    this.#compact.unref();
  }

  /** Something of a topic changed. */
  changed(topic: ChangeTopic, environment: string | null): void {
    this.#topics.set(`${topic} ${environment ?? ''}`, { topic, environment });
    if (this.#timer !== null) return;
    this.#timer = setTimeout(() => this.flush(), PUBLISH_MS);
    this.#timer.unref();
  }

  /** Publishes what waits. */
  flush(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
    const waiting = [...this.#topics.values()];
    this.#topics.clear();
    for (const { topic, environment } of waiting) this.#deps.feed.publish(topic, environment);
  }

  /** The score of an environment may have changed: a point of its history is written, at most one a minute. */
  async scored(environment: string): Promise<void> {
    if (this.#points.has(environment)) return;
    const last = await this.#deps.store.lastPoint(environment);
    if (this.#points.has(environment)) return;
    const wait = last === null ? PUBLISH_MS : Math.max(PUBLISH_MS, last.at + POINT_MS - this.#deps.now());
    const timer = setTimeout(() => { this.#points.delete(environment); this.#track(this.point(environment)); }, Math.min(wait, POINT_MS));
    timer.unref();
    this.#points.set(environment, timer);
  }

  /** Writes a point of the history now, if the numbers are others than those of the last one. */
  async point(environment: string): Promise<void> {
    const { store, engine, now } = this.#deps;
    const record = await store.environment(null, environment);
    if (record === null) return;
    const counts = await store.policyCounts([environment], {}, now());
    const detail: Record<string, [number, number]> = {};
    for (const { policy, scored } of counts) if (scored.healthy + scored.unhealthy > 0) detail[policy] = [scored.healthy, scored.unhealthy];
    const unhealthy = counts.reduce((sum, c) => sum + c.counts.unhealthy, 0);
    const last = await store.lastPoint(environment);
    if (last !== null && last.unhealthy === unhealthy && sameDetail(last.detail, detail)) return;
    await store.addPoint({ environment, at: now(), score: scoreOf(engine, detail), unhealthy, detail });
  }

  async stop(): Promise<void> {
    clearInterval(this.#compact);
    for (const timer of this.#points.values()) clearTimeout(timer);
    this.#points.clear();
    this.flush();
    await Promise.all(this.#writing);
  }

  #track(work: Promise<void>): void {
    const tracked = work.catch(this.#deps.failed).finally(() => this.#writing.delete(tracked));
    this.#writing.add(tracked);
  }
}

/** The secure score of numbers by policy. Policies that the catalog no longer has do not count. */
export function scoreOf(engine: Engine, detail: ScoreDetail): number | null {
  return engine.score(Object.entries(detail).flatMap(([policy, [healthy, unhealthy]]) => {
    const known = engine.catalog.policies.get(policy);
    return known === undefined ? [] : [{ policy, severity: known.severity, healthy, unhealthy }];
  })).score;
}

const sameDetail = (a: ScoreDetail, b: ScoreDetail): boolean => {
  const keys = Object.keys(a);
  return keys.length === Object.keys(b).length && keys.every((key) => a[key]?.[0] === b[key]?.[0] && a[key]?.[1] === b[key]?.[1]);
};
