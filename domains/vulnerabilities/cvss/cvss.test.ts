import fc from 'fast-check';
import { expect, it } from 'vitest';
import { bestScore, cvssScore, severityOfScore } from './index.ts';

/** Scores as the calculators of FIRST and NVD give them. */
it.each([
  ['CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H', 9.8], ['CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:C/C:H/I:H/A:H', 10], ['CVSS:3.0/AV:N/AC:L/PR:N/UI:R/S:C/C:L/I:L/A:N', 6.1], ['CVSS:3.1/AV:L/AC:H/PR:H/UI:R/S:U/C:N/I:N/A:N', 0],
  ['CVSS:3.1/AV:P/AC:H/PR:L/UI:R/S:C/C:L/I:N/A:H/E:P/RL:O', 5.5], ['AV:N/AC:L/Au:N/C:C/I:C/A:C', 10], ['(AV:N/AC:M/Au:N/C:P/I:P/A:P)', 6.8], ['AV:L/AC:H/Au:M/C:N/I:N/A:N', 0],
  ['CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:H/VI:H/VA:H/SC:H/SI:H/SA:H', 10], ['CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:H/VI:H/VA:H/SC:N/SI:N/SA:N', 9.3], ['CVSS:4.0/AV:L/AC:L/AT:P/PR:L/UI:N/VC:H/VI:H/VA:H/SC:N/SI:N/SA:N', 7.3],
  ['CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:N/VI:N/VA:N/SC:N/SI:N/SA:N', 0], ['CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:H/VI:H/VA:H/SC:H/SI:H/SA:H/E:U', 9.1], ['CVSS:4.0/AV:P/AC:H/AT:P/PR:H/UI:A/VC:L/VI:L/VA:L/SC:L/SI:L/SA:L', 1],
])('%s is %f', (vector, score) => { expect(cvssScore(vector)?.score).toBe(score); });

it.each(['', 'x', 'CVSS:3.1/AV:N', 'CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:X', 'CVSS:5.0/AV:N', 'CVSS:3.1/AV:N/AV:N', 'CVSS:4.0/AV:N/AC:L', 'AV:N/AC:L/Au:constructor/C:C/I:C/A:C', 'CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:H/VI:H/VA:H/SC:S/SI:S/SA:S', 'x'.repeat(501)])('%s is no vector', (vector) => { expect(cvssScore(vector)).toBeNull(); });

it('takes the newest version, and names its severity', () => {
  expect(bestScore([{ type: 'CVSS_V2', vector: 'AV:N/AC:L/Au:N/C:C/I:C/A:C' }, { type: 'CVSS_V3', vector: 'CVSS:3.1/AV:N/AC:L/PR:N/UI:R/S:C/C:L/I:L/A:N' }, { type: 'CVSS_V4', vector: 'broken' }])).toEqual({ version: 3, score: 6.1 });
  expect([9, 8.9, 6.9, 3.9, 0].map((score) => severityOfScore({ version: 3, score }))).toEqual(['critical', 'high', 'medium', 'low', 'informational']);
  expect([10, 0].map((score) => severityOfScore({ version: 2, score }))).toEqual(['high', 'low']);
});

it('stays between 0 and 10', () => {
  const metric = fc.constantFrom('AV:N', 'AV:P', 'AC:L', 'AC:H', 'AT:N', 'AT:P', 'PR:N', 'PR:H', 'UI:N', 'UI:A', 'VC:H', 'VI:L', 'VA:N', 'SC:L', 'SI:H', 'SA:N', 'MSI:S', 'E:U', 'CR:L');
  fc.assert(fc.property(fc.constantFrom('CVSS:4.0', 'CVSS:3.1', ''), fc.uniqueArray(metric, { maxLength: 19, selector: (each) => each.split(':')[0] }), (head, metrics) => {
    const score = cvssScore([head, ...metrics].join('/'))?.score ?? 0;
    expect(score).toBeGreaterThanOrEqual(0);
    expect(score).toBeLessThanOrEqual(10);
  }));
});
