/** What checks over the graph get to know about images. */
import type { ImageFacts, ImageUse, ImageVerdict } from '#core/image-facts.ts';
import type { ResourceRef } from '#core/words.ts';
import { type Advisories, NO_ADVISORIES } from './advisories.ts';
import type { FindingExemptions } from './exempt.ts';
import type { ImageEntry } from './entries.ts';
import type { ImageModel } from './model.ts';
import { lookupName, parsedReference } from './names.ts';
import { noCounts, type Summary, summaryOf } from './summary.ts';

/** Why the vulnerabilities of an image are not known although it was read; null: they are. */
export function unmatchedReason(image: ImageEntry, advisories: Advisories): string | null {
  return image.record.scan !== null && image.record.matchedAt === null ? advisories.problem ?? NO_ADVISORIES : null;
}

/** What of an image could not be assessed, although the rest was; null: nothing. */
function partialOf(image: ImageEntry, { unjudged }: Summary): string | null {
  const unread = image.record.scan?.unread ?? 0, parts: string[] = [];
  if (unread > 0) parts.push(`${unread} of its files or layers could not be read`);
  if (unjudged > 0) parts.push(`${unjudged} of its packages could not be compared with advisories`);
  return parts.length === 0 ? null : parts.join('; ');
}

export function factsOf(model: ImageModel, advisories: Advisories, exemptions: () => FindingExemptions, environment: string, now: () => number): ImageFacts {
  return {
    verdict: (use: ImageUse, workload: ResourceRef): ImageVerdict => {
      const image = model.find(lookupName(use));
      if (image === undefined) {
        const parsed = parsedReference(use.reference);
        return typeof parsed === 'string' && use.digest === null ? verdict('notAssessed', parsed) : verdict('pending', 'it has not been looked at yet');
      }
      const { state, reason } = image.record;
      if (state === 'notAssessed') return verdict('notAssessed', reason);
      if (state === 'pending') return verdict('pending', image.scanning === null ? 'it waits for its scan' : 'it is being read');
      const unmatched = unmatchedReason(image, advisories);
      if (unmatched !== null) return verdict('notAssessed', unmatched);
      const cover = exemptions().coverOf(image, [{ environment, workload }], now());
      const summary = summaryOf(image, cover);
      const { counts, fixable, knownExploited, exempt, worst } = summary;
      return { state: 'assessed', reason: null, counts, fixable, knownExploited, exempt, worst, partial: partialOf(image, summary) };
    },
  };
}

const verdict = (state: ImageVerdict['state'], reason: string | null): ImageVerdict => ({ state, reason, counts: noCounts(), fixable: noCounts(), knownExploited: 0, exempt: 0, worst: [], partial: null });
