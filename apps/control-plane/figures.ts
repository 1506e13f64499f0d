/** Numbers of posture and images for `/metrics`. */
import type { PostureStore } from '#core/ports/posture.ts';
import { ASSESSMENT_STATUSES, type AssessmentStatus } from '#core/words.ts';
import type { Engine, Images } from '#pipeline/index.ts';
import type { PostureFigures } from './http/metrics.ts';

/** What evaluation has cost since the process began. */
export interface Stopwatch { objects: number; seconds: number }

/** The same engine, with a clock around what evaluates. */
export function timed(engine: Engine, watch: Stopwatch): Engine {
  const clock = <T>(objects: number, work: () => T): T => {
    const start = performance.now();
    try {
      return work();
    } finally {
      watch.objects += objects;
      watch.seconds += (performance.now() - start) / 1000;
    }
  };
  return {
    catalog: engine.catalog, version: engine.version,
    select: (initiative, version) => engine.select(initiative, version),
    score: (rows) => engine.score(rows),
    evaluateGraph: (policy, graph) => clock(0, () => engine.evaluateGraph(policy, graph)),
    createEvaluator: (selection, options) => {
      const evaluator = engine.createEvaluator(selection, options);
      return { problems: evaluator.problems, covers: (object) => evaluator.covers(object), evaluate: (object, source) => clock(1, () => evaluator.evaluate(object, source)) };
    },
  };
}

/** Reads counters only, never rows: cheap enough for each scrape. */
export async function readFigures(store: PostureStore, images: Images, now: number, watch: Stopwatch): Promise<PostureFigures> {
  const environments: Record<string, number> = { connecting: 0, connected: 0, notAssessed: 0 };
  for (const { state } of await store.environments(null)) environments[state] = (environments[state] ?? 0) + 1;
  let objects = 0;
  for (const counts of (await store.inventoryCounts(null)).values()) objects += counts.objects;
  const assessments: Partial<Record<AssessmentStatus, number>> = {};
  for (const { counts } of await store.policyCounts(null, {}, now)) for (const status of ASSESSMENT_STATUSES) assessments[status] = (assessments[status] ?? 0) + counts[status];
  return { environments, objects, assessments, evaluation: { objects: watch.objects, seconds: watch.seconds }, images: imageFigures(images) };
}

function imageFigures(images: Images): PostureFigures['images'] {
  const states: Record<string, number> = { pending: 0, scanning: 0, assessed: 0, notAssessed: 0 };
  for (const { record, scanning } of images.model.images.values()) { const state = scanning === null ? record.state : 'scanning'; states[state] = (states[state] ?? 0) + 1; }
  const { done, failed, seconds } = images.scans.figures;
  return { states, queued: images.queued(), scans: { done, failed, seconds }, rematchSeconds: images.advisories.lastSeconds };
}
