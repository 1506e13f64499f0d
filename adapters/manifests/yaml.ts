/** One YAML document to a value, within bounds, read as kubectl reads it. */
import { constructFromEvents, EVENT_ID, parseEvents, YAMLException } from 'js-yaml';
import { LIMITS } from '#core/limits.ts';
import { messageOf } from '#core/result.ts';
import { tooDeep, tooManyAliased } from './bounds.ts';
import { KUBECTL_SCHEMA } from './yaml-schema.ts';

/** `line` counts from 0 within the text. */
export type Parsed = { readonly ok: true; readonly values: readonly unknown[] } | { readonly ok: false; readonly reason: string; readonly line: number };

/**
 * All documents of the text: one, where the text was cut at its separators. A mistake gives its reason and line.
 * Never throws.
 */
export function parseYaml(text: string): Parsed {
  try {
    const events = parseEvents(text, { maxDepth: LIMITS.objectDepth });
    const values = constructFromEvents(events, { source: text, schema: KUBECTL_SCHEMA });
    // Only aliases and merges can share or deepen what the parser has already bounded.
    if (events.some(({ type }) => type === EVENT_ID.ALIAS)) {
      for (const value of values) {
        const excess = tooManyAliased(value) ?? tooDeep(value);
        if (excess !== null) return { ok: false, reason: excess, line: 0 };
      }
    }
    return { ok: true, values };
  } catch (error) {
    if (error instanceof YAMLException) return { ok: false, reason: error.reason, line: error.mark?.line ?? 0 };
    return { ok: false, reason: messageOf(error), line: 0 };
  }
}
