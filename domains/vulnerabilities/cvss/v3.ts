/** CVSS 3.0 and 3.1 base score: https://www.first.org/cvss/v3.1/specification-document, sections 7.1 and 7.4, appendix A. */
import { weightOf } from './weights.ts';

const IMPACT = { N: 0, L: 0.22, H: 0.56 };

export function scoreV3(metrics: ReadonlyMap<string, string>): number | null {
  const scope = weightOf(metrics, 'S', { U: 0, C: 1 });
  const av = weightOf(metrics, 'AV', { N: 0.85, A: 0.62, L: 0.55, P: 0.2 }), ac = weightOf(metrics, 'AC', { L: 0.77, H: 0.44 });
  const pr = weightOf(metrics, 'PR', scope === 1 ? { N: 0.85, L: 0.68, H: 0.5 } : { N: 0.85, L: 0.62, H: 0.27 }), ui = weightOf(metrics, 'UI', { N: 0.85, R: 0.62 });
  const c = weightOf(metrics, 'C', IMPACT), i = weightOf(metrics, 'I', IMPACT), a = weightOf(metrics, 'A', IMPACT);
  if (scope === null || av === null || ac === null || pr === null || ui === null || c === null || i === null || a === null) return null;
  const base = 1 - (1 - c) * (1 - i) * (1 - a);
  const impact = scope === 0 ? 6.42 * base : 7.52 * (base - 0.029) - 3.25 * (base - 0.02) ** 15;
  if (impact <= 0) return 0;
  return roundUp(Math.min(10, (scope === 0 ? 1 : 1.08) * (impact + 8.22 * av * ac * pr * ui)));
}

/** Appendix A: up to one decimal, without what binary fractions add. */
function roundUp(value: number): number {
  const whole = Math.round(value * 100_000);
  return whole % 10_000 === 0 ? whole / 100_000 : (Math.floor(whole / 10_000) + 1) / 10;
}
