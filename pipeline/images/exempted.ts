/** How much an exemption of findings covers. */
import type { ExemptionRecord, Visibility } from '#core/ports/posture.ts';
import { exemptionCovers, scopeNamespace } from '#core/scopes.ts';
import { aboutImage, aboutMatch } from './exempt.ts';
import { type ImageEntry, Selection } from './entries.ts';
import type { ImageModel } from './model.ts';

/**
 * Findings of images that the exemption is about: those of images that a workload in its scope runs, as far as its
 * environment may be seen; where it holds everywhere, those of images that run nowhere as well.
 */
export function findingsExempted(model: ImageModel, { scope, findings }: ExemptionRecord, visibility: Visibility): number {
  if (findings === null) return 0;
  const everywhere = visibility === null && Object.values(scope).every((part) => part === null);
  const inScope = (image: ImageEntry): boolean => everywhere || model.usesOf(image).some(({ environment, workload }) =>
    (visibility === null || visibility.includes(environment)) && exemptionCovers(scope, { environment, namespace: scopeNamespace(workload), kind: workload.kind, name: workload.name }));
  const { images, places } = new Selection([...model.images.values()].filter((image) => aboutImage(findings, image) && inScope(image)));
  if (images.length === 0) return 0;
  let count = 0;
  for (const match of model.allMatches()) {
    if (match.status !== 'affected' || !aboutMatch(findings, match)) continue;
    for (const number of match.of.holders) if ((places[number] ?? 0) > 0) count++;
  }
  return count;
}
