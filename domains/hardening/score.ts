/** The secure score: which share of what was assessed, weighted by severity, is as it should be. */
import type { Severity } from '#core/words.ts';

/** How many resources of one policy are healthy and unhealthy. Not applicable, not assessed and exempted ones are not counted. */
export interface ScoreRow { readonly policy: string; readonly severity: Severity; readonly healthy: number; readonly unhealthy: number }

export interface SecureScore {
  /** 0 to 100, not rounded; null where nothing was assessed. */
  readonly score: number | null;
  /** Policy id to the points that the score would rise by if all its unhealthy resources were fixed. */
  readonly gains: Map<string, number>;
}

/** What one policy weighs. Informational findings tell, they do not count. */
export const SCORE_WEIGHTS: Readonly<Record<Severity, number>> = { critical: 10, high: 6, medium: 3, low: 1, informational: 0 };

/**
 * The score over the policies that have at least one healthy or unhealthy resource:
 * 100 x the sum of weight x healthy / (healthy + unhealthy), over the sum of weights. The gains add up to 100 - score.
 * Rows of the same policy are added up. Counts below zero or not finite are a mistake of the caller and count as zero.
 */
export function secureScore(rows: Iterable<ScoreRow>): SecureScore {
  const policies = new Map<string, { weight: number; healthy: number; unhealthy: number }>();
  for (const { policy, severity, healthy, unhealthy } of rows) {
    const entry = policies.get(policy) ?? { weight: 0, healthy: 0, unhealthy: 0 };
    entry.weight = Math.max(entry.weight, SCORE_WEIGHTS[severity]);
    entry.healthy += count(healthy);
    entry.unhealthy += count(unhealthy);
    policies.set(policy, entry);
  }
  let weights = 0;
  let lost = 0;
  for (const entry of policies.values()) {
    if (entry.healthy + entry.unhealthy === 0) continue;
    weights += entry.weight;
    lost += lostWeight(entry);
  }
  const gains = new Map<string, number>();
  for (const [policy, entry] of policies) {
    if (entry.healthy + entry.unhealthy > 0) gains.set(policy, weights === 0 ? 0 : (100 * lostWeight(entry)) / weights);
  }
  return { score: weights === 0 ? null : 100 - (100 * lost) / weights, gains };
}

const count = (n: number): number => (Number.isFinite(n) && n > 0 ? n : 0);
const lostWeight = (entry: { weight: number; healthy: number; unhealthy: number }): number =>
  (entry.weight * entry.unhealthy) / (entry.healthy + entry.unhealthy);
