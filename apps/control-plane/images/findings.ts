/** Findings: one for each image, package and vulnerability. What runs comes first, then the worst. */
import type { Finding, Page } from '#contract/types.ts';
import { ProblemError } from '#core/result.ts';
import { exemptionOf, type ImageEntry, type Match, Selection } from '#pipeline/index.ts';
import type { Handlers, ImageRoute, Visibility } from '../handler.ts';
import { timeText } from '../posture/context.ts';
import { type MatchFilter, matchTest, namedImages, textTest } from './search.ts';
import { digestOf, type ImageParts, ImageView } from './view.ts';

type Query = Parameters<Handlers['listFindings']>[0]['query'];
interface Pair { readonly match: Match; readonly image: ImageEntry }
/** running, risk, vulnerability, package, image */
type Place = readonly [number, number, string, number, string];

export function findingHandlers(parts: ImageParts): Pick<Handlers<ImageRoute>, 'listFindings'> {
  return { listFindings: ({ query, visibility }) => listFindings(parts, query, visibility) };
}

export const exemptionId = (view: ImageView, image: ImageEntry, match: Match): string | null => exemptionOf(view.cover(image), match);

/** Matches that pass, the worst first, each with every image of the selection that has it (its place there). Nothing may be awaited within. */
export function eachFinding(view: ImageView, filter: MatchFilter, { images, places }: Selection, each: (match: Match, place: number) => void): void {
  const test = matchTest(filter), text = textTest(filter.search);
  const named = text === null ? null : namedImages(view, images, filter.search);
  for (const match of view.images.model.allMatches()) {
    if (!test(match)) continue;
    const only = text === null || text(match) ? null : named;
    if (only !== null && only.size === 0) continue;
    for (const number of match.of.holders) {
      const place = (places[number] ?? 0) - 1;
      if (place >= 0 && (only === null || only.has(images[place] as ImageEntry))) each(match, place);
    }
  }
}

async function listFindings(parts: ImageParts, query: Query, visibility: Visibility): Promise<Page<Finding>> {
  const view = await ImageView.of(parts, visibility);
  const images = await inLayer(parts, view.select(query), query.layer);
  const after = query.cursor === undefined ? null : decode(query.cursor);
  const selection = new Selection([...images.keys()]);
  const runs = selection.images.map((image) => (view.uses(image).length > 0 ? 0 : 1)), layers = selection.images.map((image) => images.get(image) ?? null);
  const pages: [Pair[], Pair[]] = [[], []];
  let total = 0;
  eachFinding(view, query, selection, (match, place) => {
    if (layers[place]?.has(match.package) === false) return;
    if (query.exempt !== undefined && (exemptionId(view, selection.images[place] as ImageEntry, match) !== null) !== (query.exempt === 'true')) return;
    total++;
    const run = runs[place] ?? 1, page = pages[run] ?? [];
    // A page is complete when it has one more than is shown, but the images of one match come in any order.
    if (page.length > query.limit && page[page.length - 1]?.match !== match) return;
    const image = selection.images[place] as ImageEntry;
    if (after !== null && compare([run, match.risk, match.vulnerability, match.package, image.id], after) <= 0) return;
    page.push({ match, image });
  });
  const found = pages.flatMap((page) => page.sort(comparePairs)), shown = found.slice(0, query.limit), last = shown.at(-1);
  return { items: await findingViews(parts, view, shown), next: found.length > shown.length && last !== undefined ? encode(view, last) : null, total };
}

const comparePairs = (a: Pair, b: Pair): number => a.match.risk - b.match.risk || compareTexts(a.match.vulnerability, b.match.vulnerability) || a.match.package - b.match.package || compareTexts(a.image.id, b.image.id);
const compareTexts = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/** Packages of a layer, for each image; null: the layer does not matter. */
async function inLayer({ images: { store } }: ImageParts, images: readonly ImageEntry[], layer: string | undefined): Promise<Map<ImageEntry, ReadonlySet<number> | null>> {
  if (layer === undefined) return new Map(images.map((image) => [image, null]));
  const places = await store.places(images.map(({ id }) => id));
  return new Map(images.flatMap((image) => {
    const own = places.get(image.id) ?? [];
    const inside = image.packages.filter((_, i) => own[i]?.[0] === layer).map(({ record }) => record.id);
    return inside.length === 0 ? [] : [[image, new Set(inside)] as const];
  }));
}

async function findingViews({ images: { store } }: ImageParts, view: ImageView, pairs: readonly Pair[]): Promise<Finding[]> {
  const places = await store.places([...new Set(pairs.map(({ image }) => image.id))]);
  const evidence = await store.evidence(pairs.map(({ match }) => match));
  return pairs.map(({ match, image }, i): Finding => {
    const { record } = match.of, at = image.packages.indexOf(match.of), place = places.get(image.id)?.[at];
    return {
      id: `${image.id}:${match.package}:${match.vulnerability}`.slice(0, 200), vulnerability: match.vulnerability, aliases: [...match.aliases], image: { id: image.id, reference: view.reference(image), digest: digestOf(image) },
      package: { name: record.name, version: record.version, ecosystem: record.ecosystem, purl: record.purl }, fixed: match.fixed, severity: match.severity, score: match.score, knownExploited: match.kev, epss: match.epss,
      status: match.status, justification: match.justification, evidence: (evidence[i] ?? []).map((one) => ({ ...one })), layer: place?.[0] ?? null, path: place?.[1] ?? null, running: view.uses(image).length > 0,
      exemption: exemptionId(view, image, match), since: timeText(Math.max(match.since, (image.record.scan?.contentsSince[at] ?? 0) * 1000)),
    };
  });
}

function compare(a: Place, b: Place): number {
  for (let i = 0; i < a.length; i++) { const x = a[i] ?? 0, y = b[i] ?? 0; if (x !== y) return x < y ? -1 : 1; }
  return 0;
}

const encode = (view: ImageView, { match, image }: Pair): string => Buffer.from(JSON.stringify([view.uses(image).length > 0 ? 0 : 1, match.risk, match.vulnerability, match.package, image.id])).toString('base64url');

function decode(cursor: string): Place {
  const refuse = (cause?: unknown): never => { throw new ProblemError('invalid', 'the cursor is not one of this list: begin again without a cursor', { cause }); };
  let parts: unknown;
  try {
    parts = JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'));
  } catch (error) {
    return refuse(error);
  }
  if (!Array.isArray(parts) || parts.length !== 5 || !['number', 'number', 'string', 'number', 'string'].every((type, i) => typeof parts[i] === type)) return refuse();
  return parts as unknown as Place;
}
