/** Numbers of one image, kept until its findings or the exemptions that matter for it change. */
import type { Severity } from '#core/words.ts';
import { type Cover, exemptionOf } from './exempt.ts';
import type { ImageEntry, Match } from './entries.ts';

export type Counts = Record<Severity | 'unknown', number>;
export interface Summary {
  readonly counts: Readonly<Counts>;
  /** Of them those with a fixed version. */
  readonly fixable: Readonly<Counts>;
  readonly knownExploited: number;
  readonly exempt: number;
  /** Ids of the worst of what holds, at most five. */
  readonly worst: readonly string[];
  /** The lowest risk number of what holds; infinite where nothing does. */
  readonly risk: number;
  /** Packages that could not be compared with advisories. */
  readonly unjudged: number;
}

export const noCounts = (): Counts => ({ critical: 0, high: 0, medium: 0, low: 0, informational: 0, unknown: 0 });

const kept = new WeakMap<ImageEntry, Map<string, { readonly revision: number; readonly summary: Summary }>>();
/** Different viewers and workloads may have different exemptions; more than these are worked out anew. */
const KEPT = 8;
const WORST = 5;

export function summaryOf(image: ImageEntry, cover: Cover | null): Summary {
  const key = cover?.key ?? '';
  let own = kept.get(image);
  if (own === undefined) kept.set(image, (own = new Map()));
  const known = own.get(key);
  if (known?.revision === image.revision) return known.summary;
  const summary = summarize(image, cover);
  if (own.size >= KEPT) own.clear();
  own.set(key, { revision: image.revision, summary });
  return summary;
}

function summarize(image: ImageEntry, cover: Cover | null): Summary {
  const counts = noCounts();
  const fixable = noCounts();
  const held: Match[] = [];
  let knownExploited = 0, exempt = 0, unjudged = 0;
  for (const { matches, record } of image.packages) {
    if (record.unjudged !== null) unjudged++;
    for (const match of matches) {
      if (match.status !== 'affected') continue;
      if (exemptionOf(cover, match) !== null) { exempt++; continue; }
      counts[match.severity ?? 'unknown']++;
      if (match.fixed !== null) fixable[match.severity ?? 'unknown']++;
      if (match.kev) knownExploited++;
      held.push(match);
    }
  }
  held.sort((a, b) => a.risk - b.risk);
  const worst = [...new Set(held.map(({ vulnerability }) => vulnerability))].slice(0, WORST);
  return { counts, fixable, knownExploited, exempt, worst, risk: held[0]?.risk ?? Number.POSITIVE_INFINITY, unjudged };
}

export const total = (counts: Readonly<Counts>): number => counts.critical + counts.high + counts.medium + counts.low + counts.informational + counts.unknown;
