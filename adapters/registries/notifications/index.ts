/** What registries send when something was pushed or deleted, each in its own shape, as events of one shape. */
import type { RegistryEvent } from '#core/ports/registries.ts';
import { ProblemError } from '#core/result.ts';
import { azure, distribution, elastic, generic, harbor, quay, type Shape } from './shapes.ts';

/** The first that knows the body reads it. The generic shape comes last: it asks for the least. */
const SHAPES: readonly Shape[] = [distribution, harbor, azure, elastic, quay, generic];

/**
 * Pushes and deletions in a notification. `ignored`: how many of its events are something else (pulls, layers, charts,
 * tests of the webhook). @throws ProblemError `invalid` for a body of a shape that is not known
 */
export function parseNotification(body: Readonly<Record<string, unknown>>): { readonly events: readonly RegistryEvent[]; readonly ignored: number } {
  for (const shape of SHAPES) {
    const found = shape(body);
    if (found !== null) return { events: found.filter((event) => event !== 'other'), ignored: found.filter((event) => event === 'other').length };
  }
  throw new ProblemError('invalid', 'the body: is no notification of a known kind; send events of Distribution, Harbor, Azure, Amazon or Quay, or {"repository", "tag", "action": "push" or "delete"}');
}
