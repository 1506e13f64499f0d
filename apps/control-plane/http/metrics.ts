/** `/metrics` in the Prometheus text format, and the counting of requests. */
import type { FastifyInstance } from 'fastify';
import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';
import { ASSESSMENT_STATUSES, type AssessmentStatus } from '#core/words.ts';

/** What the posture side counts. Read at each scrape: must be cheap. */
export interface PostureFigures {
  /** Environments by state. */
  readonly environments: Readonly<Record<string, number>>;
  readonly objects: number;
  readonly assessments: Readonly<Partial<Record<AssessmentStatus, number>>>;
  /** Since the process began: objects evaluated, and the seconds that it took. */
  readonly evaluation: { readonly objects: number; readonly seconds: number };
  readonly images: {
    /** Images by state. */
    readonly states: Readonly<Record<string, number>>;
    readonly queued: number;
    /** Since the process began. */
    readonly scans: { readonly done: number; readonly failed: number; readonly seconds: number };
    /** How long the last comparing of all packages with changed advisories took. */
    readonly rematchSeconds: number;
  };
}

export interface Metrics {
  readonly registry: Registry;
  /** Everything in the text format, as of now. */
  readonly text: () => Promise<string>;
}

export function createMetrics(figures: () => Promise<PostureFigures>): Metrics {
  const registry = new Registry();
  // Event loop lag, CPU, memory, handles of this process.
  collectDefaultMetrics({ register: registry });
  const registers = [registry];
  const environments = new Gauge({ name: 'breakwater_environments', help: 'Environments by state', labelNames: ['state'], registers });
  const objects = new Gauge({ name: 'breakwater_objects', help: 'Objects in the inventory', registers });
  const assessments = new Gauge({ name: 'breakwater_assessments', help: 'Assessments by status', labelNames: ['status'], registers });
  const evaluated = new Counter({ name: 'breakwater_evaluated_objects_total', help: 'Evaluations of an object against its policies', registers });
  const seconds = new Counter({ name: 'breakwater_evaluation_seconds_total', help: 'Time that evaluation took', registers });
  const images = new Gauge({ name: 'breakwater_images', help: 'Images by state', labelNames: ['state'], registers });
  const queued = new Gauge({ name: 'breakwater_images_queued', help: 'Images that wait for a scan', registers });
  const rematch = new Gauge({ name: 'breakwater_advisories_rematch_seconds', help: 'Time that the last comparing of all packages with changed advisories took', registers });
  const scans = new Counter({ name: 'breakwater_image_scans_total', help: 'Scans of images by result', labelNames: ['result'], registers });
  const scanSeconds = new Counter({ name: 'breakwater_image_scan_seconds_total', help: 'Time that scans of images took', registers });
  const text = async (): Promise<string> => {
    const now = await figures();
    for (const [state, count] of Object.entries(now.environments)) environments.set({ state }, count);
    objects.set(now.objects);
    for (const status of ASSESSMENT_STATUSES) assessments.set({ status }, now.assessments[status] ?? 0);
    for (const [state, count] of Object.entries(now.images.states)) images.set({ state }, count);
    queued.set(now.images.queued);
    rematch.set(now.images.rematchSeconds);
    scans.reset();
    scans.inc({ result: 'read' }, now.images.scans.done);
    scans.inc({ result: 'failed' }, now.images.scans.failed);
    for (const [counter, value] of [[scanSeconds, now.images.scans.seconds], [evaluated, now.evaluation.objects], [seconds, now.evaluation.seconds]] as const) {
      counter.reset();
      counter.inc(value);
    }
    return await registry.metrics();
  };
  return { registry, text };
}

export function registerMetrics(app: FastifyInstance, metrics: Metrics): void {
  const requests = new Histogram({
    name: 'breakwater_http_request_seconds', help: 'Time to answer a request, by route and status', labelNames: ['method', 'route', 'status'],
    buckets: [0.002, 0.01, 0.05, 0.2, 1, 5, 30], registers: [metrics.registry],
  });
  app.addHook('onResponse', async (request, reply) => {
    requests.observe({ method: request.method, route: request.routeOptions.config.label ?? 'none', status: String(reply.statusCode) }, reply.elapsedTime / 1000);
  });
  app.get('/metrics', { config: { access: 'read', label: 'metrics', wholeView: true } }, async (_request, reply) => {
    reply.type(metrics.registry.contentType).header('cache-control', 'no-store');
    return await metrics.text();
  });
  app.addHook('onClose', async () => { metrics.registry.clear(); });
}
