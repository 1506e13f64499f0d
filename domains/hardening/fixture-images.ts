/** What fixtures say about images: a document of kind ImageVerdicts, `images` by the reference as containers have it. */
import type { ImageFacts, ImageVerdict } from '#core/image-facts.ts';
import { type KubeObject, SEVERITIES } from '#core/words.ts';
import { isRecord } from './model/fields.ts';

const KIND = { apiVersion: 'breakwater.dev/v1', kind: 'ImageVerdicts' };

/** The objects of a fixture without such documents, and what these say; null where there is none. Mistakes are told one a line. */
export function splitImages(objects: readonly KubeObject[]): { readonly objects: readonly KubeObject[]; readonly images: ImageFacts | null; readonly mistakes: readonly string[] } {
  const documents = objects.filter(({ apiVersion, kind }) => apiVersion === KIND.apiVersion && kind === KIND.kind);
  if (documents.length === 0) return { objects, images: null, mistakes: [] };
  const verdicts = new Map<string, ImageVerdict>();
  const mistakes: string[] = [];
  for (const document of documents) {
    const images = document['images'];
    if (!isRecord(images)) mistakes.push(`${KIND.kind}: images must be a map of references`);
    else for (const [reference, said] of Object.entries(images)) verdicts.set(reference, readVerdict(reference, said, mistakes));
  }
  const unknown = verdictOf({ state: 'notAssessed', reason: 'the fixture says nothing about it' });
  return { objects: objects.filter((object) => !documents.includes(object)), images: { verdict: ({ reference }) => verdicts.get(reference) ?? unknown }, mistakes };
}

const FIELDS = ['state', 'reason', 'counts', 'fixable', 'knownExploited', 'exempt', 'worst', 'partial'];
const LEVELS: readonly string[] = [...SEVERITIES, 'unknown'];

function readVerdict(reference: string, said: unknown, mistakes: string[]): ImageVerdict {
  const fields = isRecord(said) ? said : {};
  if (!isRecord(said)) mistakes.push(`${KIND.kind}: ${reference} must be a map`);
  for (const name of Object.keys(fields)) if (!FIELDS.includes(name)) mistakes.push(`${KIND.kind}: ${reference} has the unknown field ${name}`);
  for (const name of ['counts', 'fixable']) for (const level of Object.keys((fields[name] ?? {}) as object)) if (!LEVELS.includes(level)) mistakes.push(`${KIND.kind}: ${reference}: ${level} is no severity`);
  return verdictOf(fields as Partial<ImageVerdict>);
}

const verdictOf = ({ counts, fixable, ...said }: Partial<ImageVerdict>): ImageVerdict => ({
  state: 'assessed', reason: null, knownExploited: 0, exempt: 0, worst: [], partial: null, ...said, counts: { ...NONE, ...counts }, fixable: { ...NONE, ...fixable },
});
const NONE = { critical: 0, high: 0, medium: 0, low: 0, informational: 0, unknown: 0 };
