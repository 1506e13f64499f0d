/** The overview: score, trend, recommendations by severity, coverage. */
import type { Overview } from '#contract/types.ts';
import { SEVERITIES } from '#core/words.ts';
import { scoreOf } from '#pipeline/index.ts';
import type { Visibility } from '../handler.ts';
import { environmentOf, type Part, type PostureParts, timeText } from './context.ts';
import { ruleGaps } from './environments.ts';
import { addUp, allNumbers, recommendation, unhealthySince } from './recommendations.ts';

const TOP = 5;
/** Gaps that the answer names; all are counted. */
const REASONS = 100;
const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;
/** The trend: a point in six hours over 30 days, and one in ten minutes over the last day. */
const TREND = [{ span: 30 * DAY, step: 6 * 60 * MINUTE }, { span: DAY, step: 10 * MINUTE }] as const;

export function overviewHandlers(parts: PostureParts): Part<'overview'> {
  return {
    overview: async ({ query, visibility }) => {
      const { store, now } = parts.posture;
      const filter = query.environment === undefined ? {} : { environment: query.environment };
      if (query.environment !== undefined) await environmentOf(parts, visibility, query.environment);
      const seen: Visibility = query.environment === undefined ? visibility : [query.environment];
      const { numbers, score, counts } = await allNumbers(parts, visibility, filter);
      const unhealthy = numbers.filter((n) => n.counts.unhealthy > 0);
      const top = [...unhealthy].sort((a, b) => b.scoreGain - a.scoreGain || (a.policy.id < b.policy.id ? -1 : 1)).slice(0, TOP);
      const since = await unhealthySince(parts, visibility, top, filter);
      const environments = await store.environments(seen);
      const inventory = [...(await store.inventoryCounts(seen)).values()];
      const sum = (of: (c: (typeof inventory)[number]) => number): number => inventory.reduce((total, c) => total + of(c), 0);
      const all = addUp(counts.map((c) => c.counts));
      return {
        score: environments.some((e) => e.state !== 'notAssessed') ? score : null,
        trend: await trend(parts, seen, score, all.unhealthy, now()),
        recommendations: Object.fromEntries(SEVERITIES.map((severity) => [severity, unhealthy.filter((n) => n.policy.severity === severity).length])) as Overview['recommendations'],
        counts: all,
        coverage: await coverage(parts, seen, environments.filter((e) => e.state === 'notAssessed').length, sum((c) => c.objects), all.notAssessed),
        top: top.map((n) => recommendation(parts, n, since)),
        resources: { workloads: sum((c) => c.workload), pods: sum((c) => c.pod), nodes: sum((c) => c.node), namespaces: sum((c) => c.namespaces) },
      };
    },
  };
}

async function coverage(parts: PostureParts, seen: Visibility, environmentsNotAssessed: number, objects: number, notAssessed: number): Promise<Overview['coverage']> {
  const { store, engine, startedAt } = parts.posture;
  const environments = await store.environments(seen);
  const names = new Map(environments.map((e) => [e.id, e.name]));
  const gaps = [...(await store.coverageGaps(seen, REASONS)).gaps, ...ruleGaps(parts, seen)];
  const reasons = gaps.map((g) => ({ environment: names.get(g.environment) ?? g.environment, what: g.what, reason: g.reason, since: timeText(g.since) }));
  // Content that could not be used concerns every environment.
  for (const { code, message } of engine.catalog.problems) reasons.push({ environment: '', what: code, reason: message, since: timeText(startedAt) });
  return { environments: environments.length, environmentsNotAssessed, objects, notAssessed, reasons: reasons.slice(0, REASONS) };
}

/** The score of the environments that may be seen, over time: at each point the last numbers of each of them. */
async function trend({ posture }: PostureParts, seen: Visibility, score: number | null, unhealthy: number, now: number): Promise<Overview['trend']> {
  const { store, engine } = posture;
  const fine = now - TREND[1].span;
  const points = [
    ...(await store.points(seen, undefined, now - TREND[0].span, TREND[0].step)).filter((p) => p.at < fine),
    ...(await store.points(seen, undefined, fine, TREND[1].step)).filter((p) => p.at >= fine),
  ];
  const latest = new Map<string, (typeof points)[number]>();
  const found: Overview['trend'] = [];
  points.forEach((point, i) => {
    latest.set(point.environment, point);
    const step = point.at < fine ? TREND[0].step : TREND[1].step;
    const next = points[i + 1];
    // Points of several environments that lie close together are one point of the trend.
    if (next !== undefined && Math.floor(next.at / step) === Math.floor(point.at / step)) return;
    found.push({ at: timeText(Math.max(point.at, now - TREND[0].span)), ...together([...latest.values()], engine) });
  });
  const last = found.at(-1);
  if (last === undefined || last.score !== score || last.unhealthy !== unhealthy) found.push({ at: timeText(now), score, unhealthy });
  return found;
}

function together(points: readonly { readonly unhealthy: number; readonly detail: Readonly<Record<string, readonly [number, number]>> }[], engine: PostureParts['posture']['engine']): { score: number | null; unhealthy: number } {
  const sum: Record<string, [number, number]> = {};
  for (const { detail } of points) {
    for (const [policy, [healthy, unhealthy]] of Object.entries(detail)) {
      const known = sum[policy] ?? [0, 0];
      sum[policy] = [known[0] + healthy, known[1] + unhealthy];
    }
  }
  return { score: scoreOf(engine, sum), unhealthy: points.reduce((total, p) => total + p.unhealthy, 0) };
}
