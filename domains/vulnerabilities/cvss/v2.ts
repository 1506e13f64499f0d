/** CVSS 2.0 base score: https://www.first.org/cvss/v2/guide, section 3.2.1. */
import { weightOf } from './weights.ts';

const IMPACT = { N: 0, P: 0.275, C: 0.66 };

export function scoreV2(metrics: ReadonlyMap<string, string>): number | null {
  const av = weightOf(metrics, 'AV', { L: 0.395, A: 0.646, N: 1 }), ac = weightOf(metrics, 'AC', { H: 0.35, M: 0.61, L: 0.71 }), au = weightOf(metrics, 'Au', { M: 0.45, S: 0.56, N: 0.704 });
  const c = weightOf(metrics, 'C', IMPACT), i = weightOf(metrics, 'I', IMPACT), a = weightOf(metrics, 'A', IMPACT);
  if (av === null || ac === null || au === null || c === null || i === null || a === null) return null;
  const impact = 10.41 * (1 - (1 - c) * (1 - i) * (1 - a)), exploitability = 20 * av * ac * au;
  return impact === 0 ? 0 : Math.round((0.6 * impact + 0.4 * exploitability - 1.5) * 1.176 * 10) / 10;
}
