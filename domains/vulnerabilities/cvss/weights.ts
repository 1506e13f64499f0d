/** Weights of metrics. */

/** null where the metric is missing or has no such value. */
export function weightOf(metrics: ReadonlyMap<string, string>, name: string, weights: Readonly<Record<string, number>>): number | null {
  const value = metrics.get(name);
  return value !== undefined && Object.hasOwn(weights, value) ? weights[value]! : null;
}
