/** Filters over findings, and search by name, digest, package and vulnerability. */
import type { ImageEntry, Match } from '#pipeline/index.ts';
import { listOf } from '../posture/context.ts';
import type { ImageView } from './view.ts';

export interface MatchFilter {
  readonly severity?: string | undefined;
  readonly fixable?: 'true' | 'false' | undefined;
  readonly knownExploited?: 'true' | 'false' | undefined;
  readonly search?: string | undefined;
  readonly vulnerability?: string | undefined;
  readonly package?: string | undefined;
  readonly ecosystem?: string | undefined;
  readonly status?: string | undefined;
}

const lowered = (search: string | undefined): string => search?.trim().toLowerCase() ?? '';

/** What decides about a match, whatever the image. */
export function matchTest({ severity, fixable, knownExploited, vulnerability, package: name, ecosystem, status }: MatchFilter): (match: Match) => boolean {
  const severities = listOf(severity), wanted = vulnerability?.toUpperCase();
  return (match) => (severities === undefined || severities.has(match.severity ?? 'unknown'))
    && (fixable === undefined || (match.fixed !== null) === (fixable === 'true'))
    && (knownExploited === undefined || match.kev === (knownExploited === 'true'))
    && (wanted === undefined || isCalled(match, wanted))
    && (name === undefined || match.of.record.name === name || match.of.record.source?.name === name)
    && (ecosystem === undefined || match.of.record.ecosystem === ecosystem)
    && (status === undefined || match.status === status);
}

export const isCalled = (match: Match, upper: string): boolean => match.vulnerability.toUpperCase() === upper || match.aliases.some((alias) => alias.toUpperCase() === upper);

/** Whether the text stands in the vulnerability or package of a match. */
export function textTest(search: string | undefined): ((match: Match) => boolean) | null {
  const text = lowered(search);
  if (text === '') return null;
  return ({ vulnerability, aliases, of: { record } }) => vulnerability.toLowerCase().includes(text) || record.name.toLowerCase().includes(text) || (record.source?.name.toLowerCase().includes(text) ?? false) || aliases.some((alias) => alias.toLowerCase().includes(text));
}

/** Images whose name or digest has the text. */
export function namedImages(view: ImageView, images: readonly ImageEntry[], search: string | undefined): ReadonlySet<ImageEntry> {
  const text = lowered(search);
  return new Set(text === '' ? [] : images.filter((image) => view.references(image).some((name) => name.toLowerCase().includes(text)) || image.record.digest?.includes(text) === true || [...image.names.values()].some(({ name }) => /^sha\d+:/.test(name) && name.includes(text))));
}

/** Images that have the text in their name, digest, a package or a vulnerability. */
export function searchImages(view: ImageView, images: readonly ImageEntry[], search: string | undefined): readonly ImageEntry[] {
  const text = lowered(search);
  if (text === '') return images;
  const found = new Set(namedImages(view, images, search)), test = textTest(search);
  for (const entry of view.images.model.packages.values()) {
    if (entry.record.name.toLowerCase().includes(text) || (test !== null && entry.matches.some(test))) for (const image of entry.images) found.add(image);
  }
  return images.filter((image) => found.has(image));
}
