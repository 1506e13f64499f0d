import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { SEVERITIES } from '#core/words.ts';
import { secureScore, type ScoreRow } from './score.ts';

const row = (policy: string, severity: ScoreRow['severity'], healthy: number, unhealthy: number): ScoreRow => ({ policy, severity, healthy, unhealthy });

describe('the secure score', () => {
  it('is null where nothing was assessed', () => {
    expect(secureScore([])).toEqual({ score: null, gains: new Map() });
    expect(secureScore([row('a', 'high', 0, 0)])).toEqual({ score: null, gains: new Map() });
  });

  it('is 100 where all is healthy and 0 where nothing is', () => {
    expect(secureScore([row('a', 'high', 3, 0), row('b', 'low', 1, 0)]).score).toBe(100);
    expect(secureScore([row('a', 'high', 0, 3), row('b', 'low', 0, 1)]).score).toBe(0);
  });

  it('weighs by severity and counts the share of each policy', () => {
    const { score, gains } = secureScore([row('a', 'critical', 1, 1), row('b', 'medium', 4, 0)]);
    expect(score).toBeCloseTo(100 - (100 * 5) / 13);
    expect(gains.get('a')).toBeCloseTo((100 * 5) / 13);
    expect(gains.get('b')).toBe(0);
  });

  it('leaves policies without resources out', () => {
    expect(secureScore([row('a', 'critical', 0, 0), row('b', 'low', 1, 1)]).score).toBe(50);
  });

  it('does not count informational findings', () => {
    expect(secureScore([row('a', 'informational', 0, 9), row('b', 'low', 1, 0)]).score).toBe(100);
    expect(secureScore([row('a', 'informational', 0, 9)]).score).toBeNull();
  });

  const rows = fc.array(fc.record({ policy: fc.constantFrom('a', 'b', 'c', 'd', 'e'), severity: fc.constantFrom(...SEVERITIES), healthy: fc.nat(50), unhealthy: fc.nat(50) }), { minLength: 1, maxLength: 12 });
  // One policy has one severity.
  const consistent = rows.map((list) => list.map((entry) => ({ ...entry, severity: SEVERITIES['abcde'.indexOf(entry.policy)] ?? 'low' })));

  it('never falls when something is fixed', () => {
    fc.assert(fc.property(consistent, fc.nat(), (list, pick) => {
      const at = pick % list.length;
      const before = secureScore(list).score;
      const fixed = list.map((entry, i) => (i === at && entry.unhealthy > 0 ? { ...entry, unhealthy: entry.unhealthy - 1, healthy: entry.healthy + 1 } : entry));
      const after = secureScore(fixed).score;
      expect(before === null).toBe(after === null);
      if (before !== null && after !== null) expect(after).toBeGreaterThanOrEqual(before - 1e-9);
    }));
  });

  it('stays within 0 and 100, and the gains are what is missing', () => {
    fc.assert(fc.property(consistent, (list) => {
      const { score, gains } = secureScore(list);
      if (score === null) return;
      expect(score).toBeGreaterThanOrEqual(-1e-9);
      expect(score).toBeLessThanOrEqual(100 + 1e-9);
      expect([...gains.values()].reduce((sum, gain) => sum + gain, score)).toBeCloseTo(100);
    }));
  });

  it('rises by the gain of a policy when all of it is fixed', () => {
    fc.assert(fc.property(consistent, fc.constantFrom('a', 'b', 'c', 'd', 'e'), (list, policy) => {
      const { score, gains } = secureScore(list);
      const after = secureScore(list.map((entry) => (entry.policy === policy ? { ...entry, healthy: entry.healthy + entry.unhealthy, unhealthy: 0 } : entry))).score;
      if (score !== null && after !== null) expect(after - score).toBeCloseTo(gains.get(policy) ?? 0);
    }));
  });
});
