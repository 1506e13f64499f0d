/** Base scores of CVSS vectors (https://www.first.org/cvss/), versions 2, 3.0, 3.1 and 4.0, and the word for a score. */
import type { SeverityVector } from '#core/advisories.ts';
import type { Severity } from '#core/words.ts';
import { scoreV2 } from './v2.ts';
import { scoreV3 } from './v3.ts';
import { scoreV4 } from './v4.ts';

/** A vector has some thirty metrics of a few characters. */
const MAX_LENGTH = 500;

export interface CvssScore { readonly version: 2 | 3 | 4; readonly score: number }

/** null: not a vector that can be scored. */
export function cvssScore(vector: string): CvssScore | null {
  if (vector.length > MAX_LENGTH) return null;
  const parts = vector.trim().replace(/^\(|\)$/g, '').split('/');
  const version = parts[0]!.startsWith('CVSS:') ? parts.shift()!.slice(5) : '2';
  const metrics = new Map<string, string>();
  for (const part of parts) {
    const colon = part.indexOf(':');
    if (colon < 1 || metrics.has(part.slice(0, colon))) return null;
    metrics.set(part.slice(0, colon), part.slice(colon + 1));
  }
  if (version === '4.0') return scored(4, scoreV4(metrics));
  if (version === '3.0' || version === '3.1') return scored(3, scoreV3(metrics));
  return version === '2' || version === '2.0' ? scored(2, scoreV2(metrics)) : null;
}

const scored = (version: CvssScore['version'], score: number | null): CvssScore | null => (score === null ? null : { version, score });

/** Of several, the one of the newest version; null: none can be scored. */
export function bestScore(vectors: readonly SeverityVector[]): CvssScore | null {
  let best: CvssScore | null = null;
  for (const { vector } of vectors) {
    const score = cvssScore(vector);
    if (score !== null && (best === null || score.version > best.version)) best = score;
  }
  return best;
}

/** Qualitative severity rating scale (CVSS 4.0 section 6, 3.1 section 5); NVD's for version 2, which has no critical. */
export function severityOfScore({ version, score }: CvssScore): Severity {
  if (score >= 9 && version > 2) return 'critical';
  if (score >= 7) return 'high';
  if (score >= 4) return 'medium';
  return score > 0 || version === 2 ? 'low' : 'informational';
}
