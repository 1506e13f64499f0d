/** What all posture routes share. */
import type { EnvironmentRecord, ExemptionRecord } from '#core/ports/posture.ts';
import { ProblemError } from '#core/result.ts';
import type { Posture } from '#pipeline/index.ts';
import type { Handlers, PostureRoute, Visibility } from '../handler.ts';

export interface PostureParts {
  readonly posture: Posture;
  /** Findings of images that an exemption covers now; 0 where no images are looked into. */
  readonly findingMatches?: (exemption: ExemptionRecord, visibility: Visibility) => Promise<number>;
}
export type Part<K extends PostureRoute> = Handlers<K>;
export type QueryOf<I extends PostureRoute> = Parameters<Handlers[I]>[0]['query'];

/** Policy under which documents that could not be read are listed. */
export const UNREAD = '*';
export const UNREAD_TITLE = 'Could not be read';

export const timeText = (ms: number): string => new Date(ms).toISOString();
export const timeOrNull = (ms: number | null | undefined): string | null => (ms === null || ms === undefined ? null : timeText(ms));

/** Throws `not-found` for an environment that there is not or that the caller may not see: both look alike. */
export async function environmentOf({ posture }: PostureParts, visibility: Visibility, id: string): Promise<EnvironmentRecord> {
  const found = await posture.store.environment(visibility, id);
  if (found === null) throw new ProblemError('not-found', `there is no environment ${id}`);
  return found;
}

/**
 * Whoever sees only some environments decides only about those: a decision for all, or about an environment that is not
 * seen, is refused. Throws `forbidden` or `not-found`.
 */
export async function mayDecide(parts: PostureParts, visibility: Visibility, environment: string | null): Promise<void> {
  if (environment === null) {
    if (visibility !== null) throw new ProblemError('forbidden', 'this holds in all environments, and you see only some: choose one of yours as its scope');
    return;
  }
  await environmentOf(parts, visibility, environment);
}

/** Names of the environments that may be seen, by id. */
export async function namesOf({ posture }: PostureParts, visibility: Visibility): Promise<Map<string, string>> {
  return new Map((await posture.store.environments(visibility)).map((e) => [e.id, e.name]));
}

/** A filter of several values, separated by commas; undefined: no filter. */
export const listOf = (text: string | undefined): ReadonlySet<string> | undefined => {
  const values = text?.split(',').map((v) => v.trim()).filter((v) => v !== '') ?? [];
  return values.length === 0 ? undefined : new Set(values);
};

export const contains = (search: string | undefined, ...texts: readonly string[]): boolean => {
  const wanted = search?.trim().toLowerCase() ?? '';
  return wanted === '' || texts.some((text) => text.toLowerCase().includes(wanted));
};
